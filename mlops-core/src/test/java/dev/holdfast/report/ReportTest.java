// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
    private static final Report EVERYTHING = Report.titled("Loans")
            .text("First words.")
            .finding(Outcome.PASSED, "age", "in range")
            .finding(Outcome.WARNED, "debt", "odd")
            .finding(Outcome.INCONCLUSIVE, "groups", "12 rows")
            .finding(Outcome.FAILED, "income", "381 missing")
            .table("Counts", List.of("column", "missing"), List.of(List.of("Income", "381")))
            .chart(new Chart.Lines(
                    "ROC",
                    "false positive rate",
                    "true positive rate",
                    List.of(
                            new Chart.Series("one", List.of(0.0, 0.5, 1.0), List.of(0.0, 0.9, 1.0)),
                            new Chart.Series("two", List.of(0.0, 0.5, 1.0), List.of(0.0, Double.NaN, 1.0))),
                    true))
            .chart(new Chart.Bars(
                    "Income",
                    "bin",
                    "share",
                    List.of("low", "a rather long category name"),
                    List.of(
                            new Chart.BarSeries("reference", List.of(0.25, 0.75)),
                            new Chart.BarSeries("current", List.of(0.5, Double.NaN)))))
            .chart(new Chart.Overlay(
                    "Income before and now",
                    "bin",
                    "share",
                    List.of("low", "<high>"),
                    new Chart.BarSeries("reference", List.of(0.25, 0.75)),
                    new Chart.BarSeries("current", List.of(0.5, Double.NaN))))
            .chart(new Chart.Intervals(
                    "Rates",
                    "rate",
                    "group",
                    List.of(
                            new Chart.Interval("a", 0.1, 0.2, 0.3),
                            new Chart.Interval("b", Double.NaN, Double.NaN, Double.NaN),
                            new Chart.Interval("c", Double.NEGATIVE_INFINITY, 0.2, Double.POSITIVE_INFINITY))))
            .section(Report.titled("Inside").text("deep").build())
            .section(Report.titled("Beside").text("wide").build())
            .build();

    @Test
    void comesBackFromJsonAsItWas() {
        assertThat(Report.parse(EVERYTHING.toJson())).isEqualTo(EVERYTHING);
        assertThat(EVERYTHING.toJson())
                .isEqualTo(Report.parse(EVERYTHING.toJson()).toJson());
    }

    @Property(tries = 200)
    void anyTextComesBackFromJson(@ForAll String title, @ForAll String text) {
        Report report = Report.titled(title)
                .text(text)
                .finding(Outcome.FAILED, text, title)
                .build();
        assertThat(Report.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void refusesDocumentsThatAreNoneOrOfAnotherFormat() {
        assertThatThrownBy(() -> Report.parse("{\"report\":2}"))
                .hasMessage("expected a report document of format 1, got format 2");
        assertThatThrownBy(() -> Report.parse("{}"))
                .hasMessage("expected a report document of format 1, got no 'report' member");
        assertThatThrownBy(() -> Report.parse("<html>")).hasMessageStartingWith("a report must be a JSON document: ");
        assertThatThrownBy(() -> Report.parse("{\"report\":1,\"title\":\"t\",\"blocks\":[{\"kind\":\"film\"}]}"))
                .hasMessage("a report has no block of kind 'film'");
        assertThatThrownBy(() -> Report.parse(
                        "{\"report\":1,\"title\":\"t\",\"blocks\":[{\"kind\":\"chart\",\"type\":\"pie\"}]}"))
                .hasMessage("a report has no chart of type 'pie'");
    }

    @Test
    void htmlLoadsNothingRunsNothingAndNamesEveryOutcomeInWords() throws Exception {
        String html = EVERYTHING.toHtml();
        assertThat(html)
                .contains("✓ PASSED", "! WARNED", "? INCONCLUSIVE", "✗ FAILED", "<a href=\"#part-2\">Beside</a>")
                .doesNotContain("<script", "src=", "url(http", "style=\"");
        assertThat(parseSvg(html)).hasSize(4);
    }

    @Test
    void hostileTextIsShownAndNeverActedOn() {
        String hostile = "<script>alert(1)</script> \u202Eevil \u0000 \u001B[31m | `x` [y](z) & \"q\" 'a'";
        Report report = Report.titled(hostile)
                .text(hostile)
                .finding(Outcome.FAILED, hostile, hostile)
                .table(hostile, List.of(hostile), List.of(List.of(hostile)))
                .chart(new Chart.Bars(
                        hostile,
                        hostile,
                        hostile,
                        List.of(hostile),
                        List.of(new Chart.BarSeries(hostile, List.of(1.0)))))
                .build();
        assertThat(report.toHtml())
                .doesNotContain("<script", "\u202E", "\u0000", "\u001B")
                .contains("&lt;script&gt;", "\\u202E", "\\u0000", "\\u001B", "&#39;a&#39;");
        assertThat(report.toMarkdown())
                .doesNotContain("<script", "\u202E", "\u0000", "\u001B", " | `x`", "[y](z)")
                .contains("&lt;script&gt;", "\\| \\`x\\` \\[y\\](z)");
    }

    @Test
    void markdownKeepsTheNumbersOfChartsAndTables() {
        assertThat(EVERYTHING.toMarkdown())
                .contains("# Loans\n", "## Inside\n", "| Income | 381 |", "| bin | reference | current |")
                .contains("| one | 0.5 | 0.9 |", "| a | 0.1 | 0.2 | 0.3 |", "- **✗ FAILED** income: 381 missing");
    }

    @Test
    void isWrittenInTheFormThatTheFileNameAsksFor(@TempDir Path folder) throws Exception {
        Path html = EVERYTHING.write(folder.resolve("new/report.HTML"));
        assertThat(html).hasContent(EVERYTHING.toHtml());
        assertThat(EVERYTHING.write(folder.resolve("report.md"))).hasContent(EVERYTHING.toMarkdown());
        assertThat(EVERYTHING.write(folder.resolve("report.json"))).hasContent(EVERYTHING.toJson());
        assertThatThrownBy(() -> EVERYTHING.write(folder.resolve("report.pdf")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a report is written as .html, .md or .json, got '" + folder.resolve("report.pdf") + "'");
        Files.writeString(folder.resolve("file"), "in the way");
        Path blocked = folder.resolve("file/report.md");
        assertThatThrownBy(() -> EVERYTHING.write(blocked))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("cannot write the report to " + blocked);
        assertThat(folder.resolve("file")).hasContent("in the way");
    }

    @Test
    void refusesPartsThatDoNotFitTogether() {
        assertThatThrownBy(() -> new Block.Grid("t", List.of("a"), List.of(List.of("1", "2"))))
                .hasMessage("grid 't' has 1 columns, but a row of 2 cells: [1, 2]");
        assertThatThrownBy(() -> new Chart.Series("s", List.of(1.0), List.of()))
                .hasMessage("series 's' has 1 positions, but 0 values");
        assertThatThrownBy(() -> new Chart.Bars(
                        "t", "x", "y", List.of("a"), List.of(new Chart.BarSeries("s", List.of(1.0, 2.0)))))
                .hasMessage("series 's' has 2 values for 1 categories");
    }

    @Test
    void tellsAnOverlayInWordsToo() {
        assertThat(EVERYTHING.toHtml())
                .contains("<desc>share, reference and current: low 0.25 and 0.5; &lt;high&gt; 0.75 and ");
        assertThatThrownBy(() -> new Chart.Overlay(
                        "t",
                        "x",
                        "y",
                        List.of("a"),
                        new Chart.BarSeries("s", List.of(1.0)),
                        new Chart.BarSeries("r", List.of())))
                .hasMessage("series 'r' has 0 values for 1 categories");
    }

    @Test
    void theWorseOutcomeWins() {
        assertThat(Outcome.PASSED.worst(Outcome.INCONCLUSIVE)).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(Outcome.FAILED.worst(Outcome.WARNED)).isEqualTo(Outcome.FAILED);
    }

    private static List<Document> parseSvg(String html) throws Exception {
        java.util.ArrayList<Document> documents = new java.util.ArrayList<>();
        for (int from = html.indexOf("<svg"); from >= 0; from = html.indexOf("<svg", from + 1)) {
            String svg = html.substring(from, html.indexOf("</svg>", from) + 6);
            documents.add(DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8))));
        }
        return documents;
    }
}
