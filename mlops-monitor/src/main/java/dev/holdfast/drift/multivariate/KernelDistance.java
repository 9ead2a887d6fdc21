// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.data.Table;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.MaximumMeanDiscrepancy;
import dev.holdfast.stats.TestResult;
import java.util.List;

/**
 * Compares all columns together by the maximum mean discrepancy, see {@link MaximumMeanDiscrepancy}.
 *
 * <p>Numbers are standardised by the reference, at most ten deviations from its mean; texts and truth values become one
 * coordinate for each of their eight most frequent values, missing values one of their own. Up to 1,000 rows of a side the
 * kernel of all pairs is used, beyond that 512 random Fourier features of up to 20,000 rows of a side. There is drift when
 * the p-value by 199 permutations is at most 0.01; the discrepancy has no size that is too small to matter, so ask with as
 * many rows as a difference should need. Fewer than 50 rows on a side are {@link DriftVerdict#INSUFFICIENT}. Immutable and
 * thread-safe.
 */
public final class KernelDistance {
    private static final int LEAST = 50;
    private static final int PAIRS = 1_000;
    private static final int MOST = 20_000;
    private static final KernelDistance DEFAULTS = new KernelDistance(199, 0.01, 0);

    private final int permutations;
    private final double level;
    private final long seed;

    private KernelDistance(int permutations, double level, long seed) {
        this.permutations = permutations;
        this.level = level;
        this.seed = seed;
    }

    /**
     * Returns the comparison described above.
     *
     * @return the comparison, with seed 0
     */
    public static KernelDistance withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the comparison with another seed.
     *
     * @param newSeed the seed
     * @return the comparison
     */
    public KernelDistance withSeed(long newSeed) {
        return new KernelDistance(permutations, level, newSeed);
    }

    /**
     * Returns the comparison with another number of permutations.
     *
     * @param newPermutations how many, at least 99: with fewer no p-value could be 0.01
     * @return the comparison
     * @throws IllegalArgumentException when it is fewer
     */
    public KernelDistance withPermutations(int newPermutations) {
        if (newPermutations < 99) {
            throw new IllegalArgumentException("permutations must be at least 99, got " + newPermutations);
        }
        return new KernelDistance(newPermutations, level, seed);
    }

    /**
     * Compares two tables.
     *
     * @param reference the rows to compare with
     * @param current the other rows; columns that the reference has not are left out
     * @return the result; the effect is the discrepancy
     * @throws IllegalArgumentException when the other lacks a column of the reference or has it in another type
     */
    public JointDrift compare(Table reference, Table current) {
        Sides sides = Sides.of(reference, current, MOST, seed);
        MaximumMeanDiscrepancy test = MaximumMeanDiscrepancy.withDefaults()
                .withPermutations(permutations)
                .withSeed(seed)
                .withAlpha(level);
        if (Math.max(sides.reference().rowCount(), sides.current().rowCount()) > PAIRS) {
            test = test.withFourierFeatures(512);
        }
        Encoding encoding = Encoding.of(sides.reference(), sides.current());
        TestResult result = test.test(encoding.points(sides.reference()), encoding.points(sides.current()));
        DriftVerdict verdict = !sides.enough(LEAST) || !(result.pValue() instanceof Estimate)
                ? DriftVerdict.INSUFFICIENT
                : result.verdict() == TestResult.Verdict.SIGNIFICANT ? DriftVerdict.DRIFTED : DriftVerdict.STABLE;
        return new JointDrift(
                "maximum mean discrepancy",
                verdict,
                "discrepancy",
                result.effect(),
                result.pValue(),
                List.of(),
                sides.reference().rowCount(),
                sides.current().rowCount());
    }

    @Override
    public String toString() {
        return "KernelDistance.withDefaults().withPermutations(" + permutations + ").withSeed(" + seed + ")";
    }
}
