// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.amazon.deequ.profiles.ColumnProfilerRunner;
import com.amazon.deequ.profiles.ColumnProfiles;
import java.io.IOException;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads and profiles the orders with Deequ on a local Spark of two threads, as often as asked, in one JVM. */
public final class Deequ {
    private Deequ() {}

    /**
     * Measures.
     *
     * @param arguments the number of rows and the number of runs
     * @throws IOException when the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : Orders.ROWS;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        String file = Orders.file(rows).toString();
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.log.level", "ERROR")
                .getOrCreate()) {
            for (int run = 1; run <= runs; run++) {
                long wall = System.nanoTime();
                long cpu = ProcessCpu.nanos();
                Dataset<Row> data = spark.read()
                        .option("header", "true")
                        .option("inferSchema", "true")
                        .csv(file);
                ColumnProfiles profiles =
                        new ColumnProfilerRunner().onData(data).run();
                double seconds = (ProcessCpu.nanos() - cpu) / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "run %d: %d rows, %d columns, wall %.1f s, CPU %.1f s, %.0f ns of CPU a value%n",
                        run,
                        profiles.numRecords(),
                        profiles.profiles().size(),
                        (System.nanoTime() - wall) / 1e9,
                        seconds,
                        seconds * 1e9 / ((double) rows * Orders.COLUMNS));
            }
        }
    }
}
