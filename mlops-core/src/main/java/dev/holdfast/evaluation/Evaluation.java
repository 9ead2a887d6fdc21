// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.StorableModel;
import dev.holdfast.stats.Bootstrap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * The description of an evaluation: which rows, which metrics, which slices, how sure.
 *
 * <p>Starts from a model and a table, or from plain arrays; {@link #run()} computes. Rows whose target is missing are
 * counted and left out; the report says so. Immutable and thread-safe: each method returns a new description.
 *
 * <pre>{@code
 * EvaluationReport report = Evaluation.binary(truth, scores).seed(42).run();
 * report.metric("auc");   // Estimate: point, lower, upper
 * }</pre>
 *
 * @param <S> the kind of sample
 */
public final class Evaluation<S extends Sample<S>> {
    private final Setup<S> setup;

    private Evaluation(Setup<S> setup) {
        this.setup = setup;
    }

    static <S extends Sample<S>> Evaluation<S> of(Setup<S> setup) {
        return new Evaluation<>(setup);
    }

    Setup<S> setup() {
        return setup;
    }

    /**
     * Starts the evaluation of a classifier whose target its signature names.
     *
     * @param model the model
     * @param test rows it has not seen, with the target
     * @return the next step: which class is the positive one
     * @throws IllegalArgumentException when the table has no such column, or a target is none of the model's labels
     */
    public static ClassificationEvaluation classification(StorableModel<Row, ClassScores> model, Table test) {
        return ClassificationEvaluation.of(
                model, test, model.signature().target(), model.signature().labels());
    }

    /**
     * Starts the evaluation of any classifier.
     *
     * @param model the classifier
     * @param test rows it has not seen, with the target
     * @param targetColumn the column that holds the true class
     * @return the next step: which class is the positive one
     * @throws IllegalArgumentException when the table has no such column
     */
    public static ClassificationEvaluation classification(
            Predictor<Row, ClassScores> model, Table test, String targetColumn) {
        return ClassificationEvaluation.of(model, test, targetColumn, List.of());
    }

    /**
     * Starts the evaluation of answers that were given before, such as those of a batch.
     *
     * @param answers one answer a row
     * @param test the rows, with the target
     * @param targetColumn the column that holds the true class
     * @return the next step: which class is the positive one
     * @throws IllegalArgumentException when the table has no such column or there is not one answer a row
     */
    public static ClassificationEvaluation classification(List<ClassScores> answers, Table test, String targetColumn) {
        return ClassificationEvaluation.of(answers, test, targetColumn, List.of());
    }

    /**
     * Starts the evaluation of two classes from arrays, with the threshold 0.5.
     *
     * @param truth whether each row is positive
     * @param scores the score of the positive class of each row
     * @return the evaluation
     * @throws IllegalArgumentException when the lengths differ or a score is NaN or infinite
     */
    public static Evaluation<BinarySample> binary(boolean[] truth, double[] scores) {
        return binary(BinarySample.of(truth, scores, new double[0], 0.5));
    }

    /**
     * Starts the evaluation of two classes.
     *
     * @param sample the rows, perhaps with weights
     * @return the evaluation
     */
    public static Evaluation<BinarySample> binary(BinarySample sample) {
        return of(Setup.of(sample, BinaryMetric.DEFAULTS));
    }

    /**
     * Starts the evaluation of several classes.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<MulticlassSample> multiclass(MulticlassSample sample) {
        return of(Setup.of(sample, MulticlassMetric.DEFAULTS));
    }

    /**
     * Starts the evaluation of rows that have any number of labels each.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<MultilabelSample> multilabel(MultilabelSample sample) {
        return of(Setup.of(sample, MultilabelMetric.DEFAULTS));
    }

    /**
     * Starts the evaluation of predicted numbers.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<RegressionSample> regression(RegressionSample sample) {
        return of(Setup.of(sample, RegressionMetric.DEFAULTS));
    }

    /**
     * Starts the evaluation of predicted numbers of any model on a table; rows whose target is missing are left out.
     *
     * @param model the model
     * @param test rows it has not seen, with the target
     * @param targetColumn the numeric column that holds the true number
     * @return the evaluation
     * @throws IllegalArgumentException when the table has no such column, or a true or predicted number is not finite
     */
    public static Evaluation<RegressionSample> regression(
            Predictor<Row, Quantity> model, Table test, String targetColumn) {
        return of(FromTable.regression(model, test, targetColumn));
    }

    /**
     * Starts the evaluation of any number of labels a row on a table; rows with a missing label are left out.
     *
     * @param model gives each label a score
     * @param test rows it has not seen, with one column a label: boolean, or numeric where 0 means that the row has it not
     * @param labelColumns the labels, each the name of its column
     * @param threshold the least score that predicts a label
     * @return the evaluation
     * @throws IllegalArgumentException when the table lacks a column, one is neither boolean nor numeric, there is no label or
     *     one twice, or the threshold is NaN
     */
    public static Evaluation<MultilabelSample> multilabel(
            Predictor<Row, ClassScores> model, Table test, List<String> labelColumns, double threshold) {
        return of(FromTable.multilabel(model, test, labelColumns, threshold));
    }

    /**
     * Starts the evaluation of rankings.
     *
     * @param sample the queries
     * @return the evaluation
     */
    public static Evaluation<RankingSample> ranking(RankingSample sample) {
        return of(Setup.of(sample, RankingMetric.DEFAULTS));
    }

    /**
     * Starts the evaluation of rankings on a table of one row a document; rows without relevance are left out.
     *
     * @param model scores a document; higher ranks first
     * @param test the documents of all queries
     * @param queryColumn the column that says which query a row belongs to, without missing values
     * @param relevanceColumn the numeric column that holds the relevance, at least 0
     * @return the evaluation; its rows are queries in text order
     * @throws IllegalArgumentException when the table lacks a column, a query is missing, or a relevance or score is not as
     *     said
     */
    public static Evaluation<RankingSample> ranking(
            Predictor<Row, Quantity> model, Table test, String queryColumn, String relevanceColumn) {
        return of(FromTable.ranking(model, test, queryColumn, relevanceColumn));
    }

    /**
     * Weighs the rows.
     *
     * @param weights the weight of each row that is evaluated, finite and above 0; none for equal weights
     * @return the evaluation
     * @throws IllegalArgumentException when there is not one weight a row, or one is not above 0
     */
    public Evaluation<S> weights(double... weights) {
        return of(setup.weighted(weights, Optional.empty()));
    }

    /**
     * Weighs the rows by a numeric column of the table.
     *
     * @param column the column, each value finite and above 0
     * @return the evaluation
     * @throws IllegalStateException when the evaluation has no table
     * @throws IllegalArgumentException when there is no such column, or a value is missing or not above 0 in a row that is
     *     evaluated
     */
    public Evaluation<S> weights(String column) {
        return of(setup.weighted(FromTable.weights(table().column(column)), Optional.of(column)));
    }

    /**
     * Adds a baseline beside the trivial one, such as the rule in use or the popularity of each document.
     *
     * @param name its name
     * @param baseline the same rows with the answers of the baseline
     * @return the evaluation
     * @throws IllegalArgumentException when the rows differ; the message says in what
     */
    public Evaluation<S> baseline(String name, S baseline) {
        String difference = setup.sample().difference(baseline);
        if (!difference.isEmpty()) {
            throw new IllegalArgumentException(
                    "a baseline answers the same rows, but for '" + name + "' " + difference);
        }
        return of(setup.against(Objects.requireNonNull(name, "name"), baseline));
    }

    /**
     * Says that the rows are in order of time, the oldest first: adds the baseline {@code "last"}, which predicts for each
     * row the true number of the row before.
     *
     * @return the evaluation
     * @throws IllegalStateException when no numbers are predicted, or there are fewer than two rows
     */
    public Evaluation<S> timeOrdered() {
        if (setup.sample() instanceof RegressionSample sample && sample.size() > 1) {
            @SuppressWarnings("unchecked") // S is the class of the sample
            S last = (S) sample.previous();
            return of(setup.against("last", last));
        }
        throw new IllegalStateException(
                "the last value is known of two or more rows of numbers, got " + setup.sample());
    }

    /**
     * Chooses the metrics; the first is the one that is held against the trivial baseline.
     *
     * @param metrics the metrics, at least one
     * @return the evaluation
     * @throws IllegalArgumentException when there is none or two share a name
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final Evaluation<S> metrics(Metric<S>... metrics) {
        List<Metric<S>> list = List.of(metrics);
        if (list.isEmpty()) {
            throw new IllegalArgumentException("an evaluation needs at least one metric, got none");
        }
        long names = list.stream().map(Metric::name).distinct().count();
        if (names < list.size()) {
            throw new IllegalArgumentException("each metric needs a name of its own, got " + list);
        }
        return of(setup.measuring(list));
    }

    /**
     * Adds slices by columns of the table: one a value, with numbers of more than ten distinct values cut at their
     * quartiles; missing values are a slice of their own.
     *
     * @param columns the columns
     * @return the evaluation
     * @throws IllegalStateException when the evaluation has no table
     * @throws IllegalArgumentException when the table has no such column
     */
    public Evaluation<S> slices(String... columns) {
        List<Slices.Slice> more = new ArrayList<>();
        for (String column : columns) {
            more.addAll(Slices.byColumn(table().column(column)));
        }
        return withSlices(more);
    }

    /**
     * Adds the slice of the rows that a condition holds for.
     *
     * @param name the name of the slice
     * @param condition the condition
     * @return the evaluation
     * @throws IllegalStateException when the evaluation has no table
     */
    public Evaluation<S> slice(String name, Predicate<Row> condition) {
        return withSlices(List.of(Slices.where(name, table(), condition)));
    }

    /**
     * Adds slices by a value of each row, as for evaluations from arrays.
     *
     * @param name what the values are
     * @param values one value a row
     * @return the evaluation
     * @throws IllegalArgumentException when there is not one value a row
     */
    public Evaluation<S> slices(String name, String[] values) {
        if (values.length != setup.sample().size()) {
            throw new IllegalArgumentException("slices need one value a row, got " + values.length + " for "
                    + setup.sample().size() + " rows");
        }
        return withSlices(Slices.byValue(name, Arrays.asList(values)));
    }

    /**
     * Sets how many rows a slice needs to be measured; smaller ones are listed as undefined.
     *
     * @param rows the number of rows, at least 1; 30 by default
     * @return the evaluation
     * @throws IllegalArgumentException when it is below 1
     */
    public Evaluation<S> minimumSlice(int rows) {
        if (rows < 1) {
            throw new IllegalArgumentException("the minimum of a slice must be at least 1 row, got " + rows);
        }
        return of(setup.slicedBy(List.of(), setup.searched(), rows));
    }

    /**
     * Sets the coverage of all intervals.
     *
     * @param confidence the coverage, in (0, 1); 0.95 by default
     * @return the evaluation
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public Evaluation<S> confidence(double confidence) {
        Checks.level("confidence", confidence);
        return of(setup.resampled(confidence, setup.bootstrap()));
    }

    /**
     * Sets the seed of the bootstrap.
     *
     * @param seed the seed; 0 by default
     * @return the evaluation
     */
    public Evaluation<S> seed(long seed) {
        return withBootstrap(setup.bootstrap().withSeed(seed));
    }

    /**
     * Sets the number of resamples of the bootstrap.
     *
     * @param replicates the number, at least 10; 1,000 by default
     * @return the evaluation
     * @throws IllegalArgumentException when it is out of its range
     */
    public Evaluation<S> replicates(int replicates) {
        return withBootstrap(setup.bootstrap().withReplicates(replicates));
    }

    /**
     * Shares the bootstrap with the host's threads; the result is the same for any number of them.
     *
     * @param executor the host's executor
     * @param threads how many threads may work, the calling one included
     * @return the evaluation
     * @throws IllegalArgumentException when there is no thread
     */
    public Evaluation<S> executor(Executor executor, int threads) {
        return withBootstrap(setup.bootstrap().withExecutor(executor, threads));
    }

    /**
     * Searches all columns of the table, target and weights apart, for the slices in which the model errs more than in the
     * rest of the rows; the report lists them.
     *
     * <p>Every slice of the minimum size that {@link #slices(String...)} would make of a column is tested against all other
     * rows, one-sided: the share of rows missed by Fisher's exact test up to 10,000 rows and the z test above, absolute
     * errors of numbers by the Mann-Whitney test. Weights are not used. The p-values are adjusted for the number of slices
     * (Benjamini-Hochberg); those up to one minus the confidence are reported.
     *
     * @return the evaluation
     * @throws IllegalStateException when the evaluation has no table
     */
    public Evaluation<S> searchSlices() {
        table();
        return of(setup.slicedBy(List.of(), true, setup.minimumSlice()));
    }

    /**
     * Computes the metrics.
     *
     * @return the report
     */
    public EvaluationReport run() {
        return EvaluationReport.of(setup);
    }

    private Table table() {
        return setup.table()
                .orElseThrow(() -> new IllegalStateException(
                        "columns are those of a table, but this evaluation is from arrays; give one value a row"));
    }

    private Evaluation<S> withSlices(List<Slices.Slice> more) {
        return of(setup.slicedBy(more, setup.searched(), setup.minimumSlice()));
    }

    private Evaluation<S> withBootstrap(Bootstrap bootstrap) {
        return of(setup.resampled(setup.confidence(), bootstrap));
    }

    @Override
    public String toString() {
        return "Evaluation of " + setup.sample() + " with " + setup.metrics();
    }
}
