// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.Locale;

/**
 * The population stability index of a sample against a reference, over the reference's quantile bins.
 *
 * <p>{@code sum (p - q) ln(p / q)} over bins whose inner edges are the quantiles (type 7) of the reference at
 * {@code i / bins} without repetitions; the bin of a value is the number of edges at most as large. Zero shares are
 * replaced by epsilon without renormalising. Without any drift the expectation is about
 * {@code (bins - 1) (1 / n1 + 1 / n2)}: compare with that on small samples before you compare with a fixed limit such
 * as 0.1.
 *
 * <p>An empty sample gives {@link Undefined}. NaN is refused; infinities fall into the outer bins. Immutable and
 * thread-safe; the time of sorting the reference.
 *
 * <p>Reference: Siddiqi (2006), Credit Risk Scorecards; Yurdakul (2018), Statistical properties of the population
 * stability index.
 *
 * <pre>{@code
 * Measurement psi = PopulationStabilityIndex.withDefaults().withBins(20).compare(reference, current);
 * }</pre>
 */
public final class PopulationStabilityIndex {
    private static final PopulationStabilityIndex DEFAULTS = new PopulationStabilityIndex(10, 1e-4);

    private final int bins;
    private final double epsilon;

    private PopulationStabilityIndex(int bins, double epsilon) {
        this.bins = bins;
        this.epsilon = epsilon;
    }

    /**
     * Returns the index over ten bins with epsilon 0.0001.
     *
     * @return the index
     */
    public static PopulationStabilityIndex withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the index over another number of bins.
     *
     * @param newBins the number, in [2, 1000]
     * @return the index
     * @throws IllegalArgumentException when it is out of its range
     */
    public PopulationStabilityIndex withBins(int newBins) {
        if (newBins < 2 || newBins > 1000) {
            throw new IllegalArgumentException("bins must be in [2, 1000], got " + newBins);
        }
        return new PopulationStabilityIndex(newBins, epsilon);
    }

    /**
     * Returns the index with another share in place of zero.
     *
     * @param newEpsilon the share, in (0, 1)
     * @return the index
     * @throws IllegalArgumentException when it is out of its range
     */
    public PopulationStabilityIndex withEpsilon(double newEpsilon) {
        return new PopulationStabilityIndex(bins, Arguments.level("epsilon", newEpsilon));
    }

    /**
     * Compares a sample with a reference.
     *
     * @param reference the reference; left as it is
     * @param current the sample; left as it is
     * @return a number of at least 0, or undefined when one is empty
     * @throws IllegalArgumentException when a value is NaN
     */
    public Measurement compare(double[] reference, double[] current) {
        if (reference.length == 0 || current.length == 0) {
            return new Undefined("both samples need values, got " + reference.length + " and " + current.length);
        }
        double[] edges = edges(reference);
        return CountDistances.between(counts(edges, reference), counts(edges, current))
                .populationStabilityIndex(epsilon);
    }

    /**
     * Returns the inner edges of the bins.
     *
     * @param reference the reference, not empty
     * @return ascending edges, at most one fewer than bins
     * @throws IllegalArgumentException when it is empty or a value is NaN
     */
    public double[] edges(double[] reference) {
        Arguments.noNaN("reference", reference);
        if (reference.length == 0) {
            throw new IllegalArgumentException("reference must hold values, got none");
        }
        double[] sorted = Sorting.sorted(reference);
        double[] edges = new double[bins - 1];
        for (int i = 1; i < bins; i++) {
            edges[i - 1] = Resampling.quantile(sorted, (double) i / bins);
        }
        return Arrays.stream(edges).distinct().toArray();
    }

    /**
     * Counts values by bin.
     *
     * @param edges the inner edges, ascending
     * @param values the values
     * @return one count a bin, one more than edges
     * @throws IllegalArgumentException when a value is NaN
     */
    public static long[] counts(double[] edges, double[] values) {
        Arguments.noNaN("values", values);
        long[] counts = new long[edges.length + 1];
        for (double value : values) {
            int low = 0;
            int high = edges.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (edges[middle] <= value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            counts[low]++;
        }
        return counts;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "PopulationStabilityIndex.withDefaults().withBins(%d).withEpsilon(%s)", bins, epsilon);
    }
}
