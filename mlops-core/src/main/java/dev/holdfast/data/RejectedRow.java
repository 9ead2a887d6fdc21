// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.List;
import java.util.Objects;

/**
 * A row that a reader left out, and why.
 *
 * @param source what was read
 * @param line the physical line, from 1, on which the row starts
 * @param offset the byte, from 0, at which the row starts in the (uncompressed, UTF-8) text
 * @param cells the cells as they were written
 * @param reason why it was left out, in words for a person
 */
public record RejectedRow(String source, long line, long offset, List<String> cells, String reason) {
    /**
     * Copies the list.
     *
     * @param source what was read
     * @param line the physical line, from 1, on which the row starts
     * @param offset the byte, from 0, at which the row starts in the (uncompressed, UTF-8) text
     * @param cells the cells as they were written
     * @param reason why it was left out, in words for a person
     */
    public RejectedRow {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(reason, "reason");
        cells = List.copyOf(cells);
    }
}
