// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import dev.holdfast.testing.property.RowArbitrary;
import dev.holdfast.testing.property.Rows;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GivenRowsTest {
    private static final Table LOANS = loans();
    private static final Rows ROWS = Rows.like(LOANS).seed(7);

    private static Table loans() {
        SplittableRandom random = new SplittableRandom(1);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        IntegerColumn.Builder age = IntegerColumn.builder("Age");
        TextColumn.Builder home = TextColumn.builder("Home");
        for (int i = 0; i < 500; i++) {
            if (random.nextInt(10) == 0) {
                income.addMissing();
            } else {
                income.add(Math.rint(300 * random.nextDouble()));
            }
            age.add(random.nextLong(18, 78));
            home.add(random.nextInt(4) == 0 ? "rent" : "owner");
        }
        return Table.of(income.build(), age.build(), home.build());
    }

    private static Predictor<Row, ClassScores> scoring(ToDoubleFunction<Row> bad) {
        return row -> {
            double score = bad.applyAsDouble(row);
            return ClassScores.of(List.of("bad", "good"), score, 1 - score);
        };
    }

    /** Falls with income. */
    private static double fair(Row row) {
        return 1 / (1 + Math.exp((row.isMissing("Income") ? 100 : row.number("Income")) / 100 - 1));
    }

    private static final Predictor<Row, ClassScores> GOOD = scoring(GivenRowsTest::fair);

    /** The same, but rich tenants are feared. */
    private static final Predictor<Row, ClassScores> BROKEN = scoring(row -> fair(row)
            + (row.text("Home").equals("rent") && !row.isMissing("Income") && row.number("Income") > 151 ? 0.2 : 0));

    private static CheckResult failure(ThrowingCallable assertion) {
        List<CheckResult> results = new ArrayList<>();
        assertThatThrownBy(assertion)
                .isInstanceOfSatisfying(ModelQualityError.class, error -> results.addAll(error.results()));
        return results.get(0);
    }

    private static CheckResult passed(Runnable assertion) {
        List<CheckResult> results = new ArrayList<>();
        try (QualityLog.Registration heard = QualityLog.listen(results::add)) {
            assertThat(heard).isNotNull();
            assertion.run();
        }
        assertThat(results).hasSize(1);
        assertThat(results.get(0).outcome()).isEqualTo(Outcome.PASSED);
        return results.get(0);
    }

    @Test
    void aMonotoneModelPassesAndTellsHowManyRowsWereExercised() {
        CheckResult result =
                passed(() -> assertThatModel(GOOD).given(ROWS).raising("Income").neverRaises("bad"));

        assertThat(result.expected()).isEqualTo("raising 'Income' never to raise 'bad'");
        assertThat(result.observed())
                .matches("that it holds in all of 1000 rows exercised \\(1[0-9]{3} drawn rows, seed 7\\)");
        passed(() -> assertThatModel(GOOD).given(ROWS).raising("Income").neverLowers("good"));
        passed(() -> assertThatModel(GOOD).given(ROWS).lowering("Income").neverLowers("bad"));
        passed(() -> assertThatModel(GOOD).given(ROWS).raising("Age").neverRaises("bad"));
    }

    @Test
    void aBrokenMonotonicityIsShownByTheSmallestRow() throws Exception {
        CheckResult result = failure(() -> assertThatModel(BROKEN)
                .as("credit")
                .given(ROWS)
                .raising("Income")
                .neverRaises("bad"));

        assertThat(result.message())
                .startsWith("FAILED: credit: expected raising 'Income' never to raise 'bad', observed it broken in ")
                .contains(" of 1000 rows exercised (")
                .contains(" drawn rows, seed 7), by up to 0.1")
                .contains("\n  first broken on: row ")
                .contains("\n  what matters: Income, Home; every other column has its typical value");
        assertThat(result.details().get("smallest failing row"))
                .isEqualTo("{Income=147.5, Age=49, Home=rent}\n    Income 147.5 -> 200.0: "
                        + "bad=0.38343349547868066, good=0.6165665045213193 -> "
                        + "bad=0.4689414213699951, good=0.5310585786300048");
        JsonNode json = new ObjectMapper().readTree(result.details().get("as JSON"));
        assertThat(json.path("seed").asLong()).isEqualTo(7);
        assertThat(json.path("before").path("Home").asText()).isEqualTo("rent");
        assertThat(json.path("after").path("Income").asDouble()).isEqualTo(200);
        assertThat(json.path("answerAfter").path("bad").asDouble())
                .isGreaterThan(json.path("answerBefore").path("bad").asDouble());
        failure(() -> assertThatModel(BROKEN).given(ROWS).raising("Income").neverLowers("good"));
    }

    @Test
    void theSameSeedFindsTheSameRow() {
        ThrowingCallable test =
                () -> assertThatModel(BROKEN).given(ROWS).raising("Income").neverRaises("bad");
        assertThat(failure(test).message()).isEqualTo(failure(test).message());
        assertThat(failure(() -> assertThatModel(BROKEN)
                                .given(ROWS.seed(8))
                                .raising("Income")
                                .neverRaises("bad"))
                        .message())
                .contains("seed 8")
                .isNotEqualTo(failure(test).message());
    }

    @Test
    void everyRowOfATableIsTried() {
        long present = LOANS.rows().filter(row -> !row.isMissing("Income")).count();

        assertThat(passed(() -> assertThatModel(GOOD)
                                .given(LOANS)
                                .replacing("Age")
                                .neverChangesTheAnswer())
                        .observed())
                .isEqualTo("that it holds in all of 500 rows exercised (500 given rows)");
        CheckResult result = failure(
                () -> assertThatModel(BROKEN).given(LOANS).raising("Income").neverRaises("bad"));
        long exercised = Long.parseLong(result.observed().replaceAll(".* of (\\d+) rows exercised.*", "$1"));
        assertThat(exercised).as("all but those with the largest income").isBetween(present - 10, present);
        assertThat(result.details().get("first broken on")).startsWith("row ");
        TextColumn.Builder none = TextColumn.builder("Home");
        none.addMissing();
        Table untold = Table.of(none.build(), NumberColumn.of("Income", 3));
        passed(() -> assertThatModel(scoring(row -> 0.5)).given(untold).scoreAtLeast("bad", 0.5));
        assertThat(failure(() -> assertThatModel(scoring(row -> 0.5))
                                .given(untold)
                                .replacing("Home")
                                .neverChangesTheAnswer())
                        .observed())
                .isEqualTo("no row exercised: none of 1 given rows meets the condition and can be changed so");
    }

    @Test
    void aPropertyThatNoRowExercisesFails() {
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS.missing("Income", 1))
                                .raising("Income")
                                .neverRaises("bad"))
                        .message())
                .isEqualTo(
                        "FAILED: model: expected raising 'Income' never to raise 'bad', observed no row exercised: none of"
                                + " 100000 drawn rows, seed 7 meets the condition and can be changed so\n"
                                + "  what to do: give rows that can be, with a value of 'Income' that leaves room");
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS)
                                .when("a boat is home", row -> row.text("Home").equals("boat"))
                                .areAnswered("good"))
                        .message())
                .isEqualTo(
                        "FAILED: model: expected the answer 'good' when a boat is home, observed no row exercised: none of"
                                + " 100000 drawn rows, seed 7 meets the condition and can be changed so\n"
                                + "  what to do: give rows that can be");
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(LOANS.where(row -> false))
                                .scoreAtLeast("bad", 0))
                        .observed())
                .startsWith("no row exercised: none of 0 given rows");
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS)
                                .when(
                                        "a tenant of 30",
                                        row -> row.number("Age") == 30
                                                && row.text("Home").equals("rent"))
                                .scoreAtLeast("bad", 0))
                        .observed())
                .matches("too few rows exercised: [0-9]+ of 100000 drawn rows, seed 7, and 1000 are asked for");
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(Row.of("Income", null, "Home", "rent"))
                                .raising("Income")
                                .neverRaises("bad"))
                        .message())
                .isEqualTo(
                        "FAILED: model: expected raising 'Income' never to raise 'bad', observed nothing exercised: the row"
                                + " does not meet the condition or cannot be changed so, {Income=missing, Home=rent}\n"
                                + "  what to do: give a row that can be, with a value of 'Income' that leaves room");
    }

    @Test
    void oneRowIsRaisedStepByStep() {
        Row tenant = Row.of("Income", 150, "Age", 30, "Home", "rent");

        passed(() -> assertThatModel(GOOD).given(tenant).raising("Income").neverRaises("bad"));
        CheckResult result = failure(
                () -> assertThatModel(BROKEN).given(tenant).raising("Income").neverRaises("bad"));
        assertThat(result.message())
                .contains("observed it broken, by up to 0.1")
                .contains("first broken on: the row: {Income=150, Age=30, Home=rent}\n    Income 150 -> 152: ")
                .doesNotContain("smallest failing row")
                .doesNotContain("seed");
        passed(() -> assertThatModel(GOOD)
                .given(Row.of("Income", -5.5))
                .lowering("Income")
                .neverLowers("bad"));
        passed(() -> assertThatModel(
                        scoring(row -> Boolean.TRUE.equals(row.value("Paid").orElseThrow()) ? 0 : 1))
                .given(Row.of("Paid", false))
                .raising("Paid")
                .lowers("bad", 1));
        passed(() -> assertThatModel(scoring(row -> 0.2))
                .given(Row.of("At", Instant.EPOCH))
                .raising("At")
                .neverChangesTheAnswer());
    }

    @Provide
    Arbitrary<Row> loansWithIncome() {
        return RowArbitrary.of(ROWS.present("Income"));
    }

    @Property(tries = 200)
    void jqwikHandsOverRows(@ForAll("loansWithIncome") Row loan) {
        assertThatModel(GOOD).given(loan).raising("Income").neverRaises("bad");
    }

    @Test
    void invarianceIsToReplacingAValue() {
        passed(() -> assertThatModel(GOOD).given(ROWS).replacing("Home").neverChangesTheAnswer());
        passed(() -> assertThatModel(GOOD)
                .given(ROWS)
                .replacing("Home", "boat", "tent")
                .neverChangesTheAnswer());
        CheckResult result = failure(() ->
                assertThatModel(BROKEN).given(ROWS).replacing("Home", "rent").neverChangesTheAnswer());
        assertThat(result.expected()).isEqualTo("replacing 'Home' by rent never to change the answer");
        assertThat(result.observed()).contains("by up to 0.2");
        failure(() -> assertThatModel(BROKEN).given(ROWS).replacing("Home").neverChangesTheAnswer());
        passed(() -> assertThatModel(BROKEN)
                .given(ROWS)
                .replacing("Home")
                .tolerating(0.21)
                .neverChangesTheAnswer());
    }

    @Test
    void directionIsByAtLeastAnAmount() {
        passed(() -> assertThatModel(GOOD)
                .given(ROWS.present("Income"))
                .when("a low income", row -> row.number("Income") < 100)
                .raising("Income", 100)
                .lowers("bad", 0.2));
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS.present("Income"))
                                .raising("Income", 100)
                                .lowers("bad", 0.2))
                        .message())
                .contains("raising 'Income' by 100 to lower 'bad' by at least 0.2, observed it broken in");
        passed(() -> assertThatModel(GOOD)
                .given(ROWS.present("Income"))
                .lowering("Income", 50)
                .raises("bad", 0.01));
        failure(() -> assertThatModel(GOOD)
                .given(ROWS.present("Income"))
                .lowering("Income", 50)
                .raises("bad", 0.5));
    }

    @Test
    void counterfactualFairnessBoundsTheShareOfRows() {
        CheckResult fair = passed(() -> assertThatModel(BROKEN)
                .given(ROWS)
                .failingAtMost(0.2)
                .swapping("Home", "rent", "owner")
                .neverChangesTheClass());
        assertThat(fair.expected())
                .isEqualTo(
                        "swapping 'rent' and 'owner' of 'Home' never to change the class but for at most 0.2 of rows");
        assertThat(fair.observed()).contains("with 95 % confidence not above 0.1");
        CheckResult unfair = failure(() -> assertThatModel(BROKEN)
                .given(ROWS)
                .failingAtMost(0.01)
                .swapping("Home", "rent", "owner")
                .neverChangesTheClass());
        assertThat(unfair.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(unfair.observed()).contains("with 95 % confidence above 0.0");
        CheckResult few = failure(() -> assertThatModel(GOOD)
                .given(ROWS.tries(100))
                .failingAtMost(0.01)
                .swapping("Home", "rent", "owner")
                .neverChangesTheClass());
        assertThat(few.outcome())
                .as("100 rows without a failure do not show 1 %")
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(few.observed())
                .isEqualTo("it broken in 0 of 100 rows exercised (100 drawn rows, seed 7); the share is 0,"
                        + " with 95 % confidence not above 0.02951");
        passed(() -> assertThatModel(GOOD)
                .given(ROWS)
                .failingAtMost(0.01)
                .swapping("Home", "rent", "owner")
                .neverChangesTheClass());
    }

    @Test
    void smoothnessBoundsTheSlope() {
        passed(() -> assertThatModel(GOOD).given(ROWS).moving("Income").changesAtMost("bad", 0.0026));
        passed(() -> assertThatModel(GOOD).given(ROWS).raising("Income").changesAtMost("bad", 0.0026));
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS)
                                .moving("Income")
                                .changesAtMost("bad", 0.002))
                        .expected())
                .isEqualTo("moving 'Income' to change 'bad' by at most 0.002 a unit");
        failure(() -> assertThatModel(BROKEN).given(ROWS).moving("Income").changesAtMost("bad", 0.0026));
    }

    @Test
    void minimumFunctionalityAsksForAnAnswer() {
        Rows poor = ROWS.between("Income", 0, 50).present("Income");

        passed(() -> assertThatModel(GOOD).given(poor).areAnswered("bad"));
        passed(() -> assertThatModel(GOOD).given(poor).scoreAtLeast("bad", 0.6));
        CheckResult result = failure(() -> assertThatModel(GOOD).given(poor).scoreAtMost("bad", 0.7));
        assertThat(result.message())
                .contains("expected 'bad' at most 0.7, observed it broken in ")
                .contains("{Income=0, Age=49, Home=owner} is answered bad=0.7310585786300049, good=0.2689414213699951");
        assertThat(failure(() -> assertThatModel(GOOD).given(poor).areAnswered("good"))
                        .expected())
                .isEqualTo("the answer 'good'");
        failure(() -> assertThatModel(GOOD).given(poor).scoreAtLeast("bad", 0.7));
    }

    @Test
    void aChangeOfOnesOwnIsAFunction() {
        passed(() -> assertThatModel(GOOD)
                .given(ROWS)
                .changing("moving out", row -> row.with("Home", "rent"))
                .neverChangesTheAnswer());
        CheckResult result = failure(() -> assertThatModel(BROKEN)
                .given(ROWS)
                .changing("moving out", row -> row.with("Home", "rent"))
                .neverChangesTheAnswer());
        assertThat(result.expected()).isEqualTo("moving out never to change the answer");
        assertThat(result.details().get("what matters")).isEqualTo("Income; every other column has its typical value");
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS)
                                .changing("nothing", row -> row)
                                .neverChangesTheAnswer())
                        .observed())
                .startsWith("no row exercised");
    }

    @Test
    void regressionsAreNamedByTheirTarget() {
        Predictor<Row, Quantity> rent = row -> new Quantity(3 * row.number("Age"));

        passed(() -> assertThatModel(rent).given(ROWS).raising("Age").neverLowers("Rent"));
        passed(() -> assertThatModel(rent).given(ROWS).raising("Age", 10).raises("Rent", 30));
        passed(() -> assertThatModel(rent).given(ROWS).replacing("Home").neverChangesTheAnswer());
        failure(() -> assertThatModel(rent).given(ROWS).raising("Age").neverRaises("Rent"));
        assertThatThrownBy(() -> assertThatModel(rent).given(ROWS).areAnswered("Rent"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the model predicts a quantity, which is no class; use scores instead");
    }

    @Test
    void anAnswerThatIsNoNumberBreaksEveryProperty() {
        Predictor<Row, Quantity> odd = row -> new Quantity(row.text("Home").equals("rent") ? Double.NaN : 1);

        failure(() -> assertThatModel(odd).given(ROWS).raising("Age").neverRaises("Rent"));
        failure(() -> assertThatModel(odd).given(ROWS).scoreAtMost("Rent", 2));
        failure(() -> assertThatModel(odd).given(ROWS).replacing("Home").neverChangesTheAnswer());
        passed(() -> assertThatModel(row -> new Quantity(Double.POSITIVE_INFINITY))
                .given(ROWS)
                .raising("Age")
                .neverRaises("Rent"));
    }

    @Test
    void aModelThatThrowsFailsTheTestWithTheRow() {
        Predictor<Row, ClassScores> strict = row -> {
            row.number("Income");
            return GOOD.predict(row);
        };

        assertThatThrownBy(() ->
                        assertThatModel(strict).given(ROWS).replacing("Age").neverChangesTheAnswer())
                .isInstanceOf(ModelQualityError.class)
                .hasMessageStartingWith(
                        "FAILED: model: expected replacing 'Age' never to change the answer, observed an"
                                + " exception on row ")
                .hasMessageContaining("""
                        'Income' is missing in this row; ask isMissing first
                          example: {Income=missing, Age=49, Home=owner}
                          as JSON: {"Income":null,"Age":49,"Home":"owner"}""")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void aModelThatIsNotDeterministicIsToldSo() {
        SplittableRandom random = new SplittableRandom(3);

        assertThat(failure(() -> assertThatModel(scoring(row -> random.nextDouble()))
                                .given(ROWS)
                                .replacing("Age")
                                .neverChangesTheAnswer())
                        .details())
                .containsEntry(
                        "not deterministic",
                        "asked again, the model gave the same row another answer; mend that first");
        assertThat(failure(() -> assertThatModel(BROKEN)
                                .given(ROWS)
                                .raising("Income")
                                .neverRaises("bad"))
                        .details())
                .doesNotContainKey("not deterministic");
    }

    @Test
    void anOutputThatTheModelDoesNotHaveFails() {
        assertThat(failure(() -> assertThatModel(GOOD)
                                .given(ROWS)
                                .raising("Income")
                                .neverRaises("bd"))
                        .message())
                .isEqualTo(
                        "FAILED: model: expected raising 'Income' never to raise 'bd', observed no answer with a score of"
                                + " 'bd' to any of 1000 rows\n  what to do: name a class that the model answers");
    }

    @Test
    void conditionsAddUpAndMayThrowOnlyOnRowsThatWereDrawn() {
        assertThat(passed(() -> assertThatModel(GOOD)
                                .given(ROWS.tries(20))
                                .when("rented", row -> row.text("Home").equals("rent"))
                                .when("young", row -> row.number("Age") < 50)
                                .raising("Income")
                                .neverRaises("bad"))
                        .expected())
                .isEqualTo("raising 'Income' never to raise 'bad' when rented and young");
        assertThatThrownBy(() -> assertThatModel(GOOD)
                        .given(ROWS)
                        .when("rich", row -> row.number("Income") > 200)
                        .scoreAtMost("bad", 0.5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("'Income' is missing in this row; ask isMissing first");
    }

    @Test
    void misuseIsTold() {
        GivenRows<ClassScores> given = assertThatModel(GOOD).given(ROWS);
        Row row = Row.of("Income", 3, "Home", "rent");

        assertThatThrownBy(() -> given.raising("Incme"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'Incme'; the rows have [Income, Age, Home]");
        assertThatThrownBy(() -> given.swapping("Hme", "a", "b")).hasMessageStartingWith("no column 'Hme'");
        assertThatThrownBy(() -> given.raising("Income", 0))
                .hasMessage("the amount must be finite and above 0, got 0.0");
        assertThatThrownBy(() -> given.swapping("Home", "rent", "rent"))
                .hasMessage("two groups must differ to be swapped, got 'rent' twice");
        assertThatThrownBy(() -> given.failingAtMost(0)).hasMessage("the share of rows must be in (0, 1), got 0.0");
        assertThatThrownBy(() -> assertThatModel(GOOD).given(row).failingAtMost(0.1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("one row has no share; give rows, as Rows.like(table) describes them");
        assertThatThrownBy(
                        () -> assertThatModel(GOOD).given(row).replacing("Home").neverChangesTheAnswer())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "one row does not tell which other values 'Home' takes; name them: replacing(\"Home\", ...)");
        assertThatThrownBy(() -> given.raising("Income").tolerating(-1))
                .hasMessage("the tolerance must be at least 0, got -1.0");
        assertThatThrownBy(() -> given.raising("Income").raises("bad", Double.NaN))
                .hasMessage("the least change must be at least 0, got NaN");
        assertThatThrownBy(() -> given.raising("Income").changesAtMost("bad", -1))
                .hasMessage("the slope must be at least 0, got -1.0");
        assertThatThrownBy(
                        () -> given.changing("it", each -> each.with("Age", 3)).changesAtMost("bad", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("a slope is that of one column; raise, lower or move one instead of changing rows");
        assertThatThrownBy(() -> given.replacing("Home").changesAtMost("bad", 1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("a slope needs numbers, got '");
        assertThatThrownBy(() -> given.scoreAtLeast("bad", Double.NaN))
                .hasMessage("the limit must be a number, got NaN");
    }

    @Test
    void rowsOfASchemaFindWhatDataDoNotHold() {
        Schema schema = Schema.of(Field.required("Income", ColumnType.NUMBER), Field.optional("Home", ColumnType.TEXT));
        Predictor<Row, ClassScores> fragile = scoring(
                row -> row.isMissing("Home") ? 0.5 : 1.0 / row.text("Home").length());

        assertThat(failure(() -> assertThatModel(fragile).given(Rows.of(schema)).scoreAtMost("bad", 1))
                        .message())
                .contains("Home=}");
        assertThatCode(() -> assertThatModel(fragile)
                        .given(Rows.of(schema).among("Home", "rent", "owner"))
                        .scoreAtMost("bad", 1))
                .doesNotThrowAnyException();
    }

    @Test
    void timesAreRaisedByTimes() {
        TimeColumn.Builder at = TimeColumn.builder("At");
        for (int i = 0; i < 50; i++) {
            at.add(Instant.ofEpochSecond(1_000_000L * i));
        }
        Predictor<Row, Quantity> age =
                row -> new Quantity(-((Instant) row.value("At").orElseThrow()).getEpochSecond());
        Table table = Table.of(at.build());

        passed(() -> assertThatModel(age).given(table).raising("At").neverRaises("Age"));
        CheckResult result =
                failure(() -> assertThatModel(age).given(table).raising("At").neverLowers("Age"));
        assertThat(result.details().get("as JSON")).contains("\"At\":\"19");
    }
}
