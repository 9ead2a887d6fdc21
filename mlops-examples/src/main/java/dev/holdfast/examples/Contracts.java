// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;
import static dev.holdfast.validation.Limit.within;

import dev.holdfast.validation.DataContract;
import java.time.Instant;
import java.util.Map;

/**
 * What people who know the data ask of them, one contract a data set. The JSON files in the folder {@code contracts} beside
 * the data say the same.
 */
final class Contracts {
    private Contracts() {}

    static DataContract of(DataSets data) {
        return switch (data) {
            case CREDIT_DATA -> creditData();
            case LENDING_CLUB -> lendingClub();
            case CHURN -> churn();
            case CHICAGO -> chicago();
            case FLIGHTS -> flights();
        };
    }

    /** Loans of a bank: amounts in thousands of pesetas, times in months and years. */
    private static DataContract creditData() {
        return DataContract.named("credit-data")
                .column("Status", c -> c.text().required().in("good", "bad").environment("TRAINING"))
                .column("Seniority", c -> c.integer().required().between(0, 60))
                .column(
                        "Home",
                        c -> c.in("ignore", "other", "owner", "parents", "priv", "rent")
                                .missing(atMost(0.01)))
                .column(
                        "Time",
                        c -> c.required()
                                .in(6, 12, 18, 24, 30, 36, 42, 48, 54, 60, 66, 72)
                                .because("loans run for half years"))
                .column("Age", c -> c.integer().required().between(18, 100))
                .column("Records", c -> c.required().in("no", "yes"))
                .column("Job", c -> c.in("fixed", "freelance", "others", "partime"))
                .column(
                        "Income",
                        c -> c.between(1, 2_000).missing(atMost(0.10)).because("one in ten applicants gives none"))
                .column("Assets", c -> c.nonNegative().missing(atMost(0.02)))
                .column("Debt", c -> c.nonNegative().missing(atMost(0.02)))
                .column("Amount", c -> c.required().between(50, 20_000))
                .column("Price", c -> c.required().between(50, 20_000))
                .rows(r -> r.atLeast(1_000)
                        .check("amount-within-price", when("Price").atLeastColumn("Amount"))
                        .check("older-than-the-career", when("Age").aboveColumn("Seniority"))
                        .check(
                                "debt-is-secured",
                                when("Debt").above(0).then("Assets").above(0))
                        .noDuplicateRows()
                        .share(0.99)
                        .because("some loans may be alike, a file pasted twice is not"))
                .build();
    }

    /** Loans between people: dollars, percent a year, counts of other credits. */
    private static DataContract lendingClub() {
        return DataContract.named("lending-club")
                .column(
                        "funded_amnt",
                        c -> c.integer().required().between(500, 40_000).because("the platform lends no more"))
                .column("term", c -> c.required().in("term_36", "term_60"))
                .column(
                        "int_rate",
                        c -> c.required().between(5, 31).because("percent a year; fractions come from another system"))
                .column("sub_grade", c -> c.required().matches("[A-G][1-5]"))
                .column("addr_state", c -> c.required().matches("[A-Z]{2}"))
                .column("verification_status", c -> c.required().in("Not_Verified", "Source_Verified", "Verified"))
                .column("annual_inc", c -> c.required().between(0, 2_000_000).because("dollars, not cents"))
                .column("emp_length", c -> c.required().matches("emp_([1-9]|lt_1|ge_10|unk)"))
                .column("revol_util", c -> c.finite().between(0, 200).missing(atMost(0.01)))
                .column("total_bal_il", c -> c.integer().required().nonNegative())
                .column("Class", c -> c.required().in("good", "bad").environment("TRAINING"))
                .rows(r -> r.between(9_000, 20_000)
                        .check("two-years-hold-one", when("open_il_24m").atLeastColumn("open_il_12m"))
                        .check("all-accounts-hold-the-recent", when("num_il_tl").atLeastColumn("open_il_6m"))
                        .check(
                                "grade-A-is-cheap",
                                when("sub_grade")
                                        .matches("A[1-5]")
                                        .then("int_rate")
                                        .atMost(8))
                        .check(
                                "grade-G-is-dear",
                                when("sub_grade")
                                        .matches("G[1-5]")
                                        .then("int_rate")
                                        .atLeast(25))
                        .check(
                                "balance-within-limit",
                                when("total_il_high_credit_limit").atLeastColumn("total_bal_il"))
                        .share(0.90)
                        .because("interest takes some over the limit"))
                .build();
    }

