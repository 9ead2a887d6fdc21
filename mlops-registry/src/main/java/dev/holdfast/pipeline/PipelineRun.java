// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.tracking.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run: walks along the stages with the value of the moment. Confined to the thread of the run. */
final class PipelineRun {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final String name;
    private final List<Stage> stages;
    private final InstantSource clock;
    private final List<Consumer<? super StepOutcome>> listeners;

    private final @Nullable Run tracked;

    private @Nullable Object value;
    private Instant began = Instant.EPOCH;

    PipelineRun(
            String name,
            List<Stage> stages,
            InstantSource clock,
            List<Consumer<? super StepOutcome>> listeners,
            @Nullable Run tracked) {
        this.name = name;
        this.stages = stages;
        this.clock = clock;
        this.listeners = listeners;
        this.tracked = tracked;
    }

    <C> PipelineResult<C> run(Object input) {
        Instant startedAt = clock.instant();
        value = input;
        List<StepOutcome> outcomes = new ArrayList<>();
        String stoppedBy = null;
        for (Stage stage : stages) {
            StepOutcome outcome = stoppedBy == null ? step(stage) : new StepOutcome.Skipped(stage.name(), stoppedBy);
            if (stoppedBy == null && !outcome.isSuccess()) {
                stoppedBy = stage.name();
            }
            outcomes.add(outcome);
            tell(outcome);
        }
        @SuppressWarnings("unchecked") // the last stage gives what the pipeline's type says
        Optional<C> result = stoppedBy == null ? Optional.ofNullable((C) value) : Optional.empty();
        return new PipelineResult<>(name, startedAt, outcomes, result, Optional.empty());
    }

    private StepOutcome step(Stage stage) {
        began = clock.instant();
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before step '" + stage.name() + "'");
            }
            if (stage instanceof Stage.Check check) {
                return check(check);
            }
            return work(
                    stage.name(),
                    stage instanceof Stage.Work work ? work.function() : recording((Stage.Recorded) stage));
        } catch (InterruptedException e) {
            // The host asked its thread to stop: the step ends as failed, and the host still sees its flag.
            Thread.currentThread().interrupt();
            return new StepOutcome.Failed(stage.name(), took(), e);
        } catch (VirtualMachineError e) {
            throw e;
        } catch (Throwable e) {
            LOG.warn("Step '{}' of pipeline '{}' failed", stage.name(), name, e);
            return new StepOutcome.Failed(stage.name(), took(), e);
        }
    }

    private StepOutcome work(String step, StepFunction<Object, Object> function) throws Exception {
        Object result = function.apply(present());
        if (result == null) {
            throw new NullPointerException("step '" + step + "' returned null");
        }
        value = result;
        return new StepOutcome.Succeeded(step, took(), Optional.empty());
    }

    private StepFunction<Object, Object> recording(Stage.Recorded stage) {
        Run run = tracked;
        if (run == null) {
            throw new IllegalStateException("step '" + stage.name() + "' records, but the pipeline has no tracker");
        }
        return input -> stage.function().apply(input, run);
    }

    private StepOutcome check(Stage.Check check) throws Exception {
        Evidence evidence = check.examine(present());
        if (evidence == null) {
            throw new NullPointerException("gate '" + check.name() + "' returned null");
        }
        if (tracked != null) {
            tracked.evidence(evidence);
        }
        if (evidence.outcome() == Outcome.PASSED || evidence.outcome() == Outcome.WARNED) {
            return new StepOutcome.Succeeded(check.name(), took(), Optional.of(evidence));
        }
        LOG.info("Gate '{}' of pipeline '{}' blocked the run: {}", check.name(), name, evidence.summary());
        return new StepOutcome.Blocked(check.name(), took(), evidence);
    }

    private Object present() {
        Object present = value;
        if (present == null) {
            throw new IllegalStateException("the run has not begun");
        }
        return present;
    }

    /** A clock that is set back during a step must not give it a negative time. */
    private Duration took() {
        Duration took = Duration.between(began, clock.instant());
        return took.isNegative() ? Duration.ZERO : took;
    }

    private void tell(StepOutcome outcome) {
        for (Consumer<? super StepOutcome> listener : listeners) {
            try {
                listener.accept(outcome);
            } catch (RuntimeException e) {
                LOG.warn("A listener of pipeline '{}' failed at step '{}'", name, outcome.step(), e);
            }
        }
    }
}
