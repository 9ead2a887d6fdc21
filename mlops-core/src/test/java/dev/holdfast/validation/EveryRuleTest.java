// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every rule owes, whatever it asks for. */
class EveryRuleTest {
    /** How many rows there are, and which of another table are absent, can be answered without a row. */
    private static final Set<RuleKind> ANSWERS_WITHOUT_ROWS = EnumSet.of(RuleKind.ROW_COUNT, RuleKind.ROWS_MATCH);

    private static final Set<RuleKind> AGGREGATES = EnumSet.of(
            RuleKind.MEASURE,
            RuleKind.DISTRIBUTION,
            RuleKind.DRIFT,
            RuleKind.COLUMN_METRIC,
            RuleKind.METRIC,
            RuleKind.FRESH,
            RuleKind.ASSOCIATION);

    static List<RuleCase> rules() {
        return RuleCase.all();
    }

    static List<RuleCase> rulesOnSingleRows() {
        return rules().stream().filter(c -> c.kind().isOnRows()).toList();
    }

    static List<RuleCase> rulesOnRowsOrTheirNumbers() {
        return rules().stream().filter(c -> !c.kind().isOnColumns()).toList();
    }

    private static Finding only(DataContract contract, Table table) {
        List<Finding> findings = contract.check(table, EveryRuleTest::options).findings();
        return findings.get(0);
    }

    /** The findings of the rule itself, those on the columns of the baseline left out. */
    private static CheckOptions options(CheckOptions options) {
        return RuleCase.options(options);
    }

