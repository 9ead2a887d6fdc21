// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Objects;

/**
 * Where a row stands in the text that it was read from, exact whatever the rows before it look like: line breaks within
 * quotes, empty lines and rows that were left out are counted. Immutable.
 *
 * @param source what was read: a file's path, or the name that its reader was given
 * @param line the physical line, from 1, on which the row starts
 * @param offset the byte, from 0, at which the row starts in the (uncompressed, UTF-8) text after a byte order mark
 */
public record RowPosition(String source, long line, long offset) {
    /**
     * Checks that there is a source.
     *
     * @param source what was read
     * @param line the physical line, from 1, on which the row starts
     * @param offset the byte, from 0, at which the row starts in the (uncompressed, UTF-8) text
     */
    public RowPosition {
        Objects.requireNonNull(source, "source");
    }

    @Override
    public String toString() {
        return source + ", line " + line;
    }
}
