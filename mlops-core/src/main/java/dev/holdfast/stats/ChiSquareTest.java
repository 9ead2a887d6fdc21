// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Arrays;
import java.util.Locale;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The chi-square test of counts, and its power-divergence relatives (the G test is {@code withLambda(0)}).
 *
 * <p>Contingency: do samples (rows) share one distribution over categories (columns)? {@code sum (O - E)^2 / E} with
 * {@code E = row total * column total / total} and {@code (r - 1)(c - 1)} degrees of freedom. Goodness of fit: do counts
 * follow given proportions? {@code c - 1} degrees of freedom. The power divergence generalises both:
 * {@code 2 / (lambda (lambda + 1)) sum O ((O / E)^lambda - 1)}; lambda 1 is Pearson's, 0 is G (log-likelihood),
 * -1/2 Freeman-Tukey, -2 Neyman, 2/3 Cressie-Read.
 *
 * <p>Rows and columns that are zero throughout say nothing and are left out; fewer than two left are
 * {@link Undefined}. The approximation by the chi-square distribution is poor where expected counts are below 5. The
 * effect is Cramer's V for a table, Cohen's w for a goodness of fit, both from Pearson's statistic without correction.
 *
 * <p>Immutable and thread-safe; time linear in the table.
 *
 * <p>Reference: Cressie, Read (1984), Multinomial goodness-of-fit tests, doi:10.1111/j.2517-6161.1984.tb01318.x.
 *
 * <pre>{@code
 * TestResult result = ChiSquareTest.withDefaults().test(new long[] {10, 20}, new long[] {20, 15});   // p 0.0549
 * }</pre>
 */
public final class ChiSquareTest {
    private static final ChiSquareTest DEFAULTS = new ChiSquareTest(1, false, 0.05);

    private final double lambda;
    private final boolean yates;
    private final double alpha;

    private ChiSquareTest(double lambda, boolean yates, double alpha) {
        this.lambda = lambda;
        this.yates = yates;
        this.alpha = alpha;
    }

    /**
     * Returns Pearson's test without continuity correction at level 0.05.
     *
     * @return the test
     */
    public static ChiSquareTest withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns the test with another member of the power-divergence family.
     *
     * @param newLambda the power: 1 Pearson, 0 G, -0.5 Freeman-Tukey, -2 Neyman, 2/3 Cressie-Read; finite
     * @return the test
     * @throws IllegalArgumentException when it is not finite
     */
    public ChiSquareTest withLambda(double newLambda) {
        if (!Double.isFinite(newLambda)) {
            throw new IllegalArgumentException("lambda must be finite, got " + newLambda);
        }
        return new ChiSquareTest(newLambda, yates, alpha);
    }

    /**
     * Returns the test with or without Yates' continuity correction, which acts on 2 by 2 tables only.
     *
     * @param newYates true to move each observed count by up to 0.5 towards its expectation
     * @return the test
     */
    public ChiSquareTest withYates(boolean newYates) {
        return new ChiSquareTest(lambda, newYates, alpha);
    }

