// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import com.amazon.deequ.analyzers.Analyzer;
import com.amazon.deequ.analyzers.AnalyzerOptions;
import com.amazon.deequ.analyzers.Completeness;
import com.amazon.deequ.analyzers.Compliance;
import com.amazon.deequ.analyzers.Maximum;
import com.amazon.deequ.analyzers.Mean;
import com.amazon.deequ.analyzers.Minimum;
import com.amazon.deequ.analyzers.PatternMatch;
import com.amazon.deequ.analyzers.Uniqueness;
import com.amazon.deequ.analyzers.runners.AnalysisRunBuilder;
import com.amazon.deequ.analyzers.runners.AnalysisRunner;
import com.amazon.deequ.metrics.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Option;
import scala.collection.JavaConverters;
import scala.collection.immutable.List$;
import scala.util.matching.Regex;

/** Makes the nineteen checks of {@link HoldfastChecks} with Deequ on a local Spark of two threads, in one JVM. */
public final class DeequChecks {
    private static final Option<String> ALL_ROWS = Option.empty();
    private static final Option<AnalyzerOptions> DEFAULTS = Option.empty();

    private DeequChecks() {}

    /**
     * Measures.
     *
     * @param arguments the number of rows and the number of runs
     * @throws IOException when the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : HoldfastChecks.ROWS;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : HoldfastChecks.RUNS;
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
                long read = ProcessCpu.nanos();
                AnalysisRunBuilder analysis = AnalysisRunner.onData(data);
                analyzers().forEach(analysis::addAnalyzer);
                int done = analysis.run().metricMap().size();
                HoldfastChecks.print("Deequ", run, rows, done, wall, cpu);
                System.out.printf(Locale.ROOT, "    of which reading the types %.2f s%n", (read - cpu) / 1e9);
            }
        }
    }

    private static List<Analyzer<?, Metric<?>>> analyzers() {
        List<Analyzer<?, ?>> analyzers = new ArrayList<>();
        for (String column : HoldfastChecks.COMPLETE) {
            analyzers.add(new Completeness(column, ALL_ROWS, DEFAULTS));
        }
        for (String column : HoldfastChecks.MEASURED) {
            analyzers.add(new Minimum(column, ALL_ROWS, DEFAULTS));
            analyzers.add(new Maximum(column, ALL_ROWS, DEFAULTS));
            analyzers.add(new Mean(column, ALL_ROWS));
        }
        analyzers.add(new Compliance(
                "status",
                "status IN ('" + String.join("', '", HoldfastChecks.STATUS) + "')",
                ALL_ROWS,
                List$.MODULE$.empty(),
                DEFAULTS));
        analyzers.add(new PatternMatch("city", regex(HoldfastChecks.CITY), ALL_ROWS, DEFAULTS));
        analyzers.add(new PatternMatch("email", regex(HoldfastChecks.EMAIL), ALL_ROWS, DEFAULTS));
        analyzers.add(new Uniqueness(JavaConverters.asScalaBuffer(List.of("id")), ALL_ROWS, DEFAULTS));
        return cast(analyzers);
    }

    private static Regex regex(String regex) {
        return new Regex(regex, JavaConverters.asScalaBuffer(List.<String>of()));
    }

    @SuppressWarnings("unchecked") // a Java list of what Scala says with a covariant type
    private static List<Analyzer<?, Metric<?>>> cast(List<Analyzer<?, ?>> analyzers) {
        return (List<Analyzer<?, Metric<?>>>) (List<?>) analyzers;
    }
}
