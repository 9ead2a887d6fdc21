// SPDX-License-Identifier: Apache-2.0

/**
 * Importance: what a model's answers and its quality owe to each column. Start from
 * {@link dev.holdfast.evaluation.importance.PermutationImportance}.
 */
@NullMarked
package dev.holdfast.evaluation.importance;

import org.jspecify.annotations.NullMarked;
