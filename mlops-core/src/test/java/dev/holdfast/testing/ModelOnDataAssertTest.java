// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.MulticlassMetric;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What assertions on the truth conclude, and what their failures say. */
class ModelOnDataAssertTest {
    private static final Table LOANS = Credit.loans(1_000, 1);

    private static ModelOnDataAssert<ClassScores> that(Predictor<Row, ClassScores> model) {
        return assertThatModel(model).as("credit").on(LOANS, "Status");
    }

    /** The one result of assertions that fail. */
    static CheckResult failure(Runnable assertions) {
        ModelQualityError error = catchThrowableOfType(ModelQualityError.class, assertions::run);
        assertThat(error).as("a failure").isNotNull();
        assertThat(error.results()).hasSize(1);
        assertThat(error).hasMessage(error.results().get(0).message());
        return error.results().get(0);
    }

    @Test
    void aGoodModelPassesThemAll() {
        Predictor<Row, ClassScores> weaker = row -> Credit.scores(0.8 * Credit.risk(row) + 0.1);
        that(Credit.GOOD)
                .hasAtLeast(BinaryMetric.AUC, 0.88)
                .hasAtMost(BinaryMetric.LOG_LOSS, 0.45)
                .hasAtLeast(MulticlassMetric.ACCURACY, 0.75)
                .positive("bad")
                .hasAtLeast(BinaryMetric.RECALL, 0.7)
                .isCalibratedWithin(0.06)
                .isNotWorseThan(weaker, 0.01)
                .isNotWorseThan(weaker, BinaryMetric.LOG_LOSS, 0.01)
                .isBetterThanTrivial()
                .onEverySlice("Home", "Sex")
                .hasAtLeast(BinaryMetric.ACCURACY, 0.7)
                .hasAtMost(BinaryMetric.BRIER, 0.2)
                .onAllRows()
                .by("Sex")
                .favorable("good")
                .isFair(
                        Criterion.demographicParity().atMost(0.15),
                        Criterion.equalizedOdds().atMost(0.2))
                .hasNoSliceWorseBy(0.25)
                .answersEveryRow()
                .givesProbabilities()
                .reportsLatency()
                .answersWithin(Duration.ofSeconds(1), 0.99);
    }

    @Test
    void aFloorThatIsMissedShowsTheIntervalTheWorstSliceAndTheWorstRow(@TempDir Path folder) throws Exception {
        Table file = Credit.fromFile(folder, 1_000, 1);
        CheckResult result = failure(() ->
                assertThatModel(Credit.FLIPPED).as("credit").on(file, "Status").hasAtLeast(BinaryMetric.AUC, 0.75));
        assertThat(result.message())
                .isEqualTo("FAILED: credit on 1000 rows: expected auc at least 0.75, observed 0.6475 [0.6129, 0.6807]"
                        + " (95 %, n = 1000)\n"
                        + "  worst slice: Home = rent: share of misses 0.8036 [0.7574, 0.8428] on 331 rows, 0.6228"
                        + " [0.5672, 0.6705] more than in the rest (adjusted p 4.099E-82)\n"
                        + "  example: row 54 (" + folder.resolve("loans.csv")
                        + ", line 55): truth bad, answer bad=0.01537, good=0.9846\n"
                        + "    {Income=1, Home=rent, Sex=male, Status=bad}\n"
                        + "  what to do: improve the model, or move the limit if it is wrong; the interval rules out bad"
                        + " luck with these rows");
    }

