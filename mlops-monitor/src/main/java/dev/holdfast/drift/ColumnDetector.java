// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.change.BinnedEDetector;
import dev.holdfast.change.ChangeDetector;
import dev.holdfast.change.ChangeState;
import dev.holdfast.data.Row;
import dev.holdfast.drift.ColumnBaseline.Source;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.stats.Estimate;
import java.util.Objects;
import java.util.Optional;

/**
 * Watches one column of a {@link Baseline} value by value, with a false alarm at most once in {@code n} values by theorem:
 * a {@link BinnedEDetector} on the column's bins and counts.
 *
 * <p>Every value has a bin, so none is refused: missing values, absent columns, NaN, each infinity, values of another type,
 * numbers beyond the reference and what it never had each have one of their own, and any of them that becomes more frequent
 * is a change. A baseline is a sample, and what its size leaves open is not held against the stream: the share of values
 * that it never had is allowed for after Good and Turing, and a column cut {@linkplain BaselineBuilder#inTimeOrder in time
 * order} counts as so many fewer rows as its neighbours depend on each other. The rate of false alarms asks that each
 * value, given all before, is distributed as the baseline: where values of the stream depend on each other, watch every so
 * many-th. Of more than 32 levels those with less than a 64th of the rows are watched together.
 *
 * <p>Of a column that was all missing every value that is there is a change, and the other way round. After a change the
 * detector starts afresh. Constant time and memory; {@link #update(double)} allocates nothing. Not thread-safe.
 *
 * <pre>{@code
 * ColumnDetector income = baseline.detector("income").falseAlarmEvery(100_000);
 * if (income.update(row) == ChangeState.CHANGE) log.warn(income.explain());
 * }</pre>
 */
public final class ColumnDetector implements ChangeDetector {
    private final String digest;
    private final ColumnBaseline column;
    private final WatchedBins watched;
    private final BinnedEDetector bins;
    private final long every;

    private ColumnDetector(
            String digest, ColumnBaseline column, WatchedBins watched, BinnedEDetector bins, long every) {
        this.digest = digest;
        this.column = column;
        this.watched = watched;
        this.bins = bins;
        this.every = every;
    }

    static ColumnDetector of(Baseline baseline, ColumnBaseline column) {
        if (baseline.rows() == 0) {
            throw new IllegalArgumentException("a column is watched against rows of the reference, and " + baseline
                    + " has none; cut it from some");
        }
        long every = 10_000;
        WatchedBins watched = new WatchedBins(column);
        BinnedEDetector bins = BinnedEDetector.against(watched.counts()).falseAlarmEvery(every);
        return new ColumnDetector(baseline.bins(), column, watched, bins, every);
    }

    /**
     * Returns a fresh detector with another rate of false alarms.
     *
     * @param values the number of values that on average pass before a false alarm, or more; at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is less
     */
    public ColumnDetector falseAlarmEvery(long values) {
        return new ColumnDetector(digest, column, watched, bins.falseAlarmEvery(values), values);
    }

    /**
     * Returns a fresh detector with another confidence in the baseline.
     *
     * @param value with which probability, over the drawing of the baseline, the rate of false alarms holds; in (0, 1)
     * @return the detector, 0.99 unless told otherwise
     * @throws IllegalArgumentException when it is outside
     */
    public ColumnDetector withConfidence(double value) {
        return new ColumnDetector(digest, column, watched, bins.withConfidence(value), every);
    }

    /**
     * Takes the next number; NaN and the infinities have bins of their own, and so has a number where the baseline has
     * texts or truth values.
     *
     * @param value the number
     * @return the state after it
     */
    @Override
    public ChangeState update(double value) {
        return cell(column.bins() instanceof Grid grid ? grid.cell(value + 0.0) : special(Bins.MISTYPED));
    }

    /**
     * Takes the next text; where the baseline has numbers it is a value of another type.
     *
     * @param value the text
     * @return the state after it
     */
    public ChangeState update(String value) {
        return cell(column.bins() instanceof Levels levels ? levels.cell(value) : special(Bins.MISTYPED));
    }

