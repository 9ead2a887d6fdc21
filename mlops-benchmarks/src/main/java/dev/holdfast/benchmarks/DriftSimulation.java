// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.DriftVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How often the default comparison alarms when nothing changed, and how often it finds what did, beside figures of other
 * tools as a study measured them.
 *
 * <p>Sizes by system properties: {@code runs} (400) for each cell, {@code largest} (1,000,000) rows of a side,
 * {@code smallest} (0) rows of a reference where nothing changed, {@code reports} (100) of a hundred columns, {@code seed}
 * (1).
 */
public final class DriftSimulation {
    private static final int RUNS = Integer.getInteger("runs", 400);
    private static final int LARGEST = Integer.getInteger("largest", 1_000_000);
    private static final int SMALLEST = Integer.getInteger("smallest", 0);
    private static final int REPORTS = Integer.getInteger("reports", 100);
    private static final long SEED = Long.getLong("seed", 1);
    private static final int[][] SIZES = {
        {200, 200},
        {500, 200},
        {500, 500},
        {1_000, 1_000},
        {5_000, 200},
        {5_000, 300},
        {5_000, 1_000},
        {50_000, 200},
        {50_000, 5_000},
        {500_000, 100_000},
        {1_000_000, 200},
        {1_000_000, 1_000_000}
    };

    private DriftSimulation() {}

    /**
     * Runs what is named: {@code null}, {@code report}, {@code peers}, {@code power} or, without a name, all of them.
     *
     * @param arguments what to run
     */
    public static void main(String[] arguments) {
        List<String> parts = arguments.length == 0 ? List.of("null", "report", "peers", "power") : List.of(arguments);
        System.out.printf(Locale.ROOT, "runs %d, largest %d, reports %d, seed %d%n", RUNS, LARGEST, REPORTS, SEED);
        if (parts.contains("null")) {
            nothingChanged();
        }
        if (parts.contains("report")) {
            hundredColumns();
        }
        if (parts.contains("peers")) {
            new DriftPeers(RUNS, LARGEST, SEED).run();
        }
        if (parts.contains("power")) {
            DriftPower.run(RUNS, LARGEST, SEED);
        }
    }

    /** The default comparison, and for a window below its minimum the same with a lower one. */
    static Drift rule(int window) {
        Drift byDefault = Drift.withDefaults();
        return window < byDefault.minimumRows() ? byDefault.withMinimumRows(window) : byDefault;
    }

    /** How many runs are worth while: one with a million rows costs as much as thousands with two hundred. */
    static int runs(int most, int reference, int window) {
        return (int) Math.max(20, Math.min(most, most * 60_000L / (reference + window)));
    }

    private static void nothingChanged() {
        System.out.println("\nNothing changed: percent of single columns reported (goal: at most 1)\n");
        StringBuilder head = new StringBuilder("| reference/current | runs |");
        for (SimulatedColumn kind : SimulatedColumn.values()) {
            head.append(' ').append(kind.title()).append(" |");
        }
        System.out.println(head);
        System.out.println("|" + "---|".repeat(2 + SimulatedColumn.values().length));
        for (int[] size : SIZES) {
            if (Math.max(size[0], size[1]) > LARGEST || size[0] < SMALLEST) {
                continue;
            }
            int references = runs(RUNS, size[0], size[1]);
            // Beside a reference that is as good as known, windows are nearly independent.
            int windows = Math.max(1, Math.min(RUNS / references, size[0] / (100 * size[1])));
            int runs = references * windows;
            StringBuilder line = new StringBuilder("| " + size[0] + "/" + size[1] + " | " + runs + " |");
            for (SimulatedColumn kind : SimulatedColumn.values()) {
                SplittableRandom random =
                        new SplittableRandom(SEED * 31 + kind.name().hashCode());
                int alarms = 0;
                for (int reference = 0; reference < references; reference++) {
                    Baseline baseline = Baseline.of(Table.of(kind.draw(size[0], random)));
                    for (int window = 0; window < windows; window++) {
                        Table current = Table.of(kind.draw(size[1], random));
                        alarms += Drift.between(baseline, current).verdict() == DriftVerdict.DRIFTED ? 1 : 0;
                    }
                }
                line.append(String.format(Locale.ROOT, " %.2f |", 100.0 * alarms / runs));
            }
            System.out.println(line);
        }
    }

    private static void hundredColumns() {
        System.out.println("\nNothing changed: reports of 100 columns of all kinds (goals: at most 5 % and 1 %)\n");
        System.out.println("| reference/current | reports | any alarm % | columns reported % |\n|---|---|---|---|");
        for (int[] size : SIZES) {
            if (Math.max(size[0], size[1]) > Math.min(LARGEST, 50_000)) {
                continue;
            }
            int reports = (int) Math.max(20, Math.min(REPORTS, REPORTS * 6_000L / (size[0] + size[1])));
            SplittableRandom random = new SplittableRandom(SEED * 17);
            int alarms = 0;
            long columns = 0;
            for (int run = 0; run < reports; run++) {
                DriftReport report = Drift.between(Baseline.of(hundred(size[0], random)), hundred(size[1], random));
                alarms += report.verdict() == DriftVerdict.DRIFTED ? 1 : 0;
                columns += report.findings().stream()
                        .map(finding -> finding.column())
                        .distinct()
                        .count();
            }
            System.out.printf(
                    Locale.ROOT,
                    "| %d/%d | %d | %.2f | %.3f |%n",
                    size[0],
                    size[1],
                    reports,
                    100.0 * alarms / reports,
                    1.0 * columns / reports);
        }
    }

    private static Table hundred(int rows, SplittableRandom random) {
        List<SimulatedColumn> kinds = List.of(SimulatedColumn.values());
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            SimulatedColumn kind = kinds.get(i % kinds.size());
            columns.add(kind.draw(rows, random).named("c" + i));
        }
        return Table.of(columns);
    }
}
