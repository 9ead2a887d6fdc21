// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static dev.holdfast.validation.Limit.within;
import static dev.holdfast.validation.Severity.WARN;
import static dev.holdfast.validation.TextFormat.EMAIL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide shows about contracts, as it stands there. */
class ContractGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "validation", "ContractGuideTest.java");

    private static String orders(int rows, String last) {
        return IntStream.range(0, rows)
                .mapToObj(i -> {
                    String status = i % 10 == 0 ? "refund" : i % 2 == 0 ? "open" : "paid";
                    return String.format(
                            Locale.ROOT,
                            "%d,user%d@example.org,%s%d.50,%s,%s%n",
                            i,
                            i,
                            status.equals("refund") ? "-" : "",
                            10 + i * 37 % 80,
                            status,
                            status.equals("paid") ? "2026-01-31" : "");
                })
                .collect(Collectors.joining("", "id,email,amount,status,paidOn\n", last));
    }

    // spotless:off
    @Test
    void checksSetsAsideAndComparesInOnePass(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("orders.csv");
        Path bad = folder.resolve("bad.csv");
        Path yesterday = folder.resolve("yesterday.csv");
        Files.writeString(yesterday, orders(2_000, ""));
        Files.writeString(file, orders(2_000, "9000,no mail,50.5,paid,\n9001,a@b.org,70.5,refund,\n1,b@c.org,1.5,lost,\n"));
        Profile training = Profiler.withDefaults().profile(Csv.stream(yesterday));
        List<String> log = new ArrayList<>();
        // snippet: contract
        DataContract contract = DataContract.named("orders").version(3)
                .column("id", c -> c.integer().required().unique())
                .column("email", c -> c.format(EMAIL).atLeast(0.99).severity(WARN))
                .column("amount", c -> c.number().between(-1_000, 1_000).missing(atMost(0.05)).median(within(30, 60)))
                .column("status", c -> c.in("open", "paid", "refund"))
                .column("paidOn", c -> c.required().where(when("status").is("paid")).because("finance books by it"))
                .rows(r -> r.atLeast(1_000).noExtraColumns()
                        .check("refund-sign", when("status").is("refund").then("amount").atMost(0)))
                .build();                                           // toJson() and parse(): one rule a line
        TableSource good = contract.filter(Csv.stream(file), QuarantineSink.csv(bad),
                o -> o.baseline(training, d -> d.except("id")),     // drift of every column, in the same pass
                report -> log.add(report.report().toMarkdown()));
        Table orders = good.toTable();                              // bad rows are in the file, each with its reasons
        contract.check(orders, o -> o.baseline(training)).orThrow(); // or read findings(): PASS, WARN, UNDECIDED, FAIL
        // end
        assertThat(orders.rowCount()).isEqualTo(2_000);
        assertThat(Files.readString(bad))
                .contains("paidOn: required(), got '(missing)'")
                .contains("refund-sign")
                .contains("id: unique(), got '1'; status: in(open, paid, refund), got 'lost'");
        assertThat(log).hasSize(1);
        assertThat(log.get(0))
                .contains("finance books by it")
                .contains("unseenShare is")
                .contains("changed most: other values, 0 % expected and");
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        assertThat(contract.check(orders, o -> o.baseline(training)).verdict()).isEqualTo(Verdict.PASS);
    }
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // snippet: contract") + 1;
        String shown = String.join("\n", lines.subList(from, lines.indexOf("        // end")))
                .indent(-8);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "```\n");
    }
}
