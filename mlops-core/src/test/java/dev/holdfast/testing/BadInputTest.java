// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertSoftly;
import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static dev.holdfast.testing.ModelOnDataAssertTest.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.validation.DataContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be tested is a failure of the test that says why. */
class BadInputTest {
    private static final Table LOANS = Credit.loans(100, 1);

    @Test
    void noRowsAreAFailureOfEveryAssertion() {
        Table none = LOANS.slice(0, 0);
        List<Runnable> assertions = List.of(
                () -> assertThatModel(Credit.GOOD).on(none, "Status").hasAtLeast(BinaryMetric.AUC, 0.1),
                () -> assertThatModel(Credit.GOOD).on(none, "Status").isBetterThanTrivial(),
                () -> assertThatModel(Credit.GOOD).on(none, "Status").hasNoWeakSlice(),
                () -> assertThatModel(Credit.GOOD).on(none, "Status").isNotWorseThan(Credit.GOOD, 1),
                () -> assertThatModel(Credit.GOOD).on(none, "Status").isCalibratedWithin(1),
                () -> assertThatModel(Credit.GOOD).on(none).isDeterministic(),
                () -> assertThatModel(Credit.GOOD).on(none).isIndependentOfRowOrder(),
                () -> assertThatModel(Credit.GOOD).on(none).answersEveryRow(),
                () -> assertThatModel(Credit.GOOD).on(none).reportsLatency());
        for (Runnable each : assertions) {
            CheckResult result = failure(each);
            assertThat(result.observed()).isEqualTo("0 rows, so nothing was exercised");
            assertThat(result.details())
                    .containsEntry("what to do", "give the test rows; check the filter or the file");
        }
    }

    @Test
    void noTruthIsAFailure() {
        TextColumn.Builder status = TextColumn.builder("Status");
        LOANS.rows().forEach(row -> status.addMissing());
        Table unknown = LOANS.with(status.build());
        assertThat(failure(() -> assertThatModel(Credit.GOOD)
                                .on(unknown, "Status")
                                .hasAtLeast(BinaryMetric.AUC, 0.1))
                        .observed())
                .isEqualTo("the truth missing in all 100 rows, so nothing was exercised");
        assertThat(failure(() -> assertThatModel(Credit.GOOD)
                                .on(LOANS, "Outcome")
                                .hasAtLeast(BinaryMetric.AUC, 0.1))
                        .observed())
                .isEqualTo(
                        "data of another schema: no column 'Outcome' with the truth, only [Income, Home, Sex, Status,"
                                + " Loss]");
        assertThatThrownBy(() -> assertThatModel(Credit.GOOD).on(LOANS).hasAtLeast(BinaryMetric.AUC, 0.1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the truth is needed, and a model without signature does not name its column; say it, as in"
                        + " on(test, \"Status\")");
    }

    @Test
    void aModelThatThrowsOnSomeRowsNamesThemWithTheirLines(@TempDir Path folder) throws Exception {
        Table file = Credit.fromFile(folder, 50, 1);
        Predictor<Row, ClassScores> brittle = row -> {
            if (row.text("Home").equals("rent") && row.number("Income") > 150) {
                throw new ArithmeticException("no rate for such tenants");
            }
            return Credit.GOOD.predict(row);
        };
        int[] bad = java.util.stream.IntStream.range(0, 50)
                .filter(i ->
                        file.row(i).text("Home").equals("rent") && file.row(i).number("Income") > 150)
                .toArray();
        ModelQualityError error = catchThrowableOfType(
                ModelQualityError.class,
                () -> assertThatModel(brittle).as("credit").on(file, "Status").hasAtLeast(BinaryMetric.AUC, 0.5));
        String first = "row " + (bad[0] + 1) + " (" + folder.resolve("loans.csv") + ", line " + (bad[0] + 2) + ")";
        assertThat(error)
                .hasMessageStartingWith(
                        "FAILED: credit on 50 rows: expected auc at least 0.5, observed an exception on "
                                + bad.length + " of 50 rows, first on " + first + "\n  " + first
                                + ": java.lang.ArithmeticException: no rate for such tenants\n    {Income=")
                .hasMessageEndingWith("\n  what to do: mend the model, or keep such rows from it by a data contract")
                .hasCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void answersThatAreMissingAreAFailure() {
        Predictor<Row, ClassScores> silent = new Predictor<>() {
            @Override
            @SuppressWarnings("NullAway") // breaks the promise on purpose
            public ClassScores predict(Row row) {
                return null;
            }
        };
        assertThat(failure(() -> assertThatModel(silent).on(LOANS).answersEveryRow())
                        .observed())
                .isEqualTo("no answer (null) to row 1");
        Predictor<Row, ClassScores> few = new Predictor<>() {
            @Override
            public ClassScores predict(Row row) {
                return Credit.scores(0.5);
            }

            @Override
            public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
                return new ArrayList<>(Arrays.asList(Credit.scores(0.5)));
            }
        };
        assertThat(failure(() -> assertThatModel(few).on(LOANS).isDeterministic())
                        .observed())
                .isEqualTo("1 answers to 100 rows");
        Predictor<Row, ClassScores> batchless = new Predictor<>() {
            @Override
            public ClassScores predict(Row row) {
                return Credit.scores(0.5);
            }

            @Override
            public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
                throw new IllegalStateException("no batches");
            }
        };
        assertThat(failure(() -> assertThatModel(batchless).on(LOANS).isDeterministic())
                        .observed())
                .isEqualTo("an exception from predictAll, though each row alone is answered:"
                        + " java.lang.IllegalStateException: no batches");
    }

