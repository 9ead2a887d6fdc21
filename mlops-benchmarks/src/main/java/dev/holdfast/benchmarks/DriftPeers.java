// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.ColumnTest;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.stats.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How often the default comparison alarms where nothing changed, in every cell for which there are figures of other tools.
 *
 * <p>The figures of others are constants: percent of runs in which their defaults alarmed, as our study of the field
 * measured them with Evidently (commit a4aa4c2 of May 2026), NannyML (4c86ee3 of July 2025), whylogs' test on KLL sketches
 * with k = 200 (c9b9b8b of October 2024), DataSketches' own test (d5cce9b) and TrustyAI's approximate Kolmogorov-Smirnov
 * test with an error of 0.01 (8c01552 of March 2026). They are not measured again here, as none but DataSketches and
 * TrustyAI runs on a JVM. The columns are drawn by the same laws and not by the same generators: normal numbers, levels by
 * Zipf's law, here with the exponent 1.1, and two values, here one of them with a share of 0.3.
 */
final class DriftPeers {
    /** Rows of the reference and of the window, and Evidently's figures: numbers, 10 and 50 levels, two values. */
    private record Evidently(int reference, int window, List<Double> alarms) {}

    private static final List<SimulatedColumn> KINDS = List.of(
            SimulatedColumn.NUMERIC, SimulatedColumn.ZIPF_TEN, SimulatedColumn.ZIPF_FIFTY, SimulatedColumn.BINARY);

    private static final List<Evidently> EVIDENTLY = List.of(
            new Evidently(500, 500, List.of(6.0, 46.8, 99.5, 5.5)),
            new Evidently(1_000, 1_000, List.of(7.5, 47.2, 98.8, 5.0)),
            new Evidently(5_000, 50, List.of(95.2, 95.0, 100.0, 5.8)),
            new Evidently(5_000, 100, List.of(69.5, 60.5, 100.0, 0.5)),
            new Evidently(5_000, 300, List.of(15.0, 1.0, 100.0, 0.0)),
            new Evidently(50_000, 100, List.of(68.2, 58.2, 100.0, 0.5)));

    /** How the reference was cut, and NannyML's figures by Kolmogorov-Smirnov, Jensen-Shannon and Wasserstein. */
    private record NannyMl(String chunks, int reference, int window, String alarms) {}

    private static final List<NannyMl> NANNY_ML = List.of(
            new NannyMl("10 of 100", 1_000, 100, "7.2 | 5.0 | 6.7"),
            new NannyMl("10 of 5,000", 50_000, 5_000, "7.3 | 6.5 | 6.8"),
            new NannyMl("50 of 500", 25_000, 500, "1.2 | 0.7 | 2.3"),
            // The study tells the ratio and not the rows.
            new NannyMl("10 of 500, a fifth of one now", 5_000, 100, "74.7 | 97.6 | 65.7"));

    /** Rows of either side, and the figures of tests on sketches at 0.05: whylogs, DataSketches, TrustyAI. */
    private record Sketches(int rows, String alarms) {}

    private static final List<Sketches> SKETCHES = List.of(
            new Sketches(1_000, "5 | 0 | 13"),
            new Sketches(10_000, "26 | 0 | 100"),
            new Sketches(100_000, "100 | 0 | 100"),
            new Sketches(1_000_000, "100 | 0 | –"));

    private final int most;
    private final int largest;
    private final long seed;

    DriftPeers(int most, int largest, long seed) {
        this.most = most;
        this.largest = largest;
        this.seed = seed;
    }

    void run() {
        evidently();
        nannyMl();
        sketches();
    }

    private void evidently() {
        head(
                "Nothing changed, beside Evidently: percent of single columns reported",
                "| reference/current | column | runs | Holdfast | with the minimum of rows lowered | Evidently |");
        for (Evidently cell : EVIDENTLY) {
            for (int i = 0; i < KINDS.size() && fits(cell.reference, cell.window); i++) {
                row(cell.reference, cell.window, KINDS.get(i).title(), KINDS.get(i), percent(cell.alarms.get(i)));
            }
        }
    }

    private void nannyMl() {
        head(
                "Nothing changed, beside NannyML: percent of single normal columns reported",
                "| reference/current | reference chunks | runs | Holdfast | with the minimum of rows lowered |"
                        + " NannyML KS | NannyML JS | NannyML Wasserstein |");
        for (NannyMl cell : NANNY_ML) {
            if (fits(cell.reference, cell.window)) {
                row(cell.reference, cell.window, cell.chunks, SimulatedColumn.NUMERIC, cell.alarms);
            }
        }
    }

    private void sketches() {
        head(
                "Nothing changed, beside tests on sketches: percent of single normal columns",
                "| reference/current | runs | Holdfast, reported | Holdfast, KS on the grid at 0.05 |"
                        + " whylogs KLL at 0.05 | DataSketches at 0.05 | TrustyAI at 0.05 |");
        for (Sketches cell : SKETCHES) {
            if (fits(cell.rows, cell.rows)) {
                Alarms alarms = alarms(cell.rows, cell.rows, SimulatedColumn.NUMERIC);
                System.out.printf(
                        Locale.ROOT,
                        "| %d/%d | %d | %s | %s | %s |%n",
                        cell.rows,
                        cell.rows,
                        alarms.runs,
                        percent(alarms.reported()),
                        percent(alarms.tested()),
                        cell.alarms);
            }
        }
    }

    private boolean fits(int reference, int window) {
        return Math.max(reference, window) <= largest;
    }

    private static void head(String title, String columns) {
        System.out.println("\n" + title + "\n\n" + columns);
        System.out.println("|"
                + "---|"
                        .repeat((int) columns.chars()
                                        .filter(each -> each == '|')
                                        .count()
                                - 1));
    }

    private void row(int reference, int window, String what, SimulatedColumn kind, String others) {
        Alarms alarms = alarms(reference, window, kind);
        boolean enough = Math.min(reference, window) >= Drift.withDefaults().minimumRows();
        System.out.printf(
                Locale.ROOT,
                "| %d/%d | %s | %d | %s | %s | %s |%n",
                reference,
                window,
                what,
                alarms.runs,
                enough ? percent(alarms.reported()) : "too few rows",
                enough ? "–" : percent(alarms.reported()),
                others);
    }

    /** In how many runs the comparison reported drift, and a plain test on the grid was below 0.05. */
    private record Alarms(int runs, int drifted, int significant) {
        double reported() {
            return 100.0 * drifted / runs;
        }

        double tested() {
            return 100.0 * significant / runs;
        }
    }

    private Alarms alarms(int reference, int window, SimulatedColumn kind) {
        Drift rule = DriftSimulation.rule(window);
        int runs = DriftSimulation.runs(most, reference, window);
        SplittableRandom random =
                new SplittableRandom(seed * 31 + kind.name().hashCode() + 7L * reference + 13L * window);
        int drifted = 0;
        int significant = 0;
        for (int run = 0; run < runs; run++) {
            Baseline baseline = Baseline.of(Table.of(kind.draw(reference, random)));
            DriftReport report = rule.compare(baseline, Table.of(kind.draw(window, random)));
            drifted += report.findings().isEmpty() ? 0 : 1;
            boolean low =
                    report.test("x", ColumnTest.KOLMOGOROV_SMIRNOV).pValue() instanceof Estimate p && p.point() <= 0.05;
            significant += low ? 1 : 0;
        }
        return new Alarms(runs, drifted, significant);
    }

    static String percent(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
