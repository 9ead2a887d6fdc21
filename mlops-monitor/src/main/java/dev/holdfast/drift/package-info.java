// SPDX-License-Identifier: Apache-2.0

/**
 * Drift of data and of a model's answers against a stored reference. A {@link dev.holdfast.drift.Baseline} is cut from
 * the training data and kept beside the model version; it fixes the bins of every column. A
 * {@link dev.holdfast.drift.WindowProfile} counts later rows into the same bins, in bounded memory and mergeable without
 * error; {@link dev.holdfast.drift.Drift} compares the two by effect size and significance over all columns together.
 * Start from {@link dev.holdfast.drift.Baseline}.
 */
@NullMarked
package dev.holdfast.drift;

import org.jspecify.annotations.NullMarked;