    @Test
    void testDataOfAnotherSchemaAreAFailureThatNamesTheColumns() {
        Table other = Table.of(
                TextColumn.of("Income", "much", "little"),
                TextColumn.of("home", "rent", "owner"),
                TextColumn.of("Status", "bad", "good"));
        CheckResult result = failure(
                () -> assertThatModel(Credit.trained()).as("credit").on(other).hasAtLeast(BinaryMetric.AUC, 0.5));
        assertThat(result.message())
                .isEqualTo(
                        "FAILED: credit on 2 rows: expected auc at least 0.5, observed data of another schema: 3 of the 3"
                                + " columns that the model reads do not fit: 'Income', 'Home', 'Sex'\n"
                                + "  column 'Income': of type TEXT, the model reads NUMBER\n"
                                + "  column 'Home': not there; the data have 'home'\n"
                                + "  column 'Sex': not there\n"
                                + "  what to do: give the test data of the schema that the model was trained on");
        Table newClass = LOANS.with(TextColumn.of(
                "Status",
                LOANS.rows()
                        .map(row -> row.number("Income") < 5 ? "unknown" : row.text("Status"))
                        .toArray(String[]::new)));
        assertThat(failure(() -> assertThatModel(Credit.GOOD)
                                .on(newClass, "Status")
                                .hasAtLeast(BinaryMetric.AUC, 0.5))
                        .observed())
                .startsWith("data of another schema: Status is 'unknown' in row ")
                .endsWith(", which is none of the model's classes [bad, good]");
        assertThat(failure(() -> assertThatModel(Credit.LOSS).on(LOANS, "Home").hasAtMost(RegressionMetric.MAE, 1))
                        .observed())
                .startsWith("rows that cannot be evaluated: ");
    }

    @Test
    void predictionsThatAreNoNumbersAreAFailureOfMetrics() {
        CheckResult nan = failure(() -> assertThatModel(row -> new Quantity(row.number("Income") < 50 ? Double.NaN : 1))
                .on(LOANS, "Loss")
                .hasAtMost(RegressionMetric.MAE, 1));
        assertThat(nan.observed()).startsWith("the answer NaN to row ").endsWith(", which is no finite number");
        CheckResult infinite =
                failure(() -> assertThatModel(row -> ClassScores.of(Credit.LABELS, Double.POSITIVE_INFINITY, 0))
                        .on(LOANS, "Status")
                        .hasAtLeast(BinaryMetric.AUC, 0.1));
        assertThat(infinite.observed())
                .isEqualTo("the answer bad=Infinity, good=0.0 to row 1, which is no finite number");
    }

