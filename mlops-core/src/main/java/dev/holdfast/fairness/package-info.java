// SPDX-License-Identifier: Apache-2.0

/**
 * Does a model treat groups of people alike? One pass over decisions and truths fills a table of counts by group; every
 * rate, difference and ratio comes from it, each with an interval, and a criterion with a tolerance yields a verdict:
 * fair, unfair or inconclusive. What cannot be computed, or rests on too few people, is listed and never counted as
 * fair. Start from {@link dev.holdfast.fairness.Fairness}.
 */
@NullMarked
package dev.holdfast.fairness;

import org.jspecify.annotations.NullMarked;