    /**
     * Returns the test at another level.
     *
     * @param newAlpha the level of significance, in (0, 1)
     * @return the test
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public ChiSquareTest withAlpha(double newAlpha) {
        return new ChiSquareTest(lambda, yates, Arguments.level("alpha", newAlpha));
    }

    /**
     * Tests whether all rows share one distribution over the columns.
     *
     * @param table the counts, one row a sample, all rows equally long
     * @return the result; undefined with fewer than two rows or columns that hold a count
     * @throws IllegalArgumentException when rows differ in length or a count is negative
     */
    public TestResult test(long[]... table) {
        long[][] kept = withoutEmpty(table);
        long n = 0;
        for (long[] row : kept) {
            n = Math.addExact(n, Arguments.sum("table", row));
        }
        int rows = kept.length;
        int columns = rows == 0 ? 0 : kept[0].length;
        if (rows < 2 || columns < 2) {
            return TestResult.undefined(
                    name(),
                    "cramers-v",
                    n,
                    alpha,
                    "a table needs counts in two rows and two columns, got " + rows + " by " + columns);
        }
        double[][] expected = expected(kept);
        int df = (rows - 1) * (columns - 1);
        double statistic = 0;
        double pearson = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                double e = expected[r][c];
                double o = kept[r][c];
                pearson += (o - e) * (o - e) / e;
                if (yates && df == 1) {
                    o += Math.signum(e - o) * Math.min(0.5, Math.abs(e - o));
                }
                statistic += term(o, e);
            }
        }
        double effect = Math.sqrt(pearson / n / (Math.min(rows, columns) - 1));
        return result(statistic, df, "cramers-v", Math.min(1, effect), n);
    }

    /**
     * Tests whether counts follow given proportions.
     *
     * @param observed the counts
     * @param expected the expected counts or proportions, each above 0; scaled to the total of the observed ones
     * @return the result; undefined with fewer than two categories or no count
     * @throws IllegalArgumentException when the lengths differ, a count is negative, an expectation is not above 0 or
     *     their total is infinite
     */
    public TestResult goodnessOfFit(long[] observed, double[] expected) {
        Arguments.sameLength("observed", observed.length, "expected", expected.length);
        Arguments.finite("expected", expected);
        long n = Arguments.sum("observed", observed);
        double total = 0;
        for (int i = 0; i < expected.length; i++) {
            if (!(expected[i] > 0)) {
                throw new IllegalArgumentException(
                        "expected must hold values above 0, got " + expected[i] + " at index " + i);
            }
            total += expected[i];
        }
        if (total == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("expected must have a finite total, got " + total + "; scale them down");
        }
        if (observed.length < 2 || n == 0) {
            return TestResult.undefined(
                    name(),
                    "cohens-w",
                    n,
                    alpha,
                    "a fit needs two categories and a count, got " + observed.length + " categories and " + n
                            + " counts");
        }
        double statistic = 0;
        double pearson = 0;
        for (int i = 0; i < observed.length; i++) {
            double e = expected[i] / total * n;
            pearson += (observed[i] - e) * (observed[i] - e) / e;
            statistic += term((double) observed[i], e);
        }
        return result(statistic, observed.length - 1, "cohens-w", Math.sqrt(pearson / n), n);
    }

    /**
     * Returns the counts that independence of rows and columns would lead one to expect.
     *
     * @param table the counts, all rows equally long
     * @return row total times column total by total; 0 in an empty row or column
     * @throws IllegalArgumentException when rows differ in length or a count is negative
     */
    public static double[][] expected(long[][] table) {
        int columns = columns(table);
        double[] rowTotal = new double[table.length];
        double[] columnTotal = new double[columns];
        double total = 0;
        for (int r = 0; r < table.length; r++) {
            for (int c = 0; c < columns; c++) {
                rowTotal[r] += table[r][c];
                columnTotal[c] += table[r][c];
                total += table[r][c];
            }
        }
        double[][] expected = new double[table.length][columns];
        for (int r = 0; r < table.length; r++) {
            for (int c = 0; c < columns; c++) {
                expected[r][c] = total == 0 ? 0 : rowTotal[r] * columnTotal[c] / total;
            }
        }
        return expected;
    }

    private TestResult result(double statistic, int df, String effectName, double effect, long n) {
        if (!Double.isFinite(statistic)) {
            return TestResult.undefined(
                    name(), effectName, n, alpha, "a category without observations has no divergence at this lambda");
        }
        double positive = Math.max(0, statistic);
        double p = ChiSquaredDistribution.of(df).survivalProbability(positive);
        return TestResult.of(name(), positive, p, effectName, Estimate.exact(effect, n), n, alpha)
                .withDegreesOfFreedom(df);
    }

    private double term(double o, double e) {
        if (lambda == 1) {
            return (o - e) * (o - e) / e;
        }
        if (lambda == 0) {
            return o == 0 ? 0 : 2 * o * Math.log(o / e);
        }
        if (lambda == -1) {
            return 2 * e * Math.log(e / o);
        }
        double power = o == 0 && lambda > -1 ? -o : o * (Math.pow(o / e, lambda) - 1);
        return 2 / (lambda * (lambda + 1)) * power;
    }

    private String name() {
        return lambda == 1 ? "chi-square" : lambda == 0 ? "g" : "power-divergence";
    }

    private static int columns(long[][] table) {
        int columns = table.length == 0 ? 0 : table[0].length;
        for (long[] row : table) {
            Arguments.sameLength("the first row", columns, "each other row", row.length);
            Arguments.sum("table", row);
        }
        return columns;
    }

    private static long[][] withoutEmpty(long[][] table) {
        int columns = columns(table);
        int[] used = new int[columns];
        int count = 0;
        for (int c = 0; c < columns; c++) {
            int column = c;
            if (Arrays.stream(table).anyMatch(row -> row[column] > 0)) {
                used[count++] = c;
            }
        }
        int[] kept = Arrays.copyOf(used, count);
        return Arrays.stream(table)
                .filter(row -> Arrays.stream(row).anyMatch(value -> value > 0))
                .map(row -> Arrays.stream(kept).mapToLong(c -> row[c]).toArray())
                .toArray(long[][]::new);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "ChiSquareTest.withDefaults().withLambda(%s).withYates(%s).withAlpha(%s)",
                lambda,
                yates,
                alpha);
    }
}
