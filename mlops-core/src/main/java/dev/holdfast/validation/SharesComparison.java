// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.stats.ChiSquareTest;
import dev.holdfast.stats.CountDistances;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * Found counts beside expected shares: the statistics with the interval that the error of the expected shares leaves, and how
 * large they become by chance.
 */
final class SharesComparison {
    private static final double EPSILON = 1e-4;

    private final ExpectedShares expected;
    private final long[] counts;
    private final boolean withMissing;
    private final double[] p;
    private final double[] q;
    private final long n;
    private final double smallest;
    private final double largest;

    SharesComparison(ExpectedShares expected, long[] counts, boolean withMissing, double smallest, double largest) {
        this.expected = expected;
        this.counts = counts.clone();
        this.withMissing = withMissing;
        this.smallest = smallest;
        this.largest = largest;
        int cells = withMissing ? counts.length : counts.length - 1;
        this.p = new double[cells];
        this.q = new double[cells];
        long total = 0;
        for (int cell = 0; cell < cells; cell++) {
            total += counts[cell];
        }
        this.n = total;
        for (int cell = 0; cell < cells; cell++) {
            p[expected.merged(cell)] += expected.share(cell);
            q[expected.merged(cell)] += (double) counts[cell] / Math.max(1, total);
        }
    }

    /**
     * What was measured.
     *
     * @param why why nothing could be; empty when something was
     */
    record Interval(double point, double lower, double upper, String why) {
        static Interval undefined(String why) {
            return new Interval(0, 0, 0, why);
        }

        static Interval exactly(double value) {
            return new Interval(value, value, value, "");
        }
    }

    Interval measure(DistributionStatistic statistic) {
        if (statistic.isOrdered() && !expected.isBinned()) {
            return Interval.undefined("what is expected has no order; compare values by another statistic");
        }
        return switch (statistic) {
            case TOTAL_VARIATION -> bounded(distances().totalVariation(), (a, b) -> Math.abs(a - b) / 2, false);
            case POPULATION_STABILITY_INDEX ->
                bounded(distances().populationStabilityIndex(EPSILON), SharesComparison::stability, false);
            case JENSEN_SHANNON -> bounded(distances().jensenShannon(), SharesComparison::divergence, true);
            case KOLMOGOROV_SMIRNOV -> kolmogorovSmirnov();
            case WASSERSTEIN -> wasserstein();
            case CHI_SQUARE_P_VALUE -> chiSquare();
            case UNSEEN_SHARE -> unseen();
        };
    }

    private CountDistances distances() {
        return CountDistances.between(p, q);
    }

    private static double stability(double a, double b) {
        if (a == 0 && b == 0) {
            return 0;
        }
        double x = a == 0 ? EPSILON : a;
        double y = b == 0 ? EPSILON : b;
        return x == y ? 0 : (x - y) * Math.log(x / y);
    }

    private static double divergence(double a, double b) {
        double middle = (a + b) / 2;
        return ((a == 0 ? 0 : a * Math.log(a / middle)) + (b == 0 ? 0 : b * Math.log(b / middle))) / (2 * Math.log(2));
    }

    /** Each term falls to 0 where both shares are equal and rises on both sides, so its extremes are at the ends. */
    private Interval bounded(Measurement measured, DoubleBinaryOperator term, boolean root) {
        if (!(measured instanceof Estimate estimate)) {
            return Interval.undefined(measured instanceof Undefined undefined ? undefined.reason() : "");
        }
        if (expected.error() == 0) {
            return Interval.exactly(estimate.point());
        }
        double least = 0;
        double most = 0;
        for (int cell = 0; cell < p.length; cell++) {
            double slack = p[cell] == 0 ? 0 : 2 * expected.error();
            double low = Math.max(0, p[cell] - slack);
            double high = Math.min(1, p[cell] + slack);
            double atLow = term.applyAsDouble(low, q[cell]);
            double atHigh = term.applyAsDouble(high, q[cell]);
            least += q[cell] >= low && q[cell] <= high ? 0 : Math.min(atLow, atHigh);
            most += Math.max(atLow, atHigh);
        }
        double lower = root ? Math.sqrt(Math.max(0, least)) : least;
        double upper = root ? Math.sqrt(Math.max(0, most)) : most;
        return new Interval(estimate.point(), Math.min(lower, estimate.point()), Math.max(upper, estimate.point()), "");
    }

