// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Properties of a model's answers to rows: of an answer by itself, or of how it changes with the row.
 *
 * <p>A property fails when no row exercised it: none met the condition, or none could be changed as asked. Rows that are
 * drawn must be exercised as often as they ask for; up to a hundred times as many are drawn for that. A failure tells how many
 * rows were exercised and how many broke it, the first such row and the smallest: with as many columns as possible at
 * their typical value, as text and as JSON. Immutable; as thread-safe as the model.
 *
 * <pre>{@code
 * Rows loans = Rows.like(train).without("Status").seed(7);
 * assertThatModel(model).given(loans).raising("Income").neverRaises("bad");
 * assertThatModel(model).given(loans).failingAtMost(0.01).swapping("Sex", "f", "m").neverChangesTheClass();
 * assertThatModel(model).given(loans).when("no income", row -> row.number("Income") == 0).scoreAtLeast("bad", 0.3);
 * }</pre>
 *
 * @param <O> the model's answers
 */
public final class GivenRows<O extends Prediction> {
    private final Subject<O> subject;
    private final RowSource source;
    private final String conditions;
    private final Predicate<Row> condition;
    private final OptionalDouble share;

    GivenRows(Subject<O> subject, RowSource source) {
        this(subject, source, "", row -> true, OptionalDouble.empty());
    }

    private GivenRows(
            Subject<O> subject, RowSource source, String conditions, Predicate<Row> condition, OptionalDouble share) {
        this.subject = subject;
        this.source = source;
        this.conditions = conditions;
        this.condition = condition;
        this.share = share;
    }

    /**
     * Looks only at rows that meet a condition, beside those set before.
     *
     * @param description the condition in words, such as {@code "no income"}
     * @param newCondition the condition; to be false where a value that it needs is missing
     * @return the rows that meet it
     */
    public GivenRows<O> when(String description, Predicate<Row> newCondition) {
        Objects.requireNonNull(newCondition, "newCondition");
        String all = conditions.isEmpty() ? description : conditions + " and " + description;
        return new GivenRows<>(subject, source, all, row -> condition.test(row) && newCondition.test(row), share);
    }

    /**
     * Lets a property break in a small share of the rows: it passes when, with 95 % confidence, the share of all rows like
     * these is not larger, by the one-sided bound of Clopper and Pearson. Without edge cases, which are not drawn by
     * chance.
     *
     * @param newShare the share, in (0, 1)
     * @return the same rows
     * @throws IllegalArgumentException when it is out of range
     * @throws IllegalStateException when there is one row only
     */
    public GivenRows<O> failingAtMost(double newShare) {
        if (!(newShare > 0 && newShare < 1)) {
            throw new IllegalArgumentException("the share of rows must be in (0, 1), got " + newShare);
        }
        if (source instanceof RowSource.OneRow) {
            throw new IllegalStateException("one row has no share; give rows, as Rows.like(table) describes them");
        }
        return new GivenRows<>(subject, source, conditions, condition, OptionalDouble.of(newShare));
    }

    /**
     * Raises the value of a column: to a larger one that the rows take; of one row, by a hundredth, a tenth, once and ten
     * times its size. Rows in which it is missing, NaN or the largest are not exercised.
     *
     * @param column a column of numbers, times or truth values
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column
     */
    public RowChange<O> raising(String column) {
        return oneColumn("raising '" + column + "'", column, RowEdit.Kind.RAISE, List.of());
    }

    /**
     * Raises the numbers of a column by an amount.
     *
     * @param column a column of numbers
     * @param by the amount, above 0; whole for whole numbers, else rounded, but 1 at least
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column or the amount is not above 0
     */
    public RowChange<O> raising(String column, double by) {
        return amount("raising", column, by, 1);
    }

    /**
     * Lowers the value of a column, as {@link #raising(String)} raises it.
     *
     * @param column a column of numbers, times or truth values
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column
     */
    public RowChange<O> lowering(String column) {
        return oneColumn("lowering '" + column + "'", column, RowEdit.Kind.LOWER, List.of());
    }

    /**
     * Lowers the numbers of a column by an amount.
     *
     * @param column a column of numbers
     * @param by the amount, above 0; whole for whole numbers, else rounded, but 1 at least
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column or the amount is not above 0
     */
    public RowChange<O> lowering(String column, double by) {
        return amount("lowering", column, by, -1);
    }

    /**
     * Moves the value of a column up or down, by a third of its size down to a thousandth: what small differences do.
     *
     * @param column a column of numbers or times
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column
     */
    public RowChange<O> moving(String column) {
        return oneColumn("moving '" + column + "'", column, RowEdit.Kind.MOVE, List.of());
    }

