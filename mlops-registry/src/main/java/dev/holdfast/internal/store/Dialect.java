// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.artifact.StorageException;
import java.sql.Connection;
import java.sql.SQLException;

/** What differs between the databases beneath the store. */
public interface Dialect {
    /**
     * Returns the column definition of a key that the database counts up.
     *
     * @return the SQL that replaces <code>${sequence}</code> in migrations
     */
    String sequence();

    /**
     * Tells whether the store keeps its connections open and lets one writer in at a time, because the database is a
     * file of its own.
     *
     * @return true for an embedded database; false where the host's data source pools
     */
    boolean isEmbedded();

    /**
     * Returns the query that lists the tables there are.
     *
     * @return a query of one column
     */
    String tables();

    /**
     * Makes a fresh connection ready.
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
     * Begins a transaction that is the only one to write until it ends.
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
     * Tells why the database failed.
     *
     * @param failure what it said
     * @return the reason; {@link StorageException.Reason#BUSY} is tried again
     */
    StorageException.Reason reason(SQLException failure);
}
