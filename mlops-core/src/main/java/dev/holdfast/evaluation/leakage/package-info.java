// SPDX-License-Identifier: Apache-2.0

/**
 * Leakage: what training rows tell of test rows, or features of the target, that they could not tell in use. Start from
 * {@link dev.holdfast.evaluation.leakage.Leakage}.
 */
@NullMarked
package dev.holdfast.evaluation.leakage;

import org.jspecify.annotations.NullMarked;
