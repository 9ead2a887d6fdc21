// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.testkit.ConnectionPool;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that writes durably is killed in the middle of a run and started again. {@code -Dholdfast.restarts=N} does so
 * more often.
 */
class ServerRestartTest {
    private static final int RESTARTS = Integer.getInteger("holdfast.restarts", 1);

    @Test
    void aRunGoesOnWhenTheServerComesBack(@TempDir Path folder) throws Exception {
        try (PostgresServer server = PostgresServer.start(folder.resolve("data"));
                Workspace workspace = Workspace.connect(
                        ConnectionPool.of(server.url()),
                        FolderBlobs.in(folder.resolve("blobs")),
                        options -> options.patience(Duration.ofSeconds(60)))) {
            long uncertain = 0;
            List<String> ids = new ArrayList<>();
            for (int restart = 0; restart < RESTARTS; restart++) {
                CompletableFuture<Void> outage = new CompletableFuture<>();
                try (Run run = workspace.tracker().start("e", "r" + restart)) {
                    ids.add(run.id());
                    for (int i = 0; i < 400; i++) {
                        if (i == 100) {
                            outage = outage(server);
                        }
                        try {
                            run.metrics(i, Map.of("a", (double) i, "b", -1.0 / (i + 1)));
                        } catch (StorageException e) {
                            // The one answer that nobody can know: the server died while it committed.
                            assertThat(e.reason()).isEqualTo(Reason.UNCERTAIN);
                            uncertain++;
                        }
                        if (i > 100 && !outage.isDone()) {
                            Thread.sleep(1);
                        }
                    }
                    outage.join();
                    run.complete();
                }
                check(workspace, ids);
            }
            System.err.println(RESTARTS + " restarts of the server, " + uncertain + " recordings uncertain");
        }
    }

    private static CompletableFuture<Void> outage(PostgresServer server) {
        return CompletableFuture.runAsync(() -> {
            try {
                server.kill();
                Thread.sleep(200);
                server.restart();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static void check(Workspace workspace, List<String> ids) {
        for (String id : ids) {
            RunRecord run = workspace.tracker().find(id).orElseThrow();
            assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
            List<MetricPoint> a = workspace.tracker().history(id, "a");
            List<MetricPoint> b = workspace.tracker().history(id, "b");
            // What was recorded together is there together, once, with its value; the last moments before the server
            // died may be missing, for they need not be on its disk.
            assertThat(a).extracting(MetricPoint::step).doesNotHaveDuplicates().hasSizeGreaterThan(200);
            assertThat(b)
                    .extracting(MetricPoint::step)
                    .isEqualTo(a.stream().map(MetricPoint::step).toList());
            a.forEach(point -> assertThat(point.value()).isEqualTo((double) point.step()));
            b.forEach(point -> assertThat(point.value()).isEqualTo(-1.0 / (point.step() + 1)));
            assertThat(run.metrics()).containsEntry("a", 399.0);
        }
        assertThat(workspace.audit().verify().orThrow().entries()).isEqualTo(2L * ids.size());
    }

    @Test
    void aRunFailsWithATypedErrorWhenTheServerStaysAway(@TempDir Path folder) throws Exception {
        try (PostgresServer server = PostgresServer.start(folder.resolve("data"));
                Workspace workspace = Workspace.connect(
                        ConnectionPool.of(server.url()),
                        FolderBlobs.in(folder.resolve("blobs")),
                        options -> options.patience(Duration.ofMillis(200)))) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> workspace.tracker().run("e", "r", run -> {
                        run.metric("m", 1);
                        server.kill();
                        return run.metric("m", 2);
                    }))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE));
            server.restart();

            Thread.sleep(200);
            assertThat(workspace.tracker().runs("e"))
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.RUNNING));
            workspace.tracker().run("e", "next", run -> run.metric("m", 3));
        }
    }
}
