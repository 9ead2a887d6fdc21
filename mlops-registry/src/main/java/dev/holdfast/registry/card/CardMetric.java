// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import java.util.Optional;

/**
 * A number on a model card.
 *
 * @param name what was measured
 * @param slice the part of the rows, or empty for all of them
 * @param value the number
 * @param lower the lower end of its interval, or empty when none is known
 * @param upper the upper end of its interval, or empty when none is known
 * @param kind the kind of evidence that it is from
 * @param evidence the SHA-256 of that evidence
 */
record CardMetric(
        String name,
        String slice,
        double value,
        Optional<Double> lower,
        Optional<Double> upper,
        String kind,
        String evidence) {}
