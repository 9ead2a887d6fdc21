// SPDX-License-Identifier: Apache-2.0

/**
 * Statistics over plain arrays: tests, distances, intervals, bootstrap, multiple testing. Results are small records; what cannot be computed says why. Start from {@link dev.holdfast.stats.Measurement}.
 */
@NullMarked
package dev.holdfast.stats;

import org.jspecify.annotations.NullMarked;
