// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.importance;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Permutation importance: how much worse a model becomes when the values of one column are dealt out among the rows anew.
 *
 * <p>{@code importance = mean over rows and repeats of (loss after - loss before)}, where the loss of a row is the Brier
 * score of all classes, {@code sum (score - truth)^2}, or the squared error of a quantity. The interval is that of the mean
 * over rows. A column's share is its importance over the sum of those above 0, with a bootstrap interval over rows. Rows
 * without truth count for the change of answers alone.
 *
 * <p>Columns that tell the same share their importance, and rows are made that no data would hold: a column of no
 * importance may still be one that the model uses, which {@link ColumnImportance#isUsed} tells. L. Breiman, Random Forests,
 * Machine Learning 45, 2001, doi:10.1023/A:1010933404324; for any model A. Fisher, C. Rudin and F. Dominici, JMLR 20,
 * 2019.
 *
 * <p>Costs {@code columns * repeats} times the answers to all rows. Immutable and thread-safe as the model is; each method
 * returns another description.
 */
public final class PermutationImportance {
    private final Predictor<Row, ? extends Prediction> model;
    private final Table rows;
    private final Optional<String> target;
    private final int repeats;
    private final long seed;
    private final double confidence;

    private PermutationImportance(
            Predictor<Row, ? extends Prediction> model,
            Table rows,
            Optional<String> target,
            int repeats,
            long seed,
            double confidence) {
        this.model = model;
        this.rows = rows;
        this.target = target;
        this.repeats = repeats;
        this.seed = seed;
        this.confidence = confidence;
    }

    /**
     * Starts the importance for a model on rows.
     *
     * @param model the model
     * @param rows the rows; best such as it has not seen
     * @return the description, without truth
     */
    public static PermutationImportance of(Predictor<Row, ? extends Prediction> model, Table rows) {
        return new PermutationImportance(
                Objects.requireNonNull(model, "model"),
                Objects.requireNonNull(rows, "rows"),
                Optional.empty(),
                5,
                0,
                0.95);
    }

    /**
     * Names the column with the truth.
     *
     * @param column the column; its texts are classes for a classifier, its numbers the quantity for a regression
     * @return the description
     * @throws IllegalArgumentException when the rows have no such column
     */
    public PermutationImportance target(String column) {
        rows.column(column);
        return new PermutationImportance(model, rows, Optional.of(column), repeats, seed, confidence);
    }

    /**
     * Sets how often each column is dealt out anew.
     *
     * @param newRepeats the number, at least 1; 5 by default
     * @return the description
     * @throws IllegalArgumentException when it is below 1
     */
    public PermutationImportance repeats(int newRepeats) {
        if (newRepeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, got " + newRepeats);
        }
        return new PermutationImportance(model, rows, target, newRepeats, seed, confidence);
    }

    /**
     * Sets the seed.
     *
     * @param newSeed the seed; 0 by default
     * @return the description
     */
    public PermutationImportance seed(long newSeed) {
        return new PermutationImportance(model, rows, target, repeats, newSeed, confidence);
    }

    /**
     * Sets the coverage of the intervals.
     *
     * @param newConfidence the coverage, in (0, 1); 0.95 by default
     * @return the description
     * @throws IllegalArgumentException when it is out of range
     */
    public PermutationImportance confidence(double newConfidence) {
        if (!(newConfidence > 0 && newConfidence < 1)) {
            throw new IllegalArgumentException("confidence must be in (0, 1), got " + newConfidence);
        }
        return new PermutationImportance(model, rows, target, repeats, seed, newConfidence);
    }

    /**
     * Measures columns.
     *
     * @param columns the columns, none twice; the share of one is that among these
     * @return one importance a column, in their order
     * @throws IllegalArgumentException when there is none, the rows have no such column, one is the target, there is no row,
     *     or the truth is no number where the model predicts one
     */
    public List<ColumnImportance> of(List<String> columns) {
        if (columns.isEmpty() || rows.rowCount() == 0) {
            throw new IllegalArgumentException(
                    "importance needs rows and columns, got " + rows.rowCount() + " rows and the columns " + columns);
        }
        if (target.isPresent() && columns.contains(target.get())) {
            throw new IllegalArgumentException("the target '" + target.get() + "' is no column that the model reads");
        }
        columns.forEach(rows::column);
        int[] told = told();
        List<? extends Prediction> before = model.predictAll(rows);
        double[] losses = losses(before, told);
        List<Permuted> measured = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            // Each column has a chance of its own, so that it does not depend on those beside it.
            SplittableRandom random =
                    new SplittableRandom(seed ^ (columns.get(i).hashCode() * 0x9E3779B97F4A7C15L));
            measured.add(permuted(rows.column(columns.get(i)), before, losses, told, random));
        }
        List<Measurement> shares = shares(measured);
        return IntStream.range(0, columns.size())
                .mapToObj(i -> importance(columns.get(i), measured.get(i), shares.get(i)))
                .toList();
    }

    /** What came of one column: the rise of the loss of each row with truth, its mean over repeats. */
    private static final class Permuted {
        final long changedRows;
        final double largestChange;
        final double[] rises;

        Permuted(long changedRows, double largestChange, double[] rises) {
            this.changedRows = changedRows;
            this.largestChange = largestChange;
            this.rises = rises;
        }

        double sum(int[] counts) {
            double sum = 0;
            for (int i = 0; i < rises.length; i++) {
                sum += counts[i] * rises[i];
            }
            return sum;
        }
    }

    private int[] told() {
        return target.map(rows::column)
                .map(truth -> IntStream.range(0, rows.rowCount())
                        .filter(row -> !truth.isMissing(row))
                        .toArray())
                .orElseGet(() -> new int[0]);
    }

    private double[] losses(List<? extends Prediction> answers, int[] told) {
        return Arrays.stream(told)
                .mapToDouble(row -> loss(answers.get(row), rows.column(target.orElseThrow()), row))
                .toArray();
    }

    private static double loss(Prediction answer, Column truth, int row) {
        if (answer instanceof ClassScores scores) {
            String label = truth.text(row);
            double loss = scores.labels().contains(label) ? 0 : 1;
            for (String each : scores.labels()) {
                double error = scores.score(each) - (each.equals(label) ? 1 : 0);
                loss += error * error;
            }
            return loss;
        }
        if (!truth.type().isNumeric()) {
            throw new IllegalArgumentException(
                    "the truth of a quantity must be a number, got column '" + truth.name() + "' of " + truth.type());
        }
        double error = ((Quantity) answer).value() - truth.number(row);
        return error * error;
    }

    private Permuted permuted(
            Column column, List<? extends Prediction> before, double[] losses, int[] told, SplittableRandom random) {
        long changed = 0;
        double largest = 0;
        double[] rises = new double[told.length];
        for (int repeat = 0; repeat < repeats; repeat++) {
            Column dealt = column.select(shuffled(rows.rowCount(), random));
            List<? extends Prediction> after = model.predictAll(rows.with(dealt));
            for (int row = 0; row < rows.rowCount(); row++) {
                changed += isSame(column, dealt, row) ? 0 : 1;
                largest = Math.max(largest, change(before.get(row), after.get(row)));
            }
            double[] now = losses(after, told);
            for (int i = 0; i < rises.length; i++) {
                rises[i] += (now[i] - losses[i]) / repeats;
            }
        }
        return new Permuted(changed, largest, rises);
    }

    private static boolean isSame(Column one, Column other, int row) {
        if (one.isMissing(row) || other.isMissing(row)) {
            return one.isMissing(row) == other.isMissing(row);
        }
        return one.value(row).equals(other.value(row));
    }

    private static int[] shuffled(int n, SplittableRandom random) {
        int[] order = IntStream.range(0, n).toArray();
        for (int i = n - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    private static double change(Prediction before, Prediction after) {
        if (before.equals(after)) {
            return 0;
        }
        if (before instanceof Quantity one && after instanceof Quantity other) {
            double change = Math.abs(one.value() - other.value());
            return Double.isNaN(change) ? Double.POSITIVE_INFINITY : change;
        }
        if (before instanceof ClassScores one
                && after instanceof ClassScores other
                && one.labels().equals(other.labels())) {
            return one.labels().stream()
                    .mapToDouble(label -> Math.abs(one.score(label) - other.score(label)))
                    .filter(change -> !Double.isNaN(change))
                    .max()
                    .orElse(Double.POSITIVE_INFINITY);
        }
        return Double.POSITIVE_INFINITY;
    }

    private ColumnImportance importance(String column, Permuted own, Measurement share) {
        int n = own.rises.length;
        if (n < 2) {
            Undefined none = new Undefined(target.isEmpty() ? "no truth was named" : n + " rows with truth");
            return new ColumnImportance(column, own.changedRows, own.largestChange, none, none);
        }
        double mean = Arrays.stream(own.rises).sum() / n;
        double squares = Arrays.stream(own.rises)
                .map(rise -> (rise - mean) * (rise - mean))
                .sum();
        Measurement importance = Double.isFinite(mean) && Double.isFinite(squares)
                ? Intervals.normal(mean, Math.sqrt(squares / (n - 1) / n), n, confidence)
                : new Undefined("a loss is not finite");
        return new ColumnImportance(column, own.changedRows, own.largestChange, importance, share);
    }

    private List<Measurement> shares(List<Permuted> all) {
        int n = all.get(0).rises.length;
        int[] once = new int[n];
        Arrays.fill(once, 1);
        double[] values = new double[all.size()];
        if (!(shares(all, once, values) > 0) || !Double.isFinite(shares(all, once, values))) {
            return all.stream()
                    .map(each -> (Measurement) new Undefined("no column has any importance"))
                    .toList();
        }
        return Bootstrap.withDefaults()
                .withSeed(seed)
                .withConfidence(confidence)
                .estimateAll(n, all.size(), (counts, each) -> shares(all, counts, each));
    }

    /** Writes the share of each column, and returns what they are shares of. */
    private static double shares(List<Permuted> all, int[] counts, double[] values) {
        double total = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, all.get(i).sum(counts));
            total += values[i];
        }
        for (int i = 0; i < values.length && total > 0; i++) {
            values[i] /= total;
        }
        return total;
    }

    @Override
    public String toString() {
        return "PermutationImportance[" + rows.rowCount() + " rows, " + repeats + " repeats, seed " + seed + "]";
    }
}