    @Test
    void areAllHere() {
        assertThat(rules().stream().map(RuleCase::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(RuleKind.values());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void passesOnGoodData(RuleCase each) {
        Finding finding = only(each.contract(), each.good());
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(Verdict.PASS);
        assertThat(finding.failing()).isEqualTo(each.kind() == RuleKind.MISSING ? 1 : 0);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void failsOnBadDataWithTheRowsThatBreakIt(RuleCase each) {
        Finding finding = only(each.contract(), each.bad());
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(finding.sample()).extracting(FailingRow::row).containsExactlyElementsOf(each.failing());
        assertThat(finding.sentence()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("rulesOnRowsOrTheirNumbers")
    void isNeverGreenWithoutRows(RuleCase each) {
        Finding finding = only(each.contract(), each.good().slice(0, 0));
        assertThat(finding.verdict())
                .as(finding.sentence())
                .isEqualTo(
                        ANSWERS_WITHOUT_ROWS.contains(each.kind())
                                ? Verdict.FAIL
                                : AGGREGATES.contains(each.kind()) ? Verdict.UNDECIDED : Verdict.SKIPPED);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isNotGreenBeforeItSawATable(RuleCase each) {
        ContractReport report = each.contract().start(EveryRuleTest::options).report();
        assertThat(report.findings().get(0).verdict()).isNotIn(Verdict.PASS, Verdict.WARN);
        assertThat(report.verdict()).isNotIn(Verdict.PASS, Verdict.WARN);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void comesBackFromJson(RuleCase each) {
        DataContract contract = each.contract(
                c -> c.severity(Severity.WARN).because("x < \"y\""),
                r -> r.severity(Severity.WARN).because("x < \"y\"").environment("A", "B"));
        DataContract read = DataContract.parse(contract.toJson());
        assertThat(read).isEqualTo(contract).hasSameHashCodeAs(contract);
        assertThat(read.toJson()).isEqualTo(contract.toJson());
        if (each.kind().isCode()) {
            assertThat(contract.toJson()).contains("\"portable\":false");
            Finding unbound = only(read, each.good());
            assertThat(unbound.verdict()).isEqualTo(Verdict.ERROR);
            assertThat(unbound.sentence()).contains("code is not stored with a contract");
        } else {
            assertThat(contract.toJson()).doesNotContain("portable");
            assertThat(only(read, each.bad())).isEqualTo(only(contract, each.bad()));
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void isTheSameForEveryBatchSizeAndNumberOfThreads(RuleCase each) throws Exception {
        for (Table table : List.of(each.good(), each.bad())) {
            Finding whole = only(each.contract(), table);
            for (int size : new int[] {1, 7, 1000}) {
                ContractCheck check = each.contract().start(EveryRuleTest::options);
                for (int from = 0; from < table.rowCount() || from == 0; from += size) {
                    check.add(table.slice(from, Math.min(table.rowCount(), from + size)));
                }
                same(check.report().findings().get(0), whole);
            }
            same(byTwoThreads(each.contract(), table).findings().get(0), whole);
        }
    }

    private static ContractReport byTwoThreads(DataContract contract, Table table)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            int half = table.rowCount() / 2;
            List<Future<ContractCheck>> parts = new ArrayList<>();
            for (int part = 0; part < 2; part++) {
                int from = part * half;
                int upTo = part == 0 ? half : table.rowCount();
                parts.add(threads.submit(() ->
                        contract.start(o -> options(o).firstRow(from + 1L)).add(table.slice(from, upTo))));
            }
            // The later part first: the order of merging must not show.
            return parts.get(1).get().merge(parts.get(0).get()).report();
        } finally {
            threads.shutdown();
        }
    }

    private static void same(Finding finding, Finding whole) {
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(whole.verdict());
        assertThat(finding.checked()).isEqualTo(whole.checked());
        assertThat(finding.failing()).isEqualTo(whole.failing());
        assertThat(finding.sample()).isEqualTo(whole.sample());
    }

    @ParameterizedTest
    @MethodSource("rulesOnSingleRows")
    void holdsForAShareOfTheRows(RuleCase each) {
        Finding lenient = only(each.contract(c -> c.atLeast(0.4), r -> r.share(0.4)), each.bad());
        assertThat(lenient.verdict()).as(lenient.sentence()).isEqualTo(Verdict.PASS);
        assertThat(lenient.failing()).isEqualTo(each.failing().size());
        Finding strict = only(each.contract(c -> c.atLeast(0.99), r -> r.share(0.99)), each.bad());
        assertThat(strict.verdict()).as(strict.sentence()).isEqualTo(Verdict.FAIL);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void refusesAShareOfRowsWhereItIsNotAboutSingleOnes(RuleCase each) {
        if (!each.kind().isOnRows()) {
            assertThatThrownBy(() -> each.contract(c -> c.atLeast(0.9), r -> r.share(0.9)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not about single rows, so atLeast(0.9) has no meaning");
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void looksOnlyAtTheRowsOfAFilter(RuleCase each) {
        if (each.kind().isOnColumns()) {
            assertThatThrownBy(() -> filtered(each, when("pick").is("good")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is about the columns, so where and groupBy have no meaning");
            return;
        }
        if (each.kind() == RuleKind.ROWS_MATCH) {
            assertThat(only(filtered(each, when("x").below(2)), each.bad()).verdict())
                    .isEqualTo(Verdict.PASS);
            assertThat(only(filtered(each, when("x").above(4)), each.bad()).verdict())
                    .isEqualTo(Verdict.FAIL);
            assertThat(only(filtered(each, when("x").above(99)), each.bad()).verdict())
                    .isEqualTo(Verdict.SKIPPED);
            return;
        }
        Finding good = only(filtered(each, when("pick").is("good")), each.good());
        assertThat(good.verdict()).as(good.sentence()).isEqualTo(Verdict.PASS);
        Finding bad = only(filtered(each, when("pick").is("bad")), each.bad());
        assertThat(bad.verdict()).as(bad.sentence()).isEqualTo(Verdict.FAIL);
        assertThat(bad.rule()).endsWith(" where 'pick' in bad");
        Finding none = only(filtered(each, when("pick").is("of nobody")), each.bad());
        assertThat(none.verdict())
                .as(none.sentence())
                .isEqualTo(each.kind() == RuleKind.ROW_COUNT ? Verdict.FAIL : Verdict.SKIPPED);
    }

    private static DataContract filtered(RuleCase each, Condition condition) {
        return each.contract(c -> c.where(condition), r -> r.where(condition));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void judgesEveryGroupOnItsOwn(RuleCase each) {
        if (each.kind().isOnColumns() || each.kind() == RuleKind.ROWS_MATCH) {
            assertThatThrownBy(() -> each.contract(c -> c.groupBy("pick"), r -> r.groupBy("pick")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(
                            each.kind() == RuleKind.ROWS_MATCH
                                    ? "compares two whole tables, so groupBy has no meaning"
                                    : "is about the columns, so where and groupBy have no meaning");
            return;
        }
        DataContract contract = each.contract(c -> c.groupBy("pick"), r -> r.groupBy("pick"));
        List<Finding> findings = contract.check(each.bad(), EveryRuleTest::options).findings().stream()
                .filter(f -> f.group().isPresent())
                .toList();
        assertThat(findings).isNotEmpty();
        for (Finding finding : findings) {
            assertThat(finding.verdict())
                    .as(finding.sentence())
                    .isEqualTo(finding.group().orElse("").equals("pick=good") ? Verdict.PASS : Verdict.FAIL);
        }
        assertThat(only(contract, each.good()).verdict()).isEqualTo(Verdict.PASS);
        assertThat(only(contract, each.good().slice(0, 0)).verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void warnsWhereItIsToldSoAndSaysWhyOnlyWhenItDoesNotHold(RuleCase each) {
        DataContract contract = each.contract(
                c -> c.severity(Severity.WARN).because("ask Ann"),
                r -> r.severity(Severity.WARN).because("ask Ann"));
        Finding bad = only(contract, each.bad());
        assertThat(bad.verdict()).isEqualTo(Verdict.WARN);
        assertThat(bad.sentence()).endsWith(" (ask Ann)");
        assertThat(bad.because()).contains("ask Ann");
        assertThat(contract.check(each.bad(), EveryRuleTest::options).verdict()).isEqualTo(Verdict.WARN);
        assertThat(only(contract, each.good()).sentence()).doesNotContain("ask Ann");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void standsBackInOtherEnvironments(RuleCase each) {
        DataContract contract = each.contract(c -> c.environment("TRAINING"), r -> r.environment("TRAINING"));
        for (String environment : List.of("TRAINING", "SERVING")) {
            ContractReport report = contract.check(each.bad(), o -> options(o).environment(environment));
            boolean here = environment.equals("TRAINING");
            assertThat(report.findings().get(0).verdict()).isEqualTo(here ? Verdict.FAIL : Verdict.SKIPPED);
            assertThat(report.verdict()).isEqualTo(here ? Verdict.FAIL : Verdict.SKIPPED);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"between", "above", "from", "below", "upTo", "in", "notNan", "finite", "increasing", "decreasing"
            })
    void takesNanForAValueThatBreaksEveryRuleOnNumbers(String kind) {
        for (RuleCase each : rules()) {
            if (each.kind().json().equals(kind) && each.good().column("x") instanceof dev.holdfast.data.NumberColumn) {
                Table withNan =
                        each.good().select("x").concat(Table.of(dev.holdfast.data.NumberColumn.of("x", Double.NaN)));
                assertThat(only(each.contract(), withNan).sample())
                        .as(kind)
                        .extracting(FailingRow::row)
                        .containsExactly(5L);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void doesNotCountMissingValuesUnlessItIsAboutThem(RuleCase each) {
        if (each.kind().scope() != RuleKind.Scope.COLUMN || each.kind() == RuleKind.COLUMN_METRIC) {
            return;
        }
        var missing = dev.holdfast.data.NumberColumn.builder("x").addMissing().build();
        Finding finding = only(each.contract(), Table.of(missing));
        Verdict expected = switch (each.kind()) {
            case REQUIRED, MISSING -> Verdict.FAIL;
            case MEASURE, DISTRIBUTION, FRESH, DRIFT -> Verdict.UNDECIDED;
            default -> Verdict.SKIPPED;
        };
        assertThat(finding.verdict()).as(finding.sentence()).isEqualTo(expected);
    }
}
