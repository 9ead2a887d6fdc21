// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.model.Attachment;
import dev.holdfast.testkit.ConnectionPool;
import dev.holdfast.testkit.PostgresServer;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.MetricValue;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.workspace.WorkspaceException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system of four megabytes that fills up, and one that becomes read-only. Needs the right to mount. */
class SmallDiskTest {
    private Path disk = Path.of("");

    @BeforeEach
    void mount(@TempDir Path temporary) throws Exception {
        disk = Files.createDirectories(temporary.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString()),
                "SKIPPED: a small file system cannot be mounted here; it needs Linux and the right to mount");
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", "-l", disk.toString());
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void aFullDiskIsATypedErrorAndTheWorkspaceGoesOnWhenThereIsSpace() throws Exception {
        try (Workspace workspace = Workspace.open(disk.resolve("w"))) {
            String id = workspace
                    .tracker()
                    .run(
                            "e",
                            "before",
                            run -> run.metric("m", 1)
                                    .attachment(Attachment.of("notes", "text/plain", new byte[] {1}))
                                    .id());
            try (var run = workspace.tracker().start("e", "full")) {
                Path ballast = disk.resolve("ballast");
                fill(ballast);
                long before = workspace.tracker().history(run.id(), "m").size();
                List<MetricValue> many = LongStream.range(0, 5_000)
                        .mapToObj(step -> new MetricValue("m", step, 1))
                        .toList();
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> run.metrics(many))
                        .satisfies(e -> {
                            assertThat(e.reason()).isEqualTo(Reason.FULL);
                            assertThat(e.place()).endsWith("holdfast.db");
                        })
                        .withMessageContaining("could not grow; free space on its disk and try again");
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> run.attachment(Attachment.of("big", "text/plain", noise())))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL));

                assertThat(workspace.tracker().history(run.id(), "m")).hasSize((int) before);
                RunRecord earlier = workspace.tracker().find(id).orElseThrow();
                workspace.blobs().verify(earlier.attachments().get(0).blob());

                Files.delete(ballast);
                run.metrics(many).attachment(Attachment.of("big", "text/plain", noise()));
                run.complete();
                RunRecord now = run.record();
                assertThat(now.status()).isEqualTo(RunStatus.COMPLETED);
                workspace.blobs().verify(now.attachments().get(0).blob());
                assertThat(workspace.tracker().history(run.id(), "m")).hasSize((int) before + 5_000);
            }
            assertThat(workspace.audit().verify().intact()).isTrue();
        }
    }

    /*
     * A tablespace of a server whose log is elsewhere: a server that cannot write its log stops, which is as if it were
     * away.
     */
    @Test
    void aFullTablespaceOfPostgresIsATypedErrorAndTheWorkspaceGoesOnWhenThereIsSpace(@TempDir Path temporary)
            throws Exception {
        assertThat(run("mount", "-o", "remount,size=24m", disk.toString())).isTrue();
        Path tables = Files.createDirectory(disk.resolve("tables"));
        try (PostgresServer server = PostgresServer.start(temporary.resolve("data"))) {
            try (Connection connection = DriverManager.getConnection(server.url());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLESPACE small LOCATION '" + tables + "'");
            }
            try (Workspace workspace = Workspace.connect(
                            ConnectionPool.of(server.url() + "&options=-c%20default_tablespace=small"),
                            FolderBlobs.in(temporary.resolve("blobs")));
                    var run = workspace.tracker().start("e", "full")) {
                run.metric("m", 1).model(new ThresholdModel(1));
                fill(disk.resolve("ballast"));
                List<MetricValue> many = LongStream.range(0, 20_000)
                        .mapToObj(step -> new MetricValue("m", step, 1))
                        .toList();

                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(() -> run.metrics(many))
                        .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.FULL))
                        .withMessageContaining("could not grow; free space on its disk and try again");

                RunRecord before = workspace.tracker().find(run.id()).orElseThrow();
                assertThat(before.metrics()).containsExactly(Map.entry("m", 1.0));
                assertThat(workspace.tracker().history(run.id(), "m")).hasSize(1);
                assertThat(workspace.audit().verify().intact()).isTrue();

                Files.delete(disk.resolve("ballast"));
                run.metrics(many).complete();
                assertThat(workspace.tracker().history(run.id(), "m")).hasSize(20_001);
                assertThat(run.record().status()).isEqualTo(RunStatus.COMPLETED);
                workspace.registry().model("credit").register(run.record());
                assertThat(workspace.audit().verify().intact()).isTrue();
            }
        }
    }

    private static byte[] noise() {
        byte[] bytes = new byte[300_000];
        new SplittableRandom(1).nextBytes(bytes);
        return bytes;
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[16_384];
        try (var out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    @Test
    void aReadOnlyFileSystemIsRefused() throws Exception {
        Path folder = disk.resolve("w");
        Workspace.open(folder).close();
        assertThat(run("mount", "-o", "remount,ro", disk.toString())).isTrue();

        assertThatExceptionOfType(WorkspaceException.class)
                .isThrownBy(() -> Workspace.open(folder))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.READ_ONLY))
                .withMessage(
                        "the folder " + folder + " cannot be written by this process; give it the right to, or copy"
                                + " the workspace to a folder where it has");
    }
}
