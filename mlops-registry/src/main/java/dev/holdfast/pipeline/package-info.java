// SPDX-License-Identifier: Apache-2.0

/**
 * The loop written down once: named, typed steps with gates between them, run on the caller's thread, and the retraining
 * that runs them again when something asks for it, within a cooldown and a budget. Nothing here starts a thread. Start
 * from {@link dev.holdfast.pipeline.Pipeline}; {@link dev.holdfast.pipeline.ContinuousTraining} asks it to run.
 */
@NullMarked
package dev.holdfast.pipeline;

import org.jspecify.annotations.NullMarked;
