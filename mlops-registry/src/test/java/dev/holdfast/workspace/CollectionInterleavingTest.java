// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Dialect;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Collectors against writers, one step at a time in an order that a seed decides: each actor is a thread of its own with
 * a store of its own, as a process would have, and only the one that holds the baton runs. A step ends before every
 * transaction and before and within every operation on the bytes. Actors die at any step, also between the deletion of
 * bytes and the end of its transaction. {@code -Dholdfast.interleavings=N} runs more of them.
 */
class CollectionInterleavingTest {
    private static final int INTERLEAVINGS = Integer.getInteger("holdfast.interleavings", 150);
    private static final List<String> CONTENTS = List.of("one", "two", "three");
    private static final Duration GRACE = Duration.ofHours(1);
    private static final int ACTORS = 5;

    private final ManualClock clock = new ManualClock();
    private final List<Store> stores = new ArrayList<>();
    private Store judge;

    /** Whether the content was deleted and stored again, a mark taken away, a collector killed while deleting. */
    private final Map<String, Integer> seen = new TreeMap<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        for (int i = 0; i < ACTORS; i++) {
            stores.add(store(folder));
        }
        judge = store(folder);
        judge.transact(
                Durability.PROCESS,
                tx -> tx.update("INSERT INTO hf_model (id, name, created_at, next_version) VALUES (1, 'm', 0, 1)"));
    }

    @AfterEach
    void close() {
        stores.forEach(Store::close);
        judge.close();
    }

    private Store store(Path folder) {
        Path file = folder.resolve("w.db");
        return Store.open(
                SqliteDialect.dataSource(file),
                unforced(new SqliteDialect()),
                Store.Settings.of(file.toString(), Duration.ofSeconds(20), Times.now(clock)));
    }

    /** The power is not cut here, so nothing need reach the disk. */
    private static Dialect unforced(Dialect dialect) {
        return (Dialect) Proxy.newProxyInstance(
                Dialect.class.getClassLoader(), new Class<?>[] {Dialect.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("beginWrite")) {
                        arguments[1] = Durability.PROCESS;
                    }
                    // Between two transactions the others may run; an actor within one has locked them out.
                    if (method.getName().startsWith("begin")) {
                        Baton.step();
                    }
                    try {
                        return method.invoke(dialect, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void nothingThatIsNamedIsLostAndNothingElseStays() throws Exception {
        for (int seed = 0; seed < INTERLEAVINGS; seed++) {
            interleave(seed);
        }
        assertThat(seen.keySet())
                .as("what the interleavings came across: " + seen)
                .contains("deleted", "stored twice", "killed while deleting", "killed writer", "named");
        System.getLogger(CollectionInterleavingTest.class.getName())
                .log(System.Logger.Level.INFO, INTERLEAVINGS + " interleavings came across " + seen);
    }

    private void interleave(int seed) throws Exception {
        Random random = new Random(seed);
        judge.transact(Durability.PROCESS, tx -> {
            tx.update("DELETE FROM hf_blob");
            tx.update("DELETE FROM hf_version_file");
            return tx.update("UPDATE hf_collection SET turn = 0 WHERE id = 1");
        });
        Memory memory = new Memory(seen);
        for (String content : CONTENTS) {
            before(random, memory, content);
        }
        Baton baton = new Baton();
        Map<String, Set<Long>> named = new HashMap<>();
        for (int i = 0; i < ACTORS; i++) {
            Store store = stores.get(i);
            Random own = new Random(seed * 31L + i);
            boolean collects = i >= 3;
            long number = i;
            baton.start(() -> {
                for (int turn = 0; turn < (collects ? 5 : 3); turn++) {
                    if (collects) {
                        memory.killNextDelete.put(Thread.currentThread(), own.nextInt(3) == 0);
                        new GarbageCollector(store, memory, clock, Actor.of("collector"))
                                .grace(own.nextInt(3) == 0 ? GRACE : Duration.ZERO)
                                .collect();
                    } else {
                        write(store, memory, own, number * 10 + turn, named);
                    }
                }
            });
        }
        while (baton.isRunning()) {
            // Time passes: at times a little, at times past the grace and the leases of who still writes.
            switch (random.nextInt(24)) {
                case 0 -> clock.advance(Duration.ofMinutes(30));
                case 1 -> clock.advance(Duration.ofHours(2));
                default -> {}
            }
            baton.pass(random, seen);
        }
        judge(seed, memory, named);
    }

    /** What an earlier life left behind: bytes without a row, with one, or neither. */
    private void before(Random random, Memory memory, String content) {
        Blob blob = new Blob(Digests.of(content), content.length());
        int kind = random.nextInt(4);
        if (kind > 0) {
            memory.bytes.put(blob.digest(), content.getBytes(StandardCharsets.UTF_8));
        }
        if (kind > 1) {
            judge.transact(
                    Durability.PROCESS,
                    tx -> tx.update(
                            "INSERT INTO hf_blob (digest, size_bytes, state, since, leased_until, turn)"
                                    + " VALUES (?, ?, ?, 0, 0, 0)",
                            blob.digest(),
                            blob.sizeBytes(),
                            kind == 2 ? "LIVE" : "DELETING"));
        }
    }

    private void write(Store store, Memory memory, Random random, long number, Map<String, Set<Long>> named) {
        String content = CONTENTS.get(random.nextInt(CONTENTS.size()));
        int[] times = {0};
        Blob blob = new LeasedBlobs(memory, store, clock).put(out -> {
            out.write(content.getBytes(StandardCharsets.UTF_8));
            if (++times[0] == 2) {
                seen.merge("stored twice", 1, Integer::sum);
            }
        });
        if (random.nextInt(4) == 0) {
            return;
        }
        store.transact(
                Durability.PROCESS,
                tx -> tx.update(
                        "INSERT INTO hf_version_file (model, number, role, name, digest, size_bytes)"
                                + " VALUES (1, ?, 'MODEL', 'model', ?, ?)",
                        number,
                        blob.digest(),
                        blob.sizeBytes()));
        synchronized (named) {
            named.computeIfAbsent(blob.digest(), digest -> new TreeSet<>()).add(number);
            seen.merge("named", 1, Integer::sum);
        }
        // What is named is there, at once and from then on.
        assertThat(memory.bytes).containsKey(blob.digest());
        if (random.nextInt(3) == 0) {
            Baton.step();
            assertThat(memory.bytes).containsKey(blob.digest());
            store.transact(
                    Durability.PROCESS,
                    tx -> tx.update("DELETE FROM hf_version_file WHERE model = 1 AND number = ?", number));
        }
    }

    private void judge(int seed, Memory memory, Map<String, Set<Long>> named) {
        Set<String> wanted = Set.copyOf(
                judge.read(tx -> tx.list(row -> row.getString(1), "SELECT DISTINCT digest FROM hf_version_file")));
        assertThat(memory.bytes.keySet())
                .as("seed " + seed + ": nothing named is lost")
                .containsAll(wanted);
        GarbageCollector collector = new GarbageCollector(judge, memory, clock, Actor.of("judge"));
        for (int i = 0; i < 3; i++) {
            clock.advance(Duration.ofHours(49));
            collector.collect();
        }
        assertThat(memory.bytes.keySet())
                .as("seed " + seed + ": nothing named is lost, nothing else stays; " + named)
                .isEqualTo(wanted);
        Set<String> known = Set.copyOf(
                judge.read(tx -> tx.list(row -> row.getString(1), "SELECT digest FROM hf_blob WHERE state <> 'GONE'")));
        assertThat(known).as("seed " + seed + ": the rows tell what is there").isEqualTo(wanted);
    }

    /** Hands the right to run from thread to thread; the one that has it hands it back at its next step. */
    private static final class Baton {
        private static final ThreadLocal<Seat> SEAT = new ThreadLocal<>();
        private final List<Seat> seats = new ArrayList<>();

        /** An actor's place: it is called, and answers when it has made its step. */
        private static final class Seat {
            private final SynchronousQueue<Boolean> call = new SynchronousQueue<>();
            private final SynchronousQueue<String> answer = new SynchronousQueue<>();
        }

        /** Thrown through an actor that is to die; no code of the library catches it. */
        private static final class Killed extends Error {
            private static final long serialVersionUID = 1L;
        }

        void start(Runnable work) {
            Seat seat = new Seat();
            seats.add(seat);
            Thread thread = new Thread(() -> {
                String end = "ended";
                try {
                    await(seat);
                    SEAT.set(seat);
                    work.run();
                } catch (Killed e) {
                    end = "killed";
                } catch (Throwable e) {
                    end = "failed: " + e;
                }
                put(seat.answer, end);
            });
            thread.setDaemon(true);
            thread.start();
        }

        boolean isRunning() {
            return !seats.isEmpty();
        }

        void pass(Random random, Map<String, Integer> seen) {
            Seat seat = seats.get(random.nextInt(seats.size()));
            boolean kill = random.nextInt(150) == 0;
            put(seat.call, !kill);
            String answer = take(seat.answer);
            if (!answer.equals("step")) {
                seats.remove(seat);
                assertThat(answer).as("an actor").isIn("ended", "killed");
                if (answer.equals("killed")) {
                    seen.merge("killed writer", 1, Integer::sum);
                }
            }
        }

        static void step() {
            Seat seat = SEAT.get();
            if (seat != null) {
                put(seat.answer, "step");
                await(seat);
            }
        }

        private static void await(Seat seat) {
            if (!take(seat.call)) {
                throw new Killed();
            }
        }

        private static <T> void put(SynchronousQueue<T> queue, T value) {
            try {
                if (!queue.offer(value, 60, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("nobody takes the baton");
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private static <T> T take(SynchronousQueue<T> queue) {
            try {
                T value = queue.poll(60, TimeUnit.SECONDS);
                if (value == null) {
                    throw new IllegalStateException("nobody hands the baton on");
                }
                return value;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Bytes in memory that others come between: between the question whether they are there and the writing. */
    private static final class Memory implements BlobStore {
        private final Map<String, byte[]> bytes = new TreeMap<>();
        private final Map<Thread, Boolean> killNextDelete = new ConcurrentHashMap<>();
        private final Map<String, Integer> seen;

        Memory(Map<String, Integer> seen) {
            this.seen = seen;
        }

        @Override
        public Blob put(Content content) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                content.writeTo(out);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            byte[] written = out.toByteArray();
            String digest = Digests.of(written);
            Baton.step();
            boolean there = bytes.containsKey(digest);
            Baton.step();
            if (!there) {
                bytes.put(digest, written);
            }
            Baton.step();
            return new Blob(digest, written.length);
        }

        @Override
        public boolean delete(Blob blob) {
            boolean there = bytes.remove(blob.digest()) != null;
            seen.merge("deleted", 1, Integer::sum);
            if (killNextDelete.getOrDefault(Thread.currentThread(), false)) {
                seen.merge("killed while deleting", 1, Integer::sum);
                throw new Baton.Killed();
            }
            return there;
        }

        @Override
        public Stream<Blob> list() {
            Baton.step();
            List<Blob> found = new ArrayList<>();
            bytes.forEach((digest, each) -> found.add(new Blob(digest, each.length)));
            Baton.step();
            return found.stream();
        }

        @Override
        public InputStream open(Blob blob) {
            verify(blob);
            return new ByteArrayInputStream(bytes.get(blob.digest()));
        }

        @Override
        public void verify(Blob blob) {
            if (!bytes.containsKey(blob.digest())) {
                throw new StorageException(Reason.MISSING, blob.digest(), "not there", null);
            }
        }

        @Override
        public long deleteUnfinished(Instant before) {
            return 0;
        }
    }
}
