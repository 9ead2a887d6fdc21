// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 13 or later, through the host's data source.
 *
 * <p>A connection is borrowed for one transaction and goes back as it came. Whatever is set is set for the transaction
 * alone, and locks are those of the transaction, so that connections may be pooled between the transactions of many
 * clients.
 */
public final class PostgresDialect implements Dialect {
    private static final int OLDEST_VERSION = 13;

    /** The first half of the key of the lock that a transaction with full durability holds: "hold" in ASCII. */
    private static final int LOCK = 0x686f6c64;

    /*
     * The second half is the number of a table, so that workspaces in several schemas of one database do not wait for
     * one another; the first migration has no table yet.
     */
    private static final String TAKE_LOCK =
            "SELECT pg_advisory_xact_lock(" + LOCK + ", coalesce(to_regclass('hf_migration')::oid::integer, 0))";

    /**
     * Looks at what a data source leads to.
     *
     * @param source the host's data source
     * @return what messages call the database: its address without parameters, in which a password may stand
     * @throws StorageException when there is no connection, or no PostgreSQL 13 or later behind it
     */
    public static String place(DataSource source) {
        String unknown = "of the data source " + source.getClass().getName();
        try (Connection connection = source.getConnection()) {
            DatabaseMetaData about = connection.getMetaData();
            String url = about.getURL();
            String place = url == null ? unknown : url.replaceFirst("[?;].*", "");
            String product = about.getDatabaseProductName();
            if (!product.equals("PostgreSQL") || about.getDatabaseMajorVersion() < OLDEST_VERSION) {
                throw new StorageException(
                        Reason.UNSUPPORTED,
                        place,
                        "expected PostgreSQL " + OLDEST_VERSION + " or later behind the data source, found " + product
                                + " " + about.getDatabaseProductVersion() + " at " + place
                                + "; use Workspace.open(Path) for a workspace without a server",
                        null);
            }
            return place;
        } catch (SQLException e) {
            PostgresDialect dialect = new PostgresDialect();
            Reason reason = dialect.reason(e);
            throw new StorageException(
                    reason,
                    unknown,
                    "the database " + unknown + " " + dialect.explain(reason, 0) + ": " + e.getMessage(),
                    e);
        }
    }