    private static DataContract contract() {
        return DataContract.named("loans")
                .column("Income", c -> c.number().between(10, 190))
                .column("Home", c -> c.text().in("owner", "rent"))
                .build();
    }

    @Test
    void dataThatBreakAContractShowTheWorstRows(@TempDir Path folder) throws Exception {
        Table file = Credit.fromFile(folder, 100, 1);
        CheckResult result =
                failure(() -> assertThatData(file).as("loans of May").satisfies(contract()));
        assertThat(result.message())
                .startsWith(
                        "FAILED: loans of May of 100 rows: expected contract 'loans' version 1 to hold, observed contract"
                                + " 'loans' version 1 on 100 rows: FAIL (")
                .contains("\n  FAIL Home: in(owner, rent): ")
                .contains(", line ")
                .contains("Home: 'parents'");
        assertThatData(LOANS.where(row -> row.number("Income") > 10 && row.number("Income") < 190))
                .satisfies(DataContract.named("loans")
                        .column("Income", c -> c.number().between(10, 190))
                        .build())
                .satisfies(
                        DataContract.named("loans")
                                .column("Income", c -> c.number())
                                .build(),
                        "TRAINING");
    }

    @Test
    void aContractOnNoRowsIsInconclusive() {
        Table none = LOANS.slice(0, 0);
        DataContract income =
                DataContract.named("loans").column("Income", c -> c.number()).build();
        assertThat(failure(() -> assertThatData(none).satisfies(income)).outcome())
                .isEqualTo(dev.holdfast.report.Outcome.INCONCLUSIVE);
        assertThatData(none).allowInconclusive().satisfies(income);
    }

    @Test
    void softAssertionsKeepEveryFailure() {
        ModelQualityError error = catchThrowableOfType(
                ModelQualityError.class,
                () -> assertSoftly(softly -> {
                    softly.assertThatModel(Credit.CONSTANT)
                            .as("credit")
                            .on(LOANS, "Status")
                            .hasAtLeast(BinaryMetric.AUC, 0.75)
                            .isDeterministic()
                            .isBetterThanTrivial();
                    softly.assertThatData(LOANS).satisfies(contract());
                }));
        assertThat(error.results()).hasSize(3);
        assertThat(error)
                .hasMessageStartingWith(
                        "3 assertions failed:\n\nFAILED: credit on 100 rows: expected auc at least 0.75")
                .hasMessageContaining("\n\nINCONCLUSIVE: credit on 100 rows: expected better answers than")
                .hasMessageContaining("\n\nFAILED: data of 100 rows: expected contract 'loans'");
        assertSoftly(softly -> softly.assertThatModel(Credit.GOOD).on(LOANS).isDeterministic());
        SoftAssertions softly = new SoftAssertions();
        softly.assertThatModel(Credit.CONSTANT).on(LOANS, "Status").isBetterThanTrivial();
        assertThat(catchThrowableOfType(ModelQualityError.class, softly::assertAll)
                        .results())
                .hasSize(1);
        softly.assertAll();
    }

    @Test
    void aListenerHearsOfEveryResultUntilItIsClosed() {
        List<CheckResult> heard = new ArrayList<>();
        QualityLog.Registration registration = QualityLog.listen(heard::add);
        try {
            assertThatModel(Credit.GOOD).on(LOANS).isDeterministic().reportsLatency();
            failure(() -> assertThatModel(Credit.CONSTANT).on(LOANS, "Status").isBetterThanTrivial());
        } finally {
            registration.close();
        }
        assertThatModel(Credit.GOOD).on(LOANS).isDeterministic();
        assertThat(heard).extracting(CheckResult::isFailure).containsExactly(false, false, true);
        assertThat(heard.get(0)).hasToString(heard.get(0).message());
    }
}
