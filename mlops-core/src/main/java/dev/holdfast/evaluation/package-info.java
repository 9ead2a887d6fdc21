// SPDX-License-Identifier: Apache-2.0

/**
 * Evaluation: how good a model is on rows it has not seen, with an interval around every metric, the trivial baseline
 * beside it, slices, curves and a paired comparison with another model. Start from
 * {@link dev.holdfast.evaluation.Evaluation}.
 */
@NullMarked
package dev.holdfast.evaluation;

import org.jspecify.annotations.NullMarked;
