// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.registry.AliasChange;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that registers and promotes is killed at any moment: what it had acknowledged is there, what is there is
 * whole. {@code -Dholdfast.kills=N} kills more often.
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("holdfast.kills", 2);

    @Test
    void whatWasAcknowledgedSurvivesAKillAndNothingIsHalfThere(@TempDir Path temporary) throws Exception {
        Path folder = temporary.resolve("w");
        long acknowledged = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            acknowledged = Math.max(acknowledged, killAfter(folder, 900 + kill * 173L % 1_000));
            check(folder, acknowledged);
        }
        assertThat(acknowledged).isPositive();
    }

    /** Returns the last version whose promotion the process acknowledged. */
    private static long killAfter(Path folder, long millis) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder.getParent(), "acknowledged", ".txt");
        Path errors = Files.createTempFile(folder.getParent(), "errors", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Promoter.class.getName(),
                        folder.toString())
                // A newer JVM warns there of the native library of SQLite.
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        // The clock starts with the first acknowledgement: a JVM takes its time to begin.
        while (Files.size(output) == 0 && process.isAlive()) {
            Thread.sleep(20);
        }
        boolean ended = process.waitFor(millis, TimeUnit.MILLISECONDS);
        process.destroyForcibly().waitFor();
        String text = Files.readString(output);
        assertThat(ended)
                .as("the process ended by itself: " + text + Files.readString(errors))
                .isFalse();
        // What comes after the last line feed was cut off by the kill.
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }

    private static void check(Path folder, long acknowledged) {
        try (Workspace workspace = Workspace.open(folder)) {
            assertThat(workspace.audit().verify().intact()).isTrue();
            RegisteredModel model = workspace.registry().model("m");
            List<ModelVersion> versions = model.versions();
            assertThat(versions.size()).isGreaterThanOrEqualTo((int) acknowledged);
            for (int i = 0; i < versions.size(); i++) {
                assertThat(versions.get(i).number()).isEqualTo(i + 1);
                assertThat(versions.get(i).load(ThresholdModel.codec())).isNotNull();
            }
            List<AliasChange> history = model.aliasHistory("champion");
            assertThat(history.size()).isEqualTo((int) model.aliasRevision("champion"));
            assertThat(history.get(history.size() - 1).version()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(model.alias("champion"))
                    .contains(model.version(history.get(history.size() - 1).version()));
        }
    }

    /** Registers and promotes until it is killed, and says each time when it is done. */
    static final class Promoter {
        private Promoter() {}

        public static void main(String[] arguments) {
            try (Workspace workspace = Workspace.open(Path.of(arguments[0]))) {
                RegisteredModel model = workspace.registry().model("m");
                for (int i = 0; ; i++) {
                    int threshold = i;
                    RunRecord run = workspace
                            .tracker()
                            .run(
                                    "e",
                                    "r",
                                    r -> r.metric("m", threshold)
                                            .model(new ThresholdModel(threshold))
                                            .record());
                    ModelVersion version = model.register(run);
                    model.promote(version)
                            .to("champion")
                            .as(Actor.of("child"))
                            .under(PromotionPolicy.of())
                            .because("test")
                            .orThrow();
                    System.out.println(version.number());
                }
            }
        }
    }
}
