// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The values that a column may take, and which of them are simpler than others. Immutable and thread-safe.
 *
 * <p>Values are what {@link dev.holdfast.data.Row#value} returns: Double, Long, String, Boolean or Instant.
 */
sealed interface Values permits Choices, Numbers, Wording {
    Object draw(SplittableRandom random);

    /** The value that says the least: the median, or the most frequent one. */
    Object typical();

    /** The values at which models break, the typical one not among them; each once. */
    List<Object> edges();

    /** Values that are simpler than this one, the simplest first; none of the typical one. */
    List<Object> simpler(Object value);

    /** How far a value is from the typical one: 0 for it, and smaller for each of {@link #simpler}. */
    long complexity(Object value);
}
