// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Arrays;
import java.util.Optional;

/**
 * A number that says how far the values of a column are from expected ones. {@code p} is the expected share of a bin or value,
 * {@code q} the one that was found.
 */
public enum DistributionStatistic {
    /** Half the sum of {@code |p - q|}: the share that would have to move; in [0, 1]. */
    TOTAL_VARIATION("totalVariation", false),
    /**
     * The sum of {@code (p - q) ln(p / q)}; a share that is zero on one side only counts as 0.0001, without renormalising
     * (Siddiqi, Credit Risk Scorecards, 2006). At least 0.
     */
    POPULATION_STABILITY_INDEX("populationStabilityIndex", false),
    /** The Jensen-Shannon distance to base 2: the root of the divergence from the mixture, in [0, 1] (Lin 1991). */
    JENSEN_SHANNON("jensenShannon", false),
    /**
     * The largest difference of the two distribution functions at the edges of the bins, in [0, 1]; at most that of the values
     * themselves. For numbers only.
     */
    KOLMOGOROV_SMIRNOV("kolmogorovSmirnov", true),
    /**
     * The area between the two distribution functions, with the values of a bin spread evenly, in standard deviations of the
     * expected distribution. For numbers only.
     */
    WASSERSTEIN("wasserstein", true),
    /**
     * The p-value of Pearson's chi-square test: of goodness of fit against shares that are given, of homogeneity against those
     * of a sample. Needs counts, so it is undecided against a profile that holds estimates. Limit it from below.
     */
    CHI_SQUARE_P_VALUE("chiSquarePValue", false),
    /** The share of values that were not expected: none of the expected ones, or in none of the bins; in [0, 1]. */
    UNSEEN_SHARE("unseenShare", false);

    private final String json;
    private final boolean ordered;

    DistributionStatistic(String json, boolean ordered) {
        this.json = json;
        this.ordered = ordered;
    }

    String json() {
        return json;
    }

    /** Tells whether it needs numbers in bins, not values without order. */
    boolean isOrdered() {
        return ordered;
    }

    /** In how many bins numbers of a sample are put: few where the bins are compared, many where the function is. */
    int bins() {
        return ordered ? 100 : 10;
    }

    static Optional<DistributionStatistic> of(String json) {
        return Arrays.stream(values()).filter(s -> s.json.equals(json)).findFirst();
    }
}
