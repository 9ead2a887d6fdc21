// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A number over a column's values compared with a limit; undecided where its uncertainty straddles the limit. */
final class MeasureState extends CheckState {
    private final Rule rule;
    private final Measure measure;
    private final int capacity;
    private final boolean hidden;
    private final Moments moments = new Moments();
    private final ValueSample sample;
    private final Map<Object, Long> counts = new HashMap<>();
    private boolean overflow;
    private long values;
    private long unusable;

    MeasureState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.measure = rule.measure();
        this.capacity = context.capacity();
        this.hidden = context.hides(rule.column().orElseThrow());
        this.sample = new ValueSample(context.capacity());
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule.column().orElseThrow());
        if (measure.needs() == Measure.Needs.MOMENTS && column.type().isNumeric() && batch.isAll(rows)) {
            addAll(column);
            return;
        }
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                values++;
                if (measure.needs() == Measure.Needs.COUNTS) {
                    count(column.value(row), 1);
                } else {
                    add(batch.rowNumber(row), number(column, row));
                }
            }
        }
    }

    private void addAll(Column column) {
        boolean complete = column.missingCount() == 0;
        for (int row = 0; row < column.size(); row++) {
            if (complete || !column.isMissing(row)) {
                values++;
                add(0, column.number(row));
            }
        }
    }

    private void add(long row, double value) {
        if (Double.isNaN(value)) {
            unusable++;
        } else if (measure.needs() == Measure.Needs.MOMENTS) {
            moments.add(value);
        } else {
            sample.add(row, value);
            if (measure == Measure.Z_SCORE_SHARE) {
                moments.add(value);
            }
        }
    }

    /** The number of a value; NaN where it is none, which makes the measure undecided instead of wrong. */
    private static double number(Column column, int row) {
        if (column.type().isNumeric()) {
            return column.number(row);
        }
        if (column instanceof TextColumn text) {
            return Texts.parseNumber(text.get(row)).orElse(Double.NaN);
        }
        return Double.NaN;
    }

    private void count(Object value, long times) {
        if (counts.size() < capacity || counts.containsKey(value)) {
            counts.merge(value, times, Long::sum);
        } else {
            overflow = true;
        }
    }

    @Override
    void merge(CheckState other) {
        MeasureState that = (MeasureState) other;
        moments.merge(that.moments);
        sample.merge(that.sample);
        that.counts.forEach(this::count);
        overflow |= that.overflow;
        values += that.values;
        unusable += that.unusable;
    }

    @Override
    Conclusion conclude() {
        if (values == 0) {
            return Conclusion.without(Verdict.UNDECIDED, rule + " had no value to compute from");
        }
        if (unusable > 0) {
            return undecided(
                    unusable + " of " + values + " values are NaN or no numbers, which leaves " + rule + " undefined");
        }
        return switch (measure.needs()) {
            case MOMENTS -> decide(moments.value(measure), 0);
            case COUNTS -> overflow ? tooMany() : decide(fromCounts(), 0);
            case ORDER -> fromOrder();
        };
    }

    private double fromCounts() {
        double total = values;
        return switch (measure) {
            case DISTINCT -> counts.size();
            case DISTINCT_SHARE -> counts.size() / total;
            case TOP_SHARE -> counts.values().stream().mapToLong(c -> c).max().orElse(0) / total;
            default ->
                counts.values().stream()
                        .sorted()
                        .mapToDouble(c -> -(c / total) * Math.log(c / total) / Math.log(2))
                        .sum();
        };
    }

    /** More distinct values than were kept: their number is known from below only. */
    private Conclusion tooMany() {
        if (measure == Measure.DISTINCT) {
            Limit limit = rule.limit();
            if (counts.size() > limit.upper()) {
                return conclusion(Verdict.FAIL, counts.size(), counts.size(), (double) values, "more than ");
            }
            if (Double.isInfinite(limit.upper()) && counts.size() >= limit.lower()) {
                return conclusion(Verdict.PASS, counts.size(), counts.size(), (double) values, "more than ");
            }
        }
        return undecided("there are more than " + capacity + " distinct values, too many to decide " + rule
                + " in one pass; an exact second pass can");
    }

    private Conclusion fromOrder() {
        double[] sorted = sample.sorted();
        double error = sample.rankError();
        return switch (measure) {
            case QUANTILE -> {
                double p = rule.decimal("p");
                yield decide(quantile(sorted, p), quantile(sorted, p - error), quantile(sorted, p + error));
            }
            case INTERQUARTILE_RANGE ->
                decide(
                        quantile(sorted, 0.75) - quantile(sorted, 0.25),
                        Math.max(0, quantile(sorted, 0.75 - error) - quantile(sorted, 0.25 + error)),
                        quantile(sorted, 0.75 + error) - quantile(sorted, 0.25 - error));
            default -> {
                double share = measure == Measure.Z_SCORE_SHARE ? zScoreShare(sorted) : outlierShare(sorted);
                yield decide(share, Math.max(0, share - 2 * error), Math.min(1, share + 2 * error));
            }
        };
    }

    /** Linear interpolation between order statistics (Hyndman and Fan 1996, type 7). */
    private static double quantile(double[] sorted, double p) {
        double at = Math.max(0, Math.min(1, p)) * (sorted.length - 1);
        int below = (int) at;
        return below + 1 >= sorted.length
                ? sorted[below]
                : sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]);
    }

    /**
     * The share of values further from the median than so many robust standard deviations, 1.4826 times the median
     * absolute deviation. Where more than half of the values are equal, that is 0 and every other value is an outlier.
     */
    private double outlierShare(double[] sorted) {
        double median = quantile(sorted, 0.5);
        double[] deviations = new double[sorted.length];
        for (int i = 0; i < sorted.length; i++) {
            deviations[i] = Math.abs(sorted[i] - median);
        }
        java.util.Arrays.sort(deviations);
        double reach = rule.decimal("deviations") * 1.4826 * quantile(deviations, 0.5);
        long outside =
                java.util.Arrays.stream(deviations).filter(d -> d > reach).count();
        return (double) outside / sorted.length;
    }

    /** Of a column without spread no value is far from the mean, because each is the mean. */
    private double zScoreShare(double[] sorted) {
        double mean = moments.value(Measure.MEAN);
        double deviation = moments.value(Measure.STANDARD_DEVIATION);
        if (Double.isNaN(deviation)) {
            return Double.NaN;
        }
        double reach = rule.decimal("deviations") * deviation;
        long outside = java.util.Arrays.stream(sorted)
                .filter(v -> Math.abs(v - mean) > reach)
                .count();
        return (double) outside / sorted.length;
    }

    private Conclusion decide(double value, double slack) {
        return decide(value, value - slack, value + slack);
    }

    private Conclusion decide(double value, double lower, double upper) {
        if (Double.isNaN(value)) {
            return undecided(rule + " is not defined for these " + values + " values");
        }
        Limit limit = rule.limit();
        boolean allInside = limit.contains(lower) && limit.contains(upper);
        boolean allOutside = upper < limit.lower() || lower > limit.upper();
        Verdict verdict = allInside ? Verdict.PASS : allOutside ? Verdict.FAIL : Verdict.UNDECIDED;
        return conclusion(verdict, value, lower, upper, "");
    }

    private Conclusion conclusion(Verdict verdict, double value, double lower, double upper, String about) {
        if (hidden) {
            // A minimum, a quantile or a sum of one value is a value.
            return new Conclusion(
                    verdict,
                    values,
                    0,
                    List.of(),
                    Optional.of(new Undefined("the column is sensitive")),
                    measure.json() + " (hidden) is compared with " + rule.limit());
        }
        Estimate estimate = lower == upper
                ? Estimate.exact(value, values)
                : new Estimate(value, Math.min(lower, value), Math.max(upper, value), 0.999, values);
        return new Conclusion(
                verdict,
                values,
                0,
                List.of(),
                Optional.of(estimate),
                measure.json() + " is " + about + Texts.measure(value, rule.limit())
                        + (lower == upper
                                ? ""
                                : " (within " + Texts.measure(lower, rule.limit()) + " and "
                                        + Texts.measure(upper, rule.limit()) + ")")
                        + "; wanted is " + rule.limit()
                        + (verdict == Verdict.UNDECIDED ? "; an exact second pass can decide it" : ""));
    }

    private Conclusion undecided(String why) {
        return new Conclusion(Verdict.UNDECIDED, values, 0, List.of(), Optional.empty(), why);
    }
}