    @Test
    void aLimitWithinTheIntervalIsInconclusiveAndFailsUnlessThatIsAllowed() {
        CheckResult result = failure(() -> that(Credit.GOOD).hasAtLeast(BinaryMetric.AUC, 0.9));
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.observed()).isEqualTo("0.9123 [0.8936, 0.9279] (95 %, n = 1000)");
        assertThat(result.details().get("what to do"))
                .isEqualTo("test on more rows: about 2400 like these would show it, if the estimate stays; or say"
                        + " allowInconclusive()");
        that(Credit.GOOD).allowInconclusive().hasAtLeast(BinaryMetric.AUC, 0.9);
        that(Credit.GOOD).confidence(0.5).hasAtLeast(BinaryMetric.AUC, 0.9);
        that(Credit.GOOD)
                .hasPointEstimateAtLeast(BinaryMetric.AUC, 0.91)
                .hasPointEstimateAtMost(BinaryMetric.BRIER, 0.2);
        assertThat(failure(() -> that(Credit.GOOD).hasPointEstimateAtMost(BinaryMetric.BRIER, 0.1))
                        .expected())
                .isEqualTo("brier (point estimate) at most 0.1");
        assertThat(failure(() -> that(Credit.GOOD).hasAtLeast(BinaryMetric.AUC, 0.92))
                        .details()
                        .get("what to do"))
                .isEqualTo(
                        "improve the model: the estimate itself misses the limit, though the rows are too few to prove"
                                + " it");
        assertThat(failure(() -> that(Credit.GOOD).allowInconclusive().hasAtLeast(BinaryMetric.AUC, 0.95))
                        .outcome())
                .isEqualTo(Outcome.FAILED);
    }

    @Test
    void aMetricThatIsUndefinedIsInconclusive() {
        Table good = LOANS.where(row -> row.text("Status").equals("good"));
        CheckResult result = failure(() ->
                assertThatModel(Credit.GOOD).on(good, "Status").positive("bad").hasAtLeast(BinaryMetric.AUC, 0.5));
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.observed()).startsWith("undefined: ").contains(good.rowCount() + " rows");
        assertThat(result.details()).containsEntry("what to do", "give rows on which it is defined");
    }

    @Test
    void aMetricThatDependsOnThePositiveClassAsksForIt() {
        assertThatThrownBy(() -> that(Credit.GOOD).hasAtLeast(BinaryMetric.PRECISION, 0.5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "precision depends on which class is the positive one: name it, as in positive(\"good\"); the"
                                + " classes are [bad, good]");
        assertThatThrownBy(() -> that(Credit.GOOD).positive("ugly").hasAtLeast(BinaryMetric.PRECISION, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the positive class must be one of [bad, good], got 'ugly'");
        Metric<dev.holdfast.evaluation.BinarySample> own = Metric.higherIsBetter("size", sample -> sample.size());
        that(Credit.GOOD).hasPointEstimateAtLeast(own, 1_000);
    }

    @Test
    void metricsOfAnotherKindOfModelAreRefused() {
        assertThatThrownBy(() -> that(Credit.GOOD).hasAtLeast(RegressionMetric.R2, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("r2 is no metric of a classifier; use BinaryMetric or MulticlassMetric");
        assertThatThrownBy(() -> assertThatModel(Credit.LOSS).on(LOANS, "Loss").hasAtLeast(BinaryMetric.AUC, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("auc is no metric of predicted numbers; use RegressionMetric");
        assertThatThrownBy(() -> assertThatModel(Credit.LOSS).on(LOANS, "Loss").givesProbabilities())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("this assertion is on a classifier, but the model predicts numbers: Quantity");
        assertThatThrownBy(() -> assertThatModel(Credit.LOSS)
                        .on(LOANS, "Loss")
                        .by("Sex")
                        .isFair(Criterion.equalizedOdds().atMost(0.1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("this assertion is on a classifier");
    }

    @Test
    void regressionsAreTestedByTheSameWords() {
        assertThatModel(Credit.LOSS)
                .on(LOANS, "Loss")
                .hasAtMost(RegressionMetric.RMSE, 3.2)
                .hasAtLeast(RegressionMetric.R2, 0.9)
                .isBetterThanTrivial()
                .isNotWorseThan(row -> new Quantity(50), 0.1)
                .hasNoSliceWorseBy(1)
                .answersEveryRow()
                .onEverySlice("Home")
                .hasAtMost(RegressionMetric.MAE, 3);
        CheckResult result = failure(
                () -> assertThatModel(Credit.LOSS).as("loss").on(LOANS, "Loss").hasAtMost(RegressionMetric.RMSE, 2));
        assertThat(result.message())
                .startsWith(
                        "FAILED: loss on 1000 rows: expected rmse at most 2, observed 2.886 [2.808, 2.964] (95 %, n ="
                                + " 1000)\n  worst slice: none stands out")
                .contains("example: row 670: truth 91.29, answer 86.29\n");
    }

    @Test
    void threeClassesUseTheMetricsOfSeveral() {
        Table three = Credit.loans(300, 2);
        Predictor<Row, ClassScores> homes = row -> ClassScores.of(
                List.of("owner", "parents", "rent"),
                row.text("Home").equals("owner") ? 0.8 : 0.1,
                row.text("Home").equals("parents") ? 0.8 : 0.1,
                row.text("Home").equals("rent") ? 0.8 : 0.1);
        assertThatModel(homes)
                .on(three, "Home")
                .hasAtLeast(MulticlassMetric.ACCURACY, 0.95)
                .isBetterThanTrivial()
                .positive("rent")
                .hasAtLeast(BinaryMetric.RECALL, 0.9);
        assertThatThrownBy(() -> assertThatModel(homes).on(three, "Home").hasAtLeast(BinaryMetric.AUC, 0.9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "auc depends on which class is the positive one: name it, as in positive(\"rent\"); the classes"
                                + " are [owner, parents, rent]");
        assertThatThrownBy(() -> assertThatModel(homes).on(three, "Home").isCalibratedWithin(0.1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name it");
    }

    @Test
    void eachMutantIsCaughtByTheAssertionMadeForIt() {
        that(Credit.SKEWED).hasAtLeast(BinaryMetric.AUC, 0.88);
        CheckResult skewed = failure(() -> that(Credit.SKEWED).isCalibratedWithin(0.08));
        assertThat(skewed.message())
                .isEqualTo(
                        "FAILED: credit on 1000 rows: expected expected-calibration-error at most 0.08, observed 0.1283"
                                + " [0.1065, 0.1501] (95 %, n = 1000)\n"
                                + "  over all rows: 'bad' scored 0.4411 on average, observed in 0.429\n"
                                + "  worst bin: scores from 0.9 to 1: 0.988 on average, observed in 0.8605 of 337 rows\n"
                                + "  what to do: calibrate the model (dev.holdfast.evaluation.calibration) on rows of its own");

        CheckResult flipped =
                failure(() -> that(Credit.FLIPPED).onEverySlice("Home").hasAtLeast(BinaryMetric.ACCURACY, 0.7));
        assertThat(flipped.message())
                .startsWith(
                        "FAILED: credit on 1000 rows: expected accuracy at least 0.7 on every slice of Home, observed"
                                + " 0.1964 [0.1572, 0.2426] (95 %, n = 331) on Home = rent, the worst of 3\n"
                                + "  failed on Home = rent: 0.1964 [0.1572, 0.2426] (95 %, n = 331)\n")
                .containsPattern("  example: row [0-9]+.*: truth .*\n    \\{.*Home=rent.*}\n  what to do: ");
        CheckResult onCondition = failure(() -> that(Credit.FLIPPED)
                .onSlice("tenants", row -> row.text("Home").equals("rent"))
                .hasAtLeast(BinaryMetric.ACCURACY, 0.7));
        assertThat(onCondition.message()).containsPattern("  example: row [0-9]+.*\n    \\{.*Home=rent.*}\n");
        assertThat(failure(() -> that(Credit.FLIPPED).hasNoWeakSlice()).observed())
                .isEqualTo("4 such, the worst Home = rent");
        assertThat(failure(() -> that(Credit.FLIPPED).hasNoSliceWorseBy(0.25)).observed())
                .isEqualTo("1 such, the worst Home = rent");

        CheckResult constant = failure(() -> that(Credit.CONSTANT).isBetterThanTrivial());
        assertThat(constant.observed()).startsWith("auc 0.5 [").endsWith("(95 %, n = 1000), trivially 0.5");

        CheckResult worse = failure(() -> that(Credit.FLIPPED).isNotWorseThan(Credit.GOOD, 0.01));
        assertThat(worse.message())
                .startsWith(
                        "FAILED: credit on 1000 rows: expected its answers not worse than those of the other model by"
                                + " more than 0.01, observed a difference in auc of -0.2648 [-0.3004, -0.2291] (95 %, n = 1000):"
                                + " 0.6475 against 0.9123\n  method: delong on the same rows, p ")
                .contains("\n  example: row 54: truth bad, answer bad=0.01537, good=0.9846, the other's bad=0.9846");
    }

    @Test
    void whatIsNeitherBetterNorWorseByTheMarginIsInconclusive() {
        Predictor<Row, ClassScores> noisy =
                row -> Credit.scores(Math.min(1, Credit.risk(row) * (1 + 0.3 * Math.sin(row.number("Income")))));
        CheckResult result = failure(() -> that(noisy).isNotWorseThan(Credit.GOOD, BinaryMetric.ACCURACY, 0.001));
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.expected()).isEqualTo("accuracy not worse than those of the other model by more than 0.001");
        that(noisy).isNotWorseThan(Credit.GOOD, BinaryMetric.ACCURACY, 0.1);
        assertThatThrownBy(() -> that(noisy).isNotWorseThan(Credit.GOOD, -1))
                .hasMessage("the margin must be at least 0, got -1.0");
        assertThat(failure(() -> that(noisy).isNotWorseThan(row -> throwing(row), 0.1))
                        .observed())
                .isEqualTo("of the other model: an exception on 1000 of 1000 rows, first on row 1");
    }

    private static ClassScores throwing(Row row) {
        throw new IllegalStateException("no model behind " + row.names().size() + " columns");
    }

    @Test
    void slicesTooSmallToTellFailUnlessTheyAreIgnored() {
        Table few = Credit.loans(200, 3)
                .concat(Credit.loans(40, 4).where(row -> row.text("Home").equals("rent")));
        Table tagged = few.with(dev.holdfast.data.TextColumn.of(
                "Branch",
                java.util.stream.IntStream.range(0, few.rowCount())
                        .mapToObj(i -> i < 4 ? "tiny" : "main")
                        .toArray(String[]::new)));
        SlicesAssert<ClassScores> slices =
                assertThatModel(Credit.GOOD).on(tagged, "Status").onEverySlice("Branch");
        CheckResult result = failure(() -> slices.hasAtLeast(BinaryMetric.ACCURACY, 0.7));
        assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(result.observed()).contains("n = 4) on Branch = tiny, the worst of 2");
        slices.ignoringSlicesBelow(30).hasAtLeast(BinaryMetric.ACCURACY, 0.7);
        CheckResult none = failure(() -> slices.ignoringSlicesBelow(1_000).hasAtLeast(BinaryMetric.ACCURACY, 0.7));
        assertThat(none.observed()).isEqualTo("no slice of at least 1000 rows among 2, so nothing was exercised");
        assertThatThrownBy(() -> slices.ignoringSlicesBelow(0))
                .hasMessage("slices that count must have at least 1 row, got 0");
        assertThatThrownBy(() -> that(Credit.GOOD).onEverySlice("Hmoe"))
                .hasMessage("slices are cut by a column of the data, got 'Hmoe', not one of [Income, Home, Sex, Status,"
                        + " Loss]");
        assertThatThrownBy(() -> that(Credit.GOOD).onEverySlice())
                .hasMessage("name at least one column to cut slices by, got none");
    }

    @Test
    void aSliceOfAConditionIsTestedByItself() {
        that(Credit.GOOD)
                .onSlice("poor", row -> row.number("Income") < 50)
                .and("rich", row -> row.number("Income") > 150)
                .hasPointEstimateAtLeast(BinaryMetric.ACCURACY, 0.8)
                .hasPointEstimateAtMost(BinaryMetric.BRIER, 0.2);
        CheckResult empty = failure(() -> that(Credit.GOOD)
                .onSlice("nobody", row -> row.number("Income") < 0)
                .hasAtLeast(BinaryMetric.ACCURACY, 0.8));
        assertThat(empty.observed()).isEqualTo("no slice of at least 1 row among 1, so nothing was exercised");
    }

    @Test
    void unfairModelsAreShownWithTheirGroups() {
        Predictor<Row, ClassScores> unfair =
                row -> Credit.scores(row.text("Sex").equals("male") ? 0.2 : 0.8);
        CheckResult result = failure(() -> that(unfair)
                .by("Sex")
                .favorable("good")
                .isFair(Criterion.demographicParity().atMost(0.1)));
        assertThat(result.message())
                .startsWith("FAILED: credit on 1000 rows: expected demographic-parity-difference at most 0.1 by Sex,"
                        + " observed UNFAIR by Sex, demographic-parity-difference 1 [")
                .contains("\n  demographic-parity-difference at most 0.1 by Sex: selection-rate 1 [")
                .contains(" for 'male', 0 [")
                .contains("\n  what to do: mitigate it");
        assertThat(failure(() -> that(Credit.GOOD)
                                .by("Sex")
                                .favorable("good")
                                .isFair(Criterion.equalizedOdds().atMost(0.1)))
                        .outcome())
                .isEqualTo(Outcome.INCONCLUSIVE);
        assertThatThrownBy(() -> that(Credit.GOOD).by("Sex").isFair())
                .hasMessage("name at least one criterion, as in equalizedOdds().atMost(0.10)");
    }

    @Test
    void groupsTooFewToCompareAreListed() {
        Consumer<CheckResult> check = result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
            assertThat(result.details()).containsKey("left out");
        };
        check.accept(failure(() -> that(Credit.GOOD)
                .by("Sex")
                .by("Home")
                .favorable("good")
                .with(fairness -> fairness.minimumGroup(400).intersections(2))
                .isFair(Criterion.demographicParity().atMost(0.3))));
    }

    @Test
    void aSlowModelIsCaughtAndAFastOneIsOnlyMeasured() {
        Predictor<Row, ClassScores> slow = row -> {
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            return Credit.GOOD.predict(row);
        };
        Table few = LOANS.slice(0, 20);
        CheckResult result =
                failure(() -> assertThatModel(slow).on(few, "Status").answersWithin(Duration.ofMillis(1), 0.5));
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.expected()).isEqualTo("p50 of the latency of one row at most 1 ms");
        // A busy machine may be slower than the model, never faster.
        assertThat(result.observed()).matches("[\\d.]+ ms \\[([2-9]|\\d\\d).*, .* ms] \\(95 %, n = \\d+\\)");
        assertThatThrownBy(() -> that(Credit.GOOD).answersWithin(Duration.ofMillis(1), 1))
                .hasMessage("the percentile must be in (0, 1), got 1.0");
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> that(Credit.GOOD).confidence(1)).hasMessage("confidence must be in (0, 1), got 1.0");
        assertThatThrownBy(() -> that(Credit.GOOD).replicates(9)).hasMessage("replicates must be at least 10, got 9");
        assertThatThrownBy(() -> that(Credit.GOOD).hasNoSliceWorseBy(-0.1))
                .hasMessage("the tolerance must be at least 0, got -0.1");
        assertThatThrownBy(() -> that(Credit.GOOD).hasAtLeast(BinaryMetric.AUC, Double.NaN))
                .hasMessage("the limit must be a finite number, got NaN");
        assertThatThrownBy(() -> that(Credit.GOOD).isThreadSafe(Runnable::run, 1))
                .hasMessage("threads must be at least 2, got 1");
        that(Credit.GOOD).seed(7).replicates(100).hasAtMost(BinaryMetric.BRIER, 0.2);
    }
}
