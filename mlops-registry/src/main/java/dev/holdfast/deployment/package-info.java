// SPDX-License-Identifier: Apache-2.0

/**
 * Model versions served inside the host: the version that an alias names answers, a candidate answers in the shadow or
 * to a share of the callers, a fallback answers when a model cannot, and a rollback takes effect at once. Nothing here
 * starts a thread or takes a lock on the way of a prediction. Start from {@link dev.holdfast.deployment.Deployment}.
 */
@NullMarked
package dev.holdfast.deployment;

import org.jspecify.annotations.NullMarked;
