// SPDX-License-Identifier: Apache-2.0
/**
 * Signatures: who may vouch for a model's bytes, and in which form they do. Envelopes are DSSE, keys are those of the JDK
 * or of whatever the host puts behind {@link dev.holdfast.signing.Signer}. Start from {@link dev.holdfast.signing.Keys}.
 */
@NullMarked
package dev.holdfast.signing;

import org.jspecify.annotations.NullMarked;
