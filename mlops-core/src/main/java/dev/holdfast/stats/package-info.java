// SPDX-License-Identifier: Apache-2.0

/**
 * Statistics over plain arrays: tests, distances, correlations, intervals, bootstrap, multiple testing. Results are small
 * records; what cannot be computed says why. Start from {@link dev.holdfast.stats.Measurement} and
 * {@link dev.holdfast.stats.TestResult}.
 *
 * <p>The package has more types than others as each test and each family of distances is one small class with its own
 * options and its own reference; kernels are not public.
 */
@NullMarked
package dev.holdfast.stats;

import org.jspecify.annotations.NullMarked;
