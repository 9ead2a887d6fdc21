// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Table;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.Finding;
import dev.holdfast.validation.Verdict;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each data set meets its contract, and each corruption is found by the checks that are there for it and by no other. */
class ContractsTest {
    private static final Map<DataSets, Table> READ = new EnumMap<>(DataSets.class);

    private static Table read(DataSets data) {
        return READ.computeIfAbsent(data, DataSets::read);
    }

    /**
     * Something that goes wrong.
     *
     * @param failing the number of rows that the first of the checks names; 0 for a check on the whole
     * @param foundBy the checks that find it: the column, if it is one on a column, and the rule
     */
    private record Case(
            DataSets data, String what, UnaryOperator<Table> corruption, long failing, List<String> foundBy) {}

    private static final class Cases {
        private final DataSets data;
        private final Stream.Builder<Case> cases = Stream.builder();

        Cases(DataSets data) {
            this.data = data;
        }

        Cases add(String what, UnaryOperator<Table> corruption, long failing, String... foundBy) {
            cases.add(new Case(data, what, corruption, failing, List.of(foundBy)));
            return this;
        }

        Stream<Case> stream() {
            return cases.build();
        }
    }

    private static Stream<Case> creditData() {
        return new Cases(DataSets.CREDIT_DATA)
                        .add(
                                "one income in twenty a hundred times too large",
                                t -> Corruption.of(0.05, 1).times(t, "Income", 100),
                                198,
                                "Income: between")
                        .add(
                                "amount and price under each other's names",
                                t -> Corruption.ofAll().swapped(t, "Amount", "Price"),
                                4255,
                                "check(amount-within-price")
                        .add(
                                "a category written otherwise in some rows",
                                t -> Corruption.of(0.02, 3)
                                        .texts(t, "Home", home -> home.equals("rent") ? "Rent" : home),
                                19,
                                "Home: in")
                        .add("one row in ten twice", t -> Corruption.of(0.1, 4).repeated(t), 485, "noDuplicateRows")
                        .add(
                                "three incomes in ten lost",
                                t -> Corruption.of(0.3, 5).missing(t, "Income"),
                                1613,
                                "Income: missing")
                        .stream();
    }

    private static Stream<Case> lendingClub() {
        return new Cases(DataSets.LENDING_CLUB)
                        .add(
                                "one income in twenty in cents",
                                t -> Corruption.of(0.05, 1).times(t, "annual_inc", 100),
                                502,
                                "annual_inc: between")
                        .add(
                                "loans of the last grade in the first",
                                t -> Corruption.of(0.5, 6).texts(t, "sub_grade", grade -> grade.replace('G', 'A')),
                                39,
                                "check(grade-A-is-cheap")
                        .add("a file cut off", t -> Corruption.of(0.6, 1).truncated(t), 0, "rowCount")
                        .add(
                                "balances with a minus",
                                t -> Corruption.of(0.03, 2).times(t, "total_bal_il", -1),
                                275,
                                "total_bal_il: from")
                        .add(
                                "terms that lost the word before the number",
                                t -> Corruption.of(0.1, 3).texts(t, "term", term -> term.substring("term_".length())),
                                973,
                                "term: in")
                        .stream();
    }

    private static Stream<Case> churn() {
        return new Cases(DataSets.CHURN)
                        .add(
                                "area codes as bare numbers",
                                t -> Corruption.of(0.1, 1)
                                        .texts(t, "area_code", code -> code.substring("area_code_".length())),
                                521,
                                "area_code: matches")
                        .add(
                                "the charges of evening and night under each other's names, both within their ranges",
                                t -> Corruption.ofAll().swapped(t, "total_eve_charge", "total_night_charge"),
                                0,
                                "association(total_eve_minutes",
                                "association(total_night_minutes")
                        .add(
                                "one row in twenty twice",
                                t -> Corruption.of(0.05, 2).repeated(t),
                                262,
                                "noDuplicateRows")
                        .add(
                                "some answers lost",
                                t -> Corruption.of(0.02, 3).missing(t, "voice_mail_plan"),
                                96,
                                "voice_mail_plan: required")
                        .add(
                                "labels turned round",
                                t -> Corruption.ofAll().texts(t, "churn", label -> label.equals("yes") ? "no" : "yes"),
                                0,
                                "churn: distribution")
                        .stream();
    }

