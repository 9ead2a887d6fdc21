// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

/** A condition bound to the columns of one table. */
interface RowTest {
    /** Tells whether the condition holds for the row of this index. */
    Truth test(int row);
}
