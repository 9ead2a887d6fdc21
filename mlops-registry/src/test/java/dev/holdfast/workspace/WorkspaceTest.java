// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.WorkspaceException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkspaceTest {
    private final Path temporary;
    private final Path folder;

    WorkspaceTest(@TempDir Path temporary) {
        this.temporary = temporary;
        this.folder = temporary.resolve("w");
    }

    private Workspace open() {
        return Workspace.open(folder, o -> o.actor(Actor.of("anna")).patience(Duration.ofMillis(200)));
    }

    private void assertRefused(Problem problem, String message) throws IOException {
        Map<String, String> before = contents();
        assertThatExceptionOfType(WorkspaceException.class)
                .isThrownBy(this::open)
                .satisfies(e -> {
                    assertThat(e.problem()).isEqualTo(problem);
                    assertThat(e.place()).isEqualTo(folder.toString());
                })
                .withMessageStartingWith(message);
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.toList()) {
                // The shared-memory index of SQLite is no content: it is made and removed as processes come and go.
                if (!file.toString().endsWith("-shm") && !file.toString().endsWith("-wal")) {
                    contents.put(
                            file.toString(),
                            Files.isRegularFile(file)
                                    ? java.util.Arrays.hashCode(Files.readAllBytes(file)) + ""
                                    : "folder");
                }
            }
        }
        return contents;
    }

    @Test
    void aNewFolderBecomesAWorkspaceThatCanBeOpenedAgain() {
        String id;
        try (Workspace workspace = open()) {
            id = workspace
                    .tracker()
                    .run("e", "r", run -> run.model(new ThresholdModel(1)).id());
            assertThat(workspace.folder()).contains(folder);
            assertThat(workspace).hasToString("Workspace[" + folder + "]");
        }
        assertThat(folder.resolve("holdfast.json")).hasContent("{\"format\":1}\n");
        assertThat(folder.resolve("holdfast.db")).exists();
        assertThat(folder.resolve("blobs")).isDirectory();
        try (Workspace workspace = open()) {
            assertThat(workspace.tracker().find(id)).isPresent();
            workspace
                    .blobs()
                    .verify(workspace
                            .tracker()
                            .find(id)
                            .orElseThrow()
                            .model()
                            .orElseThrow()
                            .blob());
        }
    }

    @Test
    void anEmptyFolderBecomesAWorkspace() throws IOException {
        Files.createDirectories(folder);

        open().close();
        assertThat(folder.resolve("holdfast.json")).exists();
    }

    @Test
    void theActorIsTheUserWhenNoneIsNamed() {
        try (Workspace workspace = Workspace.open(folder)) {
            workspace.tracker().run("e", "r", run -> true);
            assertThat(workspace.audit().entries().get(0).actor()).isEqualTo(Actor.of(System.getProperty("user.name")));
        }
    }

    @Test
    void anOptionIsSetOnce() {
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> Workspace.open(folder, o -> o.actor(Actor.of("a")).actor(Actor.of("b"))))
                .withMessage("the actor is given twice: Actor[name=a, roles=[]] and Actor[name=b, roles=[]]");
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        Workspace.open(folder, o -> o.clock(new ManualClock()).clock(new ManualClock())))
                .withMessageStartingWith("the clock is given twice: ");
        assertThat(folder).doesNotExist();
    }

    @Test
    void aFolderWithOtherContentsIsLeftAlone() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("thesis.txt"), "years of work");

        assertRefused(
                Problem.NOT_A_WORKSPACE,
                "the folder " + folder + " is not empty and has no holdfast.json, it has [thesis.txt]; name the folder"
                        + " of a workspace, or an empty or new one");
    }

    @Test
    void aFileIsNoWorkspace() throws IOException {
        Files.writeString(folder, "a file");

        assertRefused(
                Problem.NOT_A_WORKSPACE,
                "expected a folder at " + folder + ", found a file; name the folder of a workspace, or a new one");
    }

    @Test
    void aNewerFormatIsRefused() throws IOException {
        open().close();
        Files.writeString(folder.resolve("holdfast.json"), "{\"format\":2}");

        assertRefused(
                Problem.NEWER_FORMAT,
                "the workspace " + folder + " has format 2, this version of Holdfast knows up to 1; use the newer"
                        + " version that wrote it");
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        open().close();
        try (Connection connection =
                        SqliteDialect.dataSource(folder.resolve("holdfast.db")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO hf_migration VALUES (99, 'future', 'x', 0)");
        }

        assertRefused(Problem.NEWER_FORMAT, "the workspace " + folder + " could not be opened: the database ");
    }

    @Test
    void aDamagedMarkerIsRefused() throws IOException {
        open().close();
        Files.writeString(folder.resolve("holdfast.json"), "{\"form");

        assertRefused(
                Problem.CORRUPT,
                folder.resolve("holdfast.json") + " is damaged: expected {\"format\":1}; restore it from a copy");
    }

    @Test
    void aDamagedDatabaseIsRefused() throws IOException {
        open().close();
        Files.writeString(
                folder.resolve("holdfast.db"), "no database at all, but long enough to have a header".repeat(9));

        assertRefused(
                Problem.CORRUPT,
                "the workspace " + folder + " could not be opened: the database " + folder.resolve("holdfast.db")
                        + " is damaged; restore it from a copy: ");
    }

    @Test
    void aLockedDatabaseIsRefused() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("holdfast.json"), "{\"format\":1}");
        try (Connection connection =
                        SqliteDialect.dataSource(folder.resolve("holdfast.db")).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN EXCLUSIVE");

            assertThatExceptionOfType(WorkspaceException.class)
                    .isThrownBy(this::open)
                    .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.LOCKED))
                    .withMessageContaining("was locked by another process for longer than 200 ms");
        }
        open().close();
    }

    @Test
    void aFolderThatCannotBeWrittenIsRefused() throws IOException {
        Files.createDirectories(folder);
        assumeFalse(System.getProperty("user.name").equals("root"), "root may write anywhere");
        assertThat(folder.toFile().setWritable(false)).isTrue();
        try {
            assertRefused(Problem.READ_ONLY, "the folder " + folder + " cannot be written by this process");
        } finally {
            assertThat(folder.toFile().setWritable(true)).isTrue();
        }
    }

    @Test
    void aPathThatCannotBeAFolderIsRefused() throws IOException {
        Files.writeString(temporary.resolve("file"), "x");
        Path below = temporary.resolve("file/w");

        assertThatExceptionOfType(WorkspaceException.class)
                .isThrownBy(() -> Workspace.open(below))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.FAILED))
                .withMessageStartingWith("the workspace " + below + " could not be opened: ");
    }

    @Test
    void manyOpenersOfANewFolderAllGetTheSameWorkspace() throws Exception {
        var executor = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Boolean>> tasks = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tasks.add(() -> {
                    try (Workspace workspace = Workspace.open(folder)) {
                        return workspace.tracker().run("e", "r", run -> true);
                    }
                });
            }
            for (var future : executor.invokeAll(tasks)) {
                assertThat(future.get()).isTrue();
            }
        } finally {
            executor.shutdown();
        }
        try (Workspace workspace = open()) {
            assertThat(workspace.tracker().runs("e")).hasSize(8);
            assertThat(workspace.audit().verify().orThrow().entries()).isEqualTo(16);
        }
    }

    @Test
    void twoProcessesRegisterInOneWorkspaceAndGetDistinctNumbers() throws Exception {
        open().close();
        Process one = child();
        Process two = child();
        assertThat(one.waitFor()).as(output(one)).isZero();
        assertThat(two.waitFor()).as(output(two)).isZero();

        try (Workspace workspace = open()) {
            assertThat(workspace.registry().model("m").versions())
                    .extracting(version -> version.number())
                    .containsExactlyElementsOf(java.util.stream.LongStream.rangeClosed(1, 20)
                            .boxed()
                            .toList());
            assertThat(workspace.audit().verify().intact()).isTrue();
        }
    }

    private static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private Process child() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Registrar.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
    }

    /** Registers ten versions. */
    static final class Registrar {
        private Registrar() {}

        public static void main(String[] arguments) throws SQLException {
            try (Workspace workspace = Workspace.open(Path.of(arguments[0]))) {
                for (int i = 0; i < 10; i++) {
                    int threshold = i;
                    var run = workspace
                            .tracker()
                            .run(
                                    "e",
                                    "r",
                                    r -> r.model(new ThresholdModel(threshold)).record());
                    workspace.registry().model("m").register(run);
                }
            }
        }
    }
}
