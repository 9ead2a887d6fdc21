// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every store must do, whatever its database; a database is added by a subclass. */
abstract class StoreContract {
    abstract Store open();

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
        try (Store store = open()) {
            long seen = store.read(tx -> {
                long before = tx.number("SELECT COUNT(*) FROM hf_experiment");
                store.transact(Durability.FULL, other -> insert(other, "a"));
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
}

class StoreTest extends StoreContract {
    private final Path file;

    StoreTest(@TempDir Path folder) {
        file = folder.resolve("test.db");
    }

    @Override
    Store open() {
        return open(Duration.ofSeconds(20));
    }

    private Store open(Duration patience) {
        return Store.open(SqliteDialect.dataSource(file), new SqliteDialect(), file.toString(), patience, 7);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection connection = SqliteDialect.dataSource(file).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aTransactionWithinATransactionIsRefused() {
        try (Store store = open()) {
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> store.transact(Durability.FULL, tx -> store.transact(Durability.FULL, inner -> true)))
                    .withMessage("a transaction is under way on this thread; it cannot begin another");
        }
    }

    @Test
    void aNewerSchemaIsRefusedAndLeftAlone() throws SQLException {
        open().close();
        sql("INSERT INTO hf_migration VALUES (99, 'future', 'x', 0)");

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_FORMAT))
                .hasMessageStartingWith("the database " + file + " has schema ")
                .hasMessageEndingWith("; use the newer version that wrote it");
    }

    @Test
    void aSchemaMadeByAnotherScriptIsRefused() throws SQLException {
        open().close();
        sql("UPDATE hf_migration SET checksum = 'other' WHERE version = 1");

        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT))
                .hasMessageContaining("was not made by migration 0001-foundation.sql");
    }

    @Test
    void aDatabaseThatAnotherProcessHoldsIsReportedAsBusy() throws SQLException {
        open().close();
        try (Connection connection = SqliteDialect.dataSource(file).getConnection();
                Statement statement = connection.createStatement();
                Store store = open(Duration.ofMillis(200))) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> store.transact(Durability.FULL, tx -> true))
                    .isInstanceOfSatisfying(StorageException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.BUSY);
                        assertThat(e.place()).isEqualTo(file.toString());
                    })
                    .hasMessageStartingWith(
                            "the database " + file + " was locked by another process for longer than 200 ms");
            statement.execute("ROLLBACK");
            assertThat(store.<Boolean>transact(Durability.FULL, tx -> true)).isTrue();
        }
    }

    @Test
    void waitingForTheDatabaseCanBeInterrupted() throws SQLException {
        open().close();
        try (Connection connection = SqliteDialect.dataSource(file).getConnection();
                Statement statement = connection.createStatement();
                Store store = open()) {
            statement.execute("BEGIN IMMEDIATE");
            Thread.currentThread().interrupt();

            assertThatThrownBy(() -> store.transact(Durability.FULL, tx -> true))
                    .isInstanceOf(StorageException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
