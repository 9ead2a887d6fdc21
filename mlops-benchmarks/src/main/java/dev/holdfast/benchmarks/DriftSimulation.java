// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.DriftVerdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/**
 * How often the default comparison alarms when nothing changed, and how often it finds what did, beside figures of other
 * tools as they were measured or published elsewhere.
 *
 * <p>Sizes by system properties: {@code runs} (400) for each cell, {@code largest} (1,000,000) rows of a side,
 * {@code reports} (100) of a hundred columns, {@code seed} (1).
 */
public final class DriftSimulation {
    private static final int RUNS = Integer.getInteger("runs", 400);
    private static final int LARGEST = Integer.getInteger("largest", 1_000_000);
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

    /** The kinds of columns. */
    @SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
    private enum Kind {
        NUMERIC((n, random) -> number(n, random, r -> r.nextGaussian())),
        LOGNORMAL((n, random) -> number(n, random, r -> Math.exp(2 * r.nextGaussian()))),
        TIES((n, random) -> number(n, random, r -> r.nextInt(3) == 0 ? 0 : Math.round(20 * r.nextGaussian()) / 4.0)),
        INTEGERS((n, random) -> integers(n, random)),
        BINARY((n, random) -> binary(n, random)),
        TEN((n, random) -> categories(n, random, 10, 0)),
        FIFTY((n, random) -> categories(n, random, 50, 0)),
        ZIPF_TEN((n, random) -> categories(n, random, 10, 1.1)),
        ZIPF_FIFTY((n, random) -> categories(n, random, 50, 1.1)),
        ZIPF_THOUSAND((n, random) -> categories(n, random, 1_000, 1.2)),
        MISSING_THIRD((n, random) -> gaps(n, random));

        private final BiFunction<Integer, SplittableRandom, Column> rows;

        Kind(BiFunction<Integer, SplittableRandom, Column> rows) {
            this.rows = rows;
        }
    }

    /** One number by chance. */
    private interface Draw {
        double from(SplittableRandom random);
    }

    private static Column number(int n, SplittableRandom random, Draw draw) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = draw.from(random);
        }
        return NumberColumn.of("x", values);
    }

    private static Column integers(int n, SplittableRandom random) {
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = 18 + (long) (60 * Math.pow(random.nextDouble(), 1.5));
        }
        return IntegerColumn.of("x", values);
    }

    private static Column binary(int n, SplittableRandom random) {
        BooleanColumn.Builder column = BooleanColumn.builder("x");
        for (int i = 0; i < n; i++) {
            column.add(random.nextDouble() < 0.3);
        }
        return column.build();
    }

    private static Column gaps(int n, SplittableRandom random) {
        NumberColumn.Builder column = NumberColumn.builder("x");
        for (int i = 0; i < n; i++) {
            if (random.nextInt(3) == 0) {
                column.addMissing();
            } else {
                column.add(random.nextGaussian());
            }
        }
        return column.build();
    }

    /** Levels with shares by Zipf's law; the exponent 0 makes them equal. */
    private static Column categories(int n, SplittableRandom random, int levels, double exponent) {
        double[] upTo = new double[levels];
        String[] names = new String[levels];
        double sum = 0;
        for (int i = 0; i < levels; i++) {
            sum += Math.pow(i + 1, -exponent);
            upTo[i] = sum;
            names[i] = "level-" + i;
        }
        TextColumn.Builder column = TextColumn.builder("x");
        for (int i = 0; i < n; i++) {
            int found = java.util.Arrays.binarySearch(upTo, random.nextDouble() * sum);
            column.add(names[Math.min(levels - 1, found < 0 ? -found - 1 : found)]);
        }
        return column.build();
    }

    /**
     * Runs what is named: {@code null}, {@code report}, {@code power} or, without a name, all of them.
     *
     * @param arguments what to run
     */
    public static void main(String[] arguments) {
        List<String> parts = arguments.length == 0 ? List.of("null", "report", "power") : List.of(arguments);
        System.out.printf(Locale.ROOT, "runs %d, largest %d, reports %d, seed %d%n", RUNS, LARGEST, REPORTS, SEED);
        if (parts.contains("null")) {
            nothingChanged();
        }
        if (parts.contains("report")) {
            hundredColumns();
        }
        if (parts.contains("power")) {
            DriftPower.run(RUNS, LARGEST, SEED);
        }
    }

    static boolean drifted(Table reference, Table current) {
        DriftVerdict verdict = Drift.between(Baseline.of(reference), current).verdict();
        return verdict == DriftVerdict.DRIFTED;
    }

    private static void nothingChanged() {
        System.out.println("\nNothing changed: percent of single columns reported (goal: at most 1)");
        StringBuilder head = new StringBuilder("| reference/current | runs |");
        for (Kind kind : Kind.values()) {
            head.append(' ').append(kind.name().toLowerCase(Locale.ROOT)).append(" |");
        }
        System.out.println(head);
        for (int[] size : SIZES) {
            if (Math.max(size[0], size[1]) > LARGEST) {
                continue;
            }
            // A run with a million rows costs as much as thousands with two hundred.
            int runs = (int) Math.max(20, Math.min(RUNS, RUNS * 60_000L / (size[0] + size[1])));
            StringBuilder line = new StringBuilder("| " + size[0] + "/" + size[1] + " | " + runs + " |");
            for (Kind kind : Kind.values()) {
                SplittableRandom random =
                        new SplittableRandom(SEED * 31 + kind.name().hashCode());
                int alarms = 0;
                for (int run = 0; run < runs; run++) {
                    Table reference = Table.of(kind.rows.apply(size[0], random));
                    Table current = Table.of(kind.rows.apply(size[1], random));
                    alarms += drifted(reference, current) ? 1 : 0;
                }
                line.append(String.format(Locale.ROOT, " %.2f |", 100.0 * alarms / runs));
            }
            System.out.println(line);
        }
    }

    private static void hundredColumns() {
        System.out.println("\nNothing changed: reports of 100 columns of all kinds (goals: at most 5 % and 1 %)");
        System.out.println("| reference/current | reports | any alarm % | columns reported % |");
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
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            columns.add(kind.rows.apply(rows, random).named("c" + i));
        }
        return Table.of(columns);
    }
}
