// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;

/**
 * How often the default comparison reports a change of a normal column, beside the rules of Evidently and a plain test.
 *
 * <p>The figures of others are constants, from where {@link DriftPeers} has its own: Evidently's rule for numbers, a
 * Wasserstein distance of 0.1 reference deviations; a Kolmogorov-Smirnov test at 0.05 of all values; Evidently's PSI of
 * 0.1.
 */
final class DriftPower {
    private static final String UNKNOWN = "– | – | –";
    private static final int[][] SIZES = {{5_000, 1_000}, {50_000, 5_000}, {500_000, 100_000}};

    private DriftPower() {}

    /** A change of every value, or of a share of them, and the figures of others for each of the sizes. */
    private record Scenario(String name, double share, DoubleUnaryOperator change, List<String> others) {}

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("none", 0, x -> x, List.of("1 | 6.5 | 0", "0 | 3 | 0", "0 | 5 | 0")),
            new Scenario(
                    "mean +0.01 sd, to be quiet about",
                    1,
                    x -> x + 0.01,
                    List.of("0.5 | 5 | 0", "0 | 12 | 0", "0 | 65 | 0")),
            new Scenario("mean +0.1 sd", 1, x -> x + 0.1, List.of("57 | 68 | 0", "54 | 100 | 0", "70 | 100 | 0")),
            new Scenario("mean +0.2 sd", 1, x -> x + 0.2, List.of("100 | 100 | 0", "100 | 100 | 0", "100 | 100 | 0")),
            new Scenario("sd x 1.3", 1, x -> x * 1.3, List.of("100 | 100 | 98", "100 | 100 | 100", "100 | 100 | 100")),
            new Scenario("3 % at one value", 0.03, x -> 0.4, List.of("21 | 26 | 0", "1 | 100 | 0", "0 | 100 | 0")),
            new Scenario("10 % to 0", 0.1, x -> 0, List.of("24 | 100 | 0.5", "2 | 100 | 0", "0 | 100 | 0")),
            new Scenario("10 % to -999", 0.1, x -> -999, List.of(UNKNOWN, UNKNOWN, UNKNOWN)),
            new Scenario("5 % to missing", 0.05, x -> Double.POSITIVE_INFINITY, List.of(UNKNOWN, UNKNOWN, UNKNOWN)));

    static void run(int most, int largest, long seed) {
        System.out.println("""

                Found: percent of single normal columns reported

                | change | reference/current | runs | Holdfast | Evidently Wasserstein | KS at 0.05 | Evidently PSI |
                |---|---|---|---|---|---|---|""");
        for (Scenario scenario : SCENARIOS) {
            for (int i = 0; i < SIZES.length; i++) {
                if (SIZES[i][0] <= largest) {
                    row(scenario, SIZES[i], scenario.others.get(i), most, seed * 131 + i);
                }
            }
        }
        for (int window : new int[] {100, 200}) {
            int[] size = {5_000, window};
            String none = window == 100 ? "73 | – | 79" : UNKNOWN;
            row(new Scenario("none", 0, x -> x, List.of()), size, none, most, seed * 7 + window);
            Scenario half = new Scenario("mean +0.5 sd", 1, x -> x + 0.5, List.of());
            row(half, size, UNKNOWN, most, seed * 7 + window);
        }
        System.out.println(
                "\nA window of 100 rows with the minimum of rows lowered; by default it is too few to tell.");
    }

    private static void row(Scenario scenario, int[] size, String others, int most, long seed) {
        int runs = Math.max(50, DriftSimulation.runs(most, size[0], size[1]));
        SplittableRandom random = new SplittableRandom(seed);
        int found = 0;
        for (int run = 0; run < runs; run++) {
            Baseline reference = Baseline.of(rows(size[0], random, 0, x -> x));
            Table current = rows(size[1], random, scenario.share, scenario.change);
            found += DriftSimulation.rule(size[1])
                            .compare(reference, current)
                            .findings()
                            .isEmpty()
                    ? 0
                    : 1;
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %d/%d | %d | %s | %s |%n",
                scenario.name,
                size[0],
                size[1],
                runs,
                DriftPeers.percent(100.0 * found / runs),
                others);
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
