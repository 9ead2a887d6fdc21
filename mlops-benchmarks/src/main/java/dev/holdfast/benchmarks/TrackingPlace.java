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
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;

/**
 * A workspace that is measured: {@code sqlite}, a folder, or {@code postgres}, a server on this machine that writes
 * durably ({@code fsync}, {@code synchronous_commit} and {@code full_page_writes} are on). A folder with many runs is
 * kept below {@code target}, because filling it takes longer
 * than measuring; it is filled without durability.
 */
final class TrackingPlace implements AutoCloseable {
    private static final String EXPERIMENT = "e";

    /** The file that says that a folder has all its runs. */
    private static final String FILLED = "filled";

    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on");

    private static final Map<String, String> HASTY = Map.of(
            "fsync",
            "off",
            "synchronous_commit",
            "off",
            "full_page_writes",
            "off",
            "wal_level",
            "minimal",
            "max_wal_senders",
            "0");

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
        boolean sqlite = database.equals("sqlite");
        boolean filled = Files.exists(folder.resolve(FILLED));
        if (!filled) {
            clear(folder);
        }
        if (runs > 0 && !filled) {
            try (TrackingPlace place = sqlite ? sqlite(folder) : postgres(folder, HASTY)) {
                if (sqlite) {
                    place.fillSqlite(runs);
                } else {
                    place.fillPostgres(runs);
                }
            }
            Files.createFile(folder.resolve(FILLED));
        }
        return sqlite ? sqlite(folder) : postgres(folder, DURABLE);
    }

    /** What measures writes begins with nothing, and what was not filled to its end is filled anew. */
    private static void clear(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        Files.createDirectories(folder);
    }

    private static TrackingPlace sqlite(Path folder) {
        Path workspace = folder.resolve("w");
        return new TrackingPlace(Workspace.open(workspace), null, "jdbc:sqlite:" + workspace.resolve("holdfast.db"));
    }

    private static TrackingPlace postgres(Path folder, Map<String, String> settings) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false)
                .setServerConfig("max_wal_size", "4GB")
                .setServerConfig("maintenance_work_mem", "512MB");
        settings.forEach(builder::setServerConfig);
        EmbeddedPostgres server = builder.start();
        String address = server.getJdbcUrl("postgres", "postgres");
        Workspace workspace = Workspace.connect(new Pool(address), FolderBlobs.in(folder.resolve("blobs")));
        return new TrackingPlace(workspace, server, address);
    }

    Workspace workspace() {
        return workspace;
    }

    /*
     * Runs of 10 metrics, 10 parameters and 4 tags each are made by SQL, as recording a million would take hours: without
     * the secondary indices, which are made again from their own definitions, since to make one is much cheaper than to
     * keep it. A metric's value is the fractional part of a multiple of the golden ratio, which spreads evenly and
     * repeats never.
     */
    private void fillSqlite(int runs) throws SQLException {
        String numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)";
        try (Connection connection = DriverManager.getConnection(address);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            fill(
                    statement,
                    "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ",
                    numbers.formatted(runs) + " %s FROM n",
                    each -> numbers.formatted(each) + " %s FROM hf_run CROSS JOIN n",
                    "k * 0.618033988749895 - CAST(k * 0.618033988749895 AS INTEGER)");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("ANALYZE");
        }
    }

    /*
     * Tables that were emptied in the same transaction are not logged where the log is minimal; a session that plays a
     * replica looks up no keys to other tables, since its rows were checked where they come from.
     */
    private void fillPostgres(int runs) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address);
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET session_replication_role = replica");
            statement.execute("TRUNCATE hf_experiment, hf_run RESTART IDENTITY CASCADE");
            fill(
                    statement,
                    "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_index x ON x.indexrelid = c.oid"
                            + " WHERE NOT x.indisprimary AND NOT x.indisunique AND x.indrelid::regclass::text IN ",
                    "%s FROM generate_series(1::bigint, " + runs + ") AS n(i)",
                    each -> "%s FROM hf_run CROSS JOIN LATERAL generate_series(1::bigint, " + each + ") AS n(i)",
                    "k * 0.618033988749895::float8 - floor(k * 0.618033988749895::float8)");
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute("VACUUM ANALYZE");
        }
    }

    private static void fill(Statement statement, String indices, String runs, IntFunction<String> many, String unit)
            throws SQLException {
        List<String> definitions = new ArrayList<>();
        List<String> names = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(indices + "('hf_run', 'hf_metric', 'hf_parameter', 'hf_tag')")) {
            while (row.next()) {
                names.add(row.getString(1));
                definitions.add(row.getString(2));
            }
        }
        for (String name : names) {
            statement.execute("DROP INDEX " + name);
        }
        statement.execute("INSERT INTO hf_experiment (name, created_at) VALUES ('" + EXPERIMENT + "', 0)");
        insert(
                statement,
                runs,
                "hf_run (id, experiment_id, name, status, actor, roles, started_at, ended_at, lease_until, environment)",
                "'run' || i, (SELECT MIN(id) FROM hf_experiment), 'run', 'COMPLETED', 'anna', '[]', i * 1000000,"
                        + " i * 1000000 + 5, 0, '{\"java.version\":\"17\",\"os.name\":\"Linux\"}'");
        // The bits beside a number are those of 0.5: what is measured reads them, and does not compare them.
        insert(
                statement,
                many.apply(10),
                "hf_metric (run, name, points, step, at, bits, number)",
                "seq, 'metric' || i, 1, 0, started_at, 4602678819172646912, " + unit.replace("k", "(seq * 10 + i)"));
        insert(
                statement,
                many.apply(10),
                "hf_parameter (run, ordinal, name, type, text, number)",
                "seq, i - 1, 'parameter' || i, 'INTEGER', CAST((seq * i) % 1000 AS TEXT), (seq * i) % 1000");
        insert(
                statement,
                many.apply(4),
                "hf_tag (run, name, value)",
                "seq, 'tag' || i, 'value' || CAST((seq * i) % 50 AS TEXT)");
        for (String definition : definitions) {
            statement.execute(definition);
        }
    }

    private static void insert(Statement statement, String rows, String into, String values) throws SQLException {
        // What stands before %s is the WITH clause of a database that has no series of numbers.
        statement.execute(rows.replace("%s", "INSERT INTO " + into + " SELECT " + values));
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