    /** Customers of a telephone company: minutes, calls and charges of four times of the day. */
    private static DataContract churn() {
        return DataContract.named("churn")
                .column("state", c -> c.required().matches("[A-Z]{2}").distinct(within(40, 51)))
                .column("account_length", c -> c.integer().required().positive())
                .column("area_code", c -> c.required().matches("area_code_[0-9]{3}"))
                .column("international_plan", c -> c.required().in("no", "yes"))
                .column("voice_mail_plan", c -> c.required().in("no", "yes"))
                .column("total_day_minutes", c -> c.required().between(0, 1_440))
                .column("total_intl_calls", c -> c.integer().nonNegative())
                .column("number_customer_service_calls", c -> c.integer().between(0, 50))
                .column(
                        "churn",
                        c -> c.required()
                                .distribution(Map.of("no", 0.86, "yes", 0.14), atMost(0.05))
                                .because("one in seven leaves; labels turned round would say six"))
                .rows(r -> r.atLeast(1_000)
                        .noDuplicateRows()
                        .check(
                                "messages-need-the-plan",
                                when("number_vmail_messages")
                                        .above(0)
                                        .then("voice_mail_plan")
                                        .is("yes"))
                        .check(
                                "no-minutes-without-calls",
                                when("total_intl_calls")
                                        .is(0)
                                        .then("total_intl_minutes")
                                        .is(0))
                        .correlation("total_day_minutes", "total_day_charge", atLeast(0.999))
                        .because("a charge is minutes times a rate")
                        .correlation("total_eve_minutes", "total_eve_charge", atLeast(0.999))
                        .correlation("total_night_minutes", "total_night_charge", atLeast(0.999)))
                .build();
    }

    /** Boardings at stations of a city railway, in thousands a day, with the weather in Fahrenheit. */
    private static DataContract chicago() {
        return DataContract.named("chicago")
                .column(
                        "date",
                        c -> c.time()
                                .required()
                                .strictlyIncreasing()
                                .during(Instant.parse("2001-01-01T00:00:00Z"), Instant.parse("2017-01-01T00:00:00Z")))
                .column("ridership", c -> c.number().required().finite())
                .column("Clark_Lake", c -> c.required().between(0, 100))
                .column("temp", c -> c.required().between(-40, 120))
                .column("humidity", c -> c.required().between(5, 100).because("percent"))
                .column("pressure", c -> c.required().between(28, 32).because("inches of mercury"))
                .column("weather_rain", c -> c.between(0, 1))
                .column("weather_snow", c -> c.between(0, 1))
                .column("Bulls_Home", c -> c.in(0, 1))
                .rows(r -> r.atLeast(365)
                        .check("warmest-is-warmer", when("temp_max").atLeastColumn("temp"))
                        .check("coldest-is-colder", when("temp").atLeastColumn("temp_min"))
                        .sumEquals("temp_max", 0.01, "temp_min", "temp_change")
                        .because("the change of a day is its warmest less its coldest")
                        .check("strongest-wind-is-stronger", when("wind_max").atLeastColumn("wind"))
                        .check("strongest-gust-is-stronger", when("gust_max").atLeastColumn("gust"))
                        .check(
                                "bulls-play-once-a-day",
                                when("Bulls_Home").is(1).then("Bulls_Away").is(0)))
                .build();
    }

    /** Flights in the order of their departure: minutes late, miles, airports. */
    private static DataContract flights() {
        return DataContract.named("flights")
                .column("date", c -> c.required().dateFormat("yyyy/MM/dd HH:mm").increasing())
                .column(
                        "delay",
                        c -> c.integer().required().between(-120, 2_880).because("minutes; a later flight is another"))
                .column(
                        "distance",
                        c -> c.integer()
                                .required()
                                .between(10, 12_500)
                                .because("miles; half of the way round the Earth"))
                .column("origin", c -> c.required().matches("[A-Z]{3}").distinct(within(100, 1_000)))
                .column("destination", c -> c.required().matches("[A-Z]{3}"))
                .rows(r -> r.between(15_000, 25_000)
                        .columnsInOrder("date", "delay", "distance", "origin", "destination")
                        .noDuplicateRows()
                        .check("goes-somewhere-else", when("origin").differsFromColumn("destination"))
                        .determined("distance", "origin", "destination")
                        .because("the way between two airports has one length"))
                .build();
    }
}
