// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.validation.Limit.atMost;

import dev.holdfast.data.Jdbc;
import dev.holdfast.data.TableSource;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Properties;
import javax.sql.DataSource;
import org.duckdb.DuckDBDataSource;
import org.duckdb.DuckDBDriver;

/**
 * Profiles a Parquet file and checks it against a contract, with DuckDB as the reader: a file that it writes first, or
 * one that the command line names, of which it makes the profile alone.
 *
 * <p>The rows come in batches, so the file may be larger than memory: 5 million rows pass through a heap of 64 MB.
 */
public final class ParquetProfile {
    private static final String USAGE = "usage: ParquetProfile [--data FILE] [--rows NUMBER]";

    private ParquetProfile() {}

    /**
     * Runs the example; the report is written to {@code target/parquet}.
     *
     * @param arguments {@code --data FILE} to read that file, {@code --rows NUMBER} to write one of so many rows
     * @throws IOException when the report cannot be written
     * @throws SQLException when DuckDB cannot write the file
     */
    public static void main(String... arguments) throws IOException, SQLException {
        Path folder = Files.createDirectories(Path.of("target", "parquet"));
        if (arguments.length % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        Path file = folder.resolve("trips.parquet");
        long rows = 500_000;
        for (int i = 0; i < arguments.length; i += 2) {
            switch (arguments[i]) {
                case "--data" -> {
                    profile(Path.of(arguments[i + 1]), folder);
                    return;
                }
                case "--rows" -> rows = Long.parseLong(arguments[i + 1]);
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        write(file, rows);
        if (check(file, rows, folder) == Outcome.FAILED) {
            System.exit(1);
        }
    }

    /** DuckDB in memory, which hands its results over in portions as they are asked for. */
    private static DataSource duckDb() {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        return new DuckDBDataSource("jdbc:duckdb:", properties);
    }

    /** Returns the rows of a file; the quotes of its name are doubled as in every SQL text. */
    private static TableSource read(Path file) {
        return Jdbc.stream(duckDb(), "SELECT * FROM read_parquet('" + sql(file) + "')");
    }

    private static String sql(Path file) {
        return file.toString().replace("'", "''");
    }

    private static void write(Path file, long rows) throws SQLException {
        String trips = """
                SELECT i AS id,
                       TIMESTAMP '2026-01-01 00:00:00' + to_seconds(i * 7) AS started,
                       CASE WHEN i % 50 = 0 THEN NULL ELSE round(2 + 30 * abs(sin(i)), 2) END AS kilometres,
                       CAST(4 + 60 * abs(cos(i)) AS DECIMAL(9, 2)) AS fare,
                       ['card', 'cash', 'app'][1 + i % 3] AS payment,
                       i % 11 = 0 AS shared
                FROM range(""" + rows + ") AS r(i)";
        try (Connection connection = duckDb().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (" + trips + ") TO '" + sql(file) + "' (FORMAT parquet)");
        }
    }

    private static DataContract contract(long rows) {
        return DataContract.named("trips")
                .column("id", c -> c.integer().required())
                .column("started", c -> c.time().required())
                .column("kilometres", c -> c.number().between(2, 32).missing(atMost(0.05)))
                .column("fare", c -> c.number().required().between(4, 64))
                .column("payment", c -> c.text().required().in("card", "cash", "app"))
                .column("shared", c -> c.bool().required())
                .rows(r -> r.between(rows, rows).noExtraColumns())
                .build();
    }

    private static Outcome check(Path file, long rows, Path folder) throws IOException {
        long start = System.nanoTime();
        ContractReport checked = contract(rows).check(read(file));
        Profile profile = checked.profile().orElseThrow(); // of the same pass
        print(file, profile, start);
        System.out.println(checked.summary());
        write(
                Report.titled("Trips")
                        .section(checked.report())
                        .section(profile.report())
                        .build(),
                folder);
        return checked.outcome();
    }

    private static void profile(Path file, Path folder) throws IOException {
        long start = System.nanoTime();
        Profile profile = Profiler.withDefaults().profile(read(file));
        print(file, profile, start);
        write(profile.report(), folder);
    }

    private static void print(Path file, Profile profile, long start) throws IOException {
        System.out.printf(
                Locale.ROOT,
                "%s: %d bytes, %d rows of %d columns in %.1f s with a heap of at most %d MB%n",
                file,
                Files.size(file),
                profile.rowCount(),
                profile.columns().size(),
                (System.nanoTime() - start) / 1e9,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private static void write(Report report, Path folder) {
        System.out.println(
                "report: " + report.write(folder.resolve("report.html")).toAbsolutePath());
    }
}
