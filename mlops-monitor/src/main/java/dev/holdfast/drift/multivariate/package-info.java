// SPDX-License-Identifier: Apache-2.0

/**
 * Drift of columns together, which each column alone may not show: a classifier that tells the two sides apart, a kernel
 * distance, and the error of a projection onto the reference's principal components. All need two tables, are seeded and
 * give a {@link dev.holdfast.drift.multivariate.JointDrift}. Start from
 * {@link dev.holdfast.drift.multivariate.DomainClassifier}, which also names the columns that are the cause.
 */
@NullMarked
package dev.holdfast.drift.multivariate;

import org.jspecify.annotations.NullMarked;
