// SPDX-License-Identifier: Apache-2.0

/**
 * Calibration: scores become probabilities, by an isotonic or a logistic map learned from held-out rows, as values and
 * inside models that are stored like any other. Start from
 * {@link dev.holdfast.evaluation.calibration.CalibratedClassifier}.
 */
@NullMarked
package dev.holdfast.evaluation.calibration;

import org.jspecify.annotations.NullMarked;
