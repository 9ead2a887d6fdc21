// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static dev.holdfast.tracking.RunCondition.experiment;
import static dev.holdfast.tracking.RunCondition.hasTag;
import static dev.holdfast.tracking.RunCondition.metric;
import static dev.holdfast.tracking.RunCondition.parameter;
import static dev.holdfast.tracking.RunCondition.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RunConditionTest {
    @Property
    void whatAConditionPrintsIsReadBackAsTheSameCondition(@ForAll("conditions") RunCondition condition) {
        assertThat(RunCondition.parse(condition.toString())).isEqualTo(condition);
    }

    @Property
    void everyTextIsReadOrRefusedWithItsPosition(@ForAll("texts") String text) {
        try {
            RunCondition read = RunCondition.parse(text);
            assertThat(RunCondition.parse(read.toString())).isEqualTo(read);
        } catch (IllegalArgumentException e) {
            assertThat(e)
                    .hasMessageStartingWith("the condition cannot be read: expected ")
                    .hasMessageContaining(" at position ");
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(
                        "metric(\"a\")",
                        "not",
                        "and",
                        "or",
                        "(",
                        ")",
                        ">= 1",
                        "= \"x\"",
                        "exists",
                        "tag(\"t\")",
                        "status = LOST",
                        "\"",
                        "started <",
                        "\"2026-01-31T00:00:00Z\"",
                        "1e400",
                        "\\",
                        "é")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join(" ", parts));
    }

    @Provide
    Arbitrary<RunCondition> conditions() {
        return tree(4);
    }

    private static Arbitrary<RunCondition> tree(int depth) {
        Arbitrary<RunCondition> leaf = leaf();
        if (depth == 0) {
            return leaf;
        }
        Arbitrary<RunCondition> inner = Arbitraries.lazy(() -> tree(depth - 1));
        return Arbitraries.oneOf(
                leaf,
                inner.map(RunCondition::not),
                Combinators.combine(inner, inner).as(RunCondition::and),
                Combinators.combine(inner, inner).as(RunCondition::or));
    }

    private static Arbitrary<RunCondition> leaf() {
        // Any text but NUL and halves of surrogate pairs, which are refused.
        Arbitrary<String> name = Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .map(text ->
                        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).replace('\0', '\1'));
        Arbitrary<Double> bound = Arbitraries.oneOf(
                Arbitraries.longs().map(Double::longBitsToDouble).filter(value -> !Double.isNaN(value)),
                Arbitraries.of(-0.0, 0.1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MIN_VALUE));
        Arbitrary<Instant> times =
                Arbitraries.longs().between(-99_999_999_999L, 99_999_999_999L).map(Instant::ofEpochSecond);
        return Arbitraries.oneOf(
                Combinators.combine(name, bound).as((n, b) -> metric(n).atLeast(b)),
                Combinators.combine(name, bound).as((n, b) -> metric(n).above(b)),
                Combinators.combine(name, bound).as((n, b) -> metric(n).is(b)),
                Combinators.combine(name, bound).as((n, b) -> parameter(n).below(b)),
                Combinators.combine(name, bound).as((n, b) -> parameter(n).atMost(b)),
                Combinators.combine(name, bound).as((n, b) -> parameter(n).is(b)),
                Combinators.combine(name, name).as((n, v) -> parameter(n).is(v)),
                Combinators.combine(name, name).as(RunCondition::tag),
                name.map(n -> metric(n).exists()),
                name.map(n -> parameter(n).exists()),
                name.map(RunCondition::hasTag),
                name.map(RunCondition::experiment),
                name.map(RunCondition::named),
                name.map(RunCondition::dataset),
                name.map(RunCondition::childOf),
                times.map(RunCondition::startedFrom),
                times.map(RunCondition::startedBefore),
                Arbitraries.of(RunStatus.class).map(RunCondition::status));
    }

    @Test
    void aConditionIsWrittenAsOneSaysIt() {
        assertThat(RunCondition.parse(
                        "metric(\"auc\") >= 0.8 and (parameter(\"penalty\") < 0.1 or not tag(\"keep\") exists)"))
                .isEqualTo(metric("auc")
                        .atLeast(0.8)
                        .and(parameter("penalty").below(0.1).or(hasTag("keep").not())))
                .hasToString("metric(\"auc\") >= 0.8 and (parameter(\"penalty\") < 0.1 or not tag(\"keep\") exists)");
    }

    @Test
    void andHoldsTighterThanOrAndNotTightest() {
        RunCondition a = experiment("a");
        RunCondition b = experiment("b");
        RunCondition c = experiment("c");
        String text = "experiment = \"a\" or not experiment = \"b\" and experiment = \"c\"";

        assertThat(RunCondition.parse(text)).isEqualTo(a.or(b.not().and(c))).hasToString(text);
        assertThat(a.or(b).and(c)).hasToString("(experiment = \"a\" or experiment = \"b\") and experiment = \"c\"");
        assertThat(a.and(b.and(c))).hasToString("experiment = \"a\" and (experiment = \"b\" and experiment = \"c\")");
        assertThat(a.and(b).not()).hasToString("not (experiment = \"a\" and experiment = \"b\")");
        assertThat(a.not().not()).hasToString("not not experiment = \"a\"");
    }

    @Test
    void whiteSpaceAndTheFormsOfNumbersAreFree() {
        assertThat(RunCondition.parse("metric(\"a\")>=-.5e-3\n\tand(parameter ( \"b\" )=1.)"))
                .isEqualTo(metric("a").atLeast(-0.0005).and(parameter("b").is(1)));
        assertThat(RunCondition.parse("metric(\"a\") < -Infinity or metric(\"a\") > Infinity"))
                .isEqualTo(metric("a")
                        .below(Double.NEGATIVE_INFINITY)
                        .or(metric("a").above(Double.POSITIVE_INFINITY)));
        assertThat(RunCondition.parse("tag(\"and\") = \"or\" and tag(\"\\u0131\\\"\") = \"\""))
                .isEqualTo(tag("and", "or").and(tag("ı\"", "")));
        assertThat(RunCondition.parse("started >= \"2026-01-31T00:00:00Z\" and status = LOST"))
                .isEqualTo(RunCondition.startedFrom(Instant.parse("2026-01-31T00:00:00Z"))
                        .and(RunCondition.status(RunStatus.LOST)));
    }

    @Test
    void aTextThatIsNoneSaysWhereWhatWasExpectedAndWhatWasFound() {
        Map<String, String> faults = Map.ofEntries(
                Map.entry(
                        "",
                        "metric, parameter, tag, experiment, name, parent, dataset, status, started, 'not' or '('"
                                + " at position 1, found the end"),
                Map.entry("metric(\"auc\") is 3", "one of >=, <=, >, <, = or 'exists' at position 15, found 'is'"),
                Map.entry("metric(auc) > 3", "a text in quotation marks at position 8, found 'auc'"),
                Map.entry("metric(\"auc\") > \"3\"", "a number at position 17, found '\"3\"'"),
                Map.entry("metric(\"auc\") > NaN", "a number at position 17, found 'NaN'"),
                Map.entry("parameter(\"a\") = x", "a number or a text at position 18, found 'x'"),
                Map.entry("tag(\"a\") > 3", "'=' or 'exists' at position 10, found '>'"),
                Map.entry("tag(\"a\") = 3", "a text in quotation marks at position 12, found '3'"),
                Map.entry("(status = LOST", "')' at position 15, found the end"),
                Map.entry("status = DONE", "RUNNING, COMPLETED, FAILED or LOST at position 10, found 'DONE'"),
                Map.entry("status = LOST tag", "'and', 'or' or the end at position 15, found 'tag'"),
                Map.entry("started > \"2026\"", "'>=' or '<' at position 9, found '>'"),
                Map.entry(
                        "started >= \"2026\"",
                        "a time such as \"2026-01-31T00:00:00Z\" at position 12, found '\"2026\"'"),
                Map.entry("tag(\"\\x\") exists", "a text as JSON writes it at position 5, found '\"\\x\"'"),
                Map.entry("name = \"open", "a text in quotation marks at position 8, found '\"open'"),
                Map.entry("name # 3", "'=' at position 6, found '# 3'"));
        faults.forEach((text, fault) -> assertThatIllegalArgumentException()
                .isThrownBy(() -> RunCondition.parse(text))
                .withMessage("the condition cannot be read: expected " + fault + " in: " + text));
    }

    @Test
    void aConditionIsRefusedWhenItGrowsTooLarge() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunCondition.parse("(".repeat(100_000)))
                .withMessageStartingWith("the condition cannot be read: expected at most 300 conditions within one"
                        + " another at position 301, found '('");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RunCondition.parse("not ".repeat(150) + "status = LOST"))
                .withMessage("a condition asks at most 500 questions, at most 100 of them within one another, got 1"
                        + " and 101");
        assertThat(List.of(
                        RunCondition.parse("not ".repeat(99) + "status = LOST").toString()))
                .singleElement()
                .asString()
                .hasSize(99 * 4 + 13);
    }
}
