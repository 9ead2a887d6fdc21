// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

/**
 * A share of the rows of a group: how many of the rows that the denominator counts are counted by the numerator too.
 *
 * <p>A row is <em>positive</em> when its truth is a favourable label and <em>selected</em> when its decision is one.
 * TP, FP, FN and TN are the counts (or sums of weights) of rows that are positive and selected, not positive but
 * selected, positive but not selected, and neither. A rate whose denominator is empty is undefined, never 0.
 */
public enum GroupRate {
    /** The share of rows that are selected, {@code (TP + FP) / n}. */
    SELECTION_RATE(0b1010, 0b1111, "rows"),
    /** The share of rows that are positive, {@code (TP + FN) / n}: a property of the data, not of the model. */
    BASE_RATE(0b1100, 0b1111, "rows"),
    /** The share of positives that are selected, {@code TP / (TP + FN)}; also recall or sensitivity. */
    TRUE_POSITIVE_RATE(0b1000, 0b1100, "positives"),
    /** The share of positives that are not selected, {@code FN / (TP + FN)}. */
    FALSE_NEGATIVE_RATE(0b0100, 0b1100, "positives"),
    /** The share of negatives that are selected, {@code FP / (FP + TN)}. */
    FALSE_POSITIVE_RATE(0b0010, 0b0011, "negatives"),
    /** The share of negatives that are not selected, {@code TN / (FP + TN)}; also specificity. */
    TRUE_NEGATIVE_RATE(0b0001, 0b0011, "negatives"),
    /** The share of selected rows that are positive, {@code TP / (TP + FP)}; also precision. */
    POSITIVE_PREDICTIVE_VALUE(0b1000, 0b1010, "selected rows"),
    /** The share of selected rows that are not positive, {@code FP / (TP + FP)}. */
    FALSE_DISCOVERY_RATE(0b0010, 0b1010, "selected rows"),
    /** The share of rows not selected that are not positive, {@code TN / (TN + FN)}. */
    NEGATIVE_PREDICTIVE_VALUE(0b0001, 0b0101, "rows not selected"),
    /** The share of rows not selected that are positive, {@code FN / (TN + FN)}. */
    FALSE_OMISSION_RATE(0b0100, 0b0101, "rows not selected"),
    /** The share of rows whose decision is their truth, {@code (TP + TN) / n}. */
    ACCURACY(0b1001, 0b1111, "rows"),
    /** The share of rows whose decision is not their truth, {@code (FP + FN) / n}. */
    ERROR_RATE(0b0110, 0b1111, "rows");

    private final int numerator;
    private final int denominator;
    private final String counted;

    /** Cells are bits: 1 TN, 2 FP, 4 FN, 8 TP. */
    GroupRate(int numerator, int denominator, String counted) {
        this.numerator = numerator;
        this.denominator = denominator;
        this.counted = counted;
    }

    int numerator() {
        return numerator;
    }

    int denominator() {
        return denominator;
    }

    /** What the denominator counts, in the plural. */
    String counted() {
        return counted;
    }

    /**
     * Returns the name as it stands in reports and keys.
     *
     * @return lower case with hyphens, such as {@code "true-positive-rate"}
     */
    public String key() {
        return Names.key(this);
    }
}
