// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.time.Instant;

/**
 * One entry of the audit trail.
 *
 * @param sequence its number, from 1, without gaps
 * @param at when
 * @param actor who
 * @param action what was done, such as {@code "alias.promoted"}
 * @param target to what, such as {@code "model credit"}
 * @param payload the particulars, a canonical JSON object
 * @param previous the digest of the entry before; 64 zeros for the first
 * @param digest the SHA-256 over all of this
 */
public record AuditEntry(
        long sequence,
        Instant at,
        Actor actor,
        String action,
        String target,
        String payload,
        String previous,
        String digest) {}
