// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.testkit.Child;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that register at once: each version gets a number of its own, and none fails. {@code
 * -Dholdfast.processes=8} takes more processes.
 */
class ConcurrentRegistrationTest {
    private static final int PROCESSES = Integer.getInteger("holdfast.processes", 3);
    private static final int EACH = 20;

    @Test
    void everyNumberIsGivenOnceOnSqlite(@TempDir Path folder) throws Exception {
        register(folder, folder.resolve("w").toString());
    }

    @Test
    void everyNumberIsGivenOnceOnPostgres(@TempDir Path folder) throws Exception {
        register(folder, Postgres.url(Postgres.schema()), folder.toString());
    }

    private static void register(Path folder, String... place) throws Exception {
        try (Workspace workspace = Child.open(place)) {
            List<Child> children = new ArrayList<>();
            for (int i = 0; i < PROCESSES; i++) {
                children.add(Child.start(Registrar.class, folder, place));
            }
            List<Long> numbers = new ArrayList<>();
            for (Child child : children) {
                child.await().forEach(line -> numbers.add(Long.valueOf(line)));
            }
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, (long) PROCESSES * EACH)
                            .boxed()
                            .toList());
            assertThat(workspace.registry().model("m").versions()).hasSize(PROCESSES * EACH);
            assertThat(workspace.audit().verify().intact()).isTrue();
        }
    }

    /** Registers one run again and again. */
    static final class Registrar {
        private Registrar() {}

        public static void main(String[] place) {
            try (Workspace workspace = Child.open(place)) {
                RunRecord run = workspace
                        .tracker()
                        .run("e", "r", r -> r.model(new ThresholdModel(1)).record());
                for (int i = 0; i < EACH; i++) {
                    System.out.println(
                            workspace.registry().model("m").register(run).number());
                }
            }
        }
    }
}
