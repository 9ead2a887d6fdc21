// SPDX-License-Identifier: Apache-2.0
/**
 * Who did what: an append-only record in which every entry carries the digest of the one before, so that an edit, a
 * removal or a reordering shows. Start from {@link dev.holdfast.audit.AuditTrail}.
 */
@NullMarked
package dev.holdfast.audit;

import org.jspecify.annotations.NullMarked;
