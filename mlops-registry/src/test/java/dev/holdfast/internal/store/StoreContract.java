// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What every store must do, whatever its database; a database is added by a subclass. */
abstract class StoreContract {
    final Store open() {
        return open(true);
    }

    abstract Store open(boolean migrate);

    abstract Dialect dialect();

    private static long count(Store store) {
        return store.read(tx -> tx.number("SELECT COUNT(*) FROM hf_experiment"));
    }

    private static int insert(Tx tx, String name) throws SQLException {
        return tx.update("INSERT INTO hf_experiment (name, created_at) VALUES (?, 0)", name);
    }

    @Test
    void whatIsCommittedIsThereForTheNextToOpen() {
        try (Store store = open()) {
            store.transact(Durability.FULL, tx -> insert(tx, "a"));
        }
        try (Store store = open()) {
            assertThat(count(store)).isEqualTo(1);
        }
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        try (Store store = open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.transact(Durability.FULL, tx -> {
                        insert(tx, "a");
                        throw new IllegalStateException("own");
                    }))
                    .withMessage("own");
            assertThatThrownBy(() -> store.transact(Durability.PROCESS, tx -> {
                        insert(tx, "a");
                        return insert(tx, "a");
                    }))
                    .isInstanceOfSatisfying(
                            StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.FAILED));
            assertThat(count(store)).isZero();
            store.transact(Durability.FULL, tx -> insert(tx, "a"));
            assertThat(count(store)).isEqualTo(1);
        }
    }

    @Test
    void aReadSeesOneStateHoweverLongItTakes() {
        try (Store store = open();
                Store elsewhere = open()) {
            long seen = store.read(tx -> {
                long before = tx.number("SELECT COUNT(*) FROM hf_experiment");
                elsewhere.transact(Durability.FULL, other -> insert(other, "a"));
                return before + tx.number("SELECT COUNT(*) FROM hf_experiment");
            });

            assertThat(seen).isZero();
            assertThat(count(store)).isEqualTo(1);
        }
    }

    @Test
    void noneOfManyWritersLosesItsChange() throws Exception {
        try (Store one = open();
                Store two = open()) {
            one.transact(Durability.FULL, tx -> insert(tx, "counter"));
            var executor = Executors.newFixedThreadPool(8);
            try {
                List<Future<Integer>> futures = java.util.stream.IntStream.range(0, 80)
                        .mapToObj(i -> executor.submit(() -> (i % 2 == 0 ? one : two)
                                .transact(
                                        Durability.PROCESS,
                                        tx -> tx.update("UPDATE hf_experiment SET created_at = created_at + 1"))))
                        .toList();
                for (Future<Integer> future : futures) {
                    assertThat(future.get()).isEqualTo(1);
                }
            } finally {
                executor.shutdown();
            }
            long sum = one.read(tx -> tx.number("SELECT created_at FROM hf_experiment"));
            assertThat(sum).isEqualTo(80);
        }
    }

    @Test
    void aClosedStoreSaysSo() {
        Store store = open();
        store.close();
        store.close();

        assertThatIllegalStateException().isThrownBy(() -> count(store)).withMessageEndingWith(" is closed");
    }

    @Test
    void aTransactionWithinATransactionIsRefused() {
        try (Store store = open()) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> store.transact(Durability.FULL, tx -> store.transact(Durability.FULL, inner -> true)))
                    .withMessage("a transaction is under way on this thread; it cannot begin another");
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.read(tx -> store.read(inner -> true)))
                    .withMessage("a transaction is under way on this thread; it cannot begin another");
        }
    }

    @Test
    void manyRowsAreInsertedInOneGo() {
        try (Store store = open()) {
            List<Object[]> rows = new ArrayList<>();
            for (long i = 0; i < 1_037; i++) {
                rows.add(new Object[] {"e\u0131 '" + i + "\\\"", i, null});
            }
            store.transact(Durability.PROCESS, tx -> {
                tx.execute("CREATE TABLE hf_many (name TEXT, n BIGINT PRIMARY KEY, x DOUBLE PRECISION)");
                tx.insertAll("hf_many", List.of("name", "n", "x"), "", rows);
                tx.insertAll("hf_many", List.of("name", "n", "x"), "", List.of());
                tx.insertAll(
                        "hf_many",
                        List.of("x", "n", "name"),
                        "ON CONFLICT (n) DO UPDATE SET x = excluded.x",
                        List.of(new Object[] {-1.5, 7L, null}, new Object[] {null, 8L, null}, new Object[] {
                            Double.NEGATIVE_INFINITY, 2_000L, null
                        }));
                return true;
            });
            assertThat(store.<List<String>>read(tx -> tx.list(
                            row -> row.getString(1) + " " + row.getObject(2),
                            "SELECT name, x FROM hf_many WHERE n IN (7, 8, 2000) ORDER BY n")))
                    .containsExactly("e\u0131 '7\\\" -1.5", "e\u0131 '8\\\" null", "null -Infinity");
            assertThat(store.<Long>read(tx -> tx.number("SELECT COUNT(*) FROM hf_many")))
                    .isEqualTo(1_038);
        }
    }

    @Test
    void manyRowsKeepTheirOrderTheirDuplicatesAndEveryBit() {
        List<Object[]> rows = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        double[] numbers = {0.0, Double.MIN_VALUE, -Double.MAX_VALUE, Double.NEGATIVE_INFINITY, 0.1};
        for (int i = 0; i < 250; i++) {
            double number = numbers[i % numbers.length];
            long whole = i % 3 == 0 ? Long.MIN_VALUE : i % 3 == 1 ? Long.MAX_VALUE : 0x7ff8_0000_0000_0001L;
            String text = i % 7 == 0 ? null : i % 7 == 1 ? "NULL" : "{\"" + i % 5 + "\\,'";
            rows.add(new Object[] {text, whole, number});
            expected.add(text + " " + whole + " " + number);
        }
        try (Store store = open()) {
            store.transact(Durability.PROCESS, tx -> {
                tx.execute(dialect()
                        .definition("CREATE TABLE hf_exact (seq ${sequence}, t TEXT, n BIGINT, x DOUBLE PRECISION)"));
                tx.insertAll("hf_exact", List.of("t", "n", "x"), "", rows);
                return true;
            });
            assertThat(store.<List<String>>read(tx -> tx.list(
                            row -> row.getString(1) + " " + row.getLong(2) + " " + row.getDouble(3),
                            "SELECT t, n, x FROM hf_exact ORDER BY seq")))
                    .isEqualTo(expected);
        }
    }

    @Test
    void textsAreComparedByteByByteAndMayBeLong() {
        String longText = "\u4e2d".repeat(60_000);
        try (Store store = open()) {
            store.transact(Durability.FULL, tx -> {
                for (String name : List.of("b", "a", "B", "_", "\u0131", "I", "\ud83d\ude00", "\uffff")) {
                    insert(tx, name);
                }
                tx.update("INSERT INTO hf_run (id, experiment_id, name, status, actor, roles, started_at, environment)"
                        + " SELECT 'r', MIN(id), 'n', 's', 'a', '[]', 0, '{}' FROM hf_experiment");
                return tx.update(
                        "INSERT INTO hf_tag (run, name, value) SELECT seq, ?, ? FROM hf_run",
                        "\u4e2d".repeat(500),
                        longText);
            });
            assertThat(store.<List<String>>read(
                            tx -> tx.list(row -> row.getString(1), "SELECT name FROM hf_experiment ORDER BY name")))
                    .containsExactly("B", "I", "_", "a", "b", "\u0131", "\uffff", "\ud83d\ude00");
            assertThat(store.<String>read(tx -> tx.first(row -> row.getString(1), "SELECT value FROM hf_tag")
                            .orElseThrow()))
                    .isEqualTo(longText);
        }
    }

    @Test
    void anAuditEntryNeedsATransactionThatIsAlone() {
        try (Store store = open()) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> store.transact(
                            Durability.PROCESS, tx -> AuditLog.append(tx, 0, "a", Set.of(), "did", "thing", Map.of())))
                    .withMessage("this change must be alone; use a transaction with full durability");
        }
    }

    @Test
    void writersThatAreAloneCountWithoutAGap() throws Exception {
        try (Store one = open();
                Store two = open()) {
            var executor = Executors.newFixedThreadPool(4);
            try {
                List<Future<Long>> futures = java.util.stream.IntStream.range(0, 40)
                        .mapToObj(i -> executor.submit(() -> (i % 2 == 0 ? one : two)
                                .transact(
                                        Durability.FULL,
                                        tx -> AuditLog.append(tx, 0, "a", Set.of(), "did", "thing", Map.of()))))
                        .toList();
                Set<Long> numbers = new TreeSet<>();
                for (Future<Long> future : futures) {
                    numbers.add(future.get());
                }
                assertThat(numbers).hasSize(40).contains(1L, 40L);
            } finally {
                executor.shutdown();
            }
        }
    }

    @Test
    void anOlderSchemaIsLeftAloneWhereMigrationIsForbidden() {
        assertThatThrownBy(() -> open(false))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.OLDER_FORMAT))
                .hasMessageMatching("the database .* has schema 0, this version of Holdfast needs \\d+ and may not"
                        + " change it; have the statements of Workspace.migrationScript executed, or open the workspace"
                        + " with Migration.AUTO");
        open().close();
        open(false).close();
    }
}
