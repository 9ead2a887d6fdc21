// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Replicates of a frame: each group keeps its size and draws its four cells anew from a multinomial distribution.
 *
 * <p>The cost depends on the numbers of groups and replicates, not on that of rows. Probabilities are the observed
 * shares with half a row added to each cell, so that a group of which nobody was selected still has an uncertain
 * selection rate. Weighted groups are drawn at their effective size. A group's draws depend on the seed, the attribute
 * and the group's name alone: other groups come and go without changing them.
 */
final class CellBootstrap {
    private final Frame frame;
    private final int replicates;
    private final long seed;
    private final Map<Integer, long[]> drawn = new HashMap<>();

    CellBootstrap(Frame frame, int replicates, long seed) {
        this.frame = frame;
        this.replicates = replicates;
        this.seed = seed;
    }

    Frame frame() {
        return frame;
    }

    int replicates() {
        return replicates;
    }

    /** The cells of a group, those of one replicate after those of another. */
    private long[] cells(int group) {
        return drawn.computeIfAbsent(group, this::draw);
    }

    private long[] draw(int group) {
        double effective = frame.effective(group, 0b1111);
        long n = Math.max(1, Math.round(effective));
        double weight = frame.weight(group, 0b1111);
        double[] share = new double[Frame.CELLS];
        for (int cell = 0; cell < Frame.CELLS; cell++) {
            share[cell] = (frame.weight(group, 1 << cell) / weight * n + 0.5) / (n + 2);
        }
        String name = frame.groups().get(group);
        SplittableRandom random =
                new SplittableRandom(seed ^ (frame.attribute().hashCode() * 0x9E3779B97F4A7C15L + name.hashCode()));
        long[] cells = new long[replicates * Frame.CELLS];
        for (int b = 0; b < replicates; b++) {
            long left = n;
            double mass = 1;
            for (int cell = 0; cell < Frame.CELLS - 1; cell++) {
                long k = BinomialSampler.draw(random, left, Math.min(1, share[cell] / mass));
                cells[b * Frame.CELLS + cell] = k;
                left -= k;
                mass -= share[cell];
            }
            cells[b * Frame.CELLS + Frame.CELLS - 1] = left;
        }
        return cells;
    }

    /** The rate of a group in each replicate; NaN where its denominator came out empty. */
    double[] rates(int group, GroupRate rate) {
        long[] cells = cells(group);
        double[] values = new double[replicates];
        for (int b = 0; b < replicates; b++) {
            long denominator = count(cells, b, rate.denominator());
            values[b] = denominator == 0 ? Double.NaN : (double) count(cells, b, rate.numerator()) / denominator;
        }
        return values;
    }

    /** The logarithm of a rate in each replicate, half a row added so that it is finite. */
    double[] logRates(int group, GroupRate rate) {
        long[] cells = cells(group);
        double[] values = new double[replicates];
        for (int b = 0; b < replicates; b++) {
            values[b] = Math.log((count(cells, b, rate.numerator()) + 0.5) / (count(cells, b, rate.denominator()) + 1));
        }
        return values;
    }

    /** The logarithm of the observed rate, smoothed as those of the replicates are. */
    double logRate(int group, GroupRate rate) {
        double n = frame.effective(group, rate.denominator());
        return Math.log((frame.value(group, rate) * n + 0.5) / (n + 1));
    }

    /** The rate of everybody in each replicate; groups that are not drawn stay as they were observed. */
    double[] overall(int[] groups, GroupRate rate) {
        double fixedTop = 0;
        double fixedBottom = 0;
        for (int g = 0; g < frame.groups().size(); g++) {
            int group = g;
            if (Arrays.stream(groups).noneMatch(each -> each == group)) {
                fixedTop += frame.weight(g, rate.numerator());
                fixedBottom += frame.weight(g, rate.denominator());
            }
        }
        double[] top = new double[replicates];
        double[] bottom = new double[replicates];
        for (int group : groups) {
            long[] cells = cells(group);
            double scale = frame.weight(group, 0b1111) / Math.max(1, Math.round(frame.effective(group, 0b1111)));
            for (int b = 0; b < replicates; b++) {
                top[b] += scale * count(cells, b, rate.numerator());
                bottom[b] += scale * count(cells, b, rate.denominator());
            }
        }
        double[] values = new double[replicates];
        for (int b = 0; b < replicates; b++) {
            double denominator = fixedBottom + bottom[b];
            values[b] = denominator > 0 ? (fixedTop + top[b]) / denominator : Double.NaN;
        }
        return values;
    }

    private static long count(long[] cells, int replicate, int mask) {
        long sum = 0;
        for (int cell = 0; cell < Frame.CELLS; cell++) {
            sum += (mask >> cell & 1) * cells[replicate * Frame.CELLS + cell];
        }
        return sum;
    }
}