    /**
     * Replaces the value of a column by others: each of those that are named or, without any, another that the rows take.
     * Rows in which it is missing are not exercised.
     *
     * @param column the column
     * @param values the values; none for any that the rows take
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column or a value is missing
     */
    public RowChange<O> replacing(String column, Object... values) {
        List<Object> normal = new ArrayList<>();
        for (Object value : values) {
            normal.add(normal(column, value));
        }
        String by = normal.isEmpty() ? "" : " by " + (normal.size() == 1 ? normal.get(0) : "each of " + normal);
        return oneColumn("replacing '" + column + "'" + by, column, RowEdit.Kind.REPLACE, normal);
    }

    /**
     * Gives rows of one group the value of another, and the other way round: the same person, were they of the other
     * group. Rows of neither are not exercised.
     *
     * @param column the column that tells the groups
     * @param one a group
     * @param other another group
     * @return what follows from it
     * @throws IllegalArgumentException when the rows have no such column, a value is missing, or both are the same
     */
    public RowChange<O> swapping(String column, Object one, Object other) {
        source.requireColumn(column);
        Object first = normal(column, one);
        Object second = normal(column, other);
        if (first.equals(second)) {
            throw new IllegalArgumentException("two groups must differ to be swapped, got '" + one + "' twice");
        }
        return change(new RowEdit.Swap(
                "swapping '" + first + "' and '" + second + "' of '" + column + "'", column, first, second));
    }

    /**
     * Changes rows by a function. Rows that it leaves as they are are not exercised.
     *
     * @param description the change in words, such as {@code "paying all debts"}
     * @param change returns the changed row; always the same for the same row
     * @return what follows from it
     */
    public RowChange<O> changing(String description, UnaryOperator<Row> change) {
        return change(new RowEdit.Any(
                Objects.requireNonNull(description, "description"), Objects.requireNonNull(change, "change")));
    }

    /**
     * Asserts that a class has the highest score in each row.
     *
     * @param label the class
     * @return these rows
     * @throws IllegalStateException when the model predicts a quantity
     */
    public GivenRows<O> areAnswered(String label) {
        return check(new Expectation(
                "the answer '" + label + "'",
                (row, same, answer, sameAnswer) -> Answer.best(answer).equals(label) ? 0 : Double.POSITIVE_INFINITY,
                label));
    }

    /**
     * Asserts that an output is large enough in each row.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @param least the least score or quantity
     * @return these rows
     * @throws IllegalArgumentException when the limit is NaN
     */
    public GivenRows<O> scoreAtLeast(String output, double least) {
        RowChange.requireNumber("limit", least);
        return check(new Expectation(
                "'" + output + "' at least " + Estimate.number(least),
                (row, same, answer, sameAnswer) -> least - Answer.score(answer, output),
                output));
    }

    /**
     * Asserts that an output is small enough in each row.
     *
     * @param output the class whose score is meant, or the target of a regression
     * @param most the largest score or quantity
     * @return these rows
     * @throws IllegalArgumentException when the limit is NaN
     */
    public GivenRows<O> scoreAtMost(String output, double most) {
        RowChange.requireNumber("limit", most);
        return check(new Expectation(
                "'" + output + "' at most " + Estimate.number(most),
                (row, same, answer, sameAnswer) -> Answer.score(answer, output) - most,
                output));
    }

    private GivenRows<O> check(Expectation expectation) {
        check(new RowEdit.None(), expectation);
        return this;
    }

    private RowChange<O> oneColumn(String told, String column, RowEdit.Kind kind, List<Object> values) {
        source.requireColumn(column);
        return change(new RowEdit.OneColumn(told, column, kind, values));
    }

    private RowChange<O> amount(String verb, String column, double by, int sign) {
        source.requireColumn(column);
        if (!(by > 0 && by < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the amount must be finite and above 0, got " + by);
        }
        return change(new RowEdit.Amount(verb + " '" + column + "' by " + Estimate.number(by), column, sign * by));
    }

    private RowChange<O> change(RowEdit edit) {
        return new RowChange<>(this, edit);
    }

    private static Object normal(String column, Object value) {
        return Row.of(column, value)
                .value(column)
                .orElseThrow(() ->
                        new IllegalArgumentException("a value of '" + column + "' must be there, got a missing one"));
    }

    /** Tries a property and hands over its result. */
    void check(RowEdit edit, Expectation expectation) {
        String rarely = share.isEmpty() ? "" : " but for at most " + Estimate.number(share.getAsDouble()) + " of rows";
        String when = conditions.isEmpty() ? "" : " when " + conditions;
        CheckResult draft = CheckResult.of(
                dev.holdfast.report.Outcome.INCONCLUSIVE,
                subject.name(),
                (edit.told() + " " + expectation.told()).strip() + when + rarely,
                "nothing");
        try {
            PropertyRun<O> run = new PropertyRun<>(subject, source, condition, edit, expectation, share);
            subject.verdicts().take(run.run(draft));
        } catch (Unmet unmet) {
            subject.verdicts().take(unmet.result(draft), unmet.getCause());
        }
    }
}
