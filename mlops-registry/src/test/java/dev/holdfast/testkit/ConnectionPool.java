// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.ds.common.BaseDataSource;

/**
 * Connections that are kept and handed out again, as a host's pool does it, without its limits. A connection that comes
 * back within a transaction, or with another autocommit than it had, makes the test fail.
 */
public final class ConnectionPool extends BaseDataSource implements DataSource {
    private final String address;
    private final String schema;
    private final ConcurrentLinkedDeque<Connection> idle;

    ConnectionPool(String address, String schema, ConcurrentLinkedDeque<Connection> idle) {
        this.address = address;
        this.schema = schema;
        this.idle = idle;
    }

    /** Returns the pool of an address. */
    public static ConnectionPool of(String address) {
        return new ConnectionPool(address, "", new ConcurrentLinkedDeque<>());
    }

    @Override
    public String getDescription() {
        return "pool of " + address;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = idle.pollFirst();
        if (connection == null) {
            connection = DriverManager.getConnection(address);
        }
        // The name of the application tells which schema the connection was set to last.
        if (!schema.isEmpty() && !schema.equals(connection.getClientInfo("ApplicationName"))) {
            connection.setSchema(schema);
            connection.setClientInfo("ApplicationName", schema);
        }
        return lend(connection);
    }

    String schema() {
        return schema;
    }

    private Connection lend(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                ConnectionPool.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        takeBack(connection);
                        return null;
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private void takeBack(Connection connection) throws SQLException {
        if (connection.isClosed()) {
            return;
        }
        if (!connection.getAutoCommit()
                || connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
            connection.close();
            throw new AssertionError("a connection came back within a transaction or without autocommit");
        }
        idle.addFirst(connection);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        throw new SQLException("wraps nothing");
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return false;
    }
}
