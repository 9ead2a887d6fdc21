// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * How a way of training is judged: by models that are each trained on a part of the rows and tested on the rest.
 *
 * <p>{@link #stratified} keeps the shares of the target in each fold, {@link #grouped} never splits a group such as a
 * customer, {@link #timeOrdered} tests on what comes after all that was trained on, with a gap if the truth is known late.
 * Rows whose target is missing are left out before. The same rows and seed give the same folds, so two ways of training can
 * be compared by {@link CrossValidationReport#compareWith}. Immutable and thread-safe; trains on the calling thread, one
 * fold after the other.
 *
 * <pre>{@code
 * CrossValidationReport report = CrossValidation.stratified(5).seed(42)
 *         .classification(loans, "Status", trainer::train, answers -> answers.positive("bad"));
 * report.metric("auc");   // the mean over folds with its interval
 * }</pre>
 */
public final class CrossValidation {
    private enum Kind {
        STRATIFIED,
        GROUPED,
        TIME_ORDERED
    }

    private final Kind kind;
    private final String column;
    private final int folds;
    private final int repeats;
    private final long seed;
    private final Duration gap;
    private final double numericGap;

    private CrossValidation(
            Kind kind, String column, int folds, int repeats, long seed, Duration gap, double numericGap) {
        this.kind = kind;
        this.column = column;
        this.folds = folds;
        this.repeats = repeats;
        this.seed = seed;
        this.gap = gap;
        this.numericGap = numericGap;
    }

    /**
     * Returns folds with nearly the shares of the target that all rows have, so that intervals speak of rows with these
     * shares. Folds of a number column are dealt out at random: with even strata of numbers they would be so alike that the
     * interval of a mean squared error covers in 88 % instead of 95 %.
     *
     * @param folds the number of folds, at least 2
     * @return the cross-validation, with seed 0
     */
    public static CrossValidation stratified(int folds) {
        return new CrossValidation(Kind.STRATIFIED, "", folds, 1, 0, Duration.ZERO, 0);
    }

    /**
     * Returns folds that keep all rows of a group together.
     *
     * @param column the column that names the group of each row, without missing values
     * @param folds the number of folds, at least 2 and at most the number of groups
     * @return the cross-validation, with seed 0
     */
    public static CrossValidation grouped(String column, int folds) {
        return new CrossValidation(Kind.GROUPED, column, folds, 1, 0, Duration.ZERO, 0);
    }

    /**
     * Returns folds that test on a block of time and train on all before it; rows of one time are never in both.
     *
     * @param column the column of times or numbers that orders the rows, without missing values
     * @param folds the number of folds, at least 1
     * @return the cross-validation, without a gap
     */
    public static CrossValidation timeOrdered(String column, int folds) {
        return new CrossValidation(Kind.TIME_ORDERED, column, folds, 1, 0, Duration.ZERO, 0);
    }

    /**
     * Sets the seed by which rows are dealt out; folds in order of time have none.
     *
     * @param newSeed the seed
     * @return the cross-validation
     */
    public CrossValidation seed(long newSeed) {
        return new CrossValidation(kind, column, folds, repeats, newSeed, gap, numericGap);
    }

    /**
     * Deals the rows out several times, each time otherwise: more models, a narrower interval.
     *
     * @param newRepeats how often, at least 1
     * @return the cross-validation
     * @throws IllegalArgumentException when it is below 1
     * @throws IllegalStateException when folds are in order of time, which is there once
     */
    public CrossValidation repeats(int newRepeats) {
        if (newRepeats < 1) {
            throw new IllegalArgumentException("repeats must be at least 1, got " + newRepeats);
        }
        if (kind == Kind.TIME_ORDERED) {
            throw new IllegalStateException("folds in order of time cannot be dealt out again; leave repeats away");
        }
        return new CrossValidation(kind, column, folds, newRepeats, seed, gap, numericGap);
    }

    /**
     * Leaves the last stretch before each test block out of training, as long as the truth takes to be known.
     *
     * @param newGap how long, at least 0
     * @return the cross-validation
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when folds are not in order of time
     */
    public CrossValidation gap(Duration newGap) {
        if (newGap.isNegative()) {
            throw new IllegalArgumentException("the gap must be at least 0, got " + newGap);
        }
        requireTimeOrder();
        return new CrossValidation(kind, column, folds, repeats, seed, newGap, 0);
    }

    /**
     * Leaves the last stretch before each test block out of training, for a column of numbers.
     *
     * @param newGap how long, in the unit of the column, finite and at least 0
     * @return the cross-validation
     * @throws IllegalArgumentException when it is negative or not finite
     * @throws IllegalStateException when folds are not in order of time
     */
    public CrossValidation gap(double newGap) {
        if (!(newGap >= 0 && newGap < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the gap must be finite and at least 0, got " + newGap);
        }
        requireTimeOrder();
        return new CrossValidation(kind, column, folds, repeats, seed, Duration.ZERO, newGap);
    }

    private void requireTimeOrder() {
        if (kind != Kind.TIME_ORDERED) {
            throw new IllegalStateException("a gap is one of time; ask for timeOrdered folds");
        }
    }

    /**
     * Returns the folds themselves, for a loop of one's own.
     *
     * @param table the rows
     * @param target the column that is predicted, without missing values
     * @return the folds; of repeats one after the other
     * @throws IllegalArgumentException when a column is not there or has missing values, or there are more folds than the
     *     rows, groups or times allow
     */
    public List<Fold> folds(Table table, String target) {
        requirePresent(table.column(target));
        List<Fold> all = new ArrayList<>();
        for (int repeat = 0; repeat < repeats; repeat++) {
            all.addAll(folds(table, target, seed + repeat));
        }
        return List.copyOf(all);
    }

    private List<Fold> folds(Table table, String target, long seedOfRepeat) {
        return switch (kind) {
            case STRATIFIED -> Fold.stratified(strata(table.column(target)), folds, seedOfRepeat);
            case GROUPED -> {
                Column groups = requirePresent(table.column(column));
                yield Fold.grouped(texts(groups), folds, seedOfRepeat);
            }
            case TIME_ORDERED -> timeFolds(requirePresent(table.column(column)));
        };
    }

    private List<Fold> timeFolds(Column times) {
        IntStream rows = IntStream.range(0, times.size());
        if (times instanceof TimeColumn instants) {
            if (numericGap > 0) {
                throw new IllegalArgumentException("column '" + column + "' holds times: give the gap as a Duration");
            }
            return Fold.timeOrdered(
                    rows.mapToObj(instants::get).toArray(Instant[]::new),
                    folds,
                    (Instant time) -> time.plus(gap),
                    gap.isZero() ? "no" : "a " + gap);
        }
        if (!times.type().isNumeric()) {
            throw new IllegalArgumentException(
                    "rows are ordered by times or numbers, but column '" + column + "' is of type " + times.type());
        }
        if (!gap.isZero()) {
            throw new IllegalArgumentException("column '" + column + "' holds numbers: give the gap in their unit");
        }
        Double[] numbers = rows.mapToObj(row -> times.number(row) + 0.0).toArray(Double[]::new);
        for (int row = 0; row < numbers.length; row++) {
            if (numbers[row].isNaN()) {
                throw new IllegalArgumentException(
                        "column '" + column + "' must order the rows, got NaN in row " + row);
            }
        }
        return Fold.timeOrdered(
                numbers, folds, (Double time) -> time + numericGap, numericGap == 0 ? "no" : "a " + numericGap);
    }

    private static Column requirePresent(Column column) {
        if (column.missingCount() > 0) {
            throw new IllegalArgumentException("folds need a value in each row of column '" + column.name() + "', got "
                    + column.missingCount() + " missing");
        }
        return column;
    }

    private static String[] strata(Column target) {
        if (target.type() != ColumnType.NUMBER) {
            return texts(target);
        }
        String[] one = new String[target.size()];
        Arrays.fill(one, "");
        return one;
    }

    private static String[] texts(Column column) {
        return IntStream.range(0, column.size()).mapToObj(column::text).toArray(String[]::new);
    }

    /**
     * Trains and tests a classifier on each fold.
     *
     * @param table the rows
     * @param target the column of the true class
     * @param trainer trains a model on a part of the table
     * @param evaluation says what to evaluate of a fold's answers: the positive class, metrics, slices, seed
     * @param <S> the kind of sample
     * @return the report
     * @throws IllegalArgumentException as {@link #folds} says, or when no row has a target
     */
    public <S extends Sample<S>> CrossValidationReport classification(
            Table table,
            String target,
            Function<? super Table, ? extends Predictor<Row, ClassScores>> trainer,
            Function<ClassificationEvaluation, Evaluation<S>> evaluation) {
        Table rows = table.rows(FromTable.present(table.column(target)));
        List<Fold> all = folds(rows, target);
        List<List<ClassScores>> answers =
                all.stream().map(fold -> answers(rows, fold, trainer)).toList();
        Set<String> known = new TreeSet<>(List.of(texts(rows.column(target))));
        answers.forEach(each -> each.forEach(answer -> known.addAll(answer.labels())));
        List<String> labels = List.copyOf(known);
        List<Setup<S>> setups = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            setups.add(evaluation
                    .apply(ClassificationEvaluation.of(
                            answers.get(i), all.get(i).test(rows), target, labels))
                    .setup());
        }
        OutOfFold<ClassScores> pooled = OutOfFold.of(all.subList(0, folds), answers, rows.rowCount());
        return CrossValidationReport.of(
                rows,
                all,
                (long) table.rowCount() - rows.rowCount(),
                setups,
                evaluation
                        .apply(ClassificationEvaluation.of(pooled.answers(), rows.rows(pooled.rows()), target, labels))
                        .setup());
    }

    /**
     * Trains and tests a regression on each fold, with its usual metrics.
     *
     * @param table the rows
     * @param target the numeric column of the true number
     * @param trainer trains a model on a part of the table
     * @return the report
     * @throws IllegalArgumentException as {@link #folds} says, or when no row has a target
     */
    public CrossValidationReport regression(
            Table table, String target, Function<? super Table, ? extends Predictor<Row, Quantity>> trainer) {
        return regression(table, target, trainer, evaluation -> evaluation);
    }

    /**
     * Trains and tests a regression on each fold.
     *
     * @param table the rows
     * @param target the numeric column of the true number
     * @param trainer trains a model on a part of the table
     * @param evaluation says what to evaluate of a fold's answers: metrics, slices, seed
     * @return the report
     * @throws IllegalArgumentException as {@link #folds} says, or when no row has a target
     */
    public CrossValidationReport regression(
            Table table,
            String target,
            Function<? super Table, ? extends Predictor<Row, Quantity>> trainer,
            UnaryOperator<Evaluation<RegressionSample>> evaluation) {
        Table rows = table.rows(FromTable.present(table.column(target)));
        List<Fold> all = folds(rows, target);
        List<List<Quantity>> answers =
                all.stream().map(fold -> answers(rows, fold, trainer)).toList();
        List<Setup<RegressionSample>> setups = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            setups.add(evaluation
                    .apply(regression(all.get(i).test(rows), target, answers.get(i)))
                    .setup());
        }
        OutOfFold<Quantity> pooled = OutOfFold.of(all.subList(0, folds), answers, rows.rowCount());
        return CrossValidationReport.of(
                rows,
                all,
                (long) table.rowCount() - rows.rowCount(),
                setups,
                evaluation
                        .apply(regression(rows.rows(pooled.rows()), target, pooled.answers()))
                        .setup());
    }

    private static Evaluation<RegressionSample> regression(Table test, String target, List<Quantity> answers) {
        Column truth = test.column(target);
        RegressionSample sample = RegressionSample.of(
                IntStream.range(0, test.rowCount()).mapToDouble(truth::number).toArray(),
                answers.stream().mapToDouble(Quantity::value).toArray());
        return Evaluation.of(Setup.of(sample, RegressionMetric.DEFAULTS)
                .from(Optional.of(test), 0, "target is " + target, Set.of(target)));
    }

    private static <O> List<O> answers(
            Table rows, Fold fold, Function<? super Table, ? extends Predictor<Row, O>> trainer) {
        return trainer.apply(fold.train(rows)).predictAll(fold.test(rows));
    }

    /** The rows that some fold tested, ascending, with their answers. */
    private record OutOfFold<O>(List<Integer> tested, List<O> answers) {
        static <O> OutOfFold<O> of(List<Fold> folds, List<List<O>> answers, int rowCount) {
            List<Optional<O>> byRow = new ArrayList<>();
            for (int row = 0; row < rowCount; row++) {
                byRow.add(Optional.empty());
            }
            for (int i = 0; i < folds.size(); i++) {
                int[] tested = folds.get(i).testRows();
                for (int j = 0; j < tested.length; j++) {
                    byRow.set(tested[j], Optional.of(answers.get(i).get(j)));
                }
            }
            List<Integer> tested = IntStream.range(0, rowCount)
                    .filter(row -> byRow.get(row).isPresent())
                    .boxed()
                    .toList();
            return new OutOfFold<>(
                    tested,
                    tested.stream().map(row -> byRow.get(row).orElseThrow()).toList());
        }

        int[] rows() {
            return tested.stream().mapToInt(row -> row).toArray();
        }
    }

    @Override
    public String toString() {
        return "CrossValidation[" + kind + (column.isEmpty() ? "" : " by " + column) + ", " + folds + " folds"
                + (repeats > 1 ? ", " + repeats + " times" : "")
                + (gap.isZero() ? "" : ", gap " + gap)
                + (numericGap == 0 ? "" : ", gap " + numericGap)
                + "]";
    }
}
