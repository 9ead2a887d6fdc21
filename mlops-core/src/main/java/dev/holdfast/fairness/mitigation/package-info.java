// SPDX-License-Identifier: Apache-2.0

/**
 * Ways to make a classifier treat groups more alike: before training ({@link
 * dev.holdfast.fairness.mitigation.BeforeTraining}: reweighing, relabelling, removal of correlation, repair of
 * distributions), in training ({@link dev.holdfast.fairness.mitigation.ExponentiatedGradient}, {@link
 * dev.holdfast.fairness.mitigation.GridSearch}), and after training ({@link
 * dev.holdfast.fairness.mitigation.ThresholdOptimizer}, {@link dev.holdfast.fairness.mitigation.RejectOption}, {@link
 * dev.holdfast.fairness.mitigation.CalibratedEqualizedOdds}, deployed as {@link
 * dev.holdfast.fairness.mitigation.MitigatedModel}).
 *
 * <p>Each shows fairness before and after and what it costs in accuracy as a {@link
 * dev.holdfast.fairness.mitigation.Mitigation}. What reads groups once it is fitted makes its user choose what becomes of
 * a group that it has never seen ({@link dev.holdfast.fairness.mitigation.UnseenGroup}). The package has as many types as
 * the field has methods.
 */
@NullMarked
package dev.holdfast.fairness.mitigation;

import org.jspecify.annotations.NullMarked;
