// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What came of one trial with one budget.
 *
 * @param trial the trial
 * @param value what the objective gave; empty when it threw or gave NaN
 * @param failure what it threw; empty when it threw nothing
 */
public record TrialResult(Trial trial, OptionalDouble value, Optional<Throwable> failure) {}