    @Override
    public String definition(String statement) {
        // The collation of a database differs from host to host; bytes are compared alike everywhere.
        return statement
                .replaceAll("\\bTEXT\\b", "TEXT COLLATE \"C\"")
                .replace("${sequence}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
                .replace("${binary}", "BYTEA");
    }

    @Override
    public boolean isEmbedded() {
        return false;
    }

    @Override
    public String schemas() {
        return "SELECT COUNT(to_regclass('hf_migration'))";
    }

    @Override
    public String now() {
        return "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)";
    }

    @Override
    public String rowLock() {
        return " FOR NO KEY UPDATE";
    }

    @Override
    public void prepare(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            connection.setAutoCommit(false);
            return;
        }
        // A pool may hand out connections on which nothing is committed by itself, even after a query to test them.
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_current_xact_id_if_assigned()::text")) {
            row.next();
            if (row.getString(1) != null) {
                throw new StorageException(
                        Reason.UNSUPPORTED,
                        "data source",
                        "the data source handed out a connection in the middle of a transaction of the host, with"
                                + " changes that are not committed; hand in the pool itself, not what binds its"
                                + " connections to transactions",
                        null);
            }
        }
        connection.rollback();
    }

    @Override
    public void beginRead(Connection connection) throws SQLException {
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
    }

    @Override
    public void beginWrite(Connection connection, Durability durability) throws SQLException {
        // Each statement sees what was committed before it: the one after the lock sees what its last holder did.
        String begin = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED, READ WRITE; ";
        if (durability == Durability.PROCESS) {
            execute(connection, begin + "SET LOCAL synchronous_commit TO OFF");
        } else {
            // A host that waits for its replicas goes on waiting for them.
            execute(
                    connection,
                    begin + "SELECT set_config('synchronous_commit', 'on', true)"
                            + " WHERE current_setting('synchronous_commit') = 'off'; " + TAKE_LOCK);
        }
    }

    @Override
    public void commit(Connection connection) throws SQLException {
        connection.commit();
    }

    @Override
    public void rollback(Connection connection) throws SQLException {
        connection.rollback();
    }

    @Override
    public void insertAll(
            Connection connection, String table, List<String> columns, String conflict, List<@Nullable Object[]> rows)
            throws SQLException {
        // One statement whose text is the same for any number of rows: each column travels as an array.
        List<Array> arrays = new ArrayList<>();
        List<String> chosen = new ArrayList<>();
        List<String> types = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            String type = type(rows, i);
            if (type.isEmpty()) {
                chosen.add("NULL");
            } else {
                arrays.add(connection.createArrayOf(type, values(type, rows, i)));
                chosen.add("c" + arrays.size());
                types.add("?::" + type + "[]");
            }
        }
        List<String> names =
                chosen.stream().filter(name -> !name.equals("NULL")).toList();
        String sql = "INSERT INTO " + table + " (" + String.join(", ", columns) + ") SELECT "
                + String.join(", ", chosen) + " FROM unnest(" + String.join(", ", types) + ") AS rows ("
                + String.join(", ", names) + ") " + conflict;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arrays.size(); i++) {
                statement.setArray(i + 1, arrays.get(i));
            }
            statement.executeUpdate();
        }
    }

    /** The type of a column's values; empty when all of them are null. */
    private static String type(List<@Nullable Object[]> rows, int column) {
        for (@Nullable Object[] row : rows) {
            Object value = row[column];
            if (value != null) {
                return value instanceof Long ? "int8" : value instanceof Double ? "float8" : "text";
            }
        }
        return "";
    }

    /** A column in an array of its own type, which the driver sends as it is; one of objects travels as text. */
    private static @Nullable Object[] values(String type, List<@Nullable Object[]> rows, int column) {
        int count = rows.size();
        @Nullable
        Object[] values = switch (type) {
            case "int8" -> new Long[count];
            case "float8" -> new Double[count];
            default -> new String[count];
        };
        for (int row = 0; row < count; row++) {
            values[row] = rows.get(row)[column];
        }
        return values;
    }

    @Override
    public Reason reason(SQLException failure) {
        if (failure instanceof SQLTransientConnectionException
                || failure instanceof SQLNonTransientConnectionException
                || failure instanceof SQLRecoverableException) {
            return Reason.UNAVAILABLE;
        }
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        return switch (state) {
            case "40001", "40P01", "55P03" -> Reason.BUSY;
            case "57P01", "57P02", "57P03", "53300" -> Reason.UNAVAILABLE;
            case "53100" -> Reason.FULL;
            case "25006", "42501" -> Reason.READ_ONLY;
            case "XX001", "XX002" -> Reason.CORRUPT;
            default -> state.startsWith("08") ? Reason.UNAVAILABLE : Reason.FAILED;
        };
    }

    @Override
    public String explain(Reason reason, long patienceMillis) {
        return switch (reason) {
            case BUSY ->
                "was kept busy by other transactions for longer than " + patienceMillis
                        + " ms; find what holds the locks (pg_stat_activity), or try again";
            case UNAVAILABLE -> "could not be reached; see that it runs and that the data source leads to it";
            case UNCERTAIN ->
                "broke the connection while a change was being committed, so it may be stored or not; look before"
                        + " you try again";
            case CORRUPT -> "is damaged; restore it from a copy";
            case FULL -> "could not grow; free space on its disk and try again";
            case READ_ONLY ->
                "cannot be written; connect to the primary server, as a user who may read and write the tables"
                        + " hf_*";
            default -> "failed";
        };
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
