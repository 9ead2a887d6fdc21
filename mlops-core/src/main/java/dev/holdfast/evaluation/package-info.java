// SPDX-License-Identifier: Apache-2.0

/**
 * Evaluation: how good a model is on rows it has not seen, with an interval around every metric, the trivial baseline
 * beside it, slices, curves, a paired comparison with another model and cross-validation. Start from
 * {@link dev.holdfast.evaluation.Evaluation}.
 *
 * <p>There are five kinds of samples, and a metric, its interval and its comparison reach into the sample that they are
 * of; so samples and metrics live beside the evaluations that use them, and half of the package is not public. Calibrations
 * serve instead of examining and have a package of their own.
 */
@NullMarked
package dev.holdfast.evaluation;

import org.jspecify.annotations.NullMarked;
