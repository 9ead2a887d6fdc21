// SPDX-License-Identifier: Apache-2.0
/**
 * The door to everything that must survive: a folder or a database that holds runs, models, artifacts and the audit trail. Start from
 * {@link dev.holdfast.workspace.Workspace}.
 */
@NullMarked
package dev.holdfast.workspace;

import org.jspecify.annotations.NullMarked;
