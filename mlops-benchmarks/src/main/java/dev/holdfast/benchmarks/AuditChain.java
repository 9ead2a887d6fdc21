// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.audit.AuditExport;
import dev.holdfast.audit.AuditTrail;
import dev.holdfast.audit.AuditVerification;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.PostgresDialect;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.internal.store.Store;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
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

/** Verifying an audit trail in each database and as an export; each call reads all of it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx128m")
@Warmup(iterations = 1)
@Measurement(iterations = 3)
@SuppressWarnings("NullAway.Init") // JMH calls the setup before anything else
public class AuditChain {
    private static final int BATCH = 10_000;
    private static final List<String> COLUMNS = List.of(
            "sequence",
            "at",
            "actor",
            "roles",
            "action",
            "target",
            "payload",
            "remarks",
            "salt",
            "commitment",
            "previous",
            "hash");

    @Param({"1000000"})
    public int entries;

    @Param({"sqlite", "postgresql", "export"})
    public String where;

    private Store store;
    private AuditTrail trail;
    private Path folder;
    private Optional<EmbeddedPostgres> server = Optional.empty();
    private Optional<Store> served = Optional.empty();

    @Setup(Level.Trial)
    public void write() throws IOException, SQLException {
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
        if (where.equals("export")) {
            try (Writer out = Files.newBufferedWriter(folder.resolve("audit.jsonl"))) {
                trail.export(out);
            }
        } else if (where.equals("postgresql")) {
            EmbeddedPostgres started = EmbeddedPostgres.builder().start();
            server = Optional.of(started);
            DataSource database = started.getPostgresDatabase();
            Store copy = Store.open(
                    database, new PostgresDialect(), Store.Settings.of("postgresql", Duration.ofSeconds(30), 0));
            served = Optional.of(copy);
            try (Connection from = SqliteDialect.dataSource(file).getConnection();
                    Connection to = database.getConnection()) {
                copy(from, to, "hf_person", List.of("pseudonym", "name", "salt"));
                copy(from, to, "hf_audit", COLUMNS);
                try (Statement statement = to.createStatement()) {
                    statement.execute("UPDATE hf_audit_head SET sequence = a.sequence, hash = a.hash FROM hf_audit a"
                            + " WHERE a.sequence = " + entries);
                    statement.execute("VACUUM ANALYZE");
                }
            }
            trail = AuditTrail.on(copy, InstantSource.system());
        }
    }

    private static void copy(Connection from, Connection to, String table, List<String> columns) throws SQLException {
        try (Statement statement = from.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + String.join(", ", columns) + " FROM " + table)) {
            List<@Nullable Object[]> rows = new ArrayList<>();
            boolean more = row.next();
            while (more) {
                @Nullable Object[] values = new Object[columns.size()];
                for (int i = 0; i < values.length; i++) {
                    Object value = row.getObject(i + 1);
                    values[i] = value instanceof Number number ? (Object) number.longValue() : value;
                }
                rows.add(values);
                more = row.next();
                if (rows.size() == BATCH || !more) {
                    new PostgresDialect().insertAll(to, table, columns, "", rows);
                    rows.clear();
                }
            }
        }
    }

    @TearDown(Level.Trial)
    public void delete() throws IOException {
        store.close();
        served.ifPresent(Store::close);
        if (server.isPresent()) {
            server.get().close();
        }
        try (var files = Files.list(folder)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(folder);
    }

    @Benchmark
    public AuditVerification verify() {
        AuditVerification verification =
                where.equals("export") ? AuditExport.verify(folder.resolve("audit.jsonl")) : trail.verify();
        if (verification.entries() != entries) {
            throw new IllegalStateException("verified " + verification.entries() + " entries of " + entries);
        }
        return verification.orThrow();
    }
}
