// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException.Reason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteDataSource;

/** SQLite in its write-ahead mode: readers never wait, one writer at a time, many processes of one host. */
public final class SqliteDialect implements Dialect {
    /** How long the database itself waits for a lock before the store takes over, in milliseconds. */
    private static final int PATIENCE_MILLIS = 100;

    /** Rows of one INSERT, which costs half as much a row as an INSERT each. */
    private static final int ROWS_AT_ONCE = 100;

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
    public String definition(String statement) {
        return statement
                .replace("${sequence}", "INTEGER PRIMARY KEY AUTOINCREMENT")
                .replace("${binary}", "BLOB");
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }

    @Override
    public String schemas() {
        return "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'hf_migration'";
    }

    @Override
    public String now() {
        return "CAST(strftime('%s', 'now') AS INTEGER) * 1000000";
    }

    @Override
    public String rowLock() {
        return "";
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
    public void insertAll(
            Connection connection, String table, List<String> columns, String conflict, List<@Nullable Object[]> rows)
            throws SQLException {
        String begin = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES ";
        String one = "(" + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")";
        // No round trip is saved in the database of this process, but the steps that each statement begins and ends
        // with.
        int whole = rows.size() - rows.size() % ROWS_AT_ONCE;
        if (whole > 0) {
            String many = String.join(", ", Collections.nCopies(ROWS_AT_ONCE, one));
            insert(connection, begin + many + " " + conflict, rows.subList(0, whole), ROWS_AT_ONCE);
        }
        if (whole < rows.size()) {
            insert(connection, begin + one + " " + conflict, rows.subList(whole, rows.size()), 1);
        }
    }

    private static void insert(Connection connection, String sql, List<@Nullable Object[]> rows, int each)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 0;
            int count = 0;
            for (@Nullable Object[] row : rows) {
                for (@Nullable Object value : row) {
                    statement.setObject(++parameter, value);
                }
                if (++count % each == 0) {
                    statement.executeUpdate();
                    parameter = 0;
                }
            }
        }
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

    @Override
    public String explain(Reason reason, long patienceMillis) {
        return switch (reason) {
            case BUSY ->
                "was locked by another process for longer than " + patienceMillis
                        + " ms; find the process that holds it, or try again";
            case CORRUPT -> "is damaged; restore it from a copy";
            case FULL -> "could not grow; free space on its disk and try again";
            case READ_ONLY -> "cannot be written; allow this process to write the file and its folder";
            default -> "failed";
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
