// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.tracking.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What became of one run of a pipeline, step by step.
 *
 * <p>It is {@link Evidence} of the kind {@code "pipeline"}: {@link Outcome#PASSED} when every step succeeded,
 * {@link Outcome#INCONCLUSIVE} when one waits for a person, else {@link Outcome#FAILED}; its measurements are the seconds of each step that ran, under the step's name.
 *
 * @param pipeline the name of the pipeline
 * @param startedAt when the run began
 * @param steps one outcome a step, in the order of the pipeline
 * @param result what the last step gave; empty unless every step succeeded
 * @param recorded the tracked run, ended, where the pipeline records to a tracker
 * @param <C> what the pipeline gives
 */
public record PipelineResult<C>(
        String pipeline, Instant startedAt, List<StepOutcome> steps, Optional<C> result, Optional<RunRecord> recorded)
        implements Evidence {
    /**
     * Copies the list.
     *
     * @param pipeline the name of the pipeline
     * @param startedAt when the run began
     * @param steps one outcome a step, in the order of the pipeline
     * @param result what the last step gave; empty unless every step succeeded
     * @param recorded the tracked run, ended, where the pipeline records to a tracker
     */
    public PipelineResult {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(result, "result");
        Objects.requireNonNull(recorded, "recorded");
        steps = List.copyOf(steps);
    }

    /**
     * Returns whether every step succeeded.
     *
     * @return true when there is a result
     */
    public boolean succeeded() {
        return stoppedAt().isEmpty();
    }

    /**
     * Returns the outcome of a step.
     *
     * @param step the name of the step
     * @return its outcome
     * @throws IllegalArgumentException when the pipeline has no such step
     */
    public StepOutcome step(String step) {
        return steps.stream()
                .filter(outcome -> outcome.step().equals(step))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("pipeline '" + pipeline + "' has no step '" + step
                        + "', only "
                        + steps.stream().map(StepOutcome::step).toList()));
    }

    /**
     * Returns the step that stopped the run.
     *
     * @return the first outcome that is no success, or empty when all are
     */
    public Optional<StepOutcome> stoppedAt() {
        return steps.stream().filter(outcome -> !outcome.isSuccess()).findFirst();
    }

    /**
     * Returns how long the run took: the sum of its steps.
     *
     * @return the time
     */
    public Duration took() {
        return steps.stream().map(StepOutcome::took).reduce(Duration.ZERO, Duration::plus);
    }

    /**
     * Returns the result or fails with what stopped the run.
     *
     * @return what the last step gave
     * @throws PipelineException when there is no result; the cause of a failed step is its cause
     */
    public C orThrow() {
        return result.orElseThrow(() -> {
            StepOutcome stop = stoppedAt().orElseThrow();
            Throwable cause = stop instanceof StepOutcome.Failed failed ? failed.cause() : null;
            return new PipelineException(pipeline, stop.step(), summary(), cause);
        });
    }

    PipelineResult<C> recordedAs(Optional<RunRecord> run) {
        return new PipelineResult<>(pipeline, startedAt, steps, result, run);
    }

    @Override
    public String kind() {
        return "pipeline";
    }

    @Override
    public Outcome outcome() {
        return stoppedAt().map(PipelineResult::verdict).orElse(Outcome.PASSED);
    }

    @Override
    public String summary() {
        return stoppedAt()
                .map(stop -> "pipeline '" + pipeline + "' stopped at '" + stop.step() + "': " + detail(stop))
                .orElseGet(() -> String.format(
                        Locale.ROOT,
                        "pipeline '%s' ran %d steps in %.3f s",
                        pipeline,
                        steps.size(),
                        took().toNanos() / 1e9));
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> seconds = new LinkedHashMap<>();
        for (StepOutcome outcome : steps) {
            if (!(outcome instanceof StepOutcome.Skipped)) {
                seconds.put(outcome.step(), Estimate.exact(outcome.seconds(), 1));
            }
        }
        return Collections.unmodifiableMap(seconds);
    }

    @Override
    public Report report() {
        Report.Builder report = Report.titled("Pipeline " + pipeline).text(summary());
        for (StepOutcome outcome : steps) {
            report.finding(
                    verdict(outcome),
                    outcome.step(),
                    String.format(Locale.ROOT, "%s (%.3f s)", detail(outcome), outcome.seconds()));
        }
        return report.build();
    }

    private static Outcome verdict(StepOutcome outcome) {
        if (outcome instanceof StepOutcome.Succeeded succeeded) {
            return succeeded.evidence().map(Evidence::outcome).orElse(Outcome.PASSED);
        }
        if (outcome instanceof StepOutcome.Cached) {
            return Outcome.PASSED;
        }
        return outcome instanceof StepOutcome.Skipped || outcome instanceof StepOutcome.AwaitingApproval
                ? Outcome.INCONCLUSIVE
                : Outcome.FAILED;
    }

    private static String detail(StepOutcome outcome) {
        if (outcome instanceof StepOutcome.Failed failed) {
            return "failed with " + failed.cause();
        }
        if (outcome instanceof StepOutcome.Blocked blocked) {
            return "blocked, " + blocked.evidence().summary();
        }
        if (outcome instanceof StepOutcome.AwaitingApproval awaiting) {
            return "awaits approval " + awaiting.request().id();
        }
        if (outcome instanceof StepOutcome.Skipped skipped) {
            return "skipped because of '" + skipped.because() + "'";
        }
        if (outcome instanceof StepOutcome.Succeeded succeeded) {
            return succeeded
                    .evidence()
                    .map(evidence -> "passed, " + evidence.summary())
                    .or(() -> succeeded.missed().map(reason -> "succeeded; it ran because " + reason))
                    .orElse("succeeded");
        }
        return "its result was in the cache";
    }
}
