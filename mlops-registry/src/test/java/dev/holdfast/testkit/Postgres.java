// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;
import org.postgresql.ds.common.BaseDataSource;

/**
 * A PostgreSQL server for tests, started at most once in a JVM and only when the first test asks for it. Where it cannot
 * be started the tests that ask are skipped, and say why.
 *
 * <p>It writes nothing durably; tests of crashes and of speed start {@link PostgresServer} of their own.
 */
public final class Postgres {
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private Postgres() {}

    /** The server, or why there is none. */
    private static final class Shared {
        private static final Optional<EmbeddedPostgres> SERVER;
        private static final String REASON;
        private static final ConcurrentLinkedDeque<Connection> IDLE = new ConcurrentLinkedDeque<>();

        static {
            EmbeddedPostgres server = null;
            String reason = "";
            try {
                server = EmbeddedPostgres.builder().start();
            } catch (IOException | IllegalStateException e) {
                reason = e.toString();
            }
            SERVER = Optional.ofNullable(server);
            REASON = reason;
        }
    }

    /**
     * Returns a pool of connections to an empty schema of its own. A connection that comes back otherwise than it was
     * handed out makes the test fail.
     */
    public static DataSource schema() {
        Assumptions.assumeTrue(
                Shared.SERVER.isPresent(), () -> "SKIPPED: PostgreSQL cannot be started here: " + Shared.REASON);
        String name = "t" + SCHEMAS.incrementAndGet();
        Pool pool = new Pool(name);
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return pool;
    }

    /** Returns the address of a schema, for connections without a pool. */
    public static String url(DataSource schema) {
        return Shared.SERVER.orElseThrow().getJdbcUrl("postgres", "postgres") + "&currentSchema="
                + ((Pool) schema).schema;
    }

    /** Connections that are kept and handed out again, as a host's pool does it, without its limits. */
    private static final class Pool extends BaseDataSource implements DataSource {
        private final String schema;

        Pool(String schema) {
            this.schema = schema;
        }

        @Override
        public String getDescription() {
            return "pool of " + schema;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = Shared.IDLE.pollFirst();
            if (connection == null) {
                connection = DriverManager.getConnection(
                        Shared.SERVER.orElseThrow().getJdbcUrl("postgres", "postgres"), new Properties());
            }
            if (!schema.equals(connection.getClientInfo("ApplicationName"))) {
                connection.setSchema(schema);
                connection.setClientInfo("ApplicationName", schema);
            }
            return lend(connection);
        }

        private static Connection lend(Connection connection) {
            return (Connection) Proxy.newProxyInstance(
                    Postgres.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            takeBack(connection);
                            return null;
                        }
                        return invoke(connection, method, arguments);
                    });
        }

        private static Object invoke(Connection connection, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(connection, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }

        private static void takeBack(Connection connection) throws SQLException {
            if (connection.isClosed()) {
                return;
            }
            if (!connection.getAutoCommit()
                    || connection.unwrap(BaseConnection.class).getTransactionState() != TransactionState.IDLE) {
                connection.close();
                throw new AssertionError("a connection came back within a transaction or without autocommit");
            }
            Shared.IDLE.addFirst(connection);
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
}
