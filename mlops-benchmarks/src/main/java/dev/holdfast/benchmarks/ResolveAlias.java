// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.audit.Actor;
import dev.holdfast.registry.FollowedAlias;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.tracking.RunRecord;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
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
 * What it costs to learn which version an alias names: from what is at hand, from the database with the manifest
 * verified, and the number of its moves alone, which is what a deployment polls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class ResolveAlias {
    @Param({"sqlite", "postgres"})
    public String database;

    private TrackingPlace place;
    private RegisteredModel model;
    private FollowedAlias followed;

    /** Registers a version and promotes it. */
    @Setup(Level.Trial)
    public void promote() throws IOException, SQLException {
        place = TrackingPlace.open(database, 0);
        RunRecord run = place.workspace()
                .tracker()
                .run("e", "r", r -> r.model(new SmallestModel(1)).record());
        model = place.workspace().registry().model("m");
        model.promote(model.register(run))
                .to("champion")
                .as(Actor.of("a"))
                .under(PromotionPolicy.of())
                .because("x")
                .orThrow();
        followed = model.follow("champion", Duration.ofHours(1));
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
        place.close();
    }

    @Benchmark
    public Optional<ModelVersion> atHand() {
        return followed.version();
    }

    @Benchmark
    public Optional<ModelVersion> fromDatabase() {
        return model.alias("champion");
    }

    @Benchmark
    public long revision() {
        return model.aliasRevision("champion");
    }
}
