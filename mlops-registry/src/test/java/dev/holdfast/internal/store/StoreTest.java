// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest extends StoreContract {
    private final Path file;

    StoreTest(@TempDir Path folder) {
        file = folder.resolve("test.db");
    }

    @Override
    Dialect dialect() {
        return new SqliteDialect();
    }

    @Override
    Store open(boolean migrate) {
        Store.Settings settings = Store.Settings.of(file.toString(), Duration.ofSeconds(20), 7);
        return open(migrate ? settings : settings.withoutMigration());
    }

    private Store open(Store.Settings settings) {
        return Store.open(SqliteDialect.dataSource(file), new SqliteDialect(), settings);
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
                Store store = open(Store.Settings.of(file.toString(), Duration.ofMillis(200), 7))) {
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
