// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import java.util.function.ToDoubleFunction;

/**
 * A number that Java code computes from rows, batch by batch: {@code CustomMetric.ratio(margin, revenue)}.
 *
 * <p>The code sees the chosen rows of one batch, at least one, and how the numbers of batches become one is said by the factory;
 * the code must be such that this gives the number of all rows, for the data may come in batches of any size. It must be
 * thread-safe when parts are checked by several threads. What it throws is an error of its own check and of no other; a result
 * that is NaN leaves the check undecided. Immutable; thread-safe when the code is.
 *
 * <pre>{@code
 * CustomMetric margin = CustomMetric.ratio(t -> total(t, "margin"), t -> total(t, "revenue"));
 * DataContract.named("orders").rows(r -> r.metric("margin-rate", 1, margin, atLeast(0.2))).build();
 * }</pre>
 */
public final class CustomMetric {
    /** How the numbers of two batches become one. */
    enum Join {
        SUM,
        SMALLEST,
        LARGEST,
        RATIO
    }

    private final Join join;
    private final ToDoubleFunction<Table> code;
    private final ToDoubleFunction<Table> denominator;

    private CustomMetric(Join join, ToDoubleFunction<Table> code, ToDoubleFunction<Table> denominator) {
        this.join = join;
        this.code = code;
        this.denominator = denominator;
    }

    /**
     * Returns a metric whose numbers add up, such as a count or a total.
     *
     * @param code computes the number of some rows
     * @return the metric
     */
    public static CustomMetric sum(ToDoubleFunction<Table> code) {
        return new CustomMetric(Join.SUM, code, rows -> 1);
    }

    /**
     * Returns a metric of which the smallest number counts.
     *
     * @param code computes the number of some rows
     * @return the metric
     */
    public static CustomMetric smallest(ToDoubleFunction<Table> code) {
        return new CustomMetric(Join.SMALLEST, code, rows -> 1);
    }

    /**
     * Returns a metric of which the largest number counts.
     *
     * @param code computes the number of some rows
     * @return the metric
     */
    public static CustomMetric largest(ToDoubleFunction<Table> code) {
        return new CustomMetric(Join.LARGEST, code, rows -> 1);
    }

    /**
     * Returns a metric that is one sum divided by another, such as a mean or a rate.
     *
     * @param numerator computes the upper number of some rows
     * @param denominator computes the lower number of some rows; when all of them add up to 0 the metric is not defined
     * @return the metric
     */
    public static CustomMetric ratio(ToDoubleFunction<Table> numerator, ToDoubleFunction<Table> denominator) {
        return new CustomMetric(Join.RATIO, numerator, denominator);
    }

    Join join() {
        return join;
    }

    double number(Table rows) {
        return code.applyAsDouble(rows);
    }

    double denominator(Table rows) {
        return join == Join.RATIO ? denominator.applyAsDouble(rows) : 1;
    }

    @Override
    public String toString() {
        return "CustomMetric[" + join + "]";
    }
}
