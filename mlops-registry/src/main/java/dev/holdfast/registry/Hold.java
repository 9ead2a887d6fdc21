// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.time.Instant;

/**
 * Somebody relies on a version, so that it cannot be deleted: a deployment elsewhere, a legal duty to keep it.
 *
 * @param holder who or what relies on it, such as {@code "deployment eu-1"}
 * @param actor who said so
 * @param reason why
 * @param at when
 */
public record Hold(String holder, Actor actor, String reason, Instant at) {}
