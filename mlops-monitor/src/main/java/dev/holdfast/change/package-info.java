// SPDX-License-Identifier: Apache-2.0
/**
 * Detectors of change in a stream of numbers, most often the errors of a model: each takes one value at a time, in constant
 * memory and without allocating, and says whether the stream is still as it was. The well-known ones are here with the
 * settings of their papers; they have no stated rate of false alarms, and none is comparable to another. For a stated
 * rate start from {@link dev.holdfast.change.EDetector} or {@link dev.holdfast.change.LikelihoodRatio}; to compare
 * detectors on streams of your own, from {@link dev.holdfast.change.DetectorEvaluation}.
 */
@NullMarked
package dev.holdfast.change;

import org.jspecify.annotations.NullMarked;
