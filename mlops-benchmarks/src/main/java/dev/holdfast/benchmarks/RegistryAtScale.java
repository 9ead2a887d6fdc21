// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.audit.Actor;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.FollowedAlias;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.VersionCondition;
import dev.holdfast.registry.VersionSearch;
import dev.holdfast.registry.VersionState;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Resolving an alias, listing a model's versions and searching among 10,000 models of 100 versions, in each database. One
 * model is registered; the rows of the others are made from its own by SQL, whose manifests are those of the first. What
 * is searched is there as if they had been registered: two aliases a model, and two files, two data sets, two metrics and
 * two tags a version.
 *
 * <p>A place that was filled once is kept in {@code mlops-benchmarks/target} and opened again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class RegistryAtScale {
    private static final int VERSIONS = 100;
    private static final String FILLED = "filled";

    @Param({"10000"})
    public int models;

    @Param({"postgresql", "sqlite"})
    public String database;

    private Optional<EmbeddedPostgres> server = Optional.empty();
    private Workspace workspace;
    private RegisteredModel model;
    private FollowedAlias followed;

    @Setup(Level.Trial)
    public void open() throws IOException, SQLException {
        Path folder = Path.of("mlops-benchmarks/target/registry-" + database + "-" + models)
                .toAbsolutePath();
        boolean filled = Files.exists(folder.resolve(FILLED));
        Files.createDirectories(folder);
        String address;
        if (database.equals("sqlite")) {
            workspace = Workspace.open(folder.resolve("w"));
            address = "jdbc:sqlite:" + folder.resolve("w/holdfast.db");
        } else {
            EmbeddedPostgres started = EmbeddedPostgres.builder()
                    .setDataDirectory(folder.resolve("data"))
                    .setCleanDataDirectory(false)
                    .setServerConfig("max_wal_size", "4GB")
                    .setServerConfig("maintenance_work_mem", "512MB")
                    .start();
            server = Optional.of(started);
            address = started.getJdbcUrl("postgres", "postgres");
            workspace = Workspace.connect(new TrackingPlace.Pool(address), FolderBlobs.in(folder.resolve("blobs")));
        }
        model = workspace.registry().model("model 1");
        if (!filled) {
            register();
            try (Connection connection = DriverManager.getConnection(address)) {
                fill(connection);
            }
            Files.createFile(folder.resolve(FILLED));
        }
        followed = model.follow("champion", Duration.ofHours(1));
    }

    private void register() {
        RunRecord run = workspace
                .tracker()
                .run("e", "r", r -> r.model(new SmallestModel(1)).record());
        for (int i = 0; i < VERSIONS; i++) {
            ModelVersion version = model.register(run, Attachment.of("baseline", "text/plain", new byte[] {1}));
            model.promote(version)
                    .to("champion")
                    .as(Actor.of("a"))
                    .under(PromotionPolicy.of())
                    .because("x")
                    .orThrow();
        }
    }

    /*
     * Secondary indices are dropped and made again from their own definitions, which is much cheaper than to keep them. A
     * metric's value is the fractional part of a multiple of the golden ratio, which spreads evenly.
     */
    private void fill(Connection connection) throws SQLException {
        boolean sqlite = database.equals("sqlite");
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            if (!sqlite) {
                statement.execute("SET session_replication_role = replica");
                statement.execute("SET synchronous_commit = off");
            }
            List<String> definitions = dropIndices(
                    statement,
                    sqlite
                            ? "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN "
                            : "SELECT c.relname, pg_get_indexdef(c.oid) FROM pg_class c JOIN pg_index x ON"
                                    + " x.indexrelid = c.oid WHERE NOT x.indisprimary AND NOT x.indisunique"
                                    + " AND x.indrelid::regclass::text IN ");
            String series = sqlite
                    ? "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < " + models
                            + ") INSERT INTO %s SELECT %s FROM n"
                    : "INSERT INTO %s SELECT %s FROM generate_series(2, " + models + ") AS n(i)";
            statement.execute(series.formatted(
                    "hf_model (name, created_at, next_version)", "'model ' || i, 0, " + (VERSIONS + 1)));
            String others = " FROM hf_model m CROSS JOIN hf_model_version v WHERE m.name <> 'model 1'"
                    + " AND v.model = (SELECT id FROM hf_model WHERE name = 'model 1') ORDER BY m.id, v.number";
            statement.execute("INSERT INTO hf_model_version (model, number, state, run_id, digest, manifest)"
                    + " SELECT m.id, v.number, v.state, v.run_id, v.digest, v.manifest" + others);
            for (String alias : List.of("champion', 100", "candidate', 99")) {
                statement.execute("INSERT INTO hf_alias (model, name, version, revision) SELECT id, '" + alias
                        + ", 1 FROM hf_model WHERE name <> 'model 1'");
            }
            for (String file : List.of("MODEL', 'model", "ATTACHMENT', 'baseline")) {
                statement.execute("INSERT INTO hf_version_file (model, number, role, name, digest, size_bytes)"
                        + " SELECT v.model, v.number, '" + file + "', v.digest, 1 FROM hf_model_version v"
                        + " WHERE v.model > (SELECT id FROM hf_model WHERE name = 'model 1')");
            }
            String fraction = sqlite
                    ? "k * 0.618033988749895 - CAST(k * 0.618033988749895 AS INTEGER)"
                    : "k * 0.618033988749895::float8 - floor(k * 0.618033988749895::float8)";
            for (String metric : List.of("auc", "logloss")) {
                insert(
                        statement,
                        "metric",
                        "name, point",
                        "'" + metric + "', " + fraction.replace("k", "(model * " + VERSIONS + " + number)"));
            }
            insert(statement, "tag", "name, value", "'region', 'region ' || CAST(number % 5 AS TEXT)");
            insert(
                    statement,
                    "tag",
                    "name, value",
                    "'ticket', 'ticket ' || CAST((model * 7 + number) % 20000 AS TEXT)");
            insert(
                    statement,
                    "dataset",
                    "role, name, fingerprint",
                    "'TRAINING', 'loans', 'training ' || CAST(model AS TEXT)");
            insert(
                    statement,
                    "dataset",
                    "role, name, fingerprint",
                    "'TEST', 'loans', 'test ' || CAST(number % 10 AS TEXT)");
            for (String definition : definitions) {
                statement.execute(definition);
            }
            connection.commit();
            connection.setAutoCommit(true);
            statement.execute(sqlite ? "ANALYZE" : "VACUUM ANALYZE");
        }
    }

    private static void insert(Statement statement, String table, String columns, String values) throws SQLException {
        statement.execute("INSERT INTO hf_version_" + table + " (model, number, " + columns + ") SELECT model, number, "
                + values + " FROM hf_model_version");
    }

    private static List<String> dropIndices(Statement statement, String indices) throws SQLException {
        Map<String, String> definitions = new LinkedHashMap<>();
        try (ResultSet row = statement.executeQuery(indices + "('hf_model_version', 'hf_alias', 'hf_version_file',"
                + " 'hf_version_metric', 'hf_version_tag', 'hf_version_dataset')")) {
            while (row.next()) {
                definitions.put(row.getString(1), row.getString(2));
            }
        }
        for (String name : definitions.keySet()) {
            statement.execute("DROP INDEX " + name);
        }
        return List.copyOf(definitions.values());
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        workspace.close();
        if (server.isPresent()) {
            server.get().close();
        }
    }

    @Benchmark
    public Optional<ModelVersion> resolveCached() {
        return followed.version();
    }

    @Benchmark
    public Optional<ModelVersion> resolve() {
        return model.alias("champion");
    }

    @Benchmark
    public List<ModelVersion> list() {
        return model.versions();
    }

    private VersionSearch.Page search(VersionCondition condition) {
        VersionSearch.Page page =
                workspace.registry().search(condition).limit(20).page();
        if (page.versions().isEmpty()) {
            throw new IllegalStateException("nothing was found by " + condition);
        }
        return page;
    }

    @Benchmark
    public VersionSearch.Page searchAlias() {
        return search(VersionCondition.alias("champion"));
    }

    /** A value that one version in 20,000 has. */
    @Benchmark
    public VersionSearch.Page searchTag() {
        return search(VersionCondition.tag("ticket", "ticket 77"));
    }

    /** A value that one version in five has. */
    @Benchmark
    public VersionSearch.Page searchCommonTag() {
        return search(VersionCondition.tag("region", "region 3"));
    }

    /** One version in a thousand. */
    @Benchmark
    public VersionSearch.Page searchMetric() {
        return search(VersionCondition.metric("auc").atLeast(0.999));
    }

    /** Every second version. */
    @Benchmark
    public VersionSearch.Page searchCommonMetric() {
        return search(VersionCondition.metric("auc").atLeast(0.5));
    }

    /** What saw some rows. */
    @Benchmark
    public VersionSearch.Page searchDataset() {
        return search(VersionCondition.dataset("training " + models / 2));
    }

    /** What is served and good, in one region; one version in a few thousand. */
    @Benchmark
    public VersionSearch.Page searchAll() {
        return search(VersionCondition.alias("candidate")
                .and(VersionCondition.metric("auc").atLeast(0.9))
                .and(VersionCondition.tag("region", "region 4"))
                .and(VersionCondition.state(VersionState.READY)));
    }
}
