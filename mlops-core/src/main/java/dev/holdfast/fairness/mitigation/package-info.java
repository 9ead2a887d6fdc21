// SPDX-License-Identifier: Apache-2.0

/**
 * Ways to make a classifier treat groups more alike: before training ({@link
 * dev.holdfast.fairness.mitigation.Reweighing}, relabelling, removal of correlation, repair of distributions), in
 * training ({@link dev.holdfast.fairness.mitigation.ExponentiatedGradient}, which also searches a grid), and after
 * training ({@link dev.holdfast.fairness.mitigation.ThresholdOptimizer}, reject option, calibrated equalised odds). Each
 * shows fairness before and after and what it costs in accuracy as a {@link
 * dev.holdfast.fairness.mitigation.Mitigation}, and says what becomes of a group that it has never seen.
 */
@NullMarked
package dev.holdfast.fairness.mitigation;

import org.jspecify.annotations.NullMarked;
