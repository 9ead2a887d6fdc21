// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

/** The distances of {@code dev.holdfast.stats} between two sides of a column; how each is defined stands there. */
public enum ColumnDistance {
    /** Population stability index; categories, numbers in up to 32 bins of equal mass. */
    POPULATION_STABILITY_INDEX,
    /** The same less what chance is expected to bring, at least 0. */
    EXCESS_POPULATION_STABILITY_INDEX,
    /** Kullback-Leibler divergence of the current side from the reference, in nats. */
    KULLBACK_LEIBLER,
    /** Jensen-Shannon distance to base 2, in [0, 1]. */
    JENSEN_SHANNON,
    /** Hellinger distance, in [0, 1]. */
    HELLINGER,
    /** Total variation, in [0, 1]. */
    TOTAL_VARIATION,
    /** Largest difference of a share, in [0, 1]. */
    LARGEST_DIFFERENCE,
    /** Kolmogorov-Smirnov distance, in [0, 1]; numbers. */
    KOLMOGOROV_SMIRNOV,
    /** Wasserstein-1 distance in the unit of the values; numbers. */
    WASSERSTEIN,
    /** The same divided by the reference's interquartile range over 1.349, else by its range; numbers. */
    SCALED_WASSERSTEIN,
    /** Energy distance, in the root of the unit; numbers. */
    ENERGY
}
