// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.stats.AndersonDarlingTest;
import dev.holdfast.stats.ChiSquareTest;
import dev.holdfast.stats.CountDistances;
import dev.holdfast.stats.CramerVonMisesTest;
import dev.holdfast.stats.EppsSingletonTest;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.KolmogorovSmirnovTest;
import dev.holdfast.stats.MannWhitneyTest;
import dev.holdfast.stats.MaximumMeanDiscrepancy;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.ProportionTest;
import dev.holdfast.stats.SampleDistances;
import dev.holdfast.stats.TTest;
import dev.holdfast.stats.TestResult;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/** Any test and distance of one column: from the values where both sides have them, else from the counts. */
final class ColumnStatistics {
    private static final String NEEDS_VALUES = "it needs the values themselves: compare two tables";
    private static final String TWO_VALUES = "it needs a column of two values";
    private static final int MOST_POINTS = 1_000;

    private final ColumnComparison column;
    private final Optional<double[][]> values;

    private ColumnStatistics(ColumnComparison column, Optional<double[][]> values) {
        this.column = column;
        this.values = values;
    }

    static ColumnStatistics ofCounts(ColumnComparison column) {
        return new ColumnStatistics(column, Optional.empty());
    }

    static ColumnStatistics ofValues(ColumnComparison column, double[] before, double[] now) {
        return new ColumnStatistics(column, Optional.of(new double[][] {before, now}));
    }

    TestResult test(ColumnTest test) {
        if (column.reference.values() == 0 || column.current.values() == 0) {
            return undefined(test, "a side has no values");
        }
        return switch (test) {
            case CHI_SQUARE -> onCategories(ChiSquareTest.withDefaults());
            case G -> onCategories(ChiSquareTest.withDefaults().withLambda(0));
            case FISHER -> onShares(test, ProportionTest.withDefaults().withExact(true));
            case PROPORTIONS -> onShares(test, ProportionTest.withDefaults());
            default ->
                !(column.baseline.bins() instanceof Grid)
                        ? undefined(test, "it needs numbers")
                        : values.isPresent() ? onValues(test, values.get()[0], values.get()[1]) : onGrid(test);
        };
    }

    private TestResult onCategories(ChiSquareTest test) {
        long[][] table = categories();
        return test.test(table[0], table[1]);
    }

    private long[][] categories() {
        if (isNumeric()) {
            return MovedNumbers.merged(column);
        }
        Pooled pooled = column.pooled();
        return new long[][] {pooled.before(), pooled.now()};
    }

    private boolean isNumeric() {
        return column.baseline.bins() instanceof Grid grid && !grid.exact;
    }

    private TestResult onShares(ColumnTest which, ProportionTest test) {
        if (isNumeric()) {
            return undefined(which, TWO_VALUES);
        }
        Pooled pooled = column.pooled();
        if (pooled.size() != 2) {
            return undefined(which, TWO_VALUES);
        }
        long[] before = pooled.before();
        long[] now = pooled.now();
        return test.test(before[0], Kernels.sum(before), now[0], Kernels.sum(now));
    }

    private static TestResult onValues(ColumnTest test, double[] x, double[] y) {
        return switch (test) {
            case KOLMOGOROV_SMIRNOV -> KolmogorovSmirnovTest.withDefaults().test(x, y);
            case CRAMER_VON_MISES -> CramerVonMisesTest.withDefaults().test(x, y);
            case ANDERSON_DARLING -> AndersonDarlingTest.withDefaults().test(x, y);
            case EPPS_SINGLETON -> EppsSingletonTest.withDefaults().test(x, y);
            case MANN_WHITNEY -> MannWhitneyTest.withDefaults().test(x, y);
            case T -> TTest.withDefaults().withPooledVariance(true).test(x, y);
            case WELCH -> TTest.withDefaults().test(x, y);
            default -> MaximumMeanDiscrepancy.withDefaults().test(points(x), points(y));
        };
    }

    /** Up to a thousand values at even distances of the order in which they came. */
    private static double[][] points(double[] values) {
        int size = Math.min(MOST_POINTS, values.length);
        double[][] points = new double[size][];
        for (int i = 0; i < size; i++) {
            points[i] = new double[] {values[(int) ((long) i * values.length / size)]};
        }
        return points;
    }

