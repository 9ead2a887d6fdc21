// SPDX-License-Identifier: Apache-2.0

/**
 * Drift of data and of a model's answers against a stored reference. A {@link dev.holdfast.drift.Baseline} is cut from
 * the training data and kept beside the model version; it fixes the bins of every column. A
 * {@link dev.holdfast.drift.WindowProfile} counts later rows into the same bins, in bounded memory and mergeable without
 * error; {@link dev.holdfast.drift.Drift} compares the two by effect size and significance over all columns together.
 *
 * <p>Read {@link dev.holdfast.drift.Baseline} first, then {@link dev.holdfast.drift.Drift}, then
 * {@link dev.holdfast.drift.DriftFinding}. The default rule:
 * <ol>
 *   <li>fewer than 200 rows on either side: {@code INSUFFICIENT}, never drift and never stable;
 *   <li>each column is tested for each kind of change by itself: gone, another type, missing, NaN or infinite, outside the
 *       range, never seen, a spike, the distribution;
 *   <li>significant is a p-value of a column's tests below 0.01 in all, and below 0.04 after Benjamini and Hochberg over
 *       all columns and segments;
 *   <li>material is an effect, less what chance brings, of 0.02 KS distance, total variation or PSI, or of one point of a
 *       share;
 *   <li>drift is what is significant and material; it is minor, moderate from 0.1 or 5 points, severe from 0.25 or 20.
 * </ol>
 *
 * <p>Behind the public types stand three groups, all of one package as they share the bins and their counts, which nobody
 * else is to see: <em>cutting</em> (cutters, grid, levels, blocks), <em>counting</em> (counts of a column, tallies,
 * segments, seasons and their stored forms) and <em>comparing</em> (columns, moved numbers, unseen values, statistics,
 * charts).
 */
@NullMarked
package dev.holdfast.drift;

import org.jspecify.annotations.NullMarked;
