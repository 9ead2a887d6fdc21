// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Renders a report as one self-contained HTML page without scripts. Meaning never depends on the style sheet: mail
 * clients and build servers strip it.
 */
final class HtmlRenderer {
    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; color: #222; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
            h1 { line-height: 1.2; } h2 { border-bottom: 2px solid #222; margin-top: 3rem; padding-bottom: .2rem; }
            h3 { margin-top: 2rem; } nav ol { columns: 2; }
            table { border-collapse: collapse; margin: 1rem 0; font-size: .9rem; }
            caption { text-align: left; font-weight: 600; padding: .3rem 0; width: max-content; max-width: 60rem; }
            th, td { padding: .25rem .7rem; text-align: left; border-bottom: 1px solid #ddd; vertical-align: top; }
            th { border-bottom: 2px solid #222; } td.number { text-align: right; font-variant-numeric: tabular-nums; }
            .wide { overflow-x: auto; } figure { margin: 1.5rem 0; } figcaption { font-weight: 600; }
            svg { max-width: 100%; height: auto; }
            .finding { border-left: 6px solid #777; padding: .2rem .8rem; margin: .6rem 0; background: #f6f6f6; }
            .finding.passed { border-color: #009E73; } .finding.failed { border-color: #D55E00; background: #fdf1ea; }
            .finding.warned { border-color: #E69F00; background: #fdf8ea; }
            summary { cursor: pointer; color: #555; font-size: .85rem; }
            @media print { body { margin: 0; max-width: none; } details { display: none; } figure { break-inside: avoid; } .wide { overflow: visible; } }
            """;

    private final StringBuilder out = new StringBuilder();
    private int sections;
    private int charts;

    static String render(Report report) {
        HtmlRenderer html = new HtmlRenderer();
        html.page(report);
        return html.out.toString();
    }

    private void page(Report report) {
        out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(Escaping.html(report.title()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(Escaping.html(report.title()))
                .append("</h1>\n");
        contents(report);
        blocks(report, 2);
        out.append("</body>\n</html>\n");
    }

    private void contents(Report report) {
        List<String> titles = new ArrayList<>();
        for (Block block : report.blocks()) {
            if (block instanceof Block.Section section) {
                titles.add(section.content().title());
            }
        }
        if (titles.size() < 2) {
            return;
        }
        out.append("<nav aria-label=\"Contents\"><ol>\n");
        for (int i = 0; i < titles.size(); i++) {
            out.append("<li><a href=\"#part-")
                    .append(i + 1)
                    .append("\">")
                    .append(Escaping.html(titles.get(i)))
                    .append("</a></li>\n");
        }
        out.append("</ol></nav>\n");
    }

    private void blocks(Report report, int level) {
        for (Block block : report.blocks()) {
            if (block instanceof Block.Paragraph paragraph) {
                out.append("<p>").append(Escaping.html(paragraph.text())).append("</p>\n");
            } else if (block instanceof Block.Finding finding) {
                finding(finding);
            } else if (block instanceof Block.Grid grid) {
                grid(grid);
            } else if (block instanceof Block.Figure figure) {
                figure(figure.chart());
            } else if (block instanceof Block.Section section) {
                section(section.content(), level);
            }
        }
    }

    private void section(Report part, int level) {
        int heading = Math.min(level, 6);
        String id = level == 2 ? " id=\"part-" + ++sections + "\"" : "";
        out.append("<section").append(id).append(">\n<h").append(heading).append('>');
        out.append(Escaping.html(part.title())).append("</h").append(heading).append(">\n");
        blocks(part, level + 1);
        out.append("</section>\n");
    }

    private void finding(Block.Finding finding) {
        out.append("<p class=\"finding ")
                .append(finding.outcome().name().toLowerCase(java.util.Locale.ROOT))
                .append("\"><strong>")
                .append(Outcomes.mark(finding.outcome()))
                .append(' ')
                .append(Escaping.html(finding.title()))
                .append("</strong> ")
                .append(Escaping.html(finding.detail()))
                .append("</p>\n");
    }

    private void grid(Block.Grid grid) {
        out.append("<div class=\"wide\"><table>\n");
        if (!grid.caption().isEmpty()) {
            out.append("<caption>").append(Escaping.html(grid.caption())).append("</caption>\n");
        }
        out.append("<thead><tr>");
        for (String column : grid.columns()) {
            out.append("<th scope=\"col\">").append(Escaping.html(column)).append("</th>");
        }
        out.append("</tr></thead>\n<tbody>\n");
        for (List<String> row : grid.rows()) {
            out.append("<tr>");
            for (String cell : row) {
                out.append(isNumber(cell) ? "<td class=\"number\">" : "<td>")
                        .append(Escaping.html(cell))
                        .append("</td>");
            }
            out.append("</tr>\n");
        }
        out.append("</tbody>\n</table></div>\n");
    }

    private static boolean isNumber(String cell) {
        return !cell.isEmpty()
                && cell.length() < 32
                && cell.chars().allMatch(c -> "0123456789.,-+%eE ".indexOf(c) >= 0);
    }

    private void figure(Chart chart) {
        out.append("<figure>\n<figcaption>")
                .append(Escaping.html(chart.title()))
                .append("</figcaption>\n");
        out.append(SvgChart.draw(chart, "chart-" + ++charts)).append("\n<details><summary>The numbers</summary>\n");
        Block.Grid numbers = ChartTable.of(chart);
        grid(new Block.Grid("", numbers.columns(), numbers.rows()));
        out.append("</details>\n</figure>\n");
    }
}
