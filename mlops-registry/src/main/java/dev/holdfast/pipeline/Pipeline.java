// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.tracking.Tracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named steps and gates in a row, each taking what the one before it gave; the compiler checks that they fit.
 *
 * <p>A run happens on the caller's thread and ends at the first step that throws or gate that does not pass; the steps
 * after it are skipped and said to be. Nothing a step throws leaves {@link #run} except errors of the virtual machine:
 * what happened is a value, the {@link PipelineResult}.
 *
 * <pre>{@code
 * PipelineResult<Model> result = Pipeline.named("credit")
 *         .step("read", (Path file) -> Csv.read(file))
 *         .gate("contract", contract::check)
 *         .step("train", trainer::train)
 *         .run(Path.of("loans.csv"));
 * }</pre>
 *
 * <p>Immutable: each call returns a new pipeline and the old one stays as it was. Thread-safe when its steps are; two
 * runs share nothing else.
 *
 * @param <A> what a run starts from
 * @param <C> what a run gives
 */
public final class Pipeline<A, C> {
    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final String name;
    private final Stages stages;
    private final PipelineSetting setting;

    private Pipeline(String name, Stages stages, PipelineSetting setting) {
        this.name = name;
        this.stages = stages;
        this.setting = setting;
    }

    /**
     * Starts the description of a pipeline.
     *
     * @param name its name, under which its runs are recorded
     * @return what takes the first step
     * @throws IllegalArgumentException when the name is blank
     */
    public static Named named(String name) {
        return new Named(requireName("a pipeline", name));
    }

    /** A pipeline that has a name and no step yet. */
    public static final class Named {
        private final String name;

        private Named(String name) {
            this.name = name;
        }

        /**
         * Returns the pipeline of one step.
         *
         * @param step the name of the step
         * @param function its work
         * @param <A> what it takes; say it in the lambda, {@code (Path file) -> ...}, where it cannot be inferred
         * @param <B> what it gives
         * @return the pipeline
         * @throws IllegalArgumentException when the name is blank
         */
        public <A, B> Pipeline<A, B> step(String step, StepFunction<? super A, ? extends B> function) {
            return new Pipeline<>(name, new Stages(List.of(work(step, function))), PipelineSetting.DEFAULT);
        }

        @Override
        public String toString() {
            return "Pipeline.named(\"" + name + "\")";
        }
    }

    /**
     * Returns this pipeline with one more step at its end.
     *
     * @param step the name of the step
     * @param function its work
     * @param <D> what it gives
     * @return the longer pipeline
     * @throws IllegalArgumentException when the name is blank or taken
     */
    public <D> Pipeline<A, D> step(String step, StepFunction<? super C, ? extends D> function) {
        return with(work(step, function));
    }

    /**
     * Returns this pipeline with one more step at its end, which records what it does in the tracked run.
     *
     * @param step the name of the step
     * @param function its work
     * @param <D> what it gives
     * @return the longer pipeline, which needs {@link #recordTo} before it can run
     * @throws IllegalArgumentException when the name is blank or taken
     */
    @SuppressWarnings("unchecked")
    public <D> Pipeline<A, D> recordedStep(String step, RecordedStep<? super C, ? extends D> function) {
        Objects.requireNonNull(function, "function");
        RecordedStep<?, ?> untyped = function;
        return with(new Stage.Recorded(
                requireName("a step", step), (RecordedStep<Object, Object>) untyped, Stage.Identity.UNKNOWN));
    }

    /**
     * Returns this pipeline with a gate at its end: what comes after it runs only on values that pass.
     *
     * @param step the name of the gate
     * @param gate the question
     * @return the longer pipeline
     * @throws IllegalArgumentException when the name is blank or taken
     */
    @SuppressWarnings("unchecked")
    public Pipeline<A, C> gate(String step, StepGate<? super C> gate) {
        Objects.requireNonNull(gate, "gate");
        return with(new Stage.Check(requireName("a gate", step), (StepGate<Object>) gate));
    }

    /**
     * Returns this pipeline with a question to a person at its end: a run without an answer ends there, and the same run
     * started again after the answer goes on. The answer holds for the same content only, so the steps before it should be
     * {@link #cached} where they would not give the same again.
     *
     * @param step the name of the step
     * @param approvals where requests and answers are kept
     * @param terms says who may answer, until when, and what they are told
     * @return the longer pipeline
     * @throws IllegalArgumentException when the name is blank or taken
     * @throws IllegalStateException when the content of the value is not known: the step before has to be cached or have a
     *     {@link #fingerprint}
     */
    @SuppressWarnings("unchecked")
    public Pipeline<A, C> approval(String step, Approvals approvals, UnaryOperator<ApprovalTerms<C>> terms) {
        Objects.requireNonNull(approvals, "approvals");
        if (!stages.isContentKnown(true)) {
            throw new IllegalStateException("approval '" + step + "' needs to know the content that it is about;"
                    + " call fingerprint(...) or cached(...) on the step before it");
        }
        ApprovalTerms<?> agreed = terms.apply(ApprovalTerms.unset());
        return with(new Stage.Approve(requireName("an approval", step), approvals, (ApprovalTerms<Object>) agreed));
    }

    /**
     * Returns this pipeline with all steps of another one at its end; the name, clock and listeners are of this one.
     *
     * @param next what goes on with what this one gives
     * @param <D> what it gives
     * @return the longer pipeline
     * @throws IllegalArgumentException when both have a step of one name
     */
    public <D> Pipeline<A, D> then(Pipeline<? super C, D> next) {
        Pipeline<A, ?> longer = this;
        for (Stage stage : next.stages.all()) {
            longer = longer.with(stage);
        }
        return new Pipeline<>(name, longer.stages, setting);
    }

    /**
     * Returns this pipeline with another clock; the system's is the default.
     *
     * @param clock tells when runs and steps begin and end
     * @return the pipeline
     */
    public Pipeline<A, C> clock(InstantSource clock) {
        return new Pipeline<>(name, stages, setting.clock(Objects.requireNonNull(clock, "clock")));
    }

    /**
     * Returns this pipeline with one more listener that hears of each step when it has ended. What a listener throws is
     * logged and changes nothing.
     *
     * @param listener called on the thread of the run
     * @return the pipeline
     */
    public Pipeline<A, C> onStep(Consumer<? super StepOutcome> listener) {
        return new Pipeline<>(name, stages, setting.listener(Objects.requireNonNull(listener, "listener")));
    }

    /**
     * Returns this pipeline recording each run as a tracked run: what recorded steps record, the evidence of the gates,
     * and the {@link PipelineResult} itself as evidence of the kind {@code "pipeline"}. The tracked run is completed when
     * every step succeeded, else it has failed, so that what did not pass the gates cannot be registered.
     *
     * @param tracker where to
     * @param experiment the experiment that the runs belong to
     * @return the pipeline
     */
    public Pipeline<A, C> recordTo(Tracker tracker, String experiment) {
        PipelineSetting.Recording to = new PipelineSetting.Recording(
                Objects.requireNonNull(tracker, "tracker"), Objects.requireNonNull(experiment, "experiment"));
        return new Pipeline<>(name, stages, setting.recording(to));
    }

    /**
     * Returns this pipeline with a way to tell equal values of its last step apart from others, so that the step after it
     * can be {@link #cached}: {@code .step("read", Csv::read).fingerprint(Table::fingerprint)}.
     *
     * @param content gives equal texts for equal values and, for all practical purposes, only for them
     * @return the pipeline
     * @throws IllegalStateException when the last link is a gate, or has a fingerprint already
     */
    @SuppressWarnings("unchecked")
    public Pipeline<A, C> fingerprint(Function<? super C, String> content) {
        Objects.requireNonNull(content, "content");
        Stage.Identity before = stages.lastIdentity("fingerprint");
        if (before.fingerprint() != null) {
            throw new IllegalStateException("step '" + stages.last().name() + "' has a fingerprint already");
        }
        return identified(
                new Stage.Identity((Function<Object, String>) (Function<?, String>) content, before.caching()));
    }

    /**
     * Returns this pipeline with its last step cached: where the {@link StepCache} has its result for this version and the
     * same content of the input, the step does not run. Without {@link #cacheIn} it always runs.
     *
     * @param version of the step's code and of everything that it uses beside its input; whoever changes one of these and
     *     not the version gets the old result
     * @param codec stores the result
     * @return the pipeline
     * @throws IllegalStateException when the last link is a gate or a step that records, is cached already, or the content
     *     of its input is not known: the step before it has to be cached or have a {@link #fingerprint}
     */
    @SuppressWarnings("unchecked")
    public Pipeline<A, C> cached(String version, StepCodec<C> codec) {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(codec, "codec");
        Stage.Identity before = stages.lastIdentity("cached");
        if (stages.last() instanceof Stage.Recorded || before.caching() != null) {
            throw new IllegalStateException("step '" + stages.last().name() + "' cannot be cached: it "
                    + (before.caching() != null ? "is already" : "records what it does"));
        }
        if (!stages.isContentKnown(false)) {
            throw new IllegalStateException(
                    "step '" + stages.last().name() + "' cannot be cached: the content of its input is not"
                            + " known; call fingerprint(...) on the step before it, or cache that one too");
        }
        StepCodec<?> untyped = codec;
        return identified(
                new Stage.Identity(before.fingerprint(), new Stage.Caching(version, (StepCodec<Object>) untyped)));
    }

    /**
     * Returns this pipeline with a cache for those of its steps that are {@link #cached}.
     *
     * @param cache the cache
     * @return the pipeline
     */
    public Pipeline<A, C> cacheIn(StepCache cache) {
        return new Pipeline<>(name, stages, setting.cache(Objects.requireNonNull(cache, "cache")));
    }

    /**
     * Runs the steps on the calling thread.
     *
     * @param input what the first step takes
     * @return what became of each step, and the result if all succeeded
     * @throws IllegalStateException when a step records and the pipeline has no tracker
     * @throws dev.holdfast.artifact.StorageException when the run cannot be recorded
     */
    public PipelineResult<C> run(A input) {
        return run(stages, Objects.requireNonNull(input, "input"));
    }

    /** Runs with an input that is looked up first; a look-up that fails is the outcome of a step of its own. */
    PipelineResult<C> runWith(Supplier<? extends A> source) {
        List<Stage> all = new ArrayList<>();
        all.add(new Stage.Work("input", ignored -> source.get(), Stage.Identity.UNKNOWN));
        all.addAll(stages.all());
        return run(new Stages(all), "");
    }

    /**
     * Returns the name of the pipeline.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Returns the names of the steps and gates in their order.
     *
     * @return the names
     */
    public List<String> steps() {
        return stages.names();
    }

    @Override
    public String toString() {
        return "Pipeline.named(\"" + name + "\")" + stages;
    }

    private PipelineResult<C> run(Stages all, Object input) {
        PipelineSetting.Recording recording = setting.recording();
        if (recording == null) {
            List<String> recorded = all.recorded();
            if (!recorded.isEmpty()) {
                throw new IllegalStateException("pipeline '" + name + "' has steps that record, " + recorded
                        + "; call recordTo(tracker, experiment) before run");
            }
            return new PipelineRun(name, all.all(), setting, null).run(input);
        }
        return recorded(recording, all, input);
    }

    private PipelineResult<C> recorded(PipelineSetting.Recording to, Stages all, Object input) {
        List<PipelineResult<C>> results = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        try {
            to.tracker().run(to.experiment(), name, run -> {
                ids.add(run.id());
                PipelineResult<C> result = new PipelineRun(name, all.all(), setting, run).run(input);
                run.tag("pipeline", name).evidence(result);
                results.add(result);
                // Thrown for the tracker, which records a run as failed that throws.
                return result.orThrow();
            });
        } catch (PipelineException stopped) {
            LOG.debug("Run {} of pipeline '{}' is recorded as failed", ids, name, stopped);
        }
        return results.get(0).recordedAs(to.tracker().find(ids.get(0)));
    }

    private <D> Pipeline<A, D> with(Stage stage) {
        return new Pipeline<>(name, stages.and(name, stage), setting);
    }

    private Pipeline<A, C> identified(Stage.Identity identity) {
        return new Pipeline<>(name, stages.identified(identity), setting);
    }

    @SuppressWarnings("unchecked")
    private static Stage work(String step, StepFunction<?, ?> function) {
        Objects.requireNonNull(function, "function");
        return new Stage.Work(
                requireName("a step", step), (StepFunction<Object, Object>) function, Stage.Identity.UNKNOWN);
    }

    private static String requireName(String what, String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(what + " needs a name, got '" + name + "'");
        }
        return name;
    }
}
