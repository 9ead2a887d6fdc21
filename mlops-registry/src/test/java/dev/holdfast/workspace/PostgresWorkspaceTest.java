// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testkit.ConnectionPool;
import dev.holdfast.testkit.Postgres;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.testkit.TransactionPooler;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.WorkspaceException.Problem;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ds.common.BaseDataSource;

/** A workspace in the host's PostgreSQL: what it asks of the data source, and how it leaves it. */
class PostgresWorkspaceTest {
    private final DataSource schema = Postgres.schema();
    private final String url = Postgres.url(schema);
    private final FolderBlobs blobs;

    PostgresWorkspaceTest(@TempDir Path folder) {
        blobs = FolderBlobs.in(folder);
    }

    private Workspace open(DataSource source) {
        return Workspace.connect(source, blobs, o -> o.actor(Actor.of("anna")).patience(Duration.ofMillis(300)));
    }

    /** Tracks, registers, promotes, refuses and reads. */
    private static void use(Workspace workspace) {
        RegisteredModel model = workspace.registry().model("m");
        for (int i = 0; i < 7; i++) {
            int threshold = i;
            RunRecord run = workspace
                    .tracker()
                    .run(
                            "e",
                            "r",
                            r -> r.parameter("threshold", threshold)
                                    .metrics(1, Map.of("a", 0.5, "b", Double.NaN))
                                    .metric("a", 0.4)
                                    .model(new ThresholdModel(threshold))
                                    .record());
            assertThat(run.metrics()).containsKeys("a", "b");
            model.promote(model.register(run))
                    .to("champion")
                    .as(Actor.of("ben"))
                    .under(PromotionPolicy.of())
                    .because("test")
                    .orThrow();
        }
        assertThat(model.alias("champion").orElseThrow().number()).isEqualTo(7);
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    private void assertRefused(DataSource source, Problem problem, String message) {
        assertThatExceptionOfType(WorkspaceException.class)
                .isThrownBy(() -> open(source))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(problem))
                .withMessageMatching(message);
    }

    /** A source of one connection, which is never closed. */
    private static final class One extends BaseDataSource implements DataSource {
        private final Connection connection;

        One(Connection connection) {
            this.connection = connection;
        }

        @Override
        public String getDescription() {
            return "one connection";
        }

        @Override
        public Connection getConnection() {
            return (Connection) Proxy.newProxyInstance(
                    One.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("close") ? null : method.invoke(connection, arguments));
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

    private static Map<String, String> session(Connection connection) throws SQLException {
        Map<String, String> session = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet settings = statement.executeQuery("SELECT name, setting FROM pg_settings UNION ALL"
                        + " SELECT 'locks held', COUNT(*)::text FROM pg_locks WHERE locktype = 'advisory'"
                        + " AND pid = pg_backend_pid()")) {
            while (settings.next()) {
                session.put(settings.getString(1), String.valueOf(settings.getString(2)));
            }
        }
        session.put("autocommit", connection.getAutoCommit() + "");
        session.put("isolation", connection.getTransactionIsolation() + "");
        session.put("read only", connection.isReadOnly() + "");
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
        return session;
    }