    /** The differences of the distribution functions of the finite numbers at every edge. */
    private double[] differences() {
        int edges = expected.edges().length;
        double expectedTotal = 0;
        double total = 0;
        for (int cell = 0; cell <= edges; cell++) {
            expectedTotal += expected.share(cell);
            total += counts[cell];
        }
        double[] differences = new double[edges];
        double f = 0;
        double g = 0;
        for (int edge = 0; edge < edges; edge++) {
            f += expected.share(edge);
            g += counts[edge];
            differences[edge] = f / expectedTotal - g / total;
        }
        return differences;
    }

    private boolean hasNumbersOnBothSides() {
        double expectedTotal = 0;
        long total = 0;
        for (int cell = 0; cell <= expected.edges().length; cell++) {
            expectedTotal += expected.share(cell);
            total += counts[cell];
        }
        return expectedTotal > 0 && total > 0;
    }

    private Interval kolmogorovSmirnov() {
        if (!hasNumbersOnBothSides()) {
            return Interval.undefined("one side has no finite numbers");
        }
        double largestDifference =
                Arrays.stream(differences()).map(Math::abs).max().orElse(0);
        return new Interval(
                largestDifference,
                Math.max(0, largestDifference - expected.error()),
                Math.min(1, largestDifference + expected.error()),
                "");
    }

    private Interval wasserstein() {
        if (!hasNumbersOnBothSides()) {
            return Interval.undefined("one side has no finite numbers");
        }
        double[] edges = expected.edges();
        double[] differences = differences();
        double area = smallest < edges[0] ? (edges[0] - smallest) * Math.abs(differences[0]) / 2 : 0;
        for (int i = 1; i < edges.length; i++) {
            area += between(differences[i - 1], differences[i]) * (edges[i] - edges[i - 1]);
        }
        int last = edges.length - 1;
        area += largest > edges[last] ? (largest - edges[last]) * Math.abs(differences[last]) / 2 : 0;
        double spread = spread();
        if (area == 0) {
            return Interval.exactly(0);
        }
        if (!(spread > 0) || !Double.isFinite(area / spread)) {
            return Interval.undefined("the expected numbers have no spread to compare with");
        }
        double slack = expected.error() * (Math.max(largest, edges[last]) - Math.min(smallest, edges[0])) / spread;
        double distance = area / spread;
        return new Interval(distance, Math.max(0, distance - slack), distance + slack, "");
    }

