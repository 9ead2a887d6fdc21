// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.artifact.FolderBlobs;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.FollowedAlias;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.VersionCondition;
import dev.holdfast.registry.VersionSearch;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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
 * Resolving an alias, listing a model's versions and searching among 10,000 models of 100 versions in PostgreSQL. One
 * model is registered; the rows of the others are copies of its own, whose manifests are those of the first.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class RegistryAtScale {
    private static final int VERSIONS = 100;

    @Param({"10000"})
    public int models;

    private EmbeddedPostgres server;
    private Path folder;
    private Workspace workspace;
    private RegisteredModel model;
    private FollowedAlias followed;

    private record Nothing(double value) implements StorableModel<Row, ClassScores> {
        @Override
        public String format() {
            return "nothing/1";
        }

        @Override
        public Signature signature() {
            return new Signature(Schema.of(Field.optional("x", ColumnType.NUMBER)), "y", List.of("good", "bad"));
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(1);
        }

        @Override
        public String parameterDigest() {
            return "0".repeat(64);
        }

        @Override
        public Map<String, String> provenance() {
            return Map.of();
        }

        @Override
        public ClassScores predict(Row row) {
            return ClassScores.of(List.of("good", "bad"), value, 1 - value);
        }
    }

    @Setup(Level.Trial)
    public void fill() throws IOException, SQLException {
        server = EmbeddedPostgres.builder().start();
        folder = Files.createTempDirectory("registry");
        workspace = Workspace.connect(server.getPostgresDatabase(), FolderBlobs.in(folder));
        RunRecord run =
                workspace.tracker().run("e", "r", r -> r.model(new Nothing(1)).record());
        model = workspace.registry().model("model 1");
        for (int i = 0; i < VERSIONS; i++) {
            ModelVersion version = model.register(run);
            model.promote(version)
                    .to("champion")
                    .as(Actor.of("a"))
                    .under(PromotionPolicy.of())
                    .because("x")
                    .orThrow();
        }
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO hf_model (name, created_at, next_version) SELECT 'model ' || g, 0, 101"
                    + " FROM generate_series(2, " + models + ") g");
            statement.execute("INSERT INTO hf_model_version (model, number, state, run_id, digest, manifest)"
                    + " SELECT m.id, v.number, v.state, v.run_id, v.digest, v.manifest FROM hf_model m,"
                    + " hf_model_version v JOIN hf_model o ON o.id = v.model WHERE o.name = 'model 1'"
                    + " AND m.name <> 'model 1'");
            statement.execute("INSERT INTO hf_alias (model, name, version, revision)"
                    + " SELECT id, 'champion', 100, 100 FROM hf_model WHERE name <> 'model 1'");
            statement.execute("ANALYZE");
        }
        followed = model.follow("champion", Duration.ofHours(1));
    }

    @TearDown(Level.Trial)
    public void stop() throws IOException {
        workspace.close();
        server.close();
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

    @Benchmark
    public VersionSearch.Page search() {
        return workspace
                .registry()
                .search(VersionCondition.alias("champion"))
                .limit(20)
                .page();
    }
}
