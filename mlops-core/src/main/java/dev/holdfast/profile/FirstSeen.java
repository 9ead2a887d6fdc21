// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Objects;

/**
 * A text and the row in which it was first seen.
 *
 * @param value the text; of one of more than 128 characters the first 100 and a digest of all
 * @param row the number of the row, from 1; a header is not counted
 */
public record FirstSeen(String value, long row) {
    /**
     * Checks the text.
     *
     * @param value the text; of one of more than 128 characters the first 100 and a digest of all
     * @param row the number of the row, from 1; a header is not counted
     */
    public FirstSeen {
        Objects.requireNonNull(value, "value");
    }

    FirstSeen after(long rows) {
        return new FirstSeen(value, row + rows);
    }
}
