// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
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
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.IntStream;

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

    /** What the methods change, in one value. */
    record Setup<S extends Sample<S>>(
            S sample,
            Optional<Table> table,
            long excluded,
            String statement,
            List<Metric<S>> metrics,
            List<Slices.Slice> slices,
            int minimumSlice,
            double confidence,
            Bootstrap bootstrap) {}

    private Evaluation(Setup<S> setup) {
        this.setup = setup;
    }

    static <S extends Sample<S>> Evaluation<S> of(
            S sample, Optional<Table> table, long excluded, String statement, List<Metric<S>> metrics) {
        return new Evaluation<>(new Setup<>(
                sample,
                table,
                excluded,
                statement,
                metrics,
                List.of(),
                30,
                0.95,
                Bootstrap.withDefaults().withSeed(0)));
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
        return of(sample, Optional.empty(), 0, "", BinaryMetric.DEFAULTS);
    }

    /**
     * Starts the evaluation of several classes.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<MulticlassSample> multiclass(MulticlassSample sample) {
        return of(sample, Optional.empty(), 0, "", MulticlassMetric.DEFAULTS);
    }

    /**
     * Starts the evaluation of rows that have any number of labels each.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<MultilabelSample> multilabel(MultilabelSample sample) {
        return of(sample, Optional.empty(), 0, "", MultilabelMetric.DEFAULTS);
    }

    /**
     * Starts the evaluation of predicted numbers.
     *
     * @param sample the rows
     * @return the evaluation
     */
    public static Evaluation<RegressionSample> regression(RegressionSample sample) {
        return of(sample, Optional.empty(), 0, "", RegressionMetric.DEFAULTS);
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
        Column column = test.column(targetColumn);
        int[] present = IntStream.range(0, test.rowCount())
                .filter(row -> !column.isMissing(row))
                .toArray();
        Table table = test.rows(present);
        double[] predicted =
                model.predictAll(table).stream().mapToDouble(Quantity::value).toArray();
        double[] truth = Arrays.stream(present).mapToDouble(column::number).toArray();
        return of(
                RegressionSample.of(truth, predicted),
                Optional.of(table),
                (long) test.rowCount() - present.length,
                "target is " + targetColumn,
                RegressionMetric.DEFAULTS);
    }

    /**
     * Starts the evaluation of rankings.
     *
     * @param sample the queries
     * @return the evaluation
     */
    public static Evaluation<RankingSample> ranking(RankingSample sample) {
        return of(sample, Optional.empty(), 0, "", RankingMetric.DEFAULTS);
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
        return with(list, setup.slices(), setup.minimumSlice(), setup.confidence(), setup.bootstrap());
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
        return with(setup.metrics(), setup.slices(), rows, setup.confidence(), setup.bootstrap());
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
        return with(setup.metrics(), setup.slices(), setup.minimumSlice(), confidence, setup.bootstrap());
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
     * Searches all columns of the table for the slices in which a classifier errs more often than in the rest.
     *
     * <p>Every slice of the minimum size that {@link #slices(String...)} would make of any column is tested against all
     * other rows, by Fisher's exact test up to 10,000 rows and the z test above; weights are not used. The p-values are
     * adjusted for the number of slices, and those up to one minus the confidence are returned.
     *
     * @return the weak slices, the largest difference first; perhaps none
     * @throws IllegalStateException when the evaluation has no table or is not of classes
     */
    public List<WeakSlice> weakestSlices() {
        boolean[] wrong = new boolean[setup.sample().size()];
        if (setup.sample() instanceof BinarySample sample) {
            for (int row = 0; row < wrong.length; row++) {
                wrong[row] = sample.truth(row) != sample.predicted(row);
            }
        } else if (setup.sample() instanceof MulticlassSample sample) {
            for (int row = 0; row < wrong.length; row++) {
                wrong[row] = sample.truth(row) != sample.predicted(row);
            }
        } else {
            throw new IllegalStateException("weak slices are of predicted classes, got " + setup.sample());
        }
        return SliceSearch.search(table(), wrong, setup.minimumSlice(), setup.confidence());
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
                        "slices by columns need a table, but this evaluation is from arrays; give one value a row"));
    }

    private Evaluation<S> withSlices(List<Slices.Slice> more) {
        List<Slices.Slice> all = new ArrayList<>(setup.slices());
        all.addAll(more);
        return with(setup.metrics(), all, setup.minimumSlice(), setup.confidence(), setup.bootstrap());
    }

    private Evaluation<S> withBootstrap(Bootstrap bootstrap) {
        return with(setup.metrics(), setup.slices(), setup.minimumSlice(), setup.confidence(), bootstrap);
    }

    private Evaluation<S> with(
            List<Metric<S>> metrics,
            List<Slices.Slice> slices,
            int minimumSlice,
            double confidence,
            Bootstrap bootstrap) {
        return new Evaluation<>(new Setup<>(
                setup.sample(),
                setup.table(),
                setup.excluded(),
                setup.statement(),
                metrics,
                List.copyOf(slices),
                minimumSlice,
                confidence,
                bootstrap));
    }

    @Override
    public String toString() {
        return "Evaluation of " + setup.sample() + " with " + setup.metrics();
    }
}
