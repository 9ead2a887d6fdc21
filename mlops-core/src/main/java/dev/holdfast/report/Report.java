// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    /**
     * Copies the list.
     *
     * @param title the heading
     * @param blocks the parts, in reading order
     */
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

    /**
     * Reads a report back from {@link #toJson()}.
     *
     * @param json the text
     * @return a report equal to the one that was written
     * @throws IllegalArgumentException when the text is no such document or of another format
     */
    public static Report parse(String json) {
        return JsonReports.read(json);
    }

    /**
     * Returns the report as one HTML page: charts are static SVG, there is no script and nothing is loaded.
     *
     * @return the page
     */
    public String toHtml() {
        return HtmlRenderer.render(this);
    }

    /**
     * Returns the report as GitHub-flavoured Markdown, each chart as a table of its numbers.
     *
     * @return the text
     */
    public String toMarkdown() {
        return MarkdownRenderer.render(this);
    }

    /**
     * Returns the report as a JSON document that {@link #parse(String)} reads.
     *
     * @return the text, identical for equal reports
     */
    public String toJson() {
        return JsonReports.write(this);
    }

    /**
     * Writes the report in the form that the file's name asks for: {@code .html}, {@code .md} or {@code .json}.
     *
     * <p>The file appears whole or not at all: it is written beside its place and then moved there. Missing folders are
     * made.
     *
     * @param file where to; an older file is replaced
     * @return the file
     * @throws IllegalArgumentException when the name ends otherwise
     * @throws UncheckedIOException when the file cannot be written; the message names it
     */
    public Path write(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String text;
        if (name.endsWith(".html")) {
            text = toHtml();
        } else if (name.endsWith(".md")) {
            text = toMarkdown();
        } else if (name.endsWith(".json")) {
            text = toJson();
        } else {
            throw new IllegalArgumentException("a report is written as .html, .md or .json, got '" + file + "'");
        }
        Path target = file.toAbsolutePath();
        Path folder = Objects.requireNonNull(target.getParent(), "folder");
        try {
            Files.createDirectories(folder);
            Path draft = folder.resolve("." + name + ".tmp");
            try {
                Files.writeString(draft, text);
                Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the report to " + file + ": " + e, e);
        }
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
