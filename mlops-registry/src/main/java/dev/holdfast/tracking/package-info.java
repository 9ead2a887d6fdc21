// SPDX-License-Identifier: Apache-2.0
/**
 * Experiments and runs: parameters, metrics with their history, data sets, evidence, models and the environment that
 * produced them. Start from {@link dev.holdfast.tracking.Tracker}.
 */
@NullMarked
package dev.holdfast.tracking;

import org.jspecify.annotations.NullMarked;
