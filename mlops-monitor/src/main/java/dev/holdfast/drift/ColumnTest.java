// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

/** The tests of {@code dev.holdfast.stats} that two sides of a column can be put to; what each tests stands there. */
public enum ColumnTest {
    /** Largest distance of the distribution functions; numbers. */
    KOLMOGOROV_SMIRNOV,
    /** Mean squared distance of the distribution functions; numbers. */
    CRAMER_VON_MISES,
    /** The same with more weight on the tails; numbers. Its p-value is a bound below 0.001 and above 0.25. */
    ANDERSON_DARLING,
    /** Distance of the characteristic functions; numbers, needs the values themselves. */
    EPPS_SINGLETON,
    /** Whether values of one side tend to be larger; numbers. */
    MANN_WHITNEY,
    /** Difference of the means, with a common variance; numbers, needs the values themselves. */
    T,
    /** Difference of the means, with a variance for each side; numbers, needs the values themselves. */
    WELCH,
    /** Pearson's chi-square; categories with rare ones joined, numbers in up to 32 bins of equal mass. */
    CHI_SQUARE,
    /** The likelihood-ratio chi-square, likewise. */
    G,
    /** Fisher's exact test; columns of two values. */
    FISHER,
    /** The pooled z test of two shares; columns of two values. */
    PROPORTIONS,
    /** Kernel distance with permutations; numbers, needs the values themselves, of which up to 1,000 a side are taken. */
    MAXIMUM_MEAN_DISCREPANCY
}
