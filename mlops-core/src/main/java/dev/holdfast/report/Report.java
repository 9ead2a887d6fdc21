// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * An immutable document of findings, text, tables and charts that renders to HTML, Markdown and JSON.
 *
 * <p>All text is plain: whatever markup, script or control character it holds is shown, never acted on.
 *
 * @param title the heading
 * @param blocks the parts, in reading order
 */
public record Report(String title, List<Block> blocks) {
    /** Copies the list. */
    public Report {
        Objects.requireNonNull(title, "title");
        blocks = List.copyOf(blocks);
    }

    /**
     * Starts a document.
     *
     * @param title the heading
     * @return the empty builder
     */
    public static Builder titled(String title) {
        return new Builder(title);
    }

    /** Collects the parts of a report in reading order; not thread-safe. */
    public static final class Builder {
        private final String title;
        private final List<Block> blocks = new ArrayList<>();

        private Builder(String title) {
            this.title = title;
        }

        /**
         * Adds a paragraph.
         *
         * @param text the text
         * @return this builder
         */
        public Builder text(String text) {
            blocks.add(new Block.Paragraph(text));
            return this;
        }

        /**
         * Adds a conclusion.
         *
         * @param outcome the conclusion
         * @param subject what was examined
         * @param detail what was found, with the numbers
         * @return this builder
         */
        public Builder finding(Outcome outcome, String subject, String detail) {
            blocks.add(new Block.Finding(outcome, subject, detail));
            return this;
        }

        /**
         * Adds a table.
         *
         * @param caption what it shows; may be empty
         * @param columns the column headings
         * @param rows the cells, each row as long as {@code columns}
         * @return this builder
         */
        public Builder table(String caption, List<String> columns, List<List<String>> rows) {
            blocks.add(new Block.Grid(caption, columns, rows));
            return this;
        }

        /**
         * Adds a figure.
         *
         * @param chart the figure
         * @return this builder
         */
        public Builder chart(Chart chart) {
            blocks.add(new Block.Figure(chart));
            return this;
        }

        /**
         * Adds a report as a part of this one, under its own heading.
         *
         * @param part the part
         * @return this builder
         */
        public Builder section(Report part) {
            blocks.add(new Block.Section(part));
            return this;
        }

        /**
         * Returns the document.
         *
         * @return the report
         */
        public Report build() {
            return new Report(title, blocks);
        }
    }
}
