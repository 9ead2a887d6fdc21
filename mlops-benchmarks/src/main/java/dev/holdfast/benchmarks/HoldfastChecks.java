// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;
import static dev.holdfast.validation.Limit.within;

import dev.holdfast.data.Csv;
import dev.holdfast.report.Outcome;
import dev.holdfast.validation.ContractReport;
import dev.holdfast.validation.DataContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Nineteen checks on the orders, from the file to the report, as often as asked, in one JVM: the completeness of six columns,
 * minimum, maximum and mean of three, one set of allowed values, two regular expressions and one uniqueness.
 */
public final class HoldfastChecks {
    static final int ROWS = 200_000;
    static final int RUNS = 5;
    static final List<String> COMPLETE = List.of("id", "amount", "price", "stock", "email", "discount");
    static final List<String> MEASURED = List.of("amount", "price", "quantity");
    static final List<String> STATUS = List.of("new", "paid", "sent", "returned", "closed");
    static final String CITY = "city[0-9]{1,3}";
    static final String EMAIL = "[a-z0-9]+@[a-z]+\\.org";

    private HoldfastChecks() {}

    /**
     * Measures.
     *
     * @param arguments the number of rows and the number of runs
     * @throws IOException when the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        int rows = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROWS;
        int runs = arguments.length > 1 ? Integer.parseInt(arguments[1]) : RUNS;
        Path file = Orders.file(rows);
        for (int run = 1; run <= runs; run++) {
            long wall = System.nanoTime();
            long cpu = ProcessCpu.nanos();
            ContractReport report = contract().check(Csv.stream(file), o -> o.withoutProfile());
            print("Holdfast", run, rows, report.findings().size(), wall, cpu);
            if (report.outcome() != Outcome.PASSED) {
                throw new IllegalStateException("the orders must pass, got " + report);
            }
        }
    }

    private static DataContract contract() {
        DataContract.Builder builder = DataContract.named("orders");
        COMPLETE.forEach(column -> builder.column(column, c -> c.missing(atMost(0.5))));
        MEASURED.forEach(column -> builder.column(
                column, c -> c.minimum(atLeast(0)).maximum(atMost(1e9)).mean(within(0, 1e9))));
        return builder.column("status", c -> c.in(STATUS.toArray(String[]::new)))
                .column("city", c -> c.matches(CITY))
                .column("email", c -> c.matches(EMAIL))
                .column("id", c -> c.unique())
                .build();
    }

    static void print(String system, int run, int rows, int checks, long wall, long cpu) {
        double seconds = (ProcessCpu.nanos() - cpu) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "%s run %d: %d checks on %d rows, wall %.2f s, CPU %.2f s%n",
                system,
                run,
                checks,
                rows,
                (System.nanoTime() - wall) / 1e9,
                seconds);
    }
}
