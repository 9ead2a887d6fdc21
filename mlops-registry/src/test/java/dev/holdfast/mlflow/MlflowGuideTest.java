// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/mlflow.md shows, as it stands there. */
class MlflowGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "mlflow", "MlflowGuideTest.java");

    @Test
    void theExampleOfTheGuideRuns(@TempDir Path folder) throws Exception {
        Path mlruns = Path.of(Objects.requireNonNull(MlflowGuideTest.class.getResource("mlruns"))
                .toURI());
        List<String> told = new ArrayList<>();
        try (TrackingServer server = new TrackingServer();
                Workspace workspace = Workspace.open(
                        folder.resolve("workspace"),
                        options -> options.clock(new ManualClock()).actor(Actor.of("ada")))) {
            shows(workspace, mlruns, folder.resolve("out"), server.address(), "token", folder.resolve("scratch"), told);
            assertThat(server.runs).hasSize(2);
        }
        assertThat(folder.resolve("out")).isDirectory();
        assertThat(told).hasSize(5);
    }

    private static void shows(
            Workspace workspace, Path mlruns, Path out, URI address, String token, Path scratch, List<String> told) {
        // spotless:off
        // GUIDE
        MlflowReport read = MlflowFolder.read(mlruns, workspace.tracker());         // what the team has so far
        told.addAll(read.notes());                                                  // what was damaged, deleted or a link

        RunCondition all = RunCondition.startedFrom(Instant.EPOCH);
        MlflowFolder.write(workspace.tracker(), workspace.registry(), all, out);    // for mlflow migrate-filestore

        MlflowServer server = MlflowServer.at(HttpClient.newHttpClient(), address)
                .withHeader("Authorization", "Bearer " + token);
        MlflowReport sent = server.send(workspace.tracker(), workspace.registry(), all, scratch);
        // GUIDE
        // spotless:on
        assertThat(read.runs()).isEqualTo(2);
        assertThat(sent.runs()).isEqualTo(2);
    }

    @Test
    void theGuideShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // GUIDE") + 1;
        List<String> shown = lines.subList(from, lines.lastIndexOf("        // GUIDE"));
        String snippet = String.join(
                "\n", shown.stream().map(line -> line.replaceFirst("^ {8}", "")).toList());

        assertThat(Files.readString(Path.of("..", "docs", "mlflow.md"))).contains("```java\n" + snippet + "\n```");
    }
}
