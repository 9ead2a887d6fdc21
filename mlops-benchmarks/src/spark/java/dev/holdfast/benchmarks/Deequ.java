// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.amazon.deequ.profiles.ColumnProfilerRunner;
import com.amazon.deequ.profiles.ColumnProfiles;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Reads and profiles the orders with Deequ on a local Spark of two threads, as often as asked, in one JVM. */
public final class Deequ {
    private Deequ() {}

    /**
     * Measures as {@link PeerRuns}; Spark is started before the first run.
     *
     * @param arguments the number of rows and the number of runs
     * @throws Exception when the file cannot be written or read
     */
    public static void main(String[] arguments) throws Exception {
        int rows = Integer.parseInt(arguments[0]);
        String file = Orders.file(rows).toString();
        try (SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.log.level", "ERROR")
                .getOrCreate()) {
            PeerRuns.measure(rows, Integer.parseInt(arguments[1]), () -> {
                Dataset<Row> data = spark.read()
                        .option("header", "true")
                        .option("inferSchema", "true")
                        .csv(file);
                ColumnProfiles profiles =
                        new ColumnProfilerRunner().onData(data).run();
                if (profiles.profiles().size() != Orders.COLUMNS) {
                    throw new IllegalStateException(
                            "found " + profiles.profiles().size() + " columns");
                }
                return profiles.numRecords();
            });
        }
    }
}
