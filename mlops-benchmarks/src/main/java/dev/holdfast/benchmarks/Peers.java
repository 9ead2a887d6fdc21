// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.benchmarks.PeerRuns.Measured;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * Reads and profiles the same orders with this library and with others, side by side.
 *
 * <p>Each system works in a JVM of its own, one after the other, so that none pays for another's garbage; the turns are
 * repeated as often as asked. In each JVM the work is done three times: the first is cold, the others are warm. The
 * numbers are medians; CPU is that of the whole process, with its collectors, compilers and native threads.
 */
public final class Peers {
    private static final int WORKS = 3;
    private static final String DEEQU = "Deequ, local Spark of 2 threads";

    private final int rows;
    private final Map<String, List<String>> commands = new LinkedHashMap<>();
    private final Map<String, List<List<Measured>>> measured = new LinkedHashMap<>();

    private Peers(int rows) {
        this.rows = rows;
        String java = System.getProperty("java.home") + File.separator + "bin" + File.separator + "java";
        for (Peer peer : Peer.values()) {
            commands.put(
                    peer.title(),
                    List.of(
                            java,
                            "-Xmx1g",
                            "-cp",
                            System.getProperty("java.class.path"),
                            PeerRuns.class.getName(),
                            peer.name(),
                            String.valueOf(rows),
                            String.valueOf(WORKS)));
        }
        commands.put(
                DEEQU,
                List.of(
                        java,
                        "-Xmx3g",
                        "@" + Objects.requireNonNull(System.getProperty("spark.arguments"), "-Dspark.arguments=FILE"),
                        "dev.holdfast.benchmarks.Deequ",
                        String.valueOf(rows),
                        String.valueOf(WORKS)));
    }

    /**
     * Measures and prints one table in Markdown. The system property {@code spark.arguments} names a file of arguments by
     * which a JVM finds Spark.
     *
     * @param arguments the number of rows, 2 million unless given, and the number of turns, 1 unless given
     * @throws IOException when the file cannot be written or a JVM cannot be started
     * @throws InterruptedException when interrupted
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Peers peers = new Peers(arguments.length > 0 ? Integer.parseInt(arguments[0]) : Orders.ROWS);
        int turns = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 1;
        Orders.file(peers.rows);
        for (int turn = 1; turn <= turns; turn++) {
            for (Map.Entry<String, List<String>> command : peers.commands.entrySet()) {
                List<Measured> runs = PeerRuns.start(command.getValue());
                System.err.println("turn " + turn + " of " + turns + ": " + command.getKey() + " " + runs);
                peers.measured
                        .computeIfAbsent(command.getKey(), title -> new ArrayList<>())
                        .add(runs);
            }
        }
        peers.print(turns);
    }

    private void print(int turns) {
        System.out.printf(
                Locale.ROOT,
                "%d rows of %d columns, %d %s of %d runs in a JVM of its own, medians%n%n",
                rows,
                Orders.COLUMNS,
                turns,
                turns == 1 ? "turn" : "turns",
                WORKS);
        System.out.println("| system | CPU, ns a value | of that Holdfast on 1 thread | wall, s | CPU cold, ns a value"
                + " | of that Holdfast cold | wall cold, s | peak RSS, MiB |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        double warm = median(warm(Peer.HOLDFAST.title()), Measured::cpuSeconds);
        double cold = median(cold(Peer.HOLDFAST.title()), Measured::cpuSeconds);
        double values = (double) rows * Orders.COLUMNS;
        for (String title : measured.keySet()) {
            double warmCpu = median(warm(title), Measured::cpuSeconds);
            double coldCpu = median(cold(title), Measured::cpuSeconds);
            List<Measured> all = new ArrayList<>(warm(title));
            all.addAll(cold(title));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %.2f | %.0f | %.2f | %.2f | %.0f |%n",
                    title,
                    warmCpu * 1e9 / values,
                    warmCpu / warm,
                    median(warm(title), Measured::wallSeconds),
                    coldCpu * 1e9 / values,
                    coldCpu / cold,
                    median(cold(title), Measured::wallSeconds),
                    all.stream().mapToLong(Measured::peakBytes).max().orElse(0) / (double) (1 << 20));
        }
    }

    private List<Measured> cold(String title) {
        return Objects.requireNonNull(measured.get(title)).stream()
                .map(runs -> runs.get(0))
                .toList();
    }

    private List<Measured> warm(String title) {
        return Objects.requireNonNull(measured.get(title)).stream()
                .flatMap(runs -> runs.subList(1, runs.size()).stream())
                .toList();
    }

    private static double median(List<Measured> runs, ToDoubleFunction<Measured> number) {
        double[] sorted = runs.stream().mapToDouble(number).toArray();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