    /** The mean height of the area under |d|, where d goes straight from one end to the other. */
    private static double between(double a, double b) {
        return a * b >= 0 ? (Math.abs(a) + Math.abs(b)) / 2 : (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b)));
    }

    /** The standard deviation of the expected numbers, spread evenly within their bins. */
    private double spread() {
        double[] edges = expected.edges();
        double total = 0;
        double mean = 0;
        double squares = 0;
        for (int bin = 1; bin < edges.length; bin++) {
            double share = expected.share(bin);
            if (share > 0) {
                double middle = edges[bin - 1] / 2 + edges[bin] / 2;
                double width = edges[bin] - edges[bin - 1];
                total += share;
                double delta = middle - mean;
                mean += delta * share / total;
                squares += share * delta * (middle - mean) + share * width * width / 12;
            }
        }
        return total == 0 ? 0 : Math.sqrt(squares / total);
    }

    private Interval chiSquare() {
        if (expected.error() > 0) {
            return Interval.undefined("it needs counts, and what is expected holds estimates");
        }
        long[] found = new long[p.length];
        for (int cell = 0; cell < p.length; cell++) {
            found[expected.merged(cell)] += counts[cell];
        }
        Measurement value;
        if (expected.isSample()) {
            long[] sample = Arrays.stream(p)
                    .mapToLong(share -> Math.round(share * expected.rows()))
                    .toArray();
            value = ChiSquareTest.withDefaults().test(sample, found).pValue();
        } else {
            int[] possible = java.util.stream.IntStream.range(0, p.length)
                    .filter(cell -> p[cell] > 0)
                    .toArray();
            if (Arrays.stream(possible).mapToLong(cell -> found[cell]).sum() < n) {
                // Values that are said not to occur do.
                return Interval.exactly(0);
            }
            value = ChiSquareTest.withDefaults()
                    .goodnessOfFit(
                            Arrays.stream(possible)
                                    .mapToLong(cell -> found[cell])
                                    .toArray(),
                            Arrays.stream(possible).mapToDouble(cell -> p[cell]).toArray())
                    .pValue();
        }
        return value instanceof Estimate estimate
                ? Interval.exactly(estimate.point())
                : Interval.undefined(value instanceof Undefined undefined ? undefined.reason() : "");
    }

    private Interval unseen() {
        if (!expected.isBinned() && !expected.isComplete()) {
            return Interval.undefined("not every value that is expected is known");
        }
        long unseen = 0;
        for (int cell = 0; cell < p.length; cell++) {
            unseen += cell != expected.missingCell() && expected.isUnexpected(cell) ? counts[cell] : 0;
        }
        long present = n - (withMissing ? counts[expected.missingCell()] : 0);
        return present == 0 ? Interval.undefined("there is no value") : Interval.exactly((double) unseen / present);
    }

    /**
     * How large a statistic becomes by chance at a level: for the stability index the quantile of chi-square times
     * {@code 1/n + 1/m} (Yurdakul 2018), for the Jensen-Shannon distance and the total variation what follows from it to the
     * second order, for Kolmogorov-Smirnov the bound {@code sqrt(ln(2 / level) / 2 (1/n + 1/m))}. For new values, the share that
     * values seen once lead one to expect (Good 1953) and three standard errors of it.
     */
    double chance(DistributionStatistic statistic, double level) {
        double rate = 1.0 / Math.max(1, n) + 1.0 / Math.max(1, expected.rows());
        int used = 0;
        for (int cell = 0; cell < p.length; cell++) {
            used += p[cell] > 0 || q[cell] > 0 ? 1 : 0;
        }
        double stability = used < 2 ? 0 : ChiSquaredDistribution.of(used - 1).inverseSurvivalProbability(level) * rate;
        return switch (statistic) {
            case POPULATION_STABILITY_INDEX -> stability;
            case JENSEN_SHANNON -> Math.sqrt(stability / (8 * Math.log(2)));
            case TOTAL_VARIATION -> Math.sqrt(stability) / 2;
            case KOLMOGOROV_SMIRNOV -> functionsByChance(level);
            case WASSERSTEIN ->
                // It has no law of its own without the values; where the functions do not differ beyond chance neither
                // does it.
                kolmogorovSmirnov().lower() > functionsByChance(level) ? 0 : Double.POSITIVE_INFINITY;
            case CHI_SQUARE_P_VALUE -> Double.NEGATIVE_INFINITY;
            case UNSEEN_SHARE -> {
                double once = expected.tolerated();
                yield once == 0 ? 0 : once + 3 * Math.sqrt(once * rate);
            }
        };
    }

    private double functionsByChance(double level) {
        double found = 0;
        double sample = 0;
        for (int cell = 0; cell <= expected.edges().length; cell++) {
            found += counts[cell];
            sample += expected.share(cell) * expected.rows();
        }
        return Math.sqrt(Math.log(2 / level) / 2 * (1 / found + 1 / sample));
    }

    double share(int cell) {
        return q[cell];
    }

    double expectedShare(int cell) {
        return p[cell];
    }

    /** The cell whose share changed most, of those that the statistic is about. */
    int mostChanged(DistributionStatistic statistic) {
        int most = 0;
        double largestChange = -1;
        for (int cell = 0; cell < p.length; cell++) {
            double change = Math.abs(p[cell] - q[cell]);
            if (change > largestChange
                    && (statistic != DistributionStatistic.UNSEEN_SHARE || expected.isUnexpected(cell))) {
                most = cell;
                largestChange = change;
            }
        }
        return most;
    }
}
