// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteDataSource;

/** SQLite in its write-ahead mode: readers never wait, one writer at a time, many processes of one host. */
public final class SqliteDialect implements Dialect {
    /** How long the database itself waits for a lock before the store takes over, in milliseconds. */
    private static final int PATIENCE_MILLIS = 100;

    /**
     * Returns the data source of a file.
     *
     * @param file the database, created when it is not there
     * @return the data source
     */
    public static DataSource dataSource(Path file) {
        SQLiteDataSource source = new SQLiteDataSource();
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public String sequence() {
        return "INTEGER PRIMARY KEY AUTOINCREMENT";
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }

    @Override
    public String tables() {
        return "SELECT name FROM sqlite_master WHERE type = 'table'";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        execute(connection, "PRAGMA busy_timeout=" + PATIENCE_MILLIS);
        execute(connection, "PRAGMA journal_mode=WAL");
        execute(connection, "PRAGMA foreign_keys=ON");
    }

    @Override
    public void beginRead(Connection connection) throws SQLException {
        execute(connection, "BEGIN DEFERRED");
    }

    @Override
    public void beginWrite(Connection connection, Durability durability) throws SQLException {
        execute(connection, "PRAGMA synchronous=" + (durability == Durability.FULL ? "FULL" : "NORMAL"));
        execute(connection, "BEGIN IMMEDIATE");
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        execute(connection, "COMMIT");
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        execute(connection, "ROLLBACK");
    }

    @Override
    public Reason reason(SQLException failure) {
        // The low byte is the primary result code of SQLite, the others refine it.
        return switch (failure.getErrorCode() & 0xff) {
            case 5, 6 -> Reason.BUSY;
            case 8 -> Reason.READ_ONLY;
            case 11, 26 -> Reason.CORRUPT;
            case 13 -> Reason.FULL;
            default -> Reason.FAILED;
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
