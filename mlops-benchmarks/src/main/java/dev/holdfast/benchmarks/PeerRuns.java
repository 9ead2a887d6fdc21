// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What one system does in a JVM of its own: the same work some times, of which the first is cold. */
final class PeerRuns {
    /** Before each line by which a JVM tells {@link Peers} of one run; all else that it prints is not read. */
    static final String MARK = "measured ";

    private PeerRuns() {}

    /** Does the work once. */
    interface Work {
        long rows() throws Exception;
    }

    /**
     * One run as the JVM that did it tells of it.
     *
     * @param wallSeconds the time that passed
     * @param cpuSeconds the CPU time of all threads of the process
     * @param peakBytes the most memory of the process that was resident until then
     */
    record Measured(double wallSeconds, double cpuSeconds, long peakBytes) {
        static Measured parse(String line) {
            String[] parts = line.substring(MARK.length()).split(" ", -1);
            return new Measured(Double.parseDouble(parts[0]), Double.parseDouble(parts[1]), Long.parseLong(parts[2]));
        }

        String line() {
            return String.format(Locale.ROOT, "%s%.6f %.6f %d", MARK, wallSeconds, cpuSeconds, peakBytes);
        }
    }

    /** Works so many times and prints what each took. */
    static void measure(int rows, int runs, Work work) throws Exception {
        for (int run = 0; run < runs; run++) {
            long wall = System.nanoTime();
            long cpu = ProcessCpu.nanos();
            long found = work.rows();
            double cpuSeconds = (ProcessCpu.nanos() - cpu) / 1e9;
            double wallSeconds = (System.nanoTime() - wall) / 1e9;
            if (found != rows) {
                throw new IllegalStateException("the file has " + rows + " rows, found " + found);
            }
            System.out.println(new Measured(wallSeconds, cpuSeconds, peakBytes()).line());
        }
    }

    /** Returns the peak resident set as Linux counts it, or 0 where there is no such count. */
    private static long peakBytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status, StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return 0;
    }

    /**
     * Measures one of the systems of {@link Peer}.
     *
     * @param arguments its name, the number of rows and the number of runs
     * @throws Exception when it cannot read the file
     */
    public static void main(String[] arguments) throws Exception {
        Peer peer = Peer.valueOf(arguments[0]);
        int rows = Integer.parseInt(arguments[1]);
        Path file = Orders.file(rows);
        measure(rows, Integer.parseInt(arguments[2]), () -> peer.work(file));
    }

    /** Runs a JVM with these arguments and returns what it measured. */
    static List<Measured> start(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<Measured> measured = new ArrayList<>();
        try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(MARK)) {
                    measured.add(Measured.parse(line));
                }
            }
        }
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(command.get(command.size() - 3) + " ended with status " + status);
        }
        return measured;
    }
}
