// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.validation.DataContract;
import dev.holdfast.validation.RowCheck;
import dev.holdfast.validation.Verdict;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Twenty checks on one order, as a service makes them on a request before it predicts. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 7, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx1g"})
public class CheckRow {
    private static final int ROWS = 1024;

    private final DataContract contract = OrdersContract.twentyChecks();
    private final Row[] requests = new Row[ROWS];
    private Row[] ofTable = new Row[0];
    private Row bad = Row.of();
    private int next;

    /** Creates the benchmark; JMH does. */
    public CheckRow() {}

    /**
     * Makes the rows: each with a map of its own, as requests have, and the same ones as rows of a table.
     *
     * @throws IOException when the orders cannot be written
     */
    @Setup
    public void make() throws IOException {
        Table table = Csv.read(Orders.file(ROWS));
        ofTable = table.rows().toArray(Row[]::new);
        for (int i = 0; i < ROWS; i++) {
            Map<String, Object> values = new HashMap<>();
            for (String name : table.columnNames()) {
                values.put(name, ofTable[i].value(name));
            }
            requests[i] = Row.of(values);
        }
        bad = requests[0].with("quantity", 1000);
        for (int i = 0; i < ROWS; i++) {
            if (contract.check(requests[i]).verdict() != Verdict.PASS
                    || contract.check(bad).passed()) {
                throw new IllegalStateException("the orders must pass but for the bad one, got " + requests[i]);
            }
        }
    }

    /**
     * Checks the next request, which passes.
     *
     * @return what was found
     */
    @Benchmark
    public RowCheck request() {
        return contract.check(requests[next++ & (ROWS - 1)]);
    }

    /**
     * Checks the next row of the table, which passes.
     *
     * @return what was found
     */
    @Benchmark
    public RowCheck rowOfTable() {
        return contract.check(ofTable[next++ & (ROWS - 1)]);
    }

    /**
     * Checks a request that breaks one rule.
     *
     * @return what was found
     */
    @Benchmark
    public RowCheck badRequest() {
        return contract.check(bad);
    }
}
