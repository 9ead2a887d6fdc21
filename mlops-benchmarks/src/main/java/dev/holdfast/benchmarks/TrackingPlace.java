// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.workspace.Workspace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/**
 * A workspace that is measured: {@code sqlite}, a folder, or {@code postgres}, a server on this machine that writes
 * durably ({@code fsync}, {@code synchronous_commit} and {@code full_page_writes} are on). A folder with many runs is
 * kept below {@code target}, because filling it takes longer than measuring.
 */
final class TrackingPlace implements AutoCloseable {
    private static final String EXPERIMENT = "e";

    private final Workspace workspace;
    private final @Nullable EmbeddedPostgres server;
    private final String address;

    private TrackingPlace(Workspace workspace, @Nullable EmbeddedPostgres server, String address) {
        this.workspace = workspace;
        this.server = server;
        this.address = address;
    }

    static TrackingPlace open(String database, int runs) throws IOException, SQLException {
        Path folder = Path.of(
                        System.getProperty("tracking.folder", "mlops-benchmarks/target"),
                        "tracking-" + database + "-" + runs)
                .toAbsolutePath();
        Files.createDirectories(folder);
        TrackingPlace place = database.equals("sqlite") ? sqlite(folder) : postgres(folder);
        if (place.workspace.tracker().experiments().isEmpty() && runs > 0) {
            place.fill(runs);
        }
        return place;
    }

    private static TrackingPlace sqlite(Path folder) {
        Path workspace = folder.resolve("w");
        return new TrackingPlace(Workspace.open(workspace), null, "jdbc:sqlite:" + workspace.resolve("holdfast.db"));
    }

    private static TrackingPlace postgres(Path folder) throws IOException {
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("full_page_writes", "on")
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("maintenance_work_mem", "256MB")
                .start();
        String address = server.getJdbcUrl("postgres", "postgres");
        Workspace workspace = Workspace.connect(new Pool(address), FolderBlobs.in(folder.resolve("blobs")));
        return new TrackingPlace(workspace, server, address);
    }

    Workspace workspace() {
        return workspace;
    }

    /**
     * Makes runs of 10 metrics, 10 parameters and 4 tags each by SQL, as recording a million would take hours. A metric's
     * value is the fractional part of a multiple of the golden ratio, which spreads evenly and repeats never.
     */
    private void fill(int runs) throws SQLException {
        boolean sqlite = server == null;
        String numbers = sqlite
                ? "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
                : "WITH n(i) AS (SELECT generate_series(1::bigint, %d))";
        try (Connection connection = DriverManager.getConnection(address);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO hf_experiment (name, created_at) VALUES ('" + EXPERIMENT + "', 0)");
            statement.execute(numbers.formatted(runs)
                    + " INSERT INTO hf_run (id, experiment_id, name, status, actor, roles, started_at, ended_at,"
                    + " lease_until, environment) SELECT 'run' || i, (SELECT MIN(id) FROM hf_experiment), 'run',"
                    + " 'COMPLETED', 'anna', '[]', i * 1000000, i * 1000000 + 5, 0,"
                    + " '{\"java.version\":\"17\",\"os.name\":\"Linux\"}' FROM n ORDER BY i");
            String unit = sqlite ? "k * 0.618033988749895 - CAST(k * 0.618033988749895 AS INTEGER)" : "";
            String value = sqlite ? unit : "k * 0.618033988749895::float8 - floor(k * 0.618033988749895::float8)";
            // The bits beside a number are those of 0.5: what is measured reads them, and does not compare them.
            insert(
                    statement,
                    10,
                    numbers,
                    "hf_metric (run, name, points, step, at, bits, number)",
                    "seq, 'metric' || i, 1, 0, started_at, 4602678819172646912, "
                            + value.replace("k", "(seq * 10 + i)"));
            insert(
                    statement,
                    10,
                    numbers,
                    "hf_parameter (run, ordinal, name, type, text, number)",
                    "seq, i - 1, 'parameter' || i, 'INTEGER', CAST((seq * i) % 1000 AS TEXT), (seq * i) % 1000");
            insert(
                    statement,
                    4,
                    numbers,
                    "hf_tag (run, name, value)",
                    "seq, 'tag' || i, 'value' || CAST((seq * i) % 50 AS TEXT)");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("ANALYZE");
        }
    }

    private static void insert(Statement statement, int each, String numbers, String into, String values)
            throws SQLException {
        statement.execute(numbers.formatted(each) + " INSERT INTO " + into + " SELECT " + values
                + " FROM hf_run CROSS JOIN n ORDER BY seq, i");
    }

    @Override
    public void close() throws IOException {
        workspace.close();
        if (server != null) {
            server.close();
        }
    }

    /** Connections that are kept, as a host's pool does it. */
    static final class Pool extends BaseDataSource implements DataSource {
        private final String address;
        private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

        Pool(String address) {
            this.address = address;
        }

        @Override
        public String getDescription() {
            return "pool of " + address;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection kept = idle.pollFirst();
            Connection connection = kept == null ? DriverManager.getConnection(address) : kept;
            return (Connection) Proxy.newProxyInstance(
                    Pool.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                        if (method.getName().equals("close")) {
                            idle.addFirst(connection);
                            return null;
                        }
                        try {
                            return method.invoke(connection, arguments);
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
}
