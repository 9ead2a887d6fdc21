// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.Sample;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Describes the comparison of any metric between groups of people; {@link #run()} performs it.
 *
 * <p>What rates cannot say, such as whether scores rank, or mean the same, in every group: area under the curve,
 * calibration error, Brier score and log loss of scores, the error of a regression, the gain of a ranking, or a function
 * of your own.
 *
 * <p>Groups with fewer rows than {@link #minimumGroup} (30 unless said otherwise) are measured but not compared; those
 * for which a metric is undefined are listed with the reason. A metric's own interval holds for a group; the interval of
 * the largest difference comes from a bootstrap within each group, at the confidence for all pairs at once. P-values,
 * when {@link #permutations} asks for them, permute the groups of rows: they hold exactly when groups are alike in every
 * respect. Cost: rows x metrics x replicates, and rows x metrics x groups x permutations. Mutable while it is
 * described; not thread-safe.
 *
 * <pre>{@code
 * GroupMetrics.of(model, test, "Status", "good").by("Age", 25, 40, 60)
 *     .metric(BinaryMetric.AUC).metric(BinaryMetric.BRIER)
 *     .metric(Metric.lowerIsBetter("mean-score", sample -> ...))   // any function that honours weights
 *     .permutations(999).run();
 * }</pre>
 *
 * @param <S> the kind of sample
 */
public final class GroupMetrics<S extends Sample<S>> {
    private final S sample;
    private final Table table;
    private final Map<String, double[]> columns = new LinkedHashMap<>();
    private final Map<String, Metric<S>> metrics = new LinkedHashMap<>();
    private int permutations;
    private Settings settings = Settings.DEFAULTS.withReplicates(500);

    private GroupMetrics(S sample, Table table) {
        if (sample.size() != table.rowCount()) {
            throw new IllegalArgumentException(
                    "each row needs a group, got " + table.rowCount() + " for " + sample.size() + " rows");
        }
        this.sample = sample;
        this.table = table;
    }

    /**
     * Compares a metric of any sample between groups.
     *
     * @param <S> the kind of sample
     * @param sample the rows: truths, answers and weights
     * @param groups the group of each row
     * @return the description, to be completed
     * @throws IllegalArgumentException when there is not one group a row
     */
    public static <S extends Sample<S>> GroupMetrics<S> of(S sample, String[] groups) {
        return new GroupMetrics<>(sample, Table.of(TextColumn.of("group", groups))).by("group");
    }

    /**
     * Compares a metric of any sample between groups that stand in columns.
     *
     * @param <S> the kind of sample
     * @param sample the rows: truths, answers and weights
     * @param table the same rows in the same order
     * @return the description, to be completed
     * @throws IllegalArgumentException when the numbers of rows differ
     */
    public static <S extends Sample<S>> GroupMetrics<S> of(S sample, Table table) {
        return new GroupMetrics<>(sample, table);
    }

    /**
     * Compares metrics of a classifier's scores of one label.
     *
     * @param model the classifier
     * @param test rows, each with its truth
     * @param target the column with the true label
     * @param positive the label whose score is examined
     * @return the description, to be completed
     * @throws IllegalArgumentException when the target is no column or a truth is missing
     */
    public static GroupMetrics<BinarySample> of(
            Predictor<Row, ClassScores> model, Table test, String target, String positive) {
        Column truths = test.column(target);
        boolean[] truth = new boolean[test.rowCount()];
        double[] scores = new double[truth.length];
        List<ClassScores> answers = model.predictAll(test);
        for (int row = 0; row < truth.length; row++) {
            if (truths.isMissing(row)) {
                throw new IllegalArgumentException("the truth of row " + row + " is missing in '" + target
                        + "': leave such rows out, as in test.where(row -> !row.isMissing(\"" + target + "\"))");
            }
            truth[row] = truths.text(row).equals(positive);
            scores[row] = answers.get(row).score(positive);
        }
        return new GroupMetrics<>(BinarySample.of(truth, scores, new double[0], 0.5), test);
    }

    /**
     * Names a sensitive column; with several, groups are the combinations of their values.
     *
     * @param column the column
     * @param edges band edges of a numeric column, as in {@link Fairness#sensitive}
     * @return this description
     * @throws IllegalStateException when the column is named already
     * @throws IllegalArgumentException when there is no such column
     */
    public GroupMetrics<S> by(String column, double... edges) {
        table.column(column);
        if (columns.putIfAbsent(column, edges.clone()) != null) {
            throw new IllegalStateException("sensitive column '" + column + "' is named twice");
        }
        return this;
    }

    /**
     * Adds a metric, one of the library's or your own.
     *
     * @param metric the metric; it must honour the weights of rows
     * @return this description
     * @throws IllegalStateException when a metric of that name is there already
     */
    public GroupMetrics<S> metric(Metric<S> metric) {
        if (metrics.putIfAbsent(Objects.requireNonNull(metric, "metric").name(), metric) != null) {
            throw new IllegalStateException("metric '" + metric.name() + "' is named twice");
        }
        return this;
    }

    /**
     * Says how many rows a group needs to be compared.
     *
     * @param rows the number of rows, at least 2; 30 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 2
     */
    public GroupMetrics<S> minimumGroup(int rows) {
        if (rows < 2) {
            throw new IllegalArgumentException("a group needs at least 2 rows, got " + rows);
        }
        settings = settings.withMinimumGroup(rows);
        return this;
    }

    /**
     * Says how sure the intervals are.
     *
     * @param level the confidence, in (0, 1); 0.95 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the confidence is outside
     */
    public GroupMetrics<S> confidence(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("confidence must be in (0, 1), got " + level);
        }
        settings = settings.withConfidence(level);
        return this;
    }

    /**
     * Says how often the bootstrap draws.
     *
     * @param number the number of replicates, at least 100; 500 unless said otherwise
     * @return this description
     * @throws IllegalArgumentException when the number is less than 100
     */
    public GroupMetrics<S> replicates(int number) {
        if (number < 100) {
            throw new IllegalArgumentException("the bootstrap needs at least 100 replicates, got " + number);
        }
        settings = settings.withReplicates(number);
        return this;
    }

    /**
     * Asks for p-values, each group against all others.
     *
     * @param number how many permutations to draw, at least 1; the smallest p-value is {@code 1 / (number + 1)}
     * @return this description
     * @throws IllegalArgumentException when there is none
     */
    public GroupMetrics<S> permutations(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("at least 1 permutation is needed, got " + number);
        }
        permutations = number;
        return this;
    }

    /**
     * Sets the seed of bootstrap and permutations.
     *
     * @param value the seed; 42 unless said otherwise
     * @return this description
     */
    public GroupMetrics<S> seed(long value) {
        settings = settings.withSeed(value);
        return this;
    }

    /**
     * Measures and compares.
     *
     * @return the result
     * @throws IllegalStateException when no metric or no sensitive column is named
     * @throws IllegalArgumentException when a numeric column without band edges has too many distinct numbers
     */
    public GroupMetricsReport run() {
        if (columns.isEmpty()) {
            throw new IllegalStateException("name at least one sensitive column, as in by(\"Age\", 25, 40, 60)");
        }
        if (metrics.isEmpty()) {
            throw new IllegalStateException("name at least one metric, as in metric(BinaryMetric.AUC)");
        }
        Attribute joined = columns.entrySet().stream()
                .map(each -> Attribute.of(table.column(each.getKey()), each.getValue(), MissingGroup.OWN_GROUP))
                .reduce(Attribute::with)
                .orElseThrow();
        GroupComparison<S> comparison = new GroupComparison<>(sample, joined, settings);
        metrics.values().forEach(comparison::measure);
        return comparison.report(List.copyOf(metrics.values()), permutations);
    }
}
