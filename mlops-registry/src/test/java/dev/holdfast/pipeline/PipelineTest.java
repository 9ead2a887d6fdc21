// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private final SettableClock clock = new SettableClock();

    @Test
    void eachStepTakesWhatTheOneBeforeItGave() {
        PipelineResult<String> result = Pipeline.named("credit")
                .step("length", (String text) -> text.length())
                .step("double", n -> n * 2)
                .step("show", n -> "n=" + n)
                .run("abc");

        assertThat(result.result()).contains("n=6");
        assertThat(result.orThrow()).isEqualTo("n=6");
        assertThat(result.succeeded()).isTrue();
        assertThat(result.stoppedAt()).isEmpty();
        assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(result.steps()).extracting(StepOutcome::step).containsExactly("length", "double", "show");
    }

    @Test
    void aStepThatThrowsStopsTheRunAndTheRestIsSkipped() {
        List<String> seen = new ArrayList<>();
        PipelineResult<String> result = Pipeline.named("credit")
                .<String, String>step("read", file -> {
                    throw new NoSuchFileException(file);
                })
                .step("train", text -> {
                    seen.add(text);
                    return text;
                })
                .gate("quality", StepGate.require("anything", text -> seen.add(text)))
                .run("loans.csv");

        assertThat(seen).isEmpty();
        assertThat(result.result()).isEmpty();
        assertThat(result.step("read"))
                .isInstanceOfSatisfying(
                        StepOutcome.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(NoSuchFileException.class));
        assertThat(result.step("train")).isEqualTo(new StepOutcome.Skipped("train", "read"));
        assertThat(result.step("quality")).isEqualTo(new StepOutcome.Skipped("quality", "read"));
        assertThat(result.summary())
                .isEqualTo("pipeline 'credit' stopped at 'read': failed with"
                        + " java.nio.file.NoSuchFileException: loans.csv");
        assertThatThrownBy(result::orThrow)
                .isInstanceOfSatisfying(PipelineException.class, e -> {
                    assertThat(e.pipeline()).isEqualTo("credit");
                    assertThat(e.step()).isEqualTo("read");
                })
                .hasMessage(result.summary())
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aGateLetsTheValuePassUnchangedAndKeepsItsEvidence() {
        PipelineResult<Integer> result = Pipeline.named("credit")
                .step("count", (String text) -> text.length())
                .gate("enough", StepGate.require("at least 3", n -> n >= 3))
                .run("abc");

        assertThat(result.result()).contains(3);
        assertThat(result.step("enough"))
                .isInstanceOfSatisfying(
                        StepOutcome.Succeeded.class,
                        passed -> assertThat(passed.evidence().orElseThrow().summary())
                                .isEqualTo("holds: at least 3"));
    }

    @Test
    void aGateThatFailsBlocksTheRunWithItsFindings() {
        PipelineResult<Integer> result = Pipeline.named("credit")
                .step("count", (String text) -> text.length())
                .gate("enough", StepGate.require("at least 5", n -> n >= 5))
                .step("register", n -> n)
                .run("abc");

        assertThat(result.succeeded()).isFalse();
        assertThat(result.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(result.stoppedAt()).containsInstanceOf(StepOutcome.Blocked.class);
        assertThat(result.step("register")).isEqualTo(new StepOutcome.Skipped("register", "enough"));
        assertThatThrownBy(result::orThrow)
                .hasMessage("pipeline 'credit' stopped at 'enough': blocked, does not hold: at least 5")
                .hasNoCause();
    }

    @Test
    void aWarningPassesAndAnUndecidedGateBlocks() {
        for (Outcome outcome : Outcome.values()) {
            PipelineResult<String> result = Pipeline.named("p")
                    .step("read", (String text) -> text)
                    .gate("contract", text -> new Found(outcome))
                    .run("x");

            assertThat(result.succeeded())
                    .as(outcome.name())
                    .isEqualTo(outcome == Outcome.PASSED || outcome == Outcome.WARNED);
        }
    }

    @Test
    void allAsksEveryGateAndGivesTheWorstOutcome() {
        PipelineResult<Integer> result = Pipeline.named("p")
                .step("count", (String text) -> text.length())
                .gate(
                        "all",
                        StepGate.all(
                                StepGate.<Integer>require("more than 5", n -> n > 5),
                                n -> new Found(Outcome.WARNED),
                                StepGate.<Number>require("less than 9", n -> n.intValue() < 9)))
                .run("abc");

        assertThat(result.step("all")).isInstanceOfSatisfying(StepOutcome.Blocked.class, blocked -> {
            assertThat(blocked.evidence().kind()).isEqualTo("gates");
            assertThat(blocked.evidence().outcome()).isEqualTo(Outcome.FAILED);
            assertThat(blocked.evidence().summary())
                    .isEqualTo("does not hold: more than 5; found WARNED; holds: less than 9");
            assertThat(blocked.evidence().measurements()).containsOnlyKeys("contract.rows");
            assertThat(blocked.evidence().report().blocks()).hasSize(3);
        });
        assertThatIllegalArgumentException()
                .isThrownBy(StepGate::all)
                .withMessage("all needs at least one gate, got none");
    }

    @Test
    void anExaminationThatThrowsHasFailedAndIsNotBlocked() {
        PipelineResult<String> result = Pipeline.named("p")
                .step("read", (String text) -> text)
                .gate("contract", text -> {
                    throw new IOException("no contract");
                })
                .run("x");

        assertThat(result.step("contract")).isInstanceOf(StepOutcome.Failed.class);
    }

    @Test
    @SuppressWarnings("NullAway") // a caller that is not null-checked
    void aNullFromAStepOrAGateIsAFailureThatNamesIt() {
        PipelineResult<String> step =
                Pipeline.named("p").<String, String>step("read", text -> null).run("x");
        PipelineResult<String> gate = Pipeline.named("p")
                .step("read", (String text) -> text)
                .gate("contract", text -> null)
                .run("x");

        assertThat(step.summary()).endsWith("java.lang.NullPointerException: step 'read' returned null");
        assertThat(gate.summary()).endsWith("java.lang.NullPointerException: gate 'contract' returned null");
    }

    @Test
    void eachStepHasItsSecondsByTheClock() {
        PipelineResult<String> result = Pipeline.named("p")
                .step("read", (String text) -> waiting(text, 1500))
                .step("train", text -> waiting(text, 250))
                .step("back", text -> waiting(text, -9000))
                .clock(clock)
                .run("x");

        assertThat(result.step("read").seconds()).isEqualTo(1.5);
        assertThat(result.step("train").took()).isEqualTo(Duration.ofMillis(250));
        assertThat(result.step("back").took()).as("a clock set back").isZero();
        assertThat(result.took()).isEqualTo(Duration.ofMillis(1750));
        assertThat(result.measurements()).containsEntry("read", Estimate.exact(1.5, 1));
        assertThat(result.summary()).isEqualTo("pipeline 'p' ran 3 steps in 1.750 s");
    }

    @Test
    void theReportSaysWhatBecameOfEachStep() {
        PipelineResult<String> result = Pipeline.named("p")
                .step("read", (String text) -> text)
                .gate("short", StepGate.require("short", text -> text.length() < 9))
                .gate("long", StepGate.require("long", text -> text.length() > 9))
                .step("register", text -> text)
                .clock(clock)
                .run("abc");

        assertThat(result.kind()).isEqualTo("pipeline");
        assertThat(result.report())
                .isEqualTo(Report.titled("Pipeline p")
                        .text("pipeline 'p' stopped at 'long': blocked, does not hold: long")
                        .finding(Outcome.PASSED, "read", "succeeded (0.000 s)")
                        .finding(Outcome.PASSED, "short", "passed, holds: short (0.000 s)")
                        .finding(Outcome.FAILED, "long", "blocked, does not hold: long (0.000 s)")
                        .finding(Outcome.INCONCLUSIVE, "register", "skipped because of 'long' (0.000 s)")
                        .build());
        assertThat(result.measurements()).doesNotContainKey("register");
    }

    @Test
    void anInterruptedRunStopsAndLeavesTheFlagToTheHost() {
        Pipeline<String, String> pipeline = Pipeline.named("p")
                .step("read", (String text) -> {
                    Thread.currentThread().interrupt();
                    return text;
                })
                .step("train", text -> text);

        PipelineResult<String> result = pipeline.run("x");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.step("read").isSuccess()).isTrue();
        assertThat(result.summary()).endsWith("java.lang.InterruptedException: interrupted before step 'train'");
    }

    @Test
    void anErrorOfTheMachineIsNotAResult() {
        OutOfMemoryError error = new OutOfMemoryError("heap");
        Pipeline<String, String> pipeline = Pipeline.named("p").step("read", (String text) -> {
            throw error;
        });

        assertThatThrownBy(() -> pipeline.run("x")).isSameAs(error);
    }

    @Test
    void listenersHearOfEveryStepAndCannotHarmTheRun() {
        List<String> heard = new ArrayList<>();
        PipelineResult<String> result = Pipeline.named("p")
                .step("read", (String text) -> text)
                .gate("never", StepGate.require("never", text -> false))
                .step("train", text -> text)
                .onStep(outcome -> {
                    throw new IllegalStateException("listener");
                })
                .onStep(outcome -> heard.add(outcome.step()))
                .run("x");

        assertThat(heard).containsExactly("read", "never", "train");
        assertThat(result.stoppedAt().orElseThrow().step()).isEqualTo("never");
    }

    @Test
    void thenAppendsTheStepsOfAnotherPipeline() {
        Pipeline<String, Integer> first = Pipeline.named("first").step("count", (String text) -> text.length());
        Pipeline<Object, String> second = Pipeline.named("second").step("show", (Object n) -> "<" + n + ">");

        Pipeline<String, String> both = first.then(second);

        assertThat(both.name()).isEqualTo("first");
        assertThat(both.run("abc").result()).contains("<3>");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> both.then(second))
                .withMessage("the name of a step must be new in pipeline 'first', got 'show' twice");
    }

    @Test
    void aPipelineIsAValueThatEachCallLeavesAsItWas() {
        Pipeline<String, Integer> shorter = Pipeline.named("p").step("count", (String text) -> text.length());
        Pipeline<String, Integer> longer = shorter.gate("some", StepGate.require("some", n -> n > 0));

        assertThat(shorter.steps()).containsExactly("count");
        assertThat(longer.steps()).containsExactly("count", "some");
        assertThat(longer).hasToString("Pipeline.named(\"p\").step(\"count\", ...).gate(\"some\", ...)");
        assertThat(Pipeline.named("p")).hasToString("Pipeline.named(\"p\")");
    }

    @Test
    void namesAreRequiredAndUnique() {
        Pipeline<String, String> pipeline = Pipeline.named("credit").step("read", (String text) -> text);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline.step("read", text -> text))
                .withMessage("the name of a step must be new in pipeline 'credit', got 'read' twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline.gate(" ", text -> new Found(Outcome.PASSED)))
                .withMessage("a gate needs a name, got ' '");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pipeline.named(""))
                .withMessage("a pipeline needs a name, got ''");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipeline.run("x").step("train"))
                .withMessage("pipeline 'credit' has no step 'train', only [read]");
    }

    private String waiting(String text, long millis) {
        clock.advance(Duration.ofMillis(millis));
        return text;
    }

    private record Found(Outcome outcome) implements Evidence {
        @Override
        public String kind() {
            return "contract";
        }

        @Override
        public String summary() {
            return "found " + outcome;
        }

        @Override
        public Map<String, Measurement> measurements() {
            return Map.of("rows", Estimate.exact(3, 3));
        }

        @Override
        public Report report() {
            return Report.titled("found").build();
        }
    }
}
