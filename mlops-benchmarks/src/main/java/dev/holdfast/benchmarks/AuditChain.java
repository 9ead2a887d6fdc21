// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.audit.AuditExport;
import dev.holdfast.audit.AuditTrail;
import dev.holdfast.audit.AuditVerification;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
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

/** Verifying an audit trail, in the embedded database and as an export; each call reads all of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx128m")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class AuditChain {
    private static final int BATCH = 10_000;

    @Param({"1000000"})
    public int entries;

    private Store store;
    private AuditTrail trail;
    private Path folder;

    @Setup(Level.Trial)
    public void write() throws IOException {
        folder = Files.createTempDirectory("audit");
        Path file = folder.resolve("holdfast.db");
        store = Store.open(
                SqliteDialect.dataSource(file),
                new SqliteDialect(),
                Store.Settings.of(file.toString(), Duration.ofSeconds(30), 0));
        trail = AuditTrail.on(store, InstantSource.system());
        for (int from = 0; from < entries; from += BATCH) {
            int first = from;
            store.transact(Durability.FULL, tx -> {
                for (int i = first; i < Math.min(entries, first + BATCH); i++) {
                    Map<String, Object> payload =
                            Json.object("alias", "champion", "version", Json.number(i), "manifest", "0".repeat(64));
                    AuditLog.append(
                            tx,
                            i,
                            "person " + i % 50,
                            Set.of("risk-officer"),
                            "alias.promoted",
                            "model " + i % 1_000,
                            payload,
                            Map.of("reason", "better than the one before"));
                }
                return true;
            });
        }
        try (Writer out = Files.newBufferedWriter(folder.resolve("audit.jsonl"))) {
            trail.export(out);
        }
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        store.close();
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    @Benchmark
    public AuditVerification database() {
        return trail.verify().orThrow();
    }

    @Benchmark
    public AuditVerification export() {
        return AuditExport.verify(folder.resolve("audit.jsonl")).orThrow();
    }
}
