// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.profile.Profiler;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractSuggestionTest {
    @Test
    void proposesAContractThatGoodDataMeet() {
        Table loans = CreditDataTest.loans();
        Table train = loans.slice(0, 3000);
        ContractSuggestion suggestion =
                ContractSuggestion.from("loans", train).heldOut(loans.slice(3000, loans.rowCount()));
        DataContract draft = suggestion.accept(p -> p.falseAlarmRate().value().orElse(1) <= 0.05);
        assertThat(draft.check(train).verdict()).isEqualTo(Verdict.PASS);
        assertThat(draft.toJson())
                .contains("{\"rule\":\"in\",\"values\":[\"bad\",\"good\"]}")
                .contains("{\"rule\":\"check\",\"name\":\"Price at least Amount\"")
                .contains("{\"rule\":\"between\"");
        assertThat(suggestion.toJava())
                .startsWith(
                        "DataContract.named(\"loans\")\n    .column(\"Status\", c -> c\n        .text() // read as such; false alarms in 1000 rows: 0, at most 0.")
                .contains(".in(\"bad\", \"good\") // 2 values, the rarest " + bad(train)
                        + " times; false alarms in 1000 rows: 0, at")
                .endsWith("    .build()\n");
        assertThat(suggestion.proposals())
                .allMatch(p -> p.falseAlarmRate().value().isPresent());
        assertThat(suggestion.proposals().get(0)).asString().startsWith("Status: text(), false alarms ");
        assertThat(suggestion.proposals().get(0).because()).isEqualTo("read as such");
        assertThat(suggestion.expectedFalseAlarms()).isBetween(0.0, 3.0);
    }

    private static int bad(Table loans) {
        return loans.where(row -> row.text("Status").equals("bad")).rowCount();
    }

    @Test
    void saysWhenItHasNotBeenScored() {
        ContractSuggestion raw = ContractSuggestion.from("x", Table.of(TextColumn.of("t", "a")));
        assertThat(raw.proposals().get(0).falseAlarmRate())
                .hasToString("undefined: no held-out data yet; call heldOut");
        assertThatThrownBy(() -> raw.heldOut(Table.of(TextColumn.of("t"))))
                .hasMessage("held-out data need at least 1 row, got 0");
        assertThatThrownBy(() -> ContractSuggestion.from("x", Table.of(TextColumn.of("t"))))
                .hasMessage("a contract cannot be proposed from data without rows");
        assertThatThrownBy(() -> ContractSuggestion.from("x", Table.of(TextColumn.of("t", "a")), 0))
                .hasMessage("a batch must have at least 1 row, got 0");
    }

    @Test
    void theFalseAlarmsOfABatchFollowFromItsRows() {
        Table good = column(IntStream.range(0, 2000).mapToDouble(i -> i % 100).toArray());
        double[] held = IntStream.range(0, 5000).mapToDouble(i -> i % 100).toArray();
        held[17] = 1e6;
        held[2222] = -1e6;
        ContractSuggestion suggestion = ContractSuggestion.from("x", good, 500).heldOut(column(held));
        Estimate rate = (Estimate) only(suggestion, RuleKind.BETWEEN).falseAlarmRate();
        assertThat(rate.point()).isEqualTo(1 - Math.pow(1 - 2 / 5000.0, 500), within(1e-12));
        Estimate rows = Intervals.clopperPearson(2, 5000, 0.95).orThrow();
        assertThat(rate.lower()).isEqualTo(1 - Math.pow(1 - rows.lower(), 500), within(1e-12));
        assertThat(rate.upper()).isEqualTo(1 - Math.pow(1 - rows.upper(), 500), within(1e-12));
        assertThat(only(suggestion, RuleKind.REQUIRED).falseAlarmRate())
                .isInstanceOfSatisfying(
                        Estimate.class, e -> assertThat(e.point()).isZero());
        assertThat(suggestion.batchRows()).isEqualTo(500);
    }

    @Test
    void otherRulesAreScoredOnBatches() {
        NumberColumn.Builder some = NumberColumn.builder("x");
        IntStream.range(0, 1000).forEach(i -> {
            if (i % 10 == 0) {
                some.addMissing();
            } else {
                some.add(i);
            }
        });
        Table good = Table.of(some.build());
        ContractSuggestion suggestion = ContractSuggestion.from("x", good, 100);
        Table heldOut = good.concat(good.where(row -> row.isMissing("x")));
        Estimate rate =
                (Estimate) only(suggestion.heldOut(heldOut), RuleKind.MISSING).falseAlarmRate();
        assertThat(rate.n()).isEqualTo(11);
        assertThat(rate.point()).isEqualTo(1 / 11.0);
        assertThat(only(suggestion.heldOut(good.slice(0, 50)), RuleKind.MISSING).falseAlarmRate())
                .hasToString("undefined: the 50 held-out rows make no batch of 100 that the rule can decide");
        assertThat(only(suggestion.heldOut(Table.of(NumberColumn.of("y", 1))), RuleKind.BETWEEN)
                        .falseAlarmRate()
                        .value())
                .hasValue(1);
    }

    @Test
    void aSourceIsScoredAsItsTable() {
        Table loans = CreditDataTest.loans();
        ContractSuggestion suggestion = ContractSuggestion.from("loans", loans.slice(0, 2000), 300);
        Table heldOut = loans.slice(2000, 4454);
        TableSource pieces =
                TableSource.of(heldOut.schema(), () -> heldOut.rows().iterator());
        assertThat(suggestion.heldOut(pieces).toJava())
                .isEqualTo(suggestion.heldOut(heldOut).toJava());
    }

    @Test
    void theProfileAloneSpeaksForMostRules() {
        Table loans = CreditDataTest.loans();
        ContractSuggestion fromProfile =
                ContractSuggestion.from("loans", Profiler.withDefaults().profile(loans));
        ContractSuggestion fromTable = ContractSuggestion.from("loans", loans);
        assertThat(fromProfile.proposals())
                .extracting(ContractSuggestion.Proposal::rule)
                .containsExactlyElementsOf(fromTable.where(p -> p.column().isPresent()).proposals().stream()
                        .map(ContractSuggestion.Proposal::rule)
                        .toList());
        assertThat(fromProfile.contract().check(loans).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void seldomRefusesGoodDataThatItHasNotSeen() {
        int refused = 0;
        int batches = 80;
        for (int seed = 0; seed < batches; seed++) {
            DataContract contract =
                    ContractSuggestion.from("x", drawn(2000, 2L * seed), 500).contract();
            refused += contract.check(drawn(500, 2L * seed + 1)).verdict() == Verdict.PASS ? 0 : 1;
        }
        // The bare minimum and maximum of one column would be broken by 2 * 500 / 2500 of the batches.
        assertThat(refused).isLessThan(batches / 20);
    }

    private static Table drawn(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder uniform = NumberColumn.builder("uniform");
        NumberColumn.Builder exponential = NumberColumn.builder("exponential");
        NumberColumn.Builder gaps = NumberColumn.builder("gaps");
        TextColumn.Builder kinds = TextColumn.builder("kinds");
        for (int row = 0; row < rows; row++) {
            uniform.add(random.nextDouble());
            exponential.add(-Math.log(1 - random.nextDouble()));
            if (random.nextDouble() < 0.05) {
                gaps.addMissing();
            } else {
                gaps.add(random.nextInt(1000));
            }
            kinds.add("k" + (int) Math.min(20, -Math.log(1 - random.nextDouble()) * 3));
        }
        return Table.of(uniform.build(), exponential.build(), gaps.build(), kinds.build());
    }

    @Test
    void findsWhatTextsHaveInCommon() {
        TextColumn.Builder date = TextColumn.builder("date");
        TextColumn.Builder mail = TextColumn.builder("mail");
        TextColumn.Builder id = TextColumn.builder("id");
        TextColumn.Builder words = TextColumn.builder("words");
        for (int i = 0; i < 400; i++) {
            date.add(String.format(Locale.ROOT, "%02d.%02d.20%02d", 1 + i % 28, 1 + i % 12, i % 4));
            mail.add("user" + i + "@example.org");
            id.add(String.format(Locale.ROOT, "AB-%04d/%d", i, i % 12));
            words.add("w" + "x".repeat(i % 13) + " " + "y".repeat(1 + i % 31));
        }
        ContractSuggestion suggestion =
                ContractSuggestion.from("x", Table.of(date.build(), mail.build(), id.build(), words.build()));
        assertThat(suggestion.proposals())
                .extracting(p -> p.column().orElse("") + " " + p.rule())
                .contains(
                        "date dateFormat(dd.MM.yyyy)",
                        "mail format(email)",
                        "id matches([A-Z]{2}-[0-9]{4}/[0-9]+)",
                        "id unique()",
                        "words notBlank()")
                .doesNotContain("date unique()");
    }

    @Test
    void findsWhatColumnsHaveToDoWithEachOther() {
        SplittableRandom random = new SplittableRandom(3);
        int n = 1000;
        double[] net = random.doubles(n, 10, 100).map(Math::rint).toArray();
        double[] tax = random.doubles(n, 1, 20).map(Math::rint).toArray();
        double[] gross = IntStream.range(0, n).mapToDouble(i -> net[i] + tax[i]).toArray();
        String[] from = new String[n];
        String[] to = new String[n];
        double[] miles = new double[n];
        for (int i = 0; i < n; i++) {
            int a = random.nextInt(15);
            int b = random.nextInt(15);
            from[i] = "F" + a;
            to[i] = "T" + b;
            miles[i] = 1000 + a * 31 + b * 7;
        }
        Table table = Table.of(
                NumberColumn.of("net", net),
                NumberColumn.of("tax", tax),
                NumberColumn.of("gross", gross),
                TextColumn.of("from", from),
                TextColumn.of("to", to),
                IntegerColumn.of(
                        "miles", Arrays.stream(miles).mapToLong(m -> (long) m).toArray()));
        assertThat(ContractSuggestion.from("x", table)
                        .where(p -> p.column().isEmpty())
                        .proposals())
                .extracting(ContractSuggestion.Proposal::rule)
                .containsExactly(
                        "check(gross at least net, 'gross' atLeastColumn net)",
                        "sum(net, tax, gross, 0.0001)",
                        "dependency(from, to, miles)");
    }

    @Test
    void theJavaCodeBuildsWhatTheJsonSays(@TempDir Path folder) throws Exception {
        TextColumn.Builder hostile = TextColumn.builder("a \"quoted\" */ \\ column\n\u0131");
        IntStream.range(0, 1200)
                .forEach(i ->
                        hostile.add(List.of("\\u0022", "\u20ac\t", "//*/", "x").get(i % 4)));
        Table loans = CreditDataTest.loans();
        Table table = loans.slice(0, 1200)
                .with(hostile.build())
                .with(IntegerColumn.of(
                        "big",
                        IntStream.range(0, 1200)
                                .mapToLong(i -> i * 3_000_000_000L % 7_000_000_007L)
                                .toArray()));
        ContractSuggestion suggestion =
                ContractSuggestion.from("l\"o\\ans", table).heldOut(loans.slice(1200, 2400));
        DataContract compiled = compiled(suggestion.toJava(), folder);
        assertThat(compiled).isEqualTo(suggestion.contract());
        assertThat(compiled.toJson()).isEqualTo(suggestion.contract().toJson());
        assertThat(DataContract.parse(compiled.toJson())).isEqualTo(compiled);
    }

    static DataContract compiled(String code, Path folder) throws Exception {
        Path source = folder.resolve("Suggested.java");
        Files.writeString(source, """
                import dev.holdfast.validation.*;
                public class Suggested {
                    public static DataContract contract() {
                        return %s;
                    }
                }
                """.formatted(code));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter errors = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean done = compiler.getTask(
                            errors,
                            files,
                            null,
                            List.of(
                                    "-d",
                                    folder.toString(),
                                    "-proc:none",
                                    "-cp",
                                    System.getProperty("java.class.path")),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
            assertThat(done).as(errors + code).isTrue();
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ContractSuggestionTest.class.getClassLoader())) {
            return (DataContract)
                    loader.loadClass("Suggested").getMethod("contract").invoke(null);
        }
    }

    private static Table column(double... values) {
        return Table.of(NumberColumn.of("x", values));
    }

    private static ContractSuggestion.Proposal only(ContractSuggestion suggestion, RuleKind kind) {
        return suggestion.proposals().stream()
                .filter(p -> p.asRule().kind() == kind && !p.column().equals(Optional.of("y")))
                .findFirst()
                .orElseThrow();
    }
}
