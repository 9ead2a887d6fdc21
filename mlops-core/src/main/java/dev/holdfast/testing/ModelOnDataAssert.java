// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.report.Outcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * Assertions on a model's answers to rows; each returns them again, so that they chain.
 *
 * <p>A limit is cleared by the whole interval: {@code hasAtLeast(AUC, 0.75)} passes when the lower end is at least 0.75, fails
 * when the upper end is below it, and is INCONCLUSIVE between, which fails too unless {@link #allowInconclusive} is said.
 * Every assertion fails when there is no row, when the model throws on one, and when the data lack a column that the model
 * reads. Metrics of two classes, of several and of numbers are told apart by the metric that is given.
 *
 * <p>Immutable; as thread-safe as the model. The answers are asked for once for all assertions on the truth.
 *
 * @param <O> the model's answers
 */
public final class ModelOnDataAssert<O extends Prediction> {
    private final Examination<O> examination;

    ModelOnDataAssert(Examination<O> examination) {
        this.examination = examination;
    }

    private ModelOnDataAssert<O> with(Examination.Options options) {
        return new ModelOnDataAssert<>(examination.with(options));
    }

    private Examination.Options options() {
        return examination.options();
    }

    /**
     * Names the positive class, for metrics that depend on it; the threshold is 0.5.
     *
     * @param label the class
     * @return the same assertions
     */
    public ModelOnDataAssert<O> positive(String label) {
        return positive(label, 0.5);
    }

    /**
     * Names the positive class, for metrics that depend on it.
     *
     * @param label the class
     * @param threshold the least score that predicts it
     * @return the same assertions
     */
    public ModelOnDataAssert<O> positive(String label, double threshold) {
        return with(options().withPositive(Objects.requireNonNull(label, "label"), threshold));
    }

    /**
     * Sets the coverage of all intervals.
     *
     * @param confidence the coverage, in (0, 1); 0.95 unless said otherwise
     * @return the same assertions
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public ModelOnDataAssert<O> confidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("confidence must be in (0, 1), got " + confidence);
        }
        return with(options().withConfidence(confidence));
    }

    /**
     * Sets the seed of resampling and of shuffled rows.
     *
     * @param seed the seed; 0 unless said otherwise
     * @return the same assertions
     */
    public ModelOnDataAssert<O> seed(long seed) {
        return with(options().withSeed(seed));
    }

    /**
     * Sets the number of resamples for intervals that have no closed form.
     *
     * @param replicates the number, at least 10; 1,000 unless said otherwise
     * @return the same assertions
     * @throws IllegalArgumentException when it is below 10
     */
    public ModelOnDataAssert<O> replicates(int replicates) {
        if (replicates < 10) {
            throw new IllegalArgumentException("replicates must be at least 10, got " + replicates);
        }
        return with(options().withReplicates(replicates));
    }

    /**
     * Lets assertions pass that the rows at hand cannot decide; the report shows them as INCONCLUSIVE.
     *
     * @return the same assertions, more lenient
     */
    public ModelOnDataAssert<O> allowInconclusive() {
        return with(options().allowingInconclusive());
    }

    /**
     * Asserts that the whole interval of a metric is at least a value.
     *
     * @param metric the metric
     * @param floor the least value
     * @return these assertions
     */
    public ModelOnDataAssert<O> hasAtLeast(Metric<?> metric, double floor) {
        return hold(metric, Limit.atLeast(floor));
    }

    /**
     * Asserts that the whole interval of a metric is at most a value.
     *
     * @param metric the metric
     * @param ceiling the largest value
     * @return these assertions
     */
    public ModelOnDataAssert<O> hasAtMost(Metric<?> metric, double ceiling) {
        return hold(metric, Limit.atMost(ceiling));
    }

    /**
     * Asserts that the estimate of a metric is at least a value, whatever its interval: a few lucky rows pass.
     *
     * @param metric the metric
     * @param floor the least value
     * @return these assertions
     */
    public ModelOnDataAssert<O> hasPointEstimateAtLeast(Metric<?> metric, double floor) {
        return hold(metric, Limit.atLeast(floor).ofPoint());
    }

    /**
     * Asserts that the estimate of a metric is at most a value, whatever its interval: a few lucky rows pass.
     *
     * @param metric the metric
     * @param ceiling the largest value
     * @return these assertions
     */
    public ModelOnDataAssert<O> hasPointEstimateAtMost(Metric<?> metric, double ceiling) {
        return hold(metric, Limit.atMost(ceiling).ofPoint());
    }

    private ModelOnDataAssert<O> hold(Metric<?> metric, Limit limit) {
        MetricCheck.limit(examination, metric, limit);
        return this;
    }

    /**
     * Asserts that scores of two classes are probabilities: the expected calibration error over ten bins, with its whole
     * interval, is at most a value. Rows of little noise measure it too large; see
     * {@link BinaryMetric#EXPECTED_CALIBRATION_ERROR}.
     *
     * @param error the largest error, such as 0.05
     * @return these assertions
     */
    public ModelOnDataAssert<O> isCalibratedWithin(double error) {
        CalibrationCheck.within(examination, Limit.atMost(error));
        return this;
    }

    /**
     * Asserts that the model is not worse than another on these rows, by area under the curve, accuracy of several classes, or
     * root mean square error.
     *
     * @param other the other model, such as the one in use
     * @param margin the loss that does not matter, in units of the metric
     * @return these assertions
     */
    public ModelOnDataAssert<O> isNotWorseThan(Predictor<Row, O> other, double margin) {
        return notWorse(other, Optional.empty(), margin);
    }

    /**
     * Asserts that the model is not worse than another on these rows: the paired interval of their difference, exact where
     * there is a test for it, ends before the margin. INCONCLUSIVE when it holds the margin.
     *
     * @param other the other model, such as the one in use
     * @param metric the metric
     * @param margin the loss that does not matter, in units of the metric
     * @return these assertions
     */
    public ModelOnDataAssert<O> isNotWorseThan(Predictor<Row, O> other, Metric<?> metric, double margin) {
        return notWorse(other, Optional.of(metric), margin);
    }

    private ModelOnDataAssert<O> notWorse(Predictor<Row, O> other, Optional<Metric<?>> metric, double margin) {
        if (!(margin >= 0)) {
            throw new IllegalArgumentException("the margin must be at least 0, got " + margin);
        }
        Subject<O> others = Subject.of(other, examination.subject().verdicts());
        MetricCheck.notWorse(examination, examination.by(others.named("the other " + others.name())), metric, margin);
        return this;
    }

    /**
     * Asserts that the model is better than the best constant answer, by area under the curve, accuracy of several classes, or
     * root mean square error.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> isBetterThanTrivial() {
        MetricCheck.betterThanTrivial(examination);
        return this;
    }

    /**
     * Turns to the slices by columns: one a value, with numbers of many values cut at their quartiles.
     *
     * @param columns the columns, at least one
     * @return assertions that must hold on each slice
     * @throws IllegalArgumentException when there is none or one is no column of the data
     */
    public SlicesAssert<O> onEverySlice(String... columns) {
        return SlicesAssert.of(
                examination,
                Arrays.stream(columns)
                        .map(column -> new SliceCut(column, Optional.empty()))
                        .toList());
    }

    /**
     * Turns to the slice of the rows that a condition holds for.
     *
     * @param name the name of the slice
     * @param condition the condition
     * @return assertions on that slice
     */
    public SlicesAssert<O> onSlice(String name, Predicate<Row> condition) {
        return SlicesAssert.of(examination, List.of(new SliceCut(name, Optional.of(condition))));
    }

    /**
     * Asserts that in no slice of any column the model errs provably more than in the rest of the rows; corrected for the
     * number of slices that are searched.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> hasNoWeakSlice() {
        MetricCheck.noWeakSlice(examination, 0);
        return this;
    }

    /**
     * Asserts that in no slice of any column the model errs provably more than in the rest of the rows by more than a
     * tolerance.
     *
     * @param tolerance the difference that does not matter: of shares of misses, or of mean absolute errors
     * @return these assertions
     * @throws IllegalArgumentException when it is negative or NaN
     */
    public ModelOnDataAssert<O> hasNoSliceWorseBy(double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("the tolerance must be at least 0, got " + tolerance);
        }
        MetricCheck.noWeakSlice(examination, tolerance);
        return this;
    }

    /**
     * Asserts that some answer changes with every column that the model reads, when its values are dealt out among the rows
     * anew. INCONCLUSIVE for a column that is the same in every row.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> usesEveryFeature() {
        FeatureChecks.usesEvery(examination);
        return this;
    }

    /**
     * Asserts that no answer changes with some columns, bit for bit, when their values are dealt out among the rows anew: such
     * as those that the law forbids to decide by. Other columns may still tell them.
     *
     * @param columns the columns, at least one
     * @return these assertions
     * @throws IllegalArgumentException when there is none, or the data have no such column
     */
    public ModelOnDataAssert<O> doesNotUse(String... columns) {
        FeatureChecks.usesNone(examination, columns);
        return this;
    }

    /**
     * Asserts that no column alone carries the model: its share of the permutation importance of all columns, with its whole
     * interval, is at most a value. See {@link dev.holdfast.evaluation.importance.PermutationImportance}.
     *
     * @param share the largest share, in (0, 1), such as 0.8
     * @return these assertions
     * @throws IllegalArgumentException when it is out of range
     */
    public ModelOnDataAssert<O> isNotDominatedByOneFeature(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("the share must be in (0, 1), got " + share);
        }
        FeatureChecks.notDominated(examination, share);
        return this;
    }

    /**
     * Turns to the groups of a sensitive column; {@link FairnessAssert#isFair} asserts.
     *
     * @param column the column
     * @param edges for a numeric column, where one band ends and the next begins, ascending
     * @return assertions by group
     */
    public FairnessAssert<O> by(String column, double... edges) {
        return FairnessAssert.of(examination, column, edges);
    }

    /**
     * Turns to inputs that training may not have had: missing, unseen, extreme, of another type or shape.
     *
     * @return assertions on such inputs
     */
    public InputsAssert<O> inputs() {
        return new InputsAssert<>(examination);
    }

    /**
     * Asserts that the model gives every row an answer of finite numbers, and none for classes that it does not name.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> answersEveryRow() {
        examination.check("a finite answer to every row", draft -> Wellformed.of(draft, examination));
        return this;
    }

    /**
     * Asserts that the scores of a classifier are probabilities: each in [0, 1], together 1 within 1e-6.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> givesProbabilities() {
        examination.check("scores in [0, 1] that sum to 1", draft -> Wellformed.probabilities(draft, examination));
        return this;
    }

    /**
     * Asserts that the model gives every row the same answer, bit for bit, when it is asked again.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> isDeterministic() {
        Subject<O> subject = examination.subject();
        Table table = examination.table();
        examination.check("the same answers when asked again", draft -> {
            List<O> first = Answers.of(subject, table);
            CheckResult result = Behaviour.same(draft, table, first, Answers.of(subject, table), "first", "then");
            return result.outcome() == Outcome.PASSED
                    ? result
                    : result.with("what to do", "fix the seed, and keep no state between calls of predict");
        });
        return this;
    }

    /**
     * Asserts that the answer to a row does not depend on the order of the rows: reversed and shuffled, bit for bit.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> isIndependentOfRowOrder() {
        examination.check(
                "the same answers in any order of the rows",
                draft -> Behaviour.rowOrder(
                        draft,
                        examination.subject(),
                        examination.table(),
                        options().seed()));
        return this;
    }

    /**
     * Asserts that the answer to a row does not depend on the rows beside it: all at once, in small batches and alone, bit for
     * bit.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> isIndependentOfOtherRows() {
        examination.check(
                "the same answer to a row alone as among others",
                draft -> Behaviour.otherRows(draft, examination.subject(), examination.table()));
        return this;
    }

    /**
     * Asserts that several threads that ask at once get the answers that one gets alone, bit for bit.
     *
     * @param executor runs the threads
     * @param threads how many ask at once, at least 2
     * @return these assertions
     * @throws IllegalArgumentException when it is below 2
     */
    public ModelOnDataAssert<O> isThreadSafe(Executor executor, int threads) {
        if (threads < 2) {
            throw new IllegalArgumentException("threads must be at least 2, got " + threads);
        }
        examination.check(
                "the same answers to " + threads + " threads at once",
                draft -> Behaviour.threads(draft, examination.subject(), examination.table(), executor, threads));
        return this;
    }

    /**
     * Asserts that the model that a codec reads from what this model writes gives the same answers, bit for bit, and has the
     * same signature, format and digest.
     *
     * @param codec the codec of the model's format
     * @return these assertions
     */
    public ModelOnDataAssert<O> survivesRoundTrip(ModelCodec<Row, O> codec) {
        examination.check(
                "the same model after a round trip through " + codec.format(),
                draft -> Behaviour.roundTrip(draft, examination.subject(), examination.table(), codec));
        return this;
    }

    /**
     * Asserts that the model describes itself rightly: its signature names the classes that it answers, in their order, its
     * columns are in the rows, its digest stays, and it writes the same bytes twice.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> describesItself() {
        examination.check(
                "a model that is what it says",
                draft -> Behaviour.description(draft, examination.subject(), examination));
        return this;
    }

    /**
     * Measures how long the model takes to answer a row on this thread, for the report; judges nothing.
     *
     * @return these assertions
     */
    public ModelOnDataAssert<O> reportsLatency() {
        examination.check(
                "latency of one row (measured, not judged)",
                draft -> Results.of(
                        draft,
                        Outcome.PASSED,
                        Latency.of(examination.subject(), examination.table())
                                .text(options().confidence())));
        return this;
    }

    /**
     * Asserts that a percentile of the time that the model takes to answer a row, with its whole interval, is at most a
     * duration. It depends on the machine and its load; {@link #reportsLatency()} only measures.
     *
     * @param limit the longest time
     * @param percentile which share of the answers must come within it, in (0, 1), such as 0.99
     * @return these assertions
     * @throws IllegalArgumentException when the percentile is not in (0, 1)
     */
    public ModelOnDataAssert<O> answersWithin(Duration limit, double percentile) {
        if (!(percentile > 0 && percentile < 1)) {
            throw new IllegalArgumentException("the percentile must be in (0, 1), got " + percentile);
        }
        String expected = "p" + dev.holdfast.stats.Estimate.number(100 * percentile)
                + " of the latency of one row at most " + Latency.time((double) limit.toNanos());
        examination.check(
                expected,
                draft -> Latency.of(examination.subject(), examination.table())
                        .within(draft, limit, percentile, options().confidence()));
        return this;
    }
}
