// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Watches a whole column against its baseline, with a false alarm at most once in {@code n} values by theorem.
 *
 * <p>A value is the number of its bin. The bins are gathered in at most 31 sets: each rare bin alone, neighbouring bins
 * up to an eighth of the baseline, and the lower and upper quarter and half. A distribution that changes makes some bins
 * more frequent, so it is bet, as in {@link EDetector}, that each set has become more frequent than its bound: for six
 * bets {@code b = 2^-1, ..., 2^-6} the stake {@code M = (M + 1)(1 + b (x - u) / u)}, with {@code x} 1 where the value is
 * in the set and 0 elsewhere. A change is that the average of all stakes reaches {@code n}.
 *
 * <p>The bound {@code u} is the upper limit of Clopper and Pearson of the set's share, at one minus the permitted error
 * over the number of sets: a baseline is a sample, and what it left open is not held against the stream. Thus with the
 * chosen confidence, 0.99 unless told otherwise, over the drawing of the baseline, the average run length is at least
 * {@code n}, whenever and however often one looks, provided that each value, given all before, is distributed as the
 * baseline. Values that depend on each other break that condition; where they do, watch every so many-th value.
 *
 * <p>The detector restarts after a change. Constant time and memory: at most 186 multiplications a value.
 *
 * <p>Reference: Shin, Ramdas and Rinaldo 2022, E-detectors, arXiv:2203.03532; Clopper and Pearson 1934, Biometrika 26.
 *
 * <pre>{@code
 * BinnedEDetector income = BinnedEDetector.against(countsOfTheBaseline).falseAlarmEvery(100_000);
 * if (income.update(bin) == ChangeState.CHANGE) income.bins();   // which bins became more frequent
 * }</pre>
 */
public final class BinnedEDetector extends Detector {
    private static final int BETS = 6;
    private static final int RARE_SETS = 16;
    private static final double RARE = 1.0 / 64;
    private static final double RUN = 1.0 / 8;
    private static final double[] CUTS = {0.25, 0.5, 0.75};

    private final long[] counts;
    private final long every;
    private final double confidence;
    private final BitSet[] sets;
    private final int[] patternOfBin;
    private final double[][] factors;
    private final double[] stakes;
    private double evidence;

    private BinnedEDetector(long[] counts, long every, double confidence) {
        if (every < 2) {
            throw new IllegalArgumentException("a false alarm can be at most every 2 values, got every " + every);
        }
        this.counts = counts;
        this.every = every;
        this.confidence = inside("confidence", confidence, 0, 1);
        this.sets = sets(counts);
        this.patternOfBin = new int[counts.length];
        this.factors = factors();
        this.stakes = new double[sets.length * BETS];
        restart();
    }

    /**
     * Returns a detector of any change of a column, with a false alarm at most every 10,000 values.
     *
     * @param counts how many values of the baseline fell in each bin, none negative, in the order of the bins; missing
     *     and unseen values are bins like others; copied
     * @return the detector
     * @throws IllegalArgumentException when there are less than two bins or no values
     */
    public static BinnedEDetector against(long[] counts) {
        if (counts.length < 2 || Arrays.stream(counts).anyMatch(count -> count < 0) || total(counts) == 0) {
            throw new IllegalArgumentException(
                    "a baseline needs two bins and one value at least, no count negative; got "
                            + Arrays.toString(counts));
        }
        return new BinnedEDetector(counts.clone(), 10_000, 0.99);
    }

    /**
     * Returns a fresh detector with another rate of false alarms.
     *
     * @param values the number of values that on average pass before a false alarm, or more; at least 2
     * @return the detector
     * @throws IllegalArgumentException when it is less
     */
    public BinnedEDetector falseAlarmEvery(long values) {
        return new BinnedEDetector(counts, values, confidence);
    }

    /**
     * Returns a fresh detector with another confidence in the baseline.
     *
     * @param value with which probability, over the drawing of the baseline, the guarantee holds; in (0, 1)
     * @return the detector
     * @throws IllegalArgumentException when it is outside
     */
    public BinnedEDetector withConfidence(double value) {
        return new BinnedEDetector(counts, every, value);
    }

    /**
     * Returns how much speaks for a change.
     *
     * @return the average stake, at least 0; a change when it reaches the number given as {@link #falseAlarmEvery}
     */
    public double evidence() {
        return evidence;
    }

    /**
     * Returns the bins that speak most for a change: those of the set with the highest stakes after the last value.
     *
     * @return their numbers, ascending; a copy
     */
    public int[] bins() {
        int strongest = 0;
        for (int set = 1; set < sets.length; set++) {
            strongest = ofSet(set * BETS) > ofSet(strongest * BETS) ? set : strongest;
        }
        return sets[strongest].stream().toArray();
    }

