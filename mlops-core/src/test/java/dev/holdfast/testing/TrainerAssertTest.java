// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatTrainer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class TrainerAssertTest {
    private static final Table ROWS = Credit.loans(200, 3).select("Income", "Status");

    private static String message(ThrowingCallable assertion) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(assertion)
                .isInstanceOfSatisfying(ModelQualityError.class, error -> messages.add(error.getMessage()));
        return messages.get(0);
    }

    /** Learns the mean income of each class, and scores by which is nearer: exact but for the order of its sums. */
    static Predictor<Row, ClassScores> train(Table rows, double[] weights) {
        if (rows.rowCount() == 0) {
            throw new IllegalArgumentException("there must be rows to learn from, got none");
        }
        if (!rows.has("Income")) {
            throw new IllegalArgumentException("there must be a column 'Income', got " + rows.columnNames());
        }
        double[] sums = new double[2];
        double[] counts = new double[2];
        for (int row = 0; row < rows.rowCount(); row++) {
            int label = rows.column("Status").text(row).equals("bad") ? 0 : 1;
            sums[label] += weights[row] * rows.column("Income").number(row);
            counts[label] += weights[row];
        }
        if (counts[0] == 0 || counts[1] == 0) {
            throw new IllegalStateException("there must be two classes, got one in " + rows.rowCount() + " rows");
        }
        double bad = sums[0] / counts[0];
        double good = sums[1] / counts[1];
        return row -> Credit.scores(1 / (1 + Math.exp((row.number("Income") - (bad + good) / 2) / 50)));
    }

    static Predictor<Row, ClassScores> train(Table rows) {
        double[] weights = new double[rows.rowCount()];
        Arrays.fill(weights, 1);
        return train(rows, weights);
    }

    private static TrainerAssert.OnRows<ClassScores> that(Function<Table, Predictor<Row, ClassScores>> trainer) {
        return assertThatTrainer(trainer).as("means").on(ROWS, "Status");
    }

    @Test
    void aGoodTrainerKeepsTheWholeContract() {
        List<CheckResult> results = new ArrayList<>();
        try (QualityLog.Registration heard = QualityLog.listen(results::add)) {
            assertThat(heard).isNotNull();
            that(TrainerAssertTest::train)
                    .isDeterministic()
                    .isIndependentOfRowOrder(1e-12)
                    .takesWeightsForRepeatedRows(TrainerAssertTest::train, 1e-12)
                    .refusesNoRows()
                    .refusesOneClass()
                    .refusesNoFeatures()
                    .refuses("a table of another schema", rows -> rows.without("Income"));
        }
        assertThat(results).extracting(CheckResult::message).satisfies(messages -> {
            assertThat(messages.get(0))
                    .isEqualTo(
                            "PASSED: means on 200 rows: expected two trainings on the same rows to give the same model,"
                                    + " observed equal answers, bit for bit, to 200 rows");
            assertThat(messages.get(3))
                    .isEqualTo(
                            "PASSED: means on 200 rows: expected no rows to be refused in words, observed it refused: there"
                                    + " must be rows to learn from, got none");
            assertThat(messages).hasSize(7);
        });
    }

    @Test
    void chanceThatIsNotSeededIsFound() {
        SplittableRandom random = new SplittableRandom(1);
        Function<Table, Predictor<Row, ClassScores>> trainer = rows -> {
            double chance = random.nextDouble() / 10;
            return row -> Credit.scores(0.5 + chance);
        };

        assertThat(message(() -> that(trainer).isDeterministic()))
                .startsWith(
                        "FAILED: means on 200 rows: expected two trainings on the same rows to give the same model, observed"
                                + " other answers to 200 of 200 rows, by up to 0.0")
                .contains("\n  example: row 1: first bad=0.5")
                .endsWith("\n  what to do: take all chance from a seed, and train with one thread");
    }

    @Test
    void aTrainerThatRemembersTheLastRowIsFound() {
        Function<Table, Predictor<Row, ClassScores>> last = rows -> {
            double income = rows.column("Income").number(rows.rowCount() - 1);
            return row -> Credit.scores(row.number("Income") < income ? 0.9 : 0.2);
        };

        that(last).isDeterministic();
        assertThat(message(() -> that(last).isIndependentOfRowOrder(1e-9)))
                .startsWith(
                        "FAILED: means on 200 rows: expected the same model for any order of the rows, within 1E-9, observed"
                                + " other answers to ")
                .contains(", by up to 0.7\n  example: row ")
                .contains("in order bad=");
        // Symmetric under reversal, so that only the shuffled order tells.
        Function<Table, Predictor<Row, ClassScores>> middle = rows -> {
            double income = rows.column("Income").number(rows.rowCount() / 2)
                    + rows.column("Income").number(rows.rowCount() - 1 - rows.rowCount() / 2);
            return row -> Credit.scores(row.number("Income") < income / 2 ? 0.9 : 0.2);
        };
        assertThat(message(() -> that(middle).isIndependentOfRowOrder(0)))
                .contains("bit for bit")
                .contains("shuffled bad=");
    }

    @Test
    void weightsThatAreIgnoredSquaredOrChangedAreFound() {
        assertThat(message(() -> that(TrainerAssertTest::train)
                        .takesWeightsForRepeatedRows((rows, weights) -> train(rows), 1e-9)))
                .startsWith(
                        "FAILED: means on 200 rows: expected a row of weight three to count as three rows, within 1E-9,"
                                + " observed other answers to 200 of 200 rows")
                .contains("repeated bad=");
        assertThat(message(() -> that(TrainerAssertTest::train)
                        .takesWeightsForRepeatedRows(
                                (rows, weights) -> train(
                                        rows,
                                        Arrays.stream(weights).map(x -> x * x).toArray()),
                                1e-9)))
                .contains("other answers to 200 of 200 rows");
        assertThat(message(() -> that(TrainerAssertTest::train)
                        .takesWeightsForRepeatedRows(
                                (rows, weights) -> {
                                    Predictor<Row, ClassScores> model = train(rows, weights);
                                    weights[0] = -1;
                                    return model;
                                },
                                1e-9)))
                .isEqualTo(
                        "FAILED: means on 200 rows: expected a row of weight three to count as three rows, within 1E-9,"
                                + " observed the weights that it was handed changed by the training\n"
                                + "  what to do: copy the weights before they are scaled or sorted");
    }

    @Test
    void uselessRowsMustBeRefusedInWords() {
        Function<Table, Predictor<Row, ClassScores>> careless = rows -> Credit.GOOD;
        assertThat(message(() -> that(careless).refusesNoRows()))
                .startsWith("FAILED: means on 200 rows: expected no rows to be refused in words, observed a ")
                .endsWith(" trained on it\n"
                        + "  what to do: throw an IllegalArgumentException that says what is wrong with the rows");
        assertThat(message(() -> that(careless).refusesOneClass()))
                .contains("rows of one class to be refused in words");
        assertThat(message(() -> that(careless).refusesNoFeatures()))
                .contains("no column but the target to be refused");
        assertThat(message(() -> that(rows -> {
                            rows.row(0);
                            return Credit.GOOD;
                        })
                        .refusesNoRows()))
                .contains("observed an accident: java.lang.IndexOutOfBoundsException");
        assertThat(message(() -> that(rows -> {
                            throw new IllegalArgumentException();
                        })
                        .refusesNoRows()))
                .contains("observed it refused without a word: java.lang.IllegalArgumentException");
    }

    @Test
    void aTrainerThatThrowsOnGoodRowsFails() {
        assertThat(message(() -> that(rows -> {
                            throw new IllegalStateException("out of luck");
                        })
                        .isDeterministic()))
                .isEqualTo(
                        "FAILED: means on 200 rows: expected two trainings on the same rows to give the same model, observed"
                                + " an exception while training on 200 rows: java.lang.IllegalStateException: out of luck\n"
                                + "  what to do: give rows that the trainer can learn from, or mend it");
    }

    @Test
    void regressionsHaveNoClasses() {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3), NumberColumn.of("y", 2, 4, 6));
        Function<Table, Predictor<Row, Quantity>> mean = rows -> {
            double value = IntStream.range(0, rows.rowCount())
                    .mapToDouble(rows.column("y")::number)
                    .average()
                    .orElseThrow(() -> new IllegalArgumentException("there must be rows, got none"));
            return row -> new Quantity(value);
        };

        assertThatTrainer(mean)
                .on(table, "y")
                .isDeterministic()
                .isIndependentOfRowOrder(0)
                .refusesNoRows();
        assertThatThrownBy(() -> assertThatTrainer(mean).on(table, "y").refusesOneClass())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the target 'y' is a number, which has no classes");
        TextColumn.Builder none = TextColumn.builder("label");
        IntStream.range(0, 3).forEach(i -> none.addMissing());
        assertThatThrownBy(() -> assertThatTrainer(mean)
                        .on(table.with(none.build()), "label")
                        .refusesOneClass())
                .hasMessage("the target 'label' is missing in every row");
        assertThatThrownBy(() -> assertThatTrainer(mean).on(table, "z")).hasMessageStartingWith("no column 'z'");
        assertThatThrownBy(() -> assertThatTrainer(mean).on(table.slice(0, 1), "y"))
                .hasMessage("a trainer needs two rows at least, got 1");
        assertThatThrownBy(() -> assertThatTrainer(mean).on(table, "y").isIndependentOfRowOrder(-1))
                .hasMessage("the tolerance must be at least 0, got -1.0");
    }

    @Test
    void softAssertionsKeepTheFailuresOfATrainer() {
        SoftAssertions softly = new SoftAssertions();
        softly.assertThatTrainer(rows -> Credit.GOOD)
                .on(ROWS, "Status")
                .isDeterministic()
                .refusesNoRows()
                .refusesNoFeatures();
        assertThatThrownBy(softly::assertAll).hasMessageStartingWith("2 assertions failed:");
    }
}
