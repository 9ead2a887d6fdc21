// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

/** What becomes of a database whose schema is older than this version of Holdfast, or not there yet. */
public enum Migration {
    /** It is brought up to date. Of several processes that open it at once, one does it and the others wait. */
    AUTO,
    /**
     * It is left as it is, and the workspace does not open: an administrator executes {@link
     * Workspace#migrationScript}.
     */
    VALIDATE
}
