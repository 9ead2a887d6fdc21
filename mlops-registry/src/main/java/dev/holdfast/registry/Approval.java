// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * Somebody's consent to one version as it was: to its manifest, which names every byte and all evidence, and to what is
 * kept beside it. Any change of these voids it.
 *
 * @param id its number within the workspace
 * @param model the model's name
 * @param version the version's number
 * @param digest the digest of what was approved, see {@link RegisteredModel#dossier}
 * @param actor who approved
 * @param reason why
 * @param at when
 */
public record Approval(long id, String model, long version, String digest, Actor actor, String reason, Instant at) {}