    /**
     * Takes the next truth value; where the baseline has numbers it is a value of another type.
     *
     * @param value the truth value
     * @return the state after it
     */
    public ChangeState update(boolean value) {
        return update(String.valueOf(value));
    }

    /**
     * Takes the next value, which is missing.
     *
     * @return the state after it
     */
    public ChangeState updateMissing() {
        return cell(special(Bins.MISSING));
    }

    /**
     * Takes the column's value in the next row, whatever it is: also missing, of another type, or a row without the column.
     *
     * @param row the row
     * @return the state after it
     * @throws IllegalArgumentException when this watches the model's answers, which are not in rows
     */
    public ChangeState update(Row row) {
        if (column.source() != Source.INPUT) {
            throw new IllegalArgumentException(
                    "'" + column.title() + "' is watched in the answers of the model, got a row; give its prediction");
        }
        Optional<Object> value = row.value(column.name());
        if (value.isEmpty()) {
            return cell(special(row.has(column.name()) ? Bins.MISSING : Bins.ABSENT));
        }
        return value(value.get());
    }

    /**
     * Takes what the next answer of the model says: the score of the class, the predicted class or quantity.
     *
     * @param answer the answer; a class that it does not know has score 0
     * @return the state after it
     * @throws IllegalArgumentException when this watches an input of the model, or the model answers in another way than
     *     that of the baseline
     */
    public ChangeState update(Prediction answer) {
        boolean classes = answer instanceof ClassScores;
        if (column.source() == Source.INPUT) {
            throw new IllegalArgumentException(
                    "'" + column.title() + "' is watched in the rows, got an answer of the model; give its row");
        }
        if (classes == (column.source() == Source.PREDICTION && column.bins() instanceof Grid)) {
            throw new IllegalArgumentException("the model of the baseline answers with "
                    + (classes ? "quantities" : "scores of classes") + ", got " + answer);
        }
        if (answer instanceof ClassScores scores) {
            return column.source() == Source.SCORE ? update(scores.score(column.name())) : update(scores.best());
        }
        return update(((Quantity) answer).value());
    }

    private ChangeState value(Object value) {
        if (value instanceof Number number) {
            return update(number.doubleValue());
        }
        return value instanceof String || value instanceof Boolean
                ? update(value.toString())
                : cell(special(Bins.MISTYPED));
    }

    private int special(int which) {
        return column.bins().body() + which;
    }

    private ChangeState cell(int cell) {
        return bins.update(watched.bin(cell));
    }

    @Override
    public ChangeState state() {
        return bins.state();
    }

    @Override
    public void reset() {
        bins.reset();
    }

    /**
     * Returns how much speaks for a change.
     *
     * @return the average stake, at least 0; a change when it reaches the number given as {@link #falseAlarmEvery}
     */
    public double evidence() {
        return bins.evidence();
    }

    /**
     * Says in one sentence which values speak most for a change, and how frequent they were in the baseline.
     *
     * @return the sentence, such as {@code "income: more values are exactly 0 than the 0.2 % of the baseline; evidence
     *     104832 of 100000"}
     */
    public String explain() {
        return column.title() + ": more values are " + watched.describe(bins.bins()) + "; evidence "
                + Estimate.number(evidence()) + " of " + Words.count(every);
    }

    /**
     * Returns the numbers from which {@link #restore} goes on, in this or a later release.
     *
     * @return the numbers; bound to the column, the bins and the settings
     */
    @Override
    public double[] snapshot() {
        double[] own = bins.snapshot();
        double[] all = new double[own.length + 1];
        all[0] = owner();
        System.arraycopy(own, 0, all, 1, own.length);
        return all;
    }

    @Override
    public void restore(double[] snapshot) {
        if (snapshot.length != bins.snapshot().length + 1 || snapshot[0] != owner()) {
            throw new IllegalArgumentException("the snapshot was not taken from " + this);
        }
        double[] own = new double[snapshot.length - 1];
        System.arraycopy(snapshot, 1, own, 0, own.length);
        bins.restore(own);
    }

    private int owner() {
        return Objects.hash(digest, column.title());
    }

    @Override
    public String toString() {
        return "ColumnDetector of '" + column.title() + "', a false alarm every " + Words.count(every)
                + " values at most";
    }
}
