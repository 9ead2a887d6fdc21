// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.profile.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A value of a sensitive column leaves in no way: every kind of rule fails on a canary, and nothing sings. */
class SensitiveValuesTest {
    private static final String CANARY = "Zk7canary9qX";
    private static final String NUMBER = "314159271828";

    private static Table table() {
        return Table.of(
                TextColumn.of("secret", CANARY, "b", CANARY, "a", CANARY, "c"),
                IntegerColumn.of("amount", 1, Long.parseLong(NUMBER), 2, 2, 5, Long.parseLong(NUMBER)),
                TextColumn.builder("other")
                        .add("x")
                        .addMissing()
                        .add("y")
                        .add("x")
                        .add("z")
                        .add("x")
                        .build());
    }

    private static double largest(Table part) {
        return part.columns().stream()
                .filter(column -> column.type().isNumeric())
                .flatMapToDouble(column -> IntStream.range(0, column.size()).mapToDouble(column::number))
                .max()
                .orElse(1);
    }

    private static double thrown(Table part) {
        throw new IllegalStateException(
                "broke on " + part.rows().map(row -> values(row).toString()).toList());
    }

    /** What the rules that look beyond the data are given; none of it is in the data. */
    private static Table there() {
        return Table.of(
                TextColumn.of("secret", "p", "q", "r"),
                IntegerColumn.of("amount", 7, 8, 9),
                TextColumn.of("other", "x", "y", "z"));
    }

    /** One rule of every kind, each of which fails, or breaks, on the secret. */
    private static final List<Consumer<ColumnRules>> ON_COLUMNS = List.of(
            ColumnRules::number,
            c -> c.required().where(when("other").isMissing()),
            c -> c.between(0, 1),
            c -> c.above(1e15),
            c -> c.from(1e15),
            c -> c.below(0),
            c -> c.upTo(0),
            c -> c.in("a"),
            c -> c.notIn("b", "x"),
            c -> c.matches("(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)!"),
            c -> c.contains("#"),
            c -> c.length(0, 1),
            c -> c.startsWith("a"),
            c -> c.endsWith("a"),
            c -> c.notMatches("(?s).*"),
            c -> c.like("zz%"),
            c -> c.jsonSchema("{\"type\": \"array\"}"),
            c -> c.drift(DistributionStatistic.UNSEEN_SHARE, Limit.atMost(0)),
            c -> c.metric("largest", 1, CustomMetric.largest(SensitiveValuesTest::largest), Limit.atMost(0)),
            c -> c.metric("throws", 1, CustomMetric.sum(SensitiveValuesTest::thrown), Limit.atMost(0)),
            c -> c.format(TextFormat.EMAIL),
            c -> c.dateFormat("yyyy"),
            ColumnRules::notBlank,
            ColumnRules::notNan,
            ColumnRules::finite,
            ColumnRules::unique,
            ColumnRules::increasing,
            ColumnRules::decreasing,
            c -> c.referencedIn("known", "key"),
            c -> c.distribution(Map.of("a", 1.0), Limit.atMost(0.1)),
            c -> c.containsAll("zzz"),
            c -> c.fresh(Duration.ofDays(1)),
            c -> c.missing(Limit.atLeast(0.9)),
            c -> c.during(Instant.EPOCH, Instant.EPOCH),
            c -> c.mean(Limit.atMost(0)),
            c -> c.sum(Limit.atMost(0)),
            c -> c.minimum(Limit.atMost(0)),
            c -> c.maximum(Limit.atMost(0)),
            c -> c.median(Limit.atMost(0)),
            c -> c.standardDeviation(Limit.atMost(0)),
            c -> c.distinct(Limit.atMost(1)),
            c -> c.topShare(Limit.atMost(0)),
            c -> c.entropy(Limit.atMost(0)),
            c -> c.outliers(3, Limit.atMost(0)));

