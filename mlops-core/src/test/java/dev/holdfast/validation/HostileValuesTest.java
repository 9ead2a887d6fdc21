// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.report.Report;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Edge case 17: what a value says is never obeyed, by a browser, a terminal, a spreadsheet or a Markdown reader. */
class HostileValuesTest {
    private static final String TERMINAL = "\u001b[2J\u009b31m\u0007\b\r\u202e\u2066\u200f\ud800";

    private static ContractReport report(String hostile) {
        Table table = Table.of(TextColumn.of("x" + hostile, hostile, "ok"), TextColumn.of("g", hostile, hostile + "2"));
        return DataContract.named("h" + hostile)
                .column("x" + hostile, c -> c.in("ok").groupBy("g").because("so" + hostile))
                .rows(r -> r.unique("g").custom("throws-1", row -> {
                    throw new IllegalStateException(row.text("x" + hostile));
                }))
                .build()
                .check(table);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"><img src=x onerror=alert(1)>",
                "</title><svg onload=alert(1)>",
                "' onmouseover='alert(1)",
                "&lt;b&gt;"
            })
    void edgeCase17HtmlRunsNoScript(String hostile) {
        String html = report(hostile).report().toHtml();
        assertThat(html)
                .doesNotContain("<script")
                .doesNotContain("<img")
                .doesNotContain("<svg onload")
                .doesNotContain("' onmouseover")
                .contains("alert(1)".isEmpty() ? "" : "finding");
        assertThat(html).doesNotContain("&lt;b&gt;".equals(hostile) ? "'" + hostile : "<b>");
    }

    @Test
    void edgeCase17NoFormatHoldsWhatATerminalObeys() {
        ContractReport report = report(TERMINAL);
        Report document = report.report();
        for (String output : List.of(
                document.toHtml(),
                document.toMarkdown(),
                document.toJson(),
                report.findings().get(0).sample().toString(),
                report.findings().get(0).sentence().replace(TERMINAL, ""))) {
            assertThat(output.codePoints()
                            .filter(c -> c != '\n' && c != '\t')
                            .filter(c -> Character.getType(c) == Character.CONTROL
                                    || Character.getType(c) == Character.FORMAT
                                    || Character.getType(c) == Character.SURROGATE)
                            .count())
                    .isZero();
        }
        assertThat(Report.parse(document.toJson())).isEqualTo(document);
        assertThat(document.toHtml()).contains("\\u001B[2J\\u009B31m");
    }

    @Test
    void edgeCase17MarkdownStaysATable() {
        String hostile = "a|b`c`\n| d |\n# e\n[x](javascript:alert(1)) <b>";
        String markdown = report(hostile).report().toMarkdown();
        assertThat(markdown).contains("a\\|b\\`c\\` \\| d \\| # e \\[x\\](javascript:alert(1)) &lt;b&gt;");
        markdown.lines()
                .filter(line -> line.startsWith("| 1 |"))
                .forEach(line -> assertThat(line.replace("\\|", "")
                                .chars()
                                .filter(c -> c == '|')
                                .count())
                        .isEqualTo(4));
    }
}
