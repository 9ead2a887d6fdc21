// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What differs between the databases beneath the store. */
public interface Dialect {
    /**
     * Returns a statement of a migration in this database's words: <code>${sequence}</code> becomes a key that the
     * database counts up, <code>${binary}</code> the type of bytes; a TEXT is compared byte by byte everywhere.
     *
     * @param statement the statement, as the resource has it
     * @return what the database understands
     */
    String definition(String statement);

    /**
     * Tells whether the store keeps its connections open and lets one writer in at a time, because the database is a
     * file of its own.
     *
     * @return true for an embedded database; false where the host's data source pools
     */
    boolean isEmbedded();

    /**
     * Returns the query that tells whether the schema has been made.
     *
     * @return a query of one number: how many tables {@code hf_migration} names resolve to
     */
    String schemas();

    /**
     * Returns the present, for what a database administrator runs by hand.
     *
     * @return an SQL expression of microseconds since 1970
     */
    String now();

    /**
     * Returns what a query appends so that the rows it reads stay as they are until the transaction ends.
     *
     * @return the clause, with a space before it; empty where a writer is alone anyway
     */
    String rowLock();

    /**
     * Makes a connection ready: a fresh one that the store will keep, or one that was borrowed for one transaction.
     *
     * @param connection the connection
     * @throws SQLException when the database refuses
     */
    void prepare(Connection connection) throws SQLException;

    /**
     * Begins a transaction that reads one consistent state.
     *
     * @param connection the connection
     * @throws SQLException when the database refuses
     */
    void beginRead(Connection connection) throws SQLException;

    /**
     * Begins a transaction that writes. With {@link Durability#FULL} no other such transaction is under way until it
     * ends, in whatever process.
     *
     * @param connection the connection
     * @param durability what the commit must survive
     * @throws SQLException when the database refuses
     */
    void beginWrite(Connection connection, Durability durability) throws SQLException;

    /**
     * Commits.
     *
     * @param connection the connection
     * @throws SQLException when the database refuses
     */
    void commit(Connection connection) throws SQLException;

    /**
     * Rolls back.
     *
     * @param connection the connection
     * @throws SQLException when the database refuses
     */
    void rollback(Connection connection) throws SQLException;

    /**
     * Inserts rows with as few round trips as the database allows.
     *
     * @param connection the connection
     * @param table the table
     * @param columns its columns
     * @param conflict what is done about a row that is there, such as {@code ON CONFLICT ...}; may be empty
     * @param rows the rows: for each column a Long, Double, String or null
     * @throws SQLException when the database fails
     */
    void insertAll(
            Connection connection, String table, List<String> columns, String conflict, List<@Nullable Object[]> rows)
            throws SQLException;

    /**
     * Tells why the database failed.
     *
     * @param failure what it said
     * @return the reason; {@link StorageException.Reason#BUSY} and {@link StorageException.Reason#UNAVAILABLE} are
     *     tried again
     */
    StorageException.Reason reason(SQLException failure);

    /**
     * Says what a failure means and what to do.
     *
     * @param reason why the database failed
     * @param patienceMillis how long it was tried
     * @return the rest of a sentence that begins with the database
     */
    String explain(StorageException.Reason reason, long patienceMillis);
}
