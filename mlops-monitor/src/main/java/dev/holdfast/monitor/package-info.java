// SPDX-License-Identifier: Apache-2.0

/**
 * Watching a model while it serves: predictions are counted against the version's baseline, windows are closed by count or
 * by time, each is compared for drift, and a policy decides when a person or a pipeline hears of it. Nothing here owns a
 * thread. Start from {@link dev.holdfast.monitor.ModelMonitor}.
 */
@NullMarked
package dev.holdfast.monitor;

import org.jspecify.annotations.NullMarked;
