// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;

/**
 * Counts of rows by group, truth and decision, with sums of weights and of their squares beside them.
 *
 * <p>Filled in one pass; two frames of the same groups add up. A cell is 0 for a true negative, 1 for a false positive,
 * 2 for a false negative, 3 for a true positive.
 */
final class Frame {
    static final int CELLS = 4;

    private final String attribute;
    private final List<String> groups;
    private final long[] counts;
    private final double[] sums;
    private final double[] squares;

    Frame(String attribute, List<String> groups) {
        this(attribute, groups, new long[groups.size() * CELLS], null, null);
    }

    private Frame(
            String attribute,
            List<String> groups,
            long[] counts,
            double @org.jspecify.annotations.Nullable [] sums,
            double @org.jspecify.annotations.Nullable [] squares) {
        this.attribute = attribute;
        this.groups = groups;
        this.counts = counts;
        this.sums = sums == null ? new double[counts.length] : sums;
        this.squares = squares == null ? new double[counts.length] : squares;
    }

    /** Counts every row that has a group and a cell; both are negative for rows that have none. */
    static Frame of(Attribute attribute, byte[] cells, double[] weights) {
        Frame frame = new Frame(attribute.name(), attribute.groups());
        if (weights.length == 0) {
            count(attribute, cells, frame.counts);
            for (int i = 0; i < frame.counts.length; i++) {
                frame.sums[i] = frame.counts[i];
                frame.squares[i] = frame.counts[i];
            }
            return frame;
        }
        for (int row = 0; row < cells.length; row++) {
            int group = attribute.code(row);
            if (group >= 0 && cells[row] >= 0) {
                int cell = group * CELLS + cells[row];
                frame.counts[cell]++;
                frame.sums[cell] += weights[row];
                frame.squares[cell] += weights[row] * weights[row];
            }
        }
        return frame;
    }

    private static void count(Attribute attribute, byte[] cells, long[] counts) {
        // One more group in front takes the rows that have none, so that the loop has no branch.
        long[] shifted = new long[counts.length + 2 * CELLS];
        for (int row = 0; row < cells.length; row++) {
            int inGroup = (attribute.code(row) + 1) * CELLS + cells[row];
            shifted[cells[row] < 0 ? shifted.length - 1 : inGroup]++;
        }
        System.arraycopy(shifted, CELLS, counts, 0, counts.length);
    }

    Frame merge(Frame other) {
        if (!attribute.equals(other.attribute) || !groups.equals(other.groups)) {
            throw new IllegalArgumentException("frames add up only when attribute and groups are the same, got '"
                    + attribute + "' of " + groups + " and '" + other.attribute + "' of " + other.groups);
        }
        Frame sum = new Frame(attribute, groups, counts.clone(), sums.clone(), squares.clone());
        for (int i = 0; i < counts.length; i++) {
            sum.counts[i] += other.counts[i];
            sum.sums[i] += other.sums[i];
            sum.squares[i] += other.squares[i];
        }
        return sum;
    }

    /** The frame of some consecutive groups, under other names. */
    Frame part(String newAttribute, List<String> newGroups, int firstGroup) {
        int from = firstGroup * CELLS;
        int to = from + newGroups.size() * CELLS;
        return new Frame(
                newAttribute,
                newGroups,
                Arrays.copyOfRange(counts, from, to),
                Arrays.copyOfRange(sums, from, to),
                Arrays.copyOfRange(squares, from, to));
    }

    /** The frame of everybody. */
    Frame total() {
        Frame all = new Frame(attribute, List.of("everybody"));
        for (int i = 0; i < counts.length; i++) {
            all.counts[i % CELLS] += counts[i];
            all.sums[i % CELLS] += sums[i];
            all.squares[i % CELLS] += squares[i];
        }
        return all;
    }

    String attribute() {
        return attribute;
    }

    List<String> groups() {
        return groups;
    }

    long count(int group, int mask) {
        long sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += (mask >> cell & 1) * counts[group * CELLS + cell];
        }
        return sum;
    }

    double weight(int group, int mask) {
        return sum(sums, group, mask);
    }

    double square(int group, int mask) {
        return sum(squares, group, mask);
    }

    /** Kish's number of equally weighted rows that carry as much information. */
    double effective(int group, int mask) {
        double square = square(group, mask);
        double weight = weight(group, mask);
        return square == 0 ? 0 : weight * weight / square;
    }

    private static double sum(double[] of, int group, int mask) {
        double sum = 0;
        for (int cell = 0; cell < CELLS; cell++) {
            sum += (mask >> cell & 1) * of[group * CELLS + cell];
        }
        return sum;
    }

    /** The rate of a group; NaN when its denominator is empty or weighs nothing. */
    double value(int group, GroupRate rate) {
        double denominator = weight(group, rate.denominator());
        return denominator > 0 ? weight(group, rate.numerator()) / denominator : Double.NaN;
    }

    /** Why a rate of a group cannot be computed; empty when it can. */
    String whyUndefined(int group, GroupRate rate) {
        long n = count(group, 0b1111);
        if (n == 0) {
            return "no rows";
        }
        if (count(group, rate.denominator()) == 0) {
            return "no " + rate.counted() + " among " + Names.count(n, "rows");
        }
        return weight(group, rate.denominator()) > 0
                ? ""
                : "the weights of its " + Names.count(count(group, rate.denominator()), rate.counted()) + " sum to 0";
    }

    Measurement measure(int group, GroupRate rate, double confidence) {
        String why = whyUndefined(group, rate);
        if (!why.isEmpty()) {
            return new Undefined(why);
        }
        long n = count(group, rate.denominator());
        double effective = effective(group, rate.denominator());
        double point = value(group, rate);
        long trials = Math.max(1, Math.round(effective));
        double successes = Math.min((double) trials, point * trials);
        Estimate below = wilson((long) Math.floor(successes), trials, confidence);
        Estimate above = wilson((long) Math.ceil(successes), trials, confidence);
        // Weighted sums are no whole numbers: the interval lies between those of the neighbours.
        double share = successes - Math.floor(successes);
        double lower = below.lower() + share * (above.lower() - below.lower());
        double upper = below.upper() + share * (above.upper() - below.upper());
        return new Estimate(point, Math.min(lower, point), Math.max(upper, point), confidence, n);
    }

    private static Estimate wilson(long successes, long trials, double confidence) {
        return Intervals.wilson(successes, trials, confidence).orThrow();
    }
}
