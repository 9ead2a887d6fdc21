// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.holdfast.data.Csv;
import dev.holdfast.profile.Profiler;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A system that reads the orders, and profiles them unless it only parses. */
enum Peer {
    /** This library on the calling thread. */
    HOLDFAST("Holdfast, 1 thread") {
        @Override
        long work(Path file) {
            return Profiler.withDefaults().profile(Csv.stream(file)).rowCount();
        }
    },
    /** This library on the calling thread and another. */
    HOLDFAST_2("Holdfast, 2 threads") {
        @Override
        long work(Path file) {
            ExecutorService executor = Executors.newSingleThreadExecutor();
            try {
                return Profiler.withDefaults()
                        .profile(Csv.stream(file), executor, 2)
                        .rowCount();
            } finally {
                executor.shutdown();
            }
        }
    },
    /** DuckDB's summary on one thread. */
    DUCKDB("DuckDB SUMMARIZE, 1 thread") {
        @Override
        long work(Path file) throws SQLException {
            try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                    Statement statement = connection.createStatement()) {
                statement.execute("SET threads = 1");
                long rows = 0;
                try (ResultSet summary =
                        statement.executeQuery("SUMMARIZE SELECT * FROM read_csv('" + file + "', header = true)")) {
                    while (summary.next()) {
                        rows = summary.getLong("count");
                    }
                }
                return rows;
            }
        }
    },
    /** FastCSV, which cuts the file into strings and nothing more. */
    FASTCSV("FastCSV, parsing only") {
        @Override
        long work(Path file) throws IOException {
            long cells = 0;
            try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
                for (CsvRecord each : reader) {
                    cells += each.getFieldCount();
                }
            }
            return cells / Orders.COLUMNS - 1;
        }
    };

    private final String title;

    Peer(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Reads the file from its start to its end; returns how many rows it has. */
    abstract long work(Path file) throws IOException, SQLException;
}
