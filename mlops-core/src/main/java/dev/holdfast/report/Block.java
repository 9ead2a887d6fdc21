// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.List;
import java.util.Objects;

/** A part of a {@link Report}. */
public sealed interface Block {
    /**
     * A paragraph of plain text.
     *
     * @param text the text; never interpreted as markup
     */
    record Paragraph(String text) implements Block {}

    /**
     * A conclusion.
     *
     * @param outcome the conclusion
     * @param title what was examined
     * @param detail what was found, with the numbers
     */
    record Finding(Outcome outcome, String title, String detail) implements Block {}

    /**
     * A table of text cells.
     *
     * @param caption what the table shows; may be empty
     * @param columns the column headings
     * @param rows the cells; each row as long as {@code columns}
     */
    record Grid(String caption, List<String> columns, List<List<String>> rows) implements Block {
        /**
         * Copies the lists and checks their sizes.
         *
         * @param caption what the table shows; may be empty
         * @param columns the column headings
         * @param rows the cells; each row as long as {@code columns}
         * @throws IllegalArgumentException when a row has another number of cells than there are columns
         */
        public Grid {
            Objects.requireNonNull(caption, "caption");
            columns = List.copyOf(columns);
            rows = rows.stream().map(List::copyOf).toList();
            for (List<String> row : rows) {
                if (row.size() != columns.size()) {
                    throw new IllegalArgumentException("grid '" + caption + "' has " + columns.size()
                            + " columns, but a row of " + row.size() + " cells: " + row);
                }
            }
        }
    }

    /**
     * A figure.
     *
     * @param chart the figure
     */
    record Figure(Chart chart) implements Block {}

    /**
     * A part with a heading of its own.
     *
     * @param content the part
     */
    record Section(Report content) implements Block {}
}
