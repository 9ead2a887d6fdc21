// SPDX-License-Identifier: Apache-2.0
/**
 * Models, their immutable versions, aliases such as champion, approvals, and promotion under a policy of gates. Start
 * from {@link dev.holdfast.registry.Registry}.
 */
@NullMarked
package dev.holdfast.registry;

import org.jspecify.annotations.NullMarked;
