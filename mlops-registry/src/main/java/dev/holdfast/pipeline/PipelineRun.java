// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.internal.store.Digests;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.tracking.Run;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
    private final PipelineSetting setting;

    private final @Nullable Run tracked;

    private @Nullable Object value;
    /** What identifies the content of the value, where that is known. */
    private @Nullable String content;

    private Instant began = Instant.EPOCH;

    PipelineRun(String name, List<Stage> stages, PipelineSetting setting, @Nullable Run tracked) {
        this.name = name;
        this.stages = stages;
        this.setting = setting;
        this.tracked = tracked;
    }

    <C> PipelineResult<C> run(Object input) {
        Instant startedAt = setting.clock().instant();
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
        began = setting.clock().instant();
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted before step '" + stage.name() + "'");
            }
            if (stage instanceof Stage.Check check) {
                return check(check);
            }
            if (stage instanceof Stage.Work work) {
                return work(work);
            }
            if (stage instanceof Stage.Approve approve) {
                return approve(approve);
            }
            Stage.Recorded recorded = (Stage.Recorded) stage;
            return work(recorded.name(), recording(recorded), recorded.identity(), Optional.empty());
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

    private StepOutcome work(Stage.Work stage) throws Exception {
        Stage.Caching caching = stage.identity().caching();
        StepCache cache = setting.cache();
        String input = content;
        if (caching == null || cache == null || input == null) {
            return work(stage.name(), stage.function(), stage.identity(), Optional.empty());
        }
        StepCache.Origin origin = new StepCache.Origin(name, stage.name(), caching.version(), input);
        Optional<byte[]> stored = cache.find(origin);
        if (stored.isPresent() && restore(stage.name(), caching, stored.get())) {
            identify(stage.identity());
            return new StepOutcome.Cached(stage.name(), took(), origin.key());
        }
        String why = cache.whyMissed(origin);
        StepOutcome outcome = work(stage.name(), stage.function(), stage.identity(), Optional.of(why));
        store(cache, origin, stage.identity(), caching);
        return outcome;
    }

    /** A result that cannot be stored is a result all the same. */
    private void store(StepCache cache, StepCache.Origin origin, Stage.Identity identity, Stage.Caching caching) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            caching.codec().write(present(), out);
        } catch (IOException | RuntimeException e) {
            LOG.warn("The result of step '{}' of pipeline '{}' cannot be encoded", origin.step(), name, e);
            return;
        }
        byte[] bytes = out.toByteArray();
        cache.put(origin, bytes);
        if (identity.fingerprint() == null) {
            content = Digests.of(bytes);
        }
    }

    private StepOutcome work(
            String step, StepFunction<Object, Object> function, Stage.Identity identity, Optional<String> missed)
            throws Exception {
        Object result = function.apply(present());
        if (result == null) {
            throw new NullPointerException("step '" + step + "' returned null");
        }
        value = result;
        content = null;
        identify(identity);
        return new StepOutcome.Succeeded(step, took(), Optional.empty(), missed);
    }

    /** A function of the host's own says what the value is; else it is known only where it is stored. */
    private void identify(Stage.Identity identity) {
        if (identity.fingerprint() != null) {
            content = identity.fingerprint().apply(present());
        }
    }

    private boolean restore(String step, Stage.Caching caching, byte[] bytes) {
        try {
            value = caching.codec().read(new ByteArrayInputStream(bytes));
            content = Digests.of(bytes);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("The cached result of step '{}' of pipeline '{}' cannot be decoded; it runs again", step, name, e);
            return false;
        }
    }

    private StepOutcome approve(Stage.Approve stage) {
        String asked = content;
        if (asked == null) {
            throw new IllegalStateException("what '" + stage.name() + "' asks about is cached in no cache;"
                    + " call cacheIn(...), or fingerprint(...) on the step before it");
        }
        ApprovalRequest request = stage.approvals().ask(name, stage.name(), asked, present(), stage.terms());
        Optional<ApprovalDecision> decision = stage.approvals().decision(request.id());
        if (decision.isEmpty()) {
            LOG.info("Pipeline '{}' awaits the approval of '{}': {}", name, stage.name(), request.summary());
            return new StepOutcome.AwaitingApproval(stage.name(), took(), request);
        }
        boolean approved = decision.get().approved();
        Evidence evidence = new Requirement(decision.get().toString(), approved ? Outcome.PASSED : Outcome.FAILED);
        keep(evidence);
        return approved
                ? new StepOutcome.Succeeded(stage.name(), took(), Optional.of(evidence), Optional.empty())
                : new StepOutcome.Blocked(stage.name(), took(), evidence);
    }

    private void keep(Evidence evidence) {
        if (tracked != null) {
            tracked.evidence(evidence);
        }
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
        keep(evidence);
        if (evidence.outcome() == Outcome.PASSED || evidence.outcome() == Outcome.WARNED) {
            return new StepOutcome.Succeeded(check.name(), took(), Optional.of(evidence), Optional.empty());
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
        Duration took = Duration.between(began, setting.clock().instant());
        return took.isNegative() ? Duration.ZERO : took;
    }

    private void tell(StepOutcome outcome) {
        for (Consumer<? super StepOutcome> listener : setting.listeners()) {
            try {
                listener.accept(outcome);
            } catch (RuntimeException e) {
                LOG.warn("A listener of pipeline '{}' failed at step '{}'", name, outcome.step(), e);
            }
        }
    }
}