    private static long total(long[] counts) {
        return Arrays.stream(counts).sum();
    }

    private static BitSet[] sets(long[] counts) {
        double total = total(counts);
        Set<BitSet> sets = new LinkedHashSet<>();
        int[] rarest = IntStream.range(0, counts.length)
                .filter(bin -> counts[bin] < RARE * total)
                .boxed()
                .sorted(Comparator.comparingLong(bin -> counts[bin]))
                .limit(RARE_SETS)
                .mapToInt(Integer::intValue)
                .toArray();
        for (int bin : rarest) {
            sets.add(range(bin, bin + 1));
        }
        int from = 0;
        double mass = 0;
        double below = 0;
        for (int bin = 0; bin < counts.length; bin++) {
            mass += counts[bin];
            if (mass >= RUN * total || bin + 1 == counts.length) {
                sets.add(range(from, bin + 1));
                from = bin + 1;
                mass = 0;
            }
            double above = below + counts[bin];
            for (double cut : CUTS) {
                if (below < cut * total && above >= cut * total && bin + 1 < counts.length) {
                    sets.add(range(0, bin + 1));
                    sets.add(range(bin + 1, counts.length));
                }
            }
            below = above;
        }
        return sets.toArray(BitSet[]::new);
    }

    private static BitSet range(int from, int to) {
        BitSet set = new BitSet();
        set.set(from, to);
        return set;
    }

    /** The factors of all stakes for each kind of bin: bins in the same sets share a row. */
    private double[][] factors() {
        Map<BitSet, Integer> patterns = new LinkedHashMap<>();
        for (int bin = 0; bin < counts.length; bin++) {
            BitSet pattern = new BitSet();
            for (int set = 0; set < sets.length; set++) {
                pattern.set(set, sets[set].get(bin));
            }
            patternOfBin[bin] = patterns.computeIfAbsent(pattern, unused -> patterns.size());
        }
        double[] bounds = bounds();
        double[][] rows = new double[patterns.size()][sets.length * BETS];
        patterns.forEach((pattern, row) -> {
            for (int set = 0; set < sets.length; set++) {
                double gain = pattern.get(set) ? (1 - bounds[set]) / bounds[set] : -1;
                for (int bet = 0; bet < BETS; bet++) {
                    rows[row][set * BETS + bet] = 1 + Math.scalb(gain, -1 - bet);
                }
            }
        });
        return rows;
    }

    private double[] bounds() {
        long total = total(counts);
        double error = (1 - confidence) / sets.length;
        double[] bounds = new double[sets.length];
        for (int set = 0; set < sets.length; set++) {
            long inside = sets[set].stream().mapToLong(bin -> counts[bin]).sum();
            Measurement share = Intervals.clopperPearson(inside, total, 1 - 2 * error);
            bounds[set] = share instanceof Estimate estimate ? estimate.upper() : 1;
        }
        return bounds;
    }

    @Override
    void restart() {
        Arrays.fill(stakes, 0);
        evidence = 0;
    }

    @Override
    ChangeState next(double value) {
        int bin = (int) value;
        if (bin != value || bin < 0 || bin >= patternOfBin.length) {
            throw new IllegalArgumentException("this detector watches the numbers of bins from 0 to "
                    + (patternOfBin.length - 1) + ", got " + value);
        }
        double[] factor = factors[patternOfBin[bin]];
        for (int i = 0; i < stakes.length; i++) {
            stakes[i] = (stakes[i] + 1) * factor[i];
        }
        weigh();
        return state(evidence >= every, false);
    }

    private void weigh() {
        // In two sums: each addition of one alone would wait for that before.
        double even = 0;
        double odd = 0;
        int at = 0;
        for (; at + BETS < stakes.length; at += 2 * BETS) {
            even += ofSet(at);
            odd += ofSet(at + BETS);
        }
        if (at < stakes.length) {
            even += ofSet(at);
        }
        evidence = (even + odd) / stakes.length;
    }

    /** The stakes of one set together, from the index of its first. */
    private double ofSet(int at) {
        return stakes[at] + stakes[at + 1] + stakes[at + 2] + (stakes[at + 3] + stakes[at + 4] + stakes[at + 5]);
    }

    @Override
    double[] save() {
        return stakes.clone();
    }

    @Override
    void load(double[] own) {
        System.arraycopy(own, 0, stakes, 0, stakes.length);
        weigh();
    }

    @Override
    public String toString() {
        return "BinnedEDetector.against(" + Arrays.toString(counts) + ").falseAlarmEvery(" + every + ").withConfidence("
                + confidence + ")";
    }
}