    private static Stream<Case> chicago() {
        return new Cases(DataSets.CHICAGO)
                        .add(
                                "some days in Celsius, all of them possible temperatures",
                                t -> celsius(celsius(celsius(t, "temp_min"), "temp"), "temp_max"),
                                1205,
                                "sum")
                        .add(
                                "two halves put together the wrong way round",
                                t -> Corruption.of(0.5, 1).turnedRound(t),
                                1,
                                "date: increasing")
                        .add(
                                "some divisions by zero",
                                t -> Corruption.of(0.01, 2).numbers(t, "ridership", x -> Double.NaN),
                                66,
                                "ridership: finite")
                        .add(
                                "humidity as a fraction",
                                t -> Corruption.ofAll().times(t, "humidity", 0.01),
                                5698,
                                "humidity: between")
                        .add(
                                "mean and strongest wind under each other's names",
                                t -> Corruption.ofAll().swapped(t, "wind", "wind_max"),
                                5698,
                                "check(strongest-wind-is-stronger")
                        .stream();
    }

    private static Table celsius(Table table, String column) {
        return Corruption.of(0.2, 1).numbers(table, column, fahrenheit -> (fahrenheit - 32) / 1.8);
    }

    private static Stream<Case> flights() {
        return new Cases(DataSets.FLIGHTS)
                        .add(
                                "one way in ten in kilometres, all of them possible lengths",
                                t -> Corruption.of(0.1, 1).times(t, "distance", 1.609344),
                                3241,
                                "dependency")
                        .add(
                                "two halves put together the wrong way round",
                                t -> Corruption.of(0.5, 1).turnedRound(t),
                                1,
                                "date: increasing")
                        .add(
                                "some delays in seconds",
                                t -> Corruption.of(0.05, 2).times(t, "delay", 60),
                                506,
                                "delay: between")
                        .add(
                                "some airports in small letters",
                                t -> Corruption.of(0.02, 3).texts(t, "origin", code -> code.toLowerCase(Locale.ROOT)),
                                394,
                                "origin: matches")
                        .add("a file cut off", t -> Corruption.of(0.6, 1).truncated(t), 0, "rowCount")
                        .stream();
    }

    @ParameterizedTest
    @EnumSource(DataSets.class)
    void everyDataSetMeetsItsContract(DataSets data) {
        DataContract contract = Contracts.of(data);
        ContractReport report = contract.check(read(data));
        assertThat(report.findings()).extracting(Finding::verdict).containsOnly(Verdict.PASS);
        long rules = report.findings().size();
        assertThat(rules).as("checks").isBetween(10L, 40L);
    }

    @ParameterizedTest
    @EnumSource(DataSets.class)
    void theFileBesideTheDataSaysTheSame(DataSets data) throws Exception {
        DataContract contract = Contracts.of(data);
        String file = "contracts/" + contract.name() + ".json";
        try (InputStream in = Objects.requireNonNull(Contracts.class.getResourceAsStream(file), file)) {
            String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(json).isEqualTo(contract.toJson());
            assertThat(DataContract.parse(json)).isEqualTo(contract);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyCorruptionIsFoundByItsCheckAlone() {
        return Stream.of(creditData(), lendingClub(), churn(), chicago(), flights())
                .flatMap(cases -> cases)
                .map(each -> DynamicTest.dynamicTest(
                        each.data().name().toLowerCase(Locale.ROOT) + ": " + each.what(), () -> found(each)));
    }

    private static void found(Case corrupted) {
        Table table = corrupted.corruption().apply(read(corrupted.data()));
        ContractReport report = Contracts.of(corrupted.data()).check(table);
        assertThat(report.findings(Verdict.FAIL))
                .extracting(ContractsTest::check)
                .containsExactlyInAnyOrderElementsOf(corrupted.foundBy());
        assertThat(report.findings(Verdict.FAIL).get(0).failing()).isEqualTo(corrupted.failing());
        assertThat(report.findings().stream().filter(f -> f.verdict() != Verdict.FAIL))
                .extracting(Finding::verdict)
                .containsOnly(Verdict.PASS);
    }

    /** The column and the rule without its arguments; of rules that may stand several times, the first argument as well. */
    private static String check(Finding finding) {
        String name = finding.name();
        boolean several = name.startsWith("check(") || name.startsWith("association(");
        return name.substring(0, name.indexOf(several ? ',' : '('));
    }
}