    private TestResult onGrid(ColumnTest test) {
        long[] before = column.reference.ordered();
        long[] now = column.current.ordered();
        return switch (test) {
            case KOLMOGOROV_SMIRNOV -> KolmogorovSmirnovTest.withDefaults().testCounts(before, now);
            case CRAMER_VON_MISES -> CramerVonMisesTest.withDefaults().testCounts(before, now);
            case ANDERSON_DARLING -> AndersonDarlingTest.withDefaults().testCounts(before, now);
            case MANN_WHITNEY -> MannWhitneyTest.withDefaults().testCounts(before, now);
            default -> undefined(test, NEEDS_VALUES);
        };
    }

    private TestResult undefined(ColumnTest test, String reason) {
        Undefined undefined = new Undefined(reason);
        String name = test.name().toLowerCase(Locale.ROOT).replace('_', '-');
        long n = column.reference.values() + column.current.values();
        return new TestResult(name, undefined, undefined, OptionalDouble.empty(), "effect", undefined, n, 0.05);
    }

    Measurement distance(ColumnDistance distance) {
        if (column.reference.values() == 0 || column.current.values() == 0) {
            return new Undefined("a side has no values");
        }
        long[][] table = categories();
        CountDistances counts = CountDistances.between(table[0], table[1]);
        return switch (distance) {
            case POPULATION_STABILITY_INDEX -> counts.populationStabilityIndex();
            case EXCESS_POPULATION_STABILITY_INDEX ->
                Estimate.exact(
                        Kernels.excessPsi(table[0], table[1], column.baseline.dependence()),
                        column.reference.values() + column.current.values());
            case KULLBACK_LEIBLER -> CountDistances.between(table[1], table[0]).kullbackLeibler();
            case JENSEN_SHANNON -> counts.jensenShannon();
            case HELLINGER -> counts.hellinger();
            case TOTAL_VARIATION -> counts.totalVariation();
            case LARGEST_DIFFERENCE -> counts.largestDifference();
            default ->
                column.baseline.bins() instanceof Grid grid
                        ? ofNumbers(distance, grid)
                        : new Undefined("it needs numbers");
        };
    }

    private Measurement ofNumbers(ColumnDistance distance, Grid grid) {
        SampleDistances samples = values.isPresent()
                ? SampleDistances.between(values.get()[0], values.get()[1])
                : SampleDistances.between(
                        middles(grid, column.reference),
                        weights(column.reference),
                        middles(grid, column.current),
                        weights(column.current));
        return switch (distance) {
            case WASSERSTEIN -> samples.wasserstein();
            case SCALED_WASSERSTEIN -> scaled(samples.wasserstein(), grid);
            case ENERGY -> samples.energy();
            default -> samples.kolmogorovSmirnov();
        };
    }

    private Measurement scaled(Measurement wasserstein, Grid grid) {
        double scale = (quantile(grid, 0.75) - quantile(grid, 0.25)) / 1.349;
        if (scale == 0) {
            scale = grid.edges[grid.body() - 1] - grid.lowest;
        }
        if (scale == 0) {
            return new Undefined("the reference has one value only, so there is no scale");
        }
        return wasserstein instanceof Estimate estimate
                ? Estimate.exact(estimate.point() / scale, estimate.n())
                : wasserstein;
    }

    private double quantile(Grid grid, double level) {
        long[] cells = column.reference.cells;
        double rank = level * column.reference.values();
        double below = 0;
        for (int cell = 0; cell < grid.body(); cell++) {
            if (below + cells[cell] >= rank && cells[cell] > 0) {
                double within = grid.isPoint(cell) ? 1 : (rank - below) / cells[cell];
                return grid.lower(cell) + within * (grid.edges[cell] - grid.lower(cell));
            }
            below += cells[cell];
        }
        return grid.edges[grid.body() - 1];
    }

    private static double[] middles(Grid grid, ColumnCounts counts) {
        double[] middles = new double[grid.body() + 2];
        for (int cell = 0; cell < grid.body(); cell++) {
            middles[cell] = grid.middle(cell);
        }
        boolean low = counts.special(Bins.LOW) > 0;
        boolean high = counts.special(Bins.HIGH) > 0;
        middles[grid.body()] = low ? counts.outside[0] / 2 + counts.outside[1] / 2 : grid.lowest;
        middles[grid.body() + 1] = high ? counts.outside[2] / 2 + counts.outside[3] / 2 : grid.lowest;
        return middles;
    }

    private static double[] weights(ColumnCounts counts) {
        return Arrays.stream(counts.cells, 0, counts.bins.body() + 2)
                .asDoubleStream()
                .toArray();
    }
}
