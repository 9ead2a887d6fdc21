// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.List;
import java.util.stream.Collectors;

/** Renders a report as GitHub-flavoured Markdown; charts become tables of their numbers. */
final class MarkdownRenderer {
    private final StringBuilder out = new StringBuilder();

    static String render(Report report) {
        MarkdownRenderer markdown = new MarkdownRenderer();
        markdown.report(report, 1);
        return markdown.out.toString();
    }

    private void report(Report report, int level) {
        out.append("#".repeat(Math.min(level, 6)))
                .append(' ')
                .append(Escaping.markdown(report.title()))
                .append("\n\n");
        for (Block block : report.blocks()) {
            if (block instanceof Block.Paragraph paragraph) {
                out.append(Escaping.markdown(paragraph.text())).append("\n\n");
            } else if (block instanceof Block.Finding finding) {
                out.append("- **")
                        .append(Outcomes.mark(finding.outcome()))
                        .append("** ")
                        .append(Escaping.markdown(finding.title()))
                        .append(": ")
                        .append(Escaping.markdown(finding.detail()))
                        .append("\n\n");
            } else if (block instanceof Block.Grid grid) {
                grid(grid);
            } else if (block instanceof Block.Figure figure) {
                grid(ChartTable.of(figure.chart()));
            } else if (block instanceof Block.Section section) {
                report(section.content(), level + 1);
            }
        }
    }

    private void grid(Block.Grid grid) {
        if (!grid.caption().isEmpty()) {
            out.append("**").append(Escaping.markdown(grid.caption())).append("**\n\n");
        }
        escapedRow(grid.columns());
        row(grid.columns().stream().map(column -> "---").toList());
        grid.rows().forEach(this::escapedRow);
        out.append('\n');
    }

    private void escapedRow(List<String> cells) {
        row(cells.stream().map(Escaping::markdown).toList());
    }

    private void row(List<String> cells) {
        out.append(cells.stream().collect(Collectors.joining(" | ", "| ", " |\n")));
    }
}
