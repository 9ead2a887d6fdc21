// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody relies on a version, so that it cannot be deleted: a deployment elsewhere, a legal duty to keep it.
 *
 * @param holder who or what relies on it, such as {@code "deployment eu-1"}
 * @param actor who said so
 * @param reason why
 * @param at when
 * @param until when it ends by itself, unless it is renewed; empty when it stands until it is released
 */
public record Hold(String holder, Actor actor, String reason, Instant at, Optional<Instant> until) {}
