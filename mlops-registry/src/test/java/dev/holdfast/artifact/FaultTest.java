// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditTrail;
import dev.holdfast.internal.store.Dialect;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.Registry;
import dev.holdfast.registry.RegistryVerification;
import dev.holdfast.registry.Safeguards;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.Tracker;
import java.io.FileOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The machine stops after the k-th operation of a run, a registration and a promotion, for every k: before it, and after
 * it but before anybody was told. Operations are those on the files of blobs (create, write, force, rename, delete) and
 * the statements of the database, commits among them. What a single statement or commit of SQLite does to its files is
 * native and is left to SQLite, whose own tests cut the power there. {@code -Dholdfast.faultStep=1} stops at every one,
 * without it at every fifth.
 */
class FaultTest {
    private static final Actor ANNA = Actor.of("Anna");
    private static final int STEP = Integer.getInteger("holdfast.faultStep", 5);

    /** Thrown when the machine stops; nothing may catch it and go on. */
    private static final class Stopped extends Error {
        private static final long serialVersionUID = 1L;

        Stopped(String operation) {
            super(operation);
        }
    }

    /** Counts operations and stops at one of them; from then on all fail. */
    private static final class Machine {
        private final int last;
        private final boolean after;
        private int count;
        private boolean stopped;
        private final List<Connection> connections = new ArrayList<>();
        private final Map<String, Integer> kinds = new TreeMap<>();

        Machine(int last, boolean after) {
            this.last = last;
            this.after = after;
        }

        interface Operation<T, X extends Throwable> {
            T run() throws X;
        }

        <T, X extends Throwable> T operate(String kind, Operation<T, X> operation) throws X {
            if (stopped) {
                throw new Stopped(kind);
            }
            kinds.merge(kind, 1, Integer::sum);
            boolean stops = ++count == last;
            if (stops && !after) {
                stopped = true;
                throw new Stopped(kind);
            }
            T result = operation.run();
            if (stops) {
                stopped = true;
                throw new Stopped(kind);
            }
            return result;
        }
    }

    /** A disk of that machine. */
    private static final class FaultyDisk extends Disk {
        private final Machine machine;

        FaultyDisk(Machine machine) {
            this.machine = machine;
        }

        @Override
        FileOutputStream create(Path file) throws IOException {
            return machine.operate("create", () -> super.create(file));
        }

        @Override
        void force(Path file, FileOutputStream written) throws IOException {
            machine.operate("force", () -> {
                super.force(file, written);
                return true;
            });
        }

        @Override
        void rename(Path from, Path to) throws IOException {
            machine.operate("rename", () -> {
                super.rename(from, to);
                return true;
            });
        }

        @Override
        void createFolder(Path folder) throws IOException {
            machine.operate("create folder", () -> {
                super.createFolder(folder);
                return true;
            });
        }

        @Override
        void forceFolder(Path folder) throws IOException {
            machine.operate("force folder", () -> {
                super.forceFolder(folder);
                return true;
            });
        }

        @Override
        boolean delete(Path file) throws IOException {
            return machine.operate("delete", () -> super.delete(file));
        }
    }

    /** A data source whose statements are operations of the machine. */
    private static DataSource faulty(DataSource source, Machine machine) {
        return proxy(DataSource.class, source, (method, arguments, call) -> {
            Object result = call.run();
            if (result instanceof Connection connection) {
                machine.connections.add(connection);
                return faulty(connection, machine);
            }
            return result;
        });
    }

    private static Connection faulty(Connection connection, Machine machine) {
        return proxy(Connection.class, connection, (method, arguments, call) -> {
            Object result = method.equals("commit") ? machine.operate("statement", call) : call.run();
            if (result instanceof PreparedStatement statement) {
                return proxy(
                        PreparedStatement.class, statement, (name, sql, inner) -> execute(name, sql, inner, machine));
            }
            return result instanceof Statement statement
                    ? proxy(Statement.class, statement, (name, sql, inner) -> execute(name, sql, inner, machine))
                    : result;
        });
    }

    private static Object execute(
            String method, List<Object> arguments, Machine.Operation<Object, Throwable> call, Machine machine)
            throws Throwable {
        if (method.equals("execute") && arguments.contains("PRAGMA synchronous=FULL")) {
            machine.kinds.merge("durable commit", 1, Integer::sum);
        }
        return method.startsWith("execute") ? machine.operate("statement", call) : call.run();
    }

    private interface Around {
        Object call(String method, List<Object> arguments, Machine.Operation<Object, Throwable> call) throws Throwable;
    }

