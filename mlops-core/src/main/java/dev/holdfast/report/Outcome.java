// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

/**
 * What an examination concluded, in the four words that contracts, evaluations, fairness, drift and gates have in common.
 *
 * <p>Ordered from best to worst; {@link #worst} combines several.
 */
public enum Outcome {
    /** Everything that was asked for holds. */
    PASSED,
    /** It holds, with something a person should look at. */
    WARNED,
    /** It could not be decided from the data at hand; never to be read as passed. */
    INCONCLUSIVE,
    /** Something that was asked for does not hold. */
    FAILED;

    /**
     * Returns the worse of two outcomes.
     *
     * @param other the other outcome
     * @return the one that comes later in {@link Outcome}
     */
    public Outcome worst(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
