// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A transaction under way: SQL in, rows out. Arguments are Long, Integer, Double, String, bytes or null. Not thread-safe;
 * of no use once its work has returned.
 */
public final class Tx {
    private final Connection connection;
    private final Dialect dialect;
    private final boolean exclusive;

    Tx(Connection connection, Dialect dialect, boolean exclusive) {
        this.connection = connection;
        this.dialect = dialect;
        this.exclusive = exclusive;
    }

    /**
     * What a row becomes.
     *
     * @param <T> what
     */
    @FunctionalInterface
    public interface RowMapper<T> {
        /**
         * Reads the current row.
         *
         * @param row the result, on that row
         * @return what it becomes
         * @throws SQLException when reading fails
         */
        T map(ResultSet row) throws SQLException;
    }

    /**
     * Reads all rows.
     *
     * @param mapper what a row becomes
     * @param sql the query
     * @param arguments its arguments
     * @param <T> what a row becomes
     * @return the rows
     * @throws SQLException when the database fails
     */
    public <T> List<T> list(RowMapper<T> mapper, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> list = new ArrayList<>();
                while (rows.next()) {
                    list.add(mapper.map(rows));
                }
                return list;
            }
        }
    }

    /**
     * Reads the first row.
     *
     * @param mapper what a row becomes
     * @param sql the query
     * @param arguments its arguments
     * @param <T> what a row becomes
     * @return the row, or empty when there is none
     * @throws SQLException when the database fails
     */
    public <T> Optional<T> first(RowMapper<T> mapper, String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
            }
        }
    }

    /**
     * Reads the one number that a query or an {@code INSERT ... RETURNING} gives.
     *
     * @param sql the statement
     * @param arguments its arguments
     * @return the number
     * @throws SQLException when the database fails or gives no row
     */
    public long number(String sql, @Nullable Object... arguments) throws SQLException {
        return first(row -> row.getLong(1), sql, arguments)
                .orElseThrow(() -> new SQLException("expected a row, got none from: " + sql));
    }

    /**
     * Changes rows.
     *
     * @param sql the statement
     * @param arguments its arguments
     * @return how many rows changed
     * @throws SQLException when the database fails
     */
    public int update(String sql, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            return statement.executeUpdate();
        }
    }

    /**
     * Inserts rows in one go, however many.
     *
     * @param table the table
     * @param columns its columns
     * @param conflict what is done about a row that is there, such as {@code ON CONFLICT ...}, which may not meet one
     *     row twice; may be empty
     * @param rows the rows: for each column a Long, Double, String or null
     * @throws SQLException when the database fails
     */
    public void insertAll(String table, List<String> columns, String conflict, List<@Nullable Object[]> rows)
            throws SQLException {
        if (!rows.isEmpty()) {
            dialect.insertAll(connection, table, columns, conflict, rows);
        }
    }

    /**
     * Returns what a query appends so that the rows it reads stay as they are until this transaction ends: what is read
     * and then written within a transaction that is not {@link Durability#FULL} needs it.
     *
     * @return the clause, with a space before it
     */
    public String rowLock() {
        return dialect.rowLock();
    }

    /**
     * Checks that no other transaction can change what this one has read.
     *
     * @throws IllegalStateException when another can: the durability is not full
     */
    void requireExclusive() {
        if (!exclusive) {
            throw new IllegalStateException("this change must be alone; use a transaction with full durability");
        }
    }

    /**
     * Executes statements that take no arguments.
     *
     * @param sql one statement
     * @throws SQLException when the database fails
     */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void bind(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setObject(i + 1, arguments[i]);
        }
    }
}
