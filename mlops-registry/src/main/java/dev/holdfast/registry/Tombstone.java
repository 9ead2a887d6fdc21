// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * What is left of a deleted version. Its number is never used again.
 *
 * @param model the model's name
 * @param version the version's number
 * @param manifestDigest the digest that its manifest had
 * @param runId the run that had produced it
 * @param actor who deleted it
 * @param reason why
 * @param at when
 */
public record Tombstone(
        String model, long version, String manifestDigest, String runId, Actor actor, String reason, Instant at) {}
