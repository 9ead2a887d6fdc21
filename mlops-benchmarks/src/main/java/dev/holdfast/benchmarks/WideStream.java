// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Csv;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/** Reads and profiles a CSV of 1 GiB in 150 columns of all kinds; to be run with {@code -Xmx64m}. */
public final class WideStream {
    private static final int COLUMNS = 150;

    private WideStream() {}

    /**
     * Writes the file, measures, and deletes the file.
     *
     * @param arguments the size of the file in MiB, 1024 unless given
     * @throws IOException when the file cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        long mebibytes = arguments.length > 0 ? Long.parseLong(arguments[0]) : 1024;
        Path file = Files.createTempFile("holdfast-wide-", ".csv");
        try {
            measure(file, WideCsv.write(file, COLUMNS, mebibytes << 20));
        } finally {
            Files.delete(file);
        }
    }

    private static void measure(Path file, long rows) throws IOException {
        PeakHeap peak = new PeakHeap();
        long cpu = ProcessCpu.nanos();
        long wall = System.nanoTime();
        Profile profile = Profiler.withDefaults().profile(Csv.stream(file));
        double seconds = (System.nanoTime() - wall) / 1e9;
        double nanos = ProcessCpu.nanos() - cpu;
        if (profile.rowCount() != rows) {
            throw new IllegalStateException("wrote " + rows + " rows and read " + profile.rowCount());
        }
        System.out.printf(
                Locale.ROOT,
                "%d rows of %d columns %s, %d bytes, %.1f s, %.0f ns of CPU a value, heap after collections at most"
                        + " %.1f MiB of %d MiB, stored profile %d bytes%n",
                rows,
                profile.columns().size(),
                profile.columns().stream()
                        .collect(Collectors.groupingBy(
                                ColumnProfile::type, java.util.TreeMap::new, Collectors.counting())),
                Files.size(file),
                seconds,
                nanos / ((double) rows * COLUMNS),
                peak.bytes() / (double) (1 << 20),
                Runtime.getRuntime().maxMemory() >> 20,
                profile.toBytes().length);
    }
}
