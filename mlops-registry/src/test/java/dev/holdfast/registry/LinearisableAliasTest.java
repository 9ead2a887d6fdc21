// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.testkit.Child;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many clients move and read one alias at once; the history that they saw must be one of an alias of which one thing
 * happens at a time. {@code -Dholdfast.moves=N} makes each client do more.
 */
class LinearisableAliasTest {
    private static final int MOVES = Integer.getInteger("holdfast.moves", 15);
    private static final int VERSIONS = 4;

    private static AliasMove moved(int client, long begun, long ended, long expected, boolean succeeded, long version) {
        return new AliasMove(client, begun, ended, expected, succeeded, version, -1);
    }

    private static AliasMove read(int client, long begun, long ended, long revision, long version) {
        return new AliasMove(client, begun, ended, -1, true, version, revision);
    }

    @Test
    void theCheckerAcceptsWhatCanBeOrderedAndNothingElse() {
        assertThat(AliasHistoryChecker.isLinearisable(List.of())).isTrue();
        AliasMove first = moved(1, 0, 10, 0, true, 7);
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, read(2, 5, 6, 0, 0), read(2, 7, 8, 1, 7))))
                .as("a reading beside a move may see either")
                .isTrue();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, read(2, 5, 6, 1, 7), read(2, 7, 8, 0, 0))))
                .as("a later reading sees less than an earlier one")
                .isFalse();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, read(2, 11, 12, 0, 0))))
                .as("a reading after the move sees what was before it")
                .isFalse();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, moved(2, 0, 10, 0, true, 8))))
                .as("two moves from one revision")
                .isFalse();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, moved(2, 11, 12, 1, false, 8))))
                .as("a move is refused though the alias is as it expects")
                .isFalse();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, moved(2, 0, 10, 0, false, 8))))
                .as("the slower of two is refused")
                .isTrue();
        assertThat(AliasHistoryChecker.isLinearisable(List.of(first, read(2, 11, 12, 1, 8))))
                .as("a reading of what nobody wrote")
                .isFalse();
    }

    @Test
    void movesOfThreadsAreLinearisableOnSqlite(@TempDir Path folder) throws Exception {
        threads(folder.resolve("w").toString());
    }

    @Test
    void movesOfThreadsAreLinearisableOnPostgres(@TempDir Path folder) throws Exception {
        threads(Postgres.url(Postgres.schema()), folder.toString());
    }

    @Test
    void movesOfProcessesAreLinearisableOnSqlite(@TempDir Path folder) throws Exception {
        processes(folder, folder.resolve("w").toString());
    }

    @Test
    void movesOfProcessesAreLinearisableOnPostgres(@TempDir Path folder) throws Exception {
        processes(folder, Postgres.url(Postgres.schema()), folder.toString());
    }

    private static void threads(String... place) throws Exception {
        List<AliasMove> history = new ArrayList<>();
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try (Workspace workspace = Child.open(place)) {
            register(workspace);
            List<Callable<List<AliasMove>>> clients = new ArrayList<>();
            for (int client = 0; client < 8; client++) {
                int number = client;
                clients.add(() -> work(workspace, number));
            }
            for (Future<List<AliasMove>> each : executor.invokeAll(clients)) {
                history.addAll(each.get());
            }
            check(workspace, history);
        } finally {
            executor.shutdown();
        }
    }

    private static void processes(Path folder, String... place) throws Exception {
        List<AliasMove> history = new ArrayList<>();
        try (Workspace workspace = Child.open(place)) {
            register(workspace);
            List<Child> children = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                List<String> arguments = new ArrayList<>(List.of(place));
                arguments.add(Integer.toString(client));
                children.add(Child.start(Mover.class, folder, arguments.toArray(String[]::new)));
            }
            for (Child child : children) {
                child.await().forEach(line -> history.add(AliasMove.parse(line)));
            }
            check(workspace, history);
        }
    }

    private static void register(Workspace workspace) {
        RunRecord run = workspace
                .tracker()
                .run("e", "r", r -> r.model(new ThresholdModel(1)).record());
        for (int i = 0; i < VERSIONS; i++) {
            workspace.registry().model("m").register(run);
        }
    }

    private static void check(Workspace workspace, List<AliasMove> history) {
        long moved = history.stream()
                .filter(each -> !each.isReading() && each.succeeded())
                .count();
        assertThat(moved).isPositive();
        assertThat(AliasHistoryChecker.isLinearisable(history)).isTrue();
        RegisteredModel model = workspace.registry().model("m");
        assertThat(model.aliasRevision("champion")).isEqualTo(moved);
        assertThat(workspace.audit().verify().intact()).isTrue();
        System.err.println(history.size() + " operations, " + moved + " moves, "
                + history.stream().filter(each -> !each.succeeded()).count() + " moves refused");
        // The checker would see a reading that nobody can have had.
        List<AliasMove> forged = new ArrayList<>(history);
        forged.add(read(99, Long.MAX_VALUE - 1, Long.MAX_VALUE, moved - 1, 0));
        assertThat(AliasHistoryChecker.isLinearisable(forged)).isFalse();
    }

    private static List<AliasMove> work(Workspace workspace, int client) {
        SplittableRandom random = new SplittableRandom(client);
        RegisteredModel model = workspace.registry().model("m");
        List<ModelVersion> versions = model.versions();
        List<AliasMove> done = new ArrayList<>();
        long known = 0;
        for (int i = 0; i < MOVES; i++) {
            // The nanoseconds are those since the machine was started, so that processes share them.
            long begun = System.nanoTime();
            if (random.nextInt(3) == 0) {
                List<AliasChange> history = model.aliasHistory("champion");
                long ended = System.nanoTime();
                known = history.size();
                done.add(read(
                        client,
                        begun,
                        ended,
                        known,
                        known == 0 ? 0 : history.get(history.size() - 1).version()));
            } else {
                ModelVersion version = versions.get(random.nextInt(VERSIONS));
                Promotion promotion = model.promote(version)
                        .to("champion")
                        .as(Actor.of("client " + client))
                        .under(PromotionPolicy.of())
                        .expecting(known)
                        .because("test");
                done.add(moved(
                        client,
                        begun,
                        System.nanoTime(),
                        known,
                        promotion instanceof Promotion.Promoted,
                        version.number()));
                known = model.aliasRevision("champion");
            }
        }
        return done;
    }

    /** One client in a process of its own. */
    static final class Mover {
        private Mover() {}

        public static void main(String[] arguments) {
            try (Workspace workspace = Child.open(arguments)) {
                work(workspace, Integer.parseInt(arguments[arguments.length - 1]))
                        .forEach(each -> System.out.println(each.line()));
            }
        }
    }
}
