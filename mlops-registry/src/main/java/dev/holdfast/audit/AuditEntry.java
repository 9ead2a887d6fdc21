// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.time.Instant;
import java.util.Optional;

/**
 * One entry of the audit trail.
 *
 * @param sequence its number, from 1, without gaps
 * @param at when
 * @param actor who; a pseudonym such as {@code person-3f…} once the person was erased
 * @param action what was done, such as {@code "alias.promoted"}
 * @param target to what, such as {@code "model credit"}
 * @param payload the particulars, a canonical JSON object
 * @param remarks what people wrote, such as their reasons, a canonical JSON object; empty once erased
 * @param previous the digest of the entry before; 64 zeros for the first
 * @param digest the SHA-256 over all of this, in which a pseudonym stands for the actor and a salted digest for the
 *     remarks
 */
public record AuditEntry(
        long sequence,
        Instant at,
        Actor actor,
        String action,
        String target,
        String payload,
        Optional<String> remarks,
        String previous,
        String digest) {}