    private static final List<Consumer<TableRules>> ON_TABLES = List.of(
            r -> r.atLeast(1_000),
            r -> r.columnsExactly("nothing"),
            r -> r.columnsInOrder("nothing"),
            TableRules::noExtraColumns,
            r -> r.columnCount(Limit.atMost(1)),
            r -> r.columnNames("q.*"),
            r -> r.unique("secret"),
            r -> r.unique("secret", "amount"),
            r -> r.primaryKey("secret"),
            r -> r.primaryKey("other"),
            r -> r.noDuplicateRows(),
            r -> r.allOrNone("secret", "other"),
            r -> r.exactlyOne("secret", "amount"),
            r -> r.sumEquals("amount", 0, "amount", "amount"),
            r -> r.sumEquals("secret", 0, "amount"),
            r -> r.determined("amount", "secret"),
            r -> r.determined("secret", "other"),
            r -> r.correlation("secret", "amount", Limit.atLeast(2)),
            r -> r.cramersV("secret", "other", Limit.atLeast(2)),
            r -> r.mutualInformation("amount", "secret", Limit.atLeast(50)),
            r -> r.rowsMatch("there", "other"),
            r -> r.metric("throws", 1, CustomMetric.sum(SensitiveValuesTest::thrown), Limit.atMost(0)),
            r -> r.custom("throws-1", row -> {
                throw new IllegalStateException("broke on " + row.text("secret") + row.text("amount"));
            }),
            r -> r.custom("assertion-1", row -> {
                throw new AssertionError("broke on " + row.text("secret"), new IllegalStateException(CANARY));
            }),
            r -> r.custom("number-1", row -> row.number("secret") > 0),
            r -> r.custom("false-1", row -> false),
            r -> r.check(
                    "c", when("secret").aboveColumn("other").and(when("amount").below(0))),
            r -> r.check("d", when("amount").above(0).then("secret").is("a")));

    private static DataContract.Builder sensitive(Redaction redaction) {
        return DataContract.named("canary")
                .column("secret", c -> c.sensitive(redaction))
                .column("amount", c -> c.sensitive(redaction));
    }

    private static List<DataContract> everyKind(Redaction redaction) {
        List<DataContract> contracts = new ArrayList<>();
        for (Consumer<ColumnRules> rule : ON_COLUMNS) {
            contracts.add(sensitive(redaction).column("secret", rule).build());
            contracts.add(sensitive(redaction).column("amount", rule).build());
        }
        for (Consumer<TableRules> rule : ON_TABLES) {
            contracts.add(sensitive(redaction).rows(rule).build());
        }
        contracts.add(sensitive(redaction)
                .column("other", c -> c.in("nothing").groupBy("secret"))
                .build());
        contracts.add(sensitive(redaction)
                .column("other", c -> c.in("nothing").groupBy("amount"))
                .build());
        return contracts;
    }

    @Test
    void thereIsARuleOfEveryKindAndEachFindsSomethingWrong() {
        Set<RuleKind> covered = EnumSet.noneOf(RuleKind.class);
        for (DataContract contract : everyKind(Redaction.OMIT)) {
            Stream.concat(
                            contract.columnBlocks().stream().flatMap(c -> c.rules().stream()),
                            contract.tableRules().stream())
                    .map(Rule::kind)
                    .forEach(covered::add);
        }
        assertThat(EnumSet.complementOf(EnumSet.copyOf(covered)))
                .as("a new kind of rule needs a rule here that fails on the secret")
                .isEmpty();
    }

    private static void silent(String what, Object output) {
        assertThat(String.valueOf(output))
                .as(what)
                .doesNotContain(CANARY)
                .doesNotContain(NUMBER)
                .doesNotContain("314159271")
                .doesNotContain("3.14159271");
    }

    @ParameterizedTest
    @EnumSource(Redaction.class)
    void edgeCase17NoOutputHoldsAValueOfASensitiveColumn(Redaction redaction, @TempDir Path folder) throws IOException {
        Path file = folder.resolve("bad.csv");
        int wrong = 0;
        for (DataContract contract : everyKind(redaction)) {
            List<ContractReport> reports = new ArrayList<>(List.of(contract.check(table())));
            List<QuarantinedRow> rows = new ArrayList<>();
            for (QuarantineSink sink : List.of(QuarantineSink.csv(file), QuarantineSink.to(rows::add))) {
                contract.filter(
                                TableSource.of(table()),
                                sink,
                                o -> o.reference("known", Table.of(TextColumn.of("key", "k")))
                                        .reference("there", there())
                                        .baseline(Profiler.withDefaults().profile(there()))
                                        .at(Instant.EPOCH)
                                        .sampleSize(100)
                                        .hashKey(new byte[16]),
                                reports::add)
                        .toTable();
            }
            silent("quarantine file", Files.readString(file));
            for (QuarantinedRow row : rows) {
                silent(
                        "quarantined row",
                        row.breaches() + row.row().text("secret") + row.row().text("amount"));
            }
            for (ContractReport report : reports) {
                wrong += report.outcome() == dev.holdfast.report.Outcome.FAILED ? 1 : 0;
                silentIn(report, folder);
            }
            table().rows().forEach(row -> silent("one row", contract.check(Row.of(values(row)))));
        }
        assertThat(wrong).isGreaterThan(2 * everyKind(redaction).size());
    }

