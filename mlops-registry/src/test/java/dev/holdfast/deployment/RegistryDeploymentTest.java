// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deployment on the registry as it is. */
class RegistryDeploymentTest {
    private static final Actor ADA = Actor.of("ada", "risk");

    private Path folder;
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary.resolve("w");
        workspace = Workspace.open(folder, o -> o.actor(ADA));
        credit = workspace.registry().model("credit");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private ModelVersion promoted(double threshold) {
        RunRecord run = workspace.tracker().run("credit", "threshold", r -> {
            r.model(new ThresholdModel(threshold));
            return r.record();
        });
        return credit.promote(credit.register(run))
                .to("champion")
                .as(ADA)
                .under(PromotionPolicy.of())
                .because("better")
                .orThrow();
    }

    private static DeployedVersion served(ModelVersion version) {
        return new DeployedVersion(version.model(), version.number(), version.digest());
    }

    @Test
    void promotedVersionsAreServedAndRolledBack() {
        ModelVersion first = promoted(100);
        Row poor = Row.of("Income", 120.0);
        try (Deployment<Row, ClassScores> deployment = Deployment.of(credit, ThresholdModel.codec())
                .champion("champion")
                .warmUp(List.of(poor))
                .open()) {
            assertThat(deployment.predict(poor).best()).isEqualTo("good");
            assertThat(deployment.version()).isEqualTo(served(first));

            ModelVersion second = promoted(200);
            assertThat(deployment.refresh().swapped()).isTrue();
            assertThat(deployment.version()).isEqualTo(served(second));
            assertThat(deployment.predict(poor).best()).isEqualTo("bad");

            assertThat(deployment.rollback(ADA, "complaints")).isEqualTo(served(first));
            assertThat(deployment.predict(poor).best()).isEqualTo("good");
            assertThat(credit.alias("champion")).contains(first);
            assertThat(credit.aliasHistory("champion")).last().satisfies(change -> {
                assertThat(change.reason()).isEqualTo("complaints");
                assertThat(change.actor()).isEqualTo(ADA);
            });
        }
    }

    @Test
    void aVersionWhoseBytesAreDamagedIsNotServed() throws IOException {
        ModelVersion first = promoted(100);
        try (Deployment<Row, ClassScores> deployment =
                Deployment.of(credit, ThresholdModel.codec()).open()) {
            promoted(200);
            overwrite("threshold 200.0", "threshold 2.000");

            Refresh refresh = deployment.refresh();

            assertThat(refresh.failures()).hasSize(1);
            assertThat(deployment.version()).isEqualTo(served(first));
            assertThat(deployment.predict(Row.of("Income", 120.0)).best()).isEqualTo("good");
        }
    }

    @Test
    void aModelWithoutAChampionCannotBeOpened() {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> Deployment.of(credit, ThresholdModel.codec()).open())
                .withMessage("alias 'champion' of 'credit' names no version; promote one to it first");
    }

    private void overwrite(String was, String becomes) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (Files.size(file) == was.length() && Files.readString(file).equals(was)) {
                    assertThat(file.toFile().setWritable(true)).isTrue();
                    Files.writeString(file, becomes);
                    return;
                }
            }
        }
        throw new IllegalStateException("no file holds '" + was + "'");
    }
}
