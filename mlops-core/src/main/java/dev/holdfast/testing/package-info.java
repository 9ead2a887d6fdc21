// SPDX-License-Identifier: Apache-2.0

/**
 * Tests of models and data that read like unit tests: {@code assertThatModel(model).on(test).hasAtLeast(AUC, 0.75)}.
 *
 * <p>An assertion passes only when what it says is shown: the whole interval clears the limit, rows were there to look at.
 * What the rows at hand cannot decide is INCONCLUSIVE, and fails unless it is allowed. A failure is an
 * {@link java.lang.AssertionError} whose message shows what was expected, what was observed with its interval, an example
 * row and what to do. Nothing here needs a test framework; {@code testing.junit} adds what is JUnit's. Start from
 * {@link dev.holdfast.testing.ModelAssertions}.
 *
 * <p>A third of the types is public; the rest measures for them, a file a kind of check, and shares the examination that all
 * of them look at.
 */
@NullMarked
package dev.holdfast.testing;

import org.jspecify.annotations.NullMarked;