    @Test
    void aConnectionGoesBackAsItCame() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            Map<String, String> before = session(connection);
            try (Workspace workspace = open(new One(connection))) {
                use(workspace);
                assertThat(session(connection)).isEqualTo(before);
            }
            assertThat(connection.isClosed()).isFalse();
            assertThat(session(connection)).isEqualTo(before).containsEntry("locks held", "0");
        }
    }

    @Test
    void aPoolWithoutAutocommitThatIsReadOnlyAndSerializableWillDo() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            Map<String, String> before = session(connection);
            // The query by which a pool tests its connection leaves a transaction open, in which nothing was written.
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1");
            }
            try (Workspace workspace = open(new One(connection))) {
                use(workspace);
            }
            connection.rollback();
            assertThat(session(connection)).isEqualTo(before).containsEntry("autocommit", "false");
        }
    }

    @Test
    void theTransactionOfAHostIsNeitherCommittedNorUndone() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            open(schema).close();
            connection.setAutoCommit(false);
            statement.execute("CREATE TABLE host (x INT)");

            assertRefused(
                    new One(connection),
                    Problem.UNSUPPORTED,
                    "the workspace data source could not be opened: the data source handed out a connection in the"
                            + " middle of a transaction of the host, with changes that are not committed; hand in the"
                            + " pool itself, not what binds its connections to transactions");
            statement.execute("INSERT INTO host VALUES (1)");
            connection.commit();
        }
    }

    @Test
    void aPoolBetweenTransactionsWillDo() throws Exception {
        try (TransactionPooler pooler = new TransactionPooler(Postgres.port())) {
            String pooled = url.replace(":" + Postgres.port() + "/", ":" + pooler.port() + "/") + "&prepareThreshold=0";
            try (Connection connection = DriverManager.getConnection(pooled);
                    Workspace workspace = open(new One(connection))) {
                use(workspace);
            }
            assertThat(pooler.transactions()).isGreaterThan(50);
        }
    }

    @Test
    void aServerThatIsAwayIsSaidToBe() {
        PGSimpleDataSource away = new PGSimpleDataSource();
        away.setUrl("jdbc:postgresql://localhost:1/postgres?user=postgres&password=secret");

        assertRefused(
                away,
                Problem.UNAVAILABLE,
                "the workspace of the data source org.postgresql.ds.PGSimpleDataSource could not be opened: the database"
                        + " of the data source org.postgresql.ds.PGSimpleDataSource could not be reached; see that it"
                        + " runs and that the data source leads to it: (?!.*secret).*");
    }

    @Test
    void anotherDatabaseIsRefused(@TempDir Path folder) {
        assertRefused(
                SqliteDialect.dataSource(folder.resolve("x.db")),
                Problem.UNSUPPORTED,
                "the workspace .* could not be opened: expected PostgreSQL 13 or later behind the data source, found"
                        + " SQLite [0-9.]+ at jdbc:sqlite:.*; use Workspace.open\\(Path\\) for a workspace without a"
                        + " server");
    }

    @Test
    void anOldServerIsRefused() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            DatabaseMetaData old = (DatabaseMetaData) Proxy.newProxyInstance(
                    One.class.getClassLoader(),
                    new Class<?>[] {DatabaseMetaData.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "getDatabaseMajorVersion" -> 12;
                        case "getDatabaseProductVersion" -> "12.4";
                        default -> method.invoke(connection.getMetaData(), arguments);
                    });
            Connection pretending = (Connection) Proxy.newProxyInstance(
                    One.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("getMetaData") ? old : method.invoke(connection, arguments));

            assertRefused(
                    new One(pretending),
                    Problem.UNSUPPORTED,
                    "the workspace jdbc:postgresql://localhost:\\d+/postgres could not be opened: expected PostgreSQL 13"
                            + " or later behind the data source, found PostgreSQL 12.4 at .*");
        }
    }

    @Test
    void anAdministratorMakesTheSchemaByHand() throws SQLException {
        assertThatExceptionOfType(WorkspaceException.class)
                .isThrownBy(() -> Workspace.connect(schema, blobs, o -> o.migration(Migration.VALIDATE)))
                .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.OLDER_FORMAT))
                .withMessageContaining(" has schema 0, this version of Holdfast needs ")
                .withMessageEndingWith(
                        "have the statements of Workspace.migrationScript executed, or open the workspace"
                                + " with Migration.AUTO");
        String script = Workspace.migrationScript(schema);
        assertThat(script)
                .startsWith("BEGIN;\n\nCREATE TABLE IF NOT EXISTS hf_migration")
                .endsWith("COMMIT;\n");
        try (Connection connection = schema.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(script);
        }

        assertThat(Workspace.migrationScript(schema)).isEmpty();
        try (Workspace workspace = Workspace.connect(schema, blobs, o -> o.migration(Migration.VALIDATE))) {
            use(workspace);
            assertThat(workspace.folder()).isEmpty();
            assertThat(workspace.toString()).startsWith("Workspace[jdbc:postgresql://localhost:");
        }
        open(schema).close();
    }

    @Test
    void aNewerSchemaIsRefused() throws SQLException {
        open(schema).close();
        try (Connection connection = schema.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO hf_migration VALUES (99, 'future', 'x', 0)");
        }
        assertRefused(
                schema,
                Problem.NEWER_FORMAT,
                "the workspace .* could not be opened: the database .* has schema \\d+, this version of Holdfast knows up"
                        + " to \\d+; use the newer version that wrote it");
    }

    @Test
    void aUserWhoMayOnlyReadIsRefused() throws SQLException {
        open(schema).close();
        String reader = "reader_" + url.replaceFirst(".*currentSchema=", "");
        try (Connection connection = schema.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE " + reader + " LOGIN; GRANT USAGE ON SCHEMA "
                    + url.replaceFirst(".*currentSchema=", "") + " TO " + reader
                    + "; GRANT SELECT ON ALL TABLES IN SCHEMA "
                    + url.replaceFirst(".*currentSchema=", "") + " TO " + reader);
        }
        ConnectionPool source = ConnectionPool.of(url.replace("user=postgres", "user=" + reader));
        try (Workspace workspace = open(source)) {
            assertThat(workspace.tracker().experiments()).isEmpty();
            assertThatExceptionOfType(dev.holdfast.artifact.StorageException.class)
                    .isThrownBy(() -> workspace.tracker().run("e", "r", r -> true))
                    .satisfies(e ->
                            assertThat(e.reason()).isEqualTo(dev.holdfast.artifact.StorageException.Reason.READ_ONLY))
                    .withMessageContaining(
                            "cannot be written; connect to the primary server, as a user who may read and"
                                    + " write the tables hf_*");
        }
    }

    @Test
    void twoSchemasOfOneDatabaseAreTwoWorkspaces() {
        try (Workspace one = open(schema);
                Workspace two = open(Postgres.schema())) {
            one.tracker().run("only here", "r", r -> true);
            assertThat(one.tracker().experiments()).containsExactly("only here");
            assertThat(two.tracker().experiments()).isEmpty();
        }
    }
}
