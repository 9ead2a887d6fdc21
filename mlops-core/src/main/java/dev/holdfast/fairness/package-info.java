// SPDX-License-Identifier: Apache-2.0

/**
 * Does a model treat groups of people alike? One pass over decisions and truths fills a table of counts by group; every
 * rate, difference and ratio comes from it, each with an interval, and a criterion with a tolerance yields a verdict:
 * fair, unfair or inconclusive. What cannot be computed, or rests on too few people, is listed and never counted as
 * fair. Start from {@link dev.holdfast.fairness.Fairness}; {@link dev.holdfast.fairness.GroupMetrics} compares any metric
 * between groups, {@link dev.holdfast.fairness.GroupFrame} counts batches that add up, and
 * {@link dev.holdfast.fairness.SubgroupScan} searches groups that nobody named. Regressions, rankings, individuals and
 * numbers as sensitive values have a class of their own each.
 */
@NullMarked
package dev.holdfast.fairness;

import org.jspecify.annotations.NullMarked;
