// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.testkit.Child;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several processes work in one workspace. {@code -Dholdfast.processes=N} and {@code -Dholdfast.metrics=N} set how many
 * there are and how much each records, {@code -Dholdfast.races=N} how often processes race to make the schema.
 */
class ProcessesTest {
    private static final int PROCESSES = Integer.getInteger("holdfast.processes", 2);
    private static final int METRICS = Integer.getInteger("holdfast.metrics", 50);
    private static final int RACES = Integer.getInteger("holdfast.races", 1);

    @Test
    void noneOfManyProcessesLosesAMetricOnSqlite(@TempDir Path folder) throws Exception {
        Path place = folder.resolve("w");
        record(folder, () -> Workspace.open(place), place.toString());
    }

    @Test
    void noneOfManyProcessesLosesAMetricOnPostgres(@TempDir Path folder) throws Exception {
        DataSource schema = Postgres.schema();
        record(
                folder,
                () -> Workspace.connect(schema, FolderBlobs.in(folder.resolve("blobs"))),
                Postgres.url(schema),
                folder.toString());
    }

    private static void record(Path folder, Supplier<Workspace> workspace, String... place) throws Exception {
        workspace.get().close();
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            children.add(Child.start(Recorder.class, folder, arguments(METRICS, place)));
        }
        List<String> ids = new ArrayList<>();
        for (Child child : children) {
            ids.addAll(child.await());
        }
        try (Workspace opened = workspace.get()) {
            assertThat(ids).hasSize(PROCESSES).doesNotHaveDuplicates();
            for (String id : ids) {
                RunRecord run = opened.tracker().find(id).orElseThrow();
                assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
                assertThat(opened.tracker().history(id, "m"))
                        .extracting(MetricPoint::step)
                        .containsExactlyElementsOf(
                                LongStream.range(0, METRICS).boxed().toList());
            }
            assertThat(opened.audit().verify().orThrow().entries()).isEqualTo(2L * PROCESSES);
        }
        System.err.println(place[0].replaceFirst("\\?.*", "") + ": " + PROCESSES + " processes, " + METRICS
                + " metrics each, none lost");
    }

    @Test
    void ofTwoProcessesThatMakeTheSchemaOneDoesItOnSqlite(@TempDir Path folder) throws Exception {
        for (int race = 0; race < RACES; race++) {
            Path place = folder.resolve("w" + race);
            race(folder, () -> Workspace.open(place), place.toString());
        }
    }

    @Test
    void ofTwoProcessesThatMakeTheSchemaOneDoesItOnPostgres(@TempDir Path folder) throws Exception {
        for (int race = 0; race < RACES; race++) {
            DataSource schema = Postgres.schema();
            race(
                    folder,
                    () -> Workspace.connect(schema, FolderBlobs.in(folder.resolve("blobs"))),
                    Postgres.url(schema),
                    folder.toString());
        }
    }

    private static void race(Path folder, Supplier<Workspace> workspace, String... place) throws Exception {
        Path gate = Files.createTempFile(folder, "gate", "");
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            children.add(Child.start(Racer.class, folder, arguments(gate, place)));
        }
        for (Child child : children) {
            while (child.lines().isEmpty()) {
                Thread.sleep(5);
            }
        }
        // Both JVMs are up and wait for the gate to go.
        Files.delete(gate);
        for (Child child : children) {
            assertThat(child.await()).containsExactly("ready", "open");
        }
        try (Workspace opened = workspace.get()) {
            assertThat(opened.tracker().runs("e")).hasSize(2);
            assertThat(opened.audit().verify().orThrow().entries()).isEqualTo(4);
        }
    }

    private static String[] arguments(Object first, String... place) {
        String[] arguments = new String[place.length + 1];
        arguments[0] = String.valueOf(first);
        System.arraycopy(place, 0, arguments, 1, place.length);
        return arguments;
    }

    private static String[] place(String... arguments) {
        return java.util.Arrays.copyOfRange(arguments, 1, arguments.length);
    }

    /** Records metrics one by one, and says the id of its run. */
    static final class Recorder {
        private Recorder() {}

        public static void main(String[] arguments) {
            int metrics = Integer.parseInt(arguments[0]);
            try (Workspace workspace = Child.open(place(arguments))) {
                String id = workspace.tracker().run("e", "r", run -> {
                    for (int i = 0; i < metrics; i++) {
                        run.metric("m", i);
                    }
                    return run.id();
                });
                System.out.println(id);
            }
        }
    }

    /** Waits until a file is gone, opens the workspace and records a run. */
    static final class Racer {
        private Racer() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("ready");
            while (Files.exists(Path.of(arguments[0]))) {
                Thread.sleep(1);
            }
            try (Workspace workspace = Child.open(place(arguments))) {
                workspace.tracker().run("e", "r", run -> true);
                System.out.println("open");
            }
        }
    }
}
