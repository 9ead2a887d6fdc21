// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.WindowProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A drift report of many columns and rows, generated in batches; to be run with {@code -Xmx64m}. */
public final class DriftWide {
    private static final int BATCH = 1_000;

    private DriftWide() {}

    /**
     * Measures.
     *
     * @param arguments the number of columns (1,000) and of rows (3,000,000)
     */
    public static void main(String[] arguments) {
        int columns = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        long rows = arguments.length > 1 ? Long.parseLong(arguments[1]) : 3_000_000;
        long[] state = {42};
        Baseline baseline = Baseline.of(batch(columns, BATCH, state));
        PeakHeap peak = new PeakHeap();
        long generating = 0;
        long cpu = ProcessCpu.nanos();
        WindowProfile window = WindowProfile.of(baseline);
        for (long row = 0; row < rows; row += BATCH) {
            long from = ProcessCpu.nanos();
            Table batch = batch(columns, BATCH, state);
            generating += ProcessCpu.nanos() - from;
            window.add(batch);
        }
        DriftReport report = Drift.between(baseline, window);
        String html = report.report().toHtml();
        long all = ProcessCpu.nanos() - cpu;
        System.out.printf(
                Locale.ROOT,
                "%d columns, %d rows: %s; %.1f s of CPU with generating the values, of which %.1f s for that; "
                        + "%.2f ns a value to count and compare; baseline %d bytes, report %d characters, heap after "
                        + "collections at most %d MiB%n",
                columns,
                window.rows(),
                report.verdict(),
                all / 1e9,
                generating / 1e9,
                (double) (all - generating) / columns / rows,
                baseline.toBytes().length,
                html.length(),
                peak.bytes() >> 20);
    }

    /** Values between 0 and about 4, by a few operations each: their making must not be what is measured. */
    private static Table batch(int columns, int rows, long[] state) {
        List<Column> made = new ArrayList<>(columns);
        long seed = state[0];
        double[] values = new double[rows];
        for (int c = 0; c < columns; c++) {
            for (int i = 0; i < rows; i++) {
                seed = seed * 6364136223846793005L + 1442695040888963407L;
                double u = (seed >>> 11) * 0x1.0p-53;
                values[i] = u * u * (1 + c % 4);
            }
            made.add(NumberColumn.of("c" + c, values));
        }
        state[0] = seed;
        return Table.of(made);
    }
}