    private static <T> T proxy(Class<T> type, T target, Around around) {
        InvocationHandler handler = (proxy, method, arguments) ->
                around.call(method.getName(), arguments == null ? List.of() : Arrays.asList(arguments), () -> {
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** The parts of a workspace over a disk and a database that can fail. */
    private static final class Parts implements AutoCloseable {
        private final Machine machine;
        private final Store store;
        private final Tracker tracker;
        private final Registry registry;
        private final AuditTrail audit;

        Parts(Path folder, Machine machine) {
            this.machine = machine;
            ManualClock clock = new ManualClock();
            Dialect dialect = new SqliteDialect();
            this.store = Store.open(
                    faulty(SqliteDialect.dataSource(folder.resolve("w.db")), machine),
                    dialect,
                    Store.Settings.of(folder.toString(), Duration.ofSeconds(5), Times.now(clock)));
            BlobStore blobs = new FolderBlobs(folder.resolve("blobs"), new FaultyDisk(machine));
            this.tracker = Tracker.on(store, blobs, clock, ANNA);
            this.registry = Registry.on(store, blobs, tracker, clock, ANNA, 0, Safeguards.none());
            this.audit = AuditTrail.on(store, clock);
        }

        /** Trains, registers and promotes; tells how far it got. */
        void live(double threshold, List<String> acknowledged) {
            RunRecord run = tracker.run(
                    "e",
                    "r",
                    r -> r.metric("auc", threshold)
                            .evidence(Examination.evaluation("auc", 0.8, 0.1))
                            .model(new ThresholdModel(threshold))
                            .record());
            acknowledged.add("run");
            RegisteredModel model = registry.model("m");
            ModelVersion version = model.register(
                    run, Attachment.of("baseline", "text/plain", ("b" + threshold).getBytes(StandardCharsets.UTF_8)));
            acknowledged.add("version");
            model.promote(version)
                    .to("champion")
                    .as(ANNA)
                    .under(PromotionPolicy.of())
                    .because("test")
                    .orThrow();
            acknowledged.add("alias");
        }

        /** A process that dies lets go of its connections; what was not committed is undone. */
        @Override
        public void close() {
            store.close();
            for (Connection each : machine.connections) {
                try {
                    each.close();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Test
    void aStopAfterAnyOperationLeavesTheOldOrTheNewStateNeverAThird(@TempDir Path temporary) throws IOException {
        List<String> ends = new ArrayList<>();
        int operations = 0;
        // Migration and the first life are not what is examined here.
        Path prepared = temporary.resolve("prepared");
        Files.createDirectories(prepared);
        try (Parts parts = new Parts(prepared, new Machine(0, false))) {
            parts.live(1, new ArrayList<>());
        }
        for (boolean after : new boolean[] {false, true}) {
            boolean completed = false;
            for (int k = after ? STEP : 1; !completed; k += STEP) {
                Path folder = temporary.resolve((after ? "after" : "before") + k);
                copy(prepared, folder);
                Machine machine = new Machine(k, after);
                List<String> acknowledged = new ArrayList<>();
                completed = live(folder, machine, acknowledged);
                operations = Math.max(operations, machine.count);
                ends.add(check(folder, acknowledged));
                if (completed) {
                    assertThat(machine.kinds).containsKeys("create", "force", "rename", "force folder", "statement");
                }
            }
        }
        assertThat(operations).isGreaterThan(40);
        System.getLogger(FaultTest.class.getName())
                .log(System.Logger.Level.INFO, ends.size() + " stops among " + operations + " operations");
        assertThat(ends).contains("1 version, champion 1", "2 versions, champion 1", "2 versions, champion 2");
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    private static boolean live(Path folder, Machine machine, List<String> acknowledged) {
        try (Parts parts = new Parts(folder, machine)) {
            parts.live(2, acknowledged);
            return true;
        } catch (Stopped | RuntimeException e) {
            assertThat(machine.stopped).as("nothing fails by itself: " + e).isTrue();
            return false;
        }
    }

    /** Opens what is left with a machine that works, and tells in what state it is. */
    private static String check(Path folder, List<String> acknowledged) {
        try (Parts parts = new Parts(folder, new Machine(0, false))) {
            assertThat(parts.audit.verify().intact()).isTrue();
            RegistryVerification verification = parts.registry.verify();
            assertThat(verification.broken()).isEmpty();
            RegisteredModel model = parts.registry.model("m");
            List<ModelVersion> versions = model.versions();
            assertThat(versions).hasSizeBetween(acknowledged.contains("version") ? 2 : 1, 2);
            for (ModelVersion version : versions) {
                assertThat(version.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(version.number()));
                assertThat(version.attachment("baseline").content()).isNotEmpty();
                assertThat(version.evidence()).hasSize(1);
            }
            Optional<ModelVersion> champion = model.alias("champion");
            assertThat(champion).isPresent();
            long number = champion.orElseThrow().number();
            assertThat(number).isBetween(acknowledged.contains("alias") ? 2L : 1L, (long) versions.size());
            assertThat(model.aliasHistory("champion")).hasSize((int) number);
            // And life goes on, with a number that was never used.
            parts.live(versions.size() + 1, new ArrayList<>());
            assertThat(model.versions()).hasSize(versions.size() + 1);
            return versions.size() + (versions.size() == 1 ? " version" : " versions") + ", champion " + number;
        }
    }

    /** Forced files and folders, and the durable commits, of which SQLite forces its log once each. */
    @Test
    void creatingAVersionWaitsForTheDiskThreeTimesAtMostAlsoTheFirstTime(@TempDir Path folder) {
        Machine machine = new Machine(0, false);
        try (Parts parts = new Parts(folder, machine)) {
            RunRecord run = parts.tracker.run(
                    "e", "r", r -> r.model(new ThresholdModel(7)).record());
            RegisteredModel model = parts.registry.model("m");
            List<Integer> waits = new ArrayList<>();
            // The attachments go to folders of their own, by the first digits of their digests.
            for (int i = 0; i < 20; i++) {
                int before = forced(machine);
                model.register(run, Attachment.of("baseline", "text/plain", new byte[] {(byte) i}));
                waits.add(forced(machine) - before);
            }
            assertThat(waits).containsOnly(3);

            int before = forced(machine);
            model.register(run);
            assertThat(forced(machine) - before).as("without attachments").isEqualTo(1);
        }
    }

    private static int forced(Machine machine) {
        return machine.kinds.getOrDefault("force", 0)
                + machine.kinds.getOrDefault("force folder", 0)
                + machine.kinds.getOrDefault("durable commit", 0);
    }
}
