// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

/**
 * Something that a model card lacks, or that it says otherwise than the registry.
 *
 * @param rule what was looked for
 * @param detail what was found, and what to do
 */
public record CardFinding(Rule rule, String detail) {
    /** What is looked for. */
    public enum Rule {
        /** Nobody answers for the model. */
        OWNER,
        /** Nobody says what the model is. */
        OVERVIEW,
        /** Nobody says what the model is meant for. */
        INTENDED_USE,
        /** Nobody says what the model must not be used for. */
        OUT_OF_SCOPE_USE,
        /** Nobody says where the model is weak. */
        LIMITATIONS,
        /** No licence is named. */
        LICENSE,
        /** No evidence measures how good the model is. */
        METRIC,
        /** No metric is told for a part of the rows. */
        SLICE_METRIC,
        /** No evidence tells how fair the model is. */
        FAIRNESS,
        /** No data set is named. */
        DATA,
        /** The version is older than it may be. */
        STALE,
        /** A number, or the version itself, is not that of the registry. */
        NUMBERS
    }

    @Override
    public String toString() {
        return rule + ": " + detail;
    }
}
