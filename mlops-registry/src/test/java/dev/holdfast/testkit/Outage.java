// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A data source that a test can switch off, at once or in the middle of a commit. */
public final class Outage extends BaseDataSource implements DataSource {
    private final DataSource behind;
    private final AtomicInteger attempts = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean breaksAfterCommit;
    private volatile boolean breaksBeforeCommit;

    public Outage(DataSource behind) {
        this.behind = behind;
    }

    /** Begins or ends the outage. */
    public void away(boolean now) {
        away = now;
    }

    /** Has the next commit carried out, and its answer lost. */
    public void loseNextAnswer() {
        breaksAfterCommit = true;
    }

    /** Has the connection break when the next commit is asked for, which is not carried out. */
    public void breakNextCommit() {
        breaksBeforeCommit = true;
    }

    /** Returns how often a connection was asked for. */
    public int attempts() {
        return attempts.get();
    }

    @Override
    public String getDescription() {
        return "outage";
    }

    @Override
    public Connection getConnection() throws SQLException {
        attempts.incrementAndGet();
        if (away) {
            throw new SQLException("the server is away", "08001");
        }
        Connection connection = behind.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Outage.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit && breaksBeforeCommit) {
                        breaksBeforeCommit = false;
                        connection.rollback();
                        throw new SQLException("the connection broke", "08006");
                    }
                    try {
                        Object result = method.invoke(connection, arguments);
                        if (commit && breaksAfterCommit) {
                            breaksAfterCommit = false;
                            throw new SQLException("the connection broke", "08006");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
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
