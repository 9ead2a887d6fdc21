// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Assumptions;

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
        ConnectionPool pool =
                new ConnectionPool(Shared.SERVER.orElseThrow().getJdbcUrl("postgres", "postgres"), name, Shared.IDLE);
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
                + ((ConnectionPool) schema).schema();
    }

    /** Returns the server's port. */
    public static int port() {
        return Shared.SERVER.orElseThrow().getPort();
    }
}
