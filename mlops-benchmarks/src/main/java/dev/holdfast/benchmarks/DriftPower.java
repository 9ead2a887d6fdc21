// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/** How often the default comparison reports a change of a normal column, beside Evidently's and a plain test's figures. */
final class DriftPower {
    private static final int[][] SIZES = {{5_000, 1_000}, {50_000, 5_000}, {500_000, 100_000}};

    private DriftPower() {}

    /** A change of every value, or of a share of them. */
    private record Scenario(String name, double share, DoubleUnaryOperator change, List<String> others) {}

    /** The figures of others: Evidently's Wasserstein rule, a Kolmogorov-Smirnov test at 0.05, Evidently's PSI rule. */
    private static final Scenario[] SCENARIOS = {
        new Scenario("none", 0, x -> x, List.of("1 6.5 0", "0 3 0", "0 5 0")),
        new Scenario("mean +0.01 sd", 1, x -> x + 0.01, List.of("0.5 5 0", "0 12 0", "0 65 0")),
        new Scenario("mean +0.1 sd", 1, x -> x + 0.1, List.of("57 68 0", "54 100 0", "70 100 0")),
        new Scenario("mean +0.2 sd", 1, x -> x + 0.2, List.of("100 100 0", "100 100 0", "100 100 0")),
        new Scenario("sd x 1.3", 1, x -> x * 1.3, List.of("100 100 98", "100 100 100", "100 100 100")),
        new Scenario("3 % spike", 0.03, x -> 0.4, List.of("21 26 0", "1 100 0", "0 100 0")),
        new Scenario("10 % to 0", 0.1, x -> 0, List.of("24 100 0.5", "2 100 0", "0 100 0")),
        new Scenario("10 % to -999", 0.1, x -> -999, List.of("", "", "")),
        new Scenario("5 % to missing", 0.05, x -> Double.POSITIVE_INFINITY, List.of("", "", "")),
    };

    static void run(int most, int largest, long seed) {
        System.out.println(
                "\nFound, percent of runs; in brackets Evidently's Wasserstein rule, KS at p 0.05, Evidently's PSI rule");
        StringBuilder head = new StringBuilder("| scenario |");
        for (int[] size : SIZES) {
            head.append(' ').append(size[0]).append('/').append(size[1]).append(" |");
        }
        System.out.println(head);
        for (Scenario scenario : SCENARIOS) {
            StringBuilder line = new StringBuilder("| " + scenario.name + " |");
            for (int i = 0; i < SIZES.length; i++) {
                if (SIZES[i][0] > largest) {
                    continue;
                }
                int runs = (int) Math.max(50, Math.min(most, most * 60_000L / (SIZES[i][0] + SIZES[i][1])));
                SplittableRandom random = new SplittableRandom(seed * 131 + i);
                int found = 0;
                for (int run = 0; run < runs; run++) {
                    Table reference = rows(SIZES[i][0], random, 0, x -> x);
                    Table current = rows(SIZES[i][1], random, scenario.share, scenario.change);
                    found += DriftSimulation.drifted(reference, current) ? 1 : 0;
                }
                line.append(String.format(
                        Locale.ROOT, " %.1f (%s; %d runs) |", 100.0 * found / runs, scenario.others.get(i), runs));
            }
            System.out.println(line);
        }
        small(most, seed);
    }

    private static void small(int runs, long seed) {
        SplittableRandom random = new SplittableRandom(seed * 7);
        int found = 0;
        for (int run = 0; run < runs; run++) {
            found +=
                    DriftSimulation.drifted(rows(5_000, random, 0, x -> x), rows(200, random, 1, x -> x + 0.5)) ? 1 : 0;
        }
        System.out.printf(Locale.ROOT, "| mean +0.5 sd, 5000/200 | %.1f (%d runs) |%n", 100.0 * found / runs, runs);
    }

    private static Table rows(int n, SplittableRandom random, double share, DoubleUnaryOperator change) {
        NumberColumn.Builder column = NumberColumn.builder("x");
        for (int i = 0; i < n; i++) {
            double value = random.nextGaussian();
            double now = share > 0 && random.nextDouble() < share ? change.applyAsDouble(value) : value;
            if (now == Double.POSITIVE_INFINITY) {
                column.addMissing();
            } else {
                column.add(now);
            }
        }
        return Table.of(column.build());
    }
}
