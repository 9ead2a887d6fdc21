// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordedPipelineTest {
    private static final Actor ADA = Actor.of("ada", "trainer");

    private Workspace workspace;

    @BeforeEach
    void open(@TempDir Path folder) {
        workspace = Workspace.open(folder.resolve("w"), o -> o.actor(ADA));
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private Pipeline<Double, ThresholdModel> pipeline(Outcome quality) {
        return Pipeline.named("credit")
                .step("read", (Double threshold) -> threshold)
                .recordedStep("train", (threshold, run) -> {
                    ThresholdModel model = new ThresholdModel(threshold);
                    run.parameter("threshold", threshold).model(model);
                    return model;
                })
                .gate("quality", model -> Examination.of("evaluation", quality))
                .recordTo(workspace.tracker(), "credit");
    }

    @Test
    void aRunOfThePipelineIsATrackedRunWhoseModelCanBeRegistered() {
        PipelineResult<ThresholdModel> result = pipeline(Outcome.PASSED).run(0.5);

        RunRecord run = result.recorded().orElseThrow();
        assertThat(result.orThrow()).isEqualTo(new ThresholdModel(0.5));
        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(run.experiment()).isEqualTo("credit");
        assertThat(workspace.tracker().evidence(run))
                .extracting(Evidence::kind)
                .containsExactly("evaluation", "pipeline");

        RegisteredModel credit = workspace.registry().model("credit");
        ModelVersion version = credit.register(run);
        credit.promote(version)
                .to("champion")
                .as(ADA)
                .under(PromotionPolicy.of(Gates.evidence("pipeline").passed()))
                .because("the pipeline passed")
                .orThrow();
        assertThat(credit.alias("champion")).contains(version);
    }

    @Test
    void aRunThatAGateBlockedHasFailedAndCannotBeRegistered() {
        PipelineResult<ThresholdModel> result = pipeline(Outcome.INCONCLUSIVE).run(0.5);

        RunRecord run = result.recorded().orElseThrow();
        assertThat(result.stoppedAt()).containsInstanceOf(StepOutcome.Blocked.class);
        assertThat(run.status()).isEqualTo(RunStatus.FAILED);
        assertThat(workspace.tracker().evidence(run))
                .extracting(Evidence::outcome)
                .containsExactly(Outcome.INCONCLUSIVE, Outcome.FAILED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model("credit").register(run));
    }

    @Test
    void aRetrainingRecordsItsRunsToo() {
        ContinuousTraining<ThresholdModel> training = ContinuousTraining.of(pipeline(Outcome.PASSED), () -> 0.7)
                .executor(Runnable::run)
                .open();

        assertThat(training.request("drift").isAccepted()).isTrue();

        assertThat(workspace.tracker().runs("credit"))
                .singleElement()
                .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETED));
    }

    @Test
    void aStepThatRecordsNeedsATracker() {
        Pipeline<Double, String> pipeline =
                Pipeline.named("credit").step("read", (Double x) -> x).recordedStep("train", (x, run) -> run.id());

        assertThat(pipeline).hasToString("Pipeline.named(\"credit\").step(\"read\", ...).recordedStep(\"train\", ...)");
        assertThatIllegalStateException()
                .isThrownBy(() -> pipeline.run(0.5))
                .withMessage("pipeline 'credit' has steps that record, [train];"
                        + " call recordTo(tracker, experiment) before run");
    }
}
