// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * Somebody's consent to one version, bound to the digest of its manifest.
 *
 * @param model the model's name
 * @param version the version's number
 * @param manifestDigest the digest of the manifest that was approved; an approval of other contents does not count
 * @param actor who approved
 * @param reason why
 * @param at when
 */
public record Approval(String model, long version, String manifestDigest, Actor actor, String reason, Instant at) {}