    private static void silentIn(ContractReport report, Path folder) throws IOException {
        silent("text", report);
        silent("findings", report.findings());
        silent("measurements", report.measurements());
        silent("HTML", report.report().toHtml());
        silent("Markdown", report.report().toMarkdown());
        silent("JSON", report.report().toJson());
        silent("profile", report.profile().orElseThrow().toJson());
        silent("profile report", report.profile().orElseThrow().report().toHtml());
        Path history = folder.resolve("history.jsonl");
        Files.deleteIfExists(history);
        MetricHistory.in(history).add(HistoryEntry.of("r", Instant.EPOCH, report));
        silent("history file", Files.readString(history));
        try {
            report.orThrow();
        } catch (ContractException e) {
            for (Throwable t = e; t != null; t = t.getCause()) {
                silent("exception", t);
            }
            silent("exception", e.findings());
        }
    }

    private static Map<String, Object> values(Row row) {
        Map<String, Object> values = new TreeMap<>();
        row.names().forEach(name -> values.put(name, row.value(name)));
        return values;
    }

    @Test
    void theProfileOfTheReportHasNoSensitiveColumn() {
        ContractReport report = sensitive(Redaction.OMIT).build().check(table());
        assertThat(report.profile().orElseThrow().columns())
                .extracting(column -> column.name())
                .containsExactly("other");
    }

    @Test
    void groupsOfASensitiveColumnStayApart() {
        DataContract contract = DataContract.named("g")
                .column("secret", c -> c.sensitive(Redaction.OMIT))
                .column("amount", c -> c.upTo(10).groupBy("secret"))
                .build();
        assertThat(contract.check(table()).findings())
                .extracting(Finding::name, Finding::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("secret: present()", Verdict.PASS),
                        org.assertj.core.groups.Tuple.tuple("amount: upTo(10) [secret=(hidden) 1]", Verdict.PASS),
                        org.assertj.core.groups.Tuple.tuple("amount: upTo(10) [secret=(hidden) 2]", Verdict.PASS),
                        org.assertj.core.groups.Tuple.tuple("amount: upTo(10) [secret=(hidden) 3]", Verdict.FAIL),
                        org.assertj.core.groups.Tuple.tuple("amount: upTo(10) [secret=(hidden) 4]", Verdict.FAIL));
    }

    @Test
    void aSinkGetsTheValuesWhenItAsksForThem(@TempDir Path folder) throws IOException {
        DataContract contract = DataContract.named("s")
                .column("secret", c -> c.sensitive().in("a"))
                .build();
        Path file = folder.resolve("bad.csv");
        contract.filter(TableSource.of(table()), QuarantineSink.csv(file)).toTable();
        assertThat(Files.readString(file)).contains("\n1,,\"secret: in(a), got '************'\",************,1,x\n");
        contract.filter(TableSource.of(table()), QuarantineSink.csv(file).withSensitiveValues())
                .toTable();
        assertThat(Files.readString(file)).contains("\n1,,\"secret: in(a), got '************'\"," + CANARY + ",1,x\n");
    }

    @Test
    void aMaskKeepsNoLetterOfAnyScript() {
        DataContract contract = DataContract.named("s")
                .column("secret", c -> c.sensitive().in("a"))
                .build();
        Table table = Table.of(TextColumn.of("secret", "\u0915\u093f-\ud83d\ude00 \u00e9e\u0301.7"));
        assertThat(contract.check(table).findings().get(0).sample())
                .extracting(FailingRow::value)
                .containsExactly("**-* ***.*");
    }

    @Test
    void aSensitiveColumnThatIsAbsentLeavesTheProfile() {
        DataContract contract = DataContract.named("s")
                .column("gone", c -> c.sensitive().optional().in("a"))
                .column("secret", c -> c.text())
                .build();
        assertThat(contract.check(table()).profile()).isPresent();
    }
}
