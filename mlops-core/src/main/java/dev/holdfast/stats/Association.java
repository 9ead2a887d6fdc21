// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * The association of two categories, from their contingency table.
 *
 * <p>With chi-square and {@code phi^2 = chi^2 / n} over r rows and c columns that hold counts; entropies in nats. A
 * measure is {@link Undefined} when a side has fewer than two categories (mutual information: when the table is empty).
 * Immutable and thread-safe; linear in the table.
 *
 * <p>Reference: Bergsma (2013), A bias-correction for Cramer's V and Tschuprow's T, doi:10.1016/j.jkss.2012.10.002; Theil
 * (1970), doi:10.1086/224909.
 *
 * <pre>{@code
 * Association.between(new String[] {"a", "a", "b"}, new String[] {"x", "x", "y"}).cramersV();   // 1
 * }</pre>
 */
public final class Association {
    private final TestResult chiSquare;
    private final int rows;
    private final int columns;
    private final double n;
    private final double rowEntropy;
    private final double columnEntropy;
    private final double jointEntropy;

    private Association(long[][] table) {
        this.chiSquare = ChiSquareTest.withDefaults().test(table);
        this.n = chiSquare.n();
        double[] columnTotals = new double[table.length == 0 ? 0 : table[0].length];
        double[] rowTotals = new double[table.length];
        double joint = 0;
        for (int r = 0; r < table.length; r++) {
            for (int c = 0; c < columnTotals.length; c++) {
                rowTotals[r] += table[r][c];
                columnTotals[c] += table[r][c];
                joint += part((double) table[r][c]);
            }
        }
        this.jointEntropy = joint;
        this.rowEntropy = entropy(rowTotals);
        this.columnEntropy = entropy(columnTotals);
        this.rows = used(rowTotals);
        this.columns = used(columnTotals);
    }

    /**
     * Returns the association of a contingency table.
     *
     * @param table the counts, all rows equally long
     * @return the association of rows and columns
     * @throws IllegalArgumentException when rows differ in length or a count is negative
     */
    public static Association of(long[][] table) {
        return new Association(table);
    }

    /**
     * Returns the association of two categories of the same rows.
     *
     * @param x the first category of each row
     * @param y the second category of each row
     * @return the association
     * @throws IllegalArgumentException when the lengths differ
     */
    public static Association between(String[] x, String[] y) {
        Arguments.sameLength("x", x.length, "y", y.length);
        Map<String, Integer> rowOf = new LinkedHashMap<>();
        Map<String, Integer> columnOf = new LinkedHashMap<>();
        for (int i = 0; i < x.length; i++) {
            rowOf.putIfAbsent(x[i], rowOf.size());
            columnOf.putIfAbsent(y[i], columnOf.size());
        }
        long[][] table = new long[rowOf.size()][columnOf.size()];
        for (int i = 0; i < x.length; i++) {
            table[rowOf.getOrDefault(x[i], 0)][columnOf.getOrDefault(y[i], 0)]++;
        }
        return new Association(table);
    }

    private double part(double count) {
        return count == 0 ? 0 : -count / n * Math.log(count / n);
    }

    private double entropy(double[] totals) {
        double sum = 0;
        for (double total : totals) {
            sum += part(total);
        }
        return sum;
    }

    private static int used(double[] totals) {
        int used = 0;
        for (double total : totals) {
            used += total > 0 ? 1 : 0;
        }
        return used;
    }

    /**
     * Returns the chi-square test of independence.
     *
     * @return the test
     */
    public TestResult chiSquare() {
        return chiSquare;
    }

    /**
     * Returns Cramer's V, {@code sqrt(phi^2 / min(r - 1, c - 1))}.
     *
     * @return a number in [0, 1]
     */
    public Measurement cramersV() {
        return measure(() -> Math.sqrt(phi2() / (Math.min(rows, columns) - 1)));
    }

    /**
     * Returns Cramer's V with Bergsma's correction of its bias in small samples.
     *
     * @return a number in [0, 1]; undefined unless there are more rows than categories on either side
     */
    public Measurement cramersVBiasCorrected() {
        if (n > 0 && n <= Math.max(rows, columns)) {
            return new Undefined("too few rows for the correction of the bias, " + (long) n + " in a table of " + rows
                    + " by " + columns);
        }
        return measure(() -> {
            double r = rows - (rows - 1.0) * (rows - 1.0) / (n - 1);
            double c = columns - (columns - 1.0) * (columns - 1.0) / (n - 1);
            double corrected = Math.max(0, phi2() - (rows - 1.0) * (columns - 1.0) / (n - 1));
            return corrected == 0 ? 0 : Math.sqrt(corrected / Math.min(r - 1, c - 1));
        });
    }

    /**
     * Returns Tschuprow's T, {@code sqrt(phi^2 / sqrt((r - 1)(c - 1)))}.
     *
     * @return a number in [0, 1]
     */
    public Measurement tschuprowsT() {
        return measure(() -> Math.sqrt(phi2() / Math.sqrt((rows - 1.0) * (columns - 1.0))));
    }

    /**
     * Returns Pearson's contingency coefficient, {@code sqrt(chi^2 / (n + chi^2))}.
     *
     * @return a number in [0, 1)
     */
    public Measurement contingencyCoefficient() {
        return measure(() -> Math.sqrt(phi2() / (1 + phi2())));
    }

    /**
     * Returns the mutual information in nats.
     *
     * @return a number of at least 0
     */
    public Measurement mutualInformation() {
        return n == 0 ? new Undefined("the table is empty") : Estimate.exact(information(), (long) n);
    }

    /**
     * Returns the mutual information by the mean of both entropies.
     *
     * @return a number in [0, 1]
     */
    public Measurement normalizedMutualInformation() {
        return measure(() -> information() / ((rowEntropy + columnEntropy) / 2));
    }

    /**
     * Returns Theil's uncertainty coefficient of the rows: the share of their entropy that the columns explain.
     *
     * @return a number in [0, 1]
     */
    public Measurement theilsUOfRows() {
        return measure(() -> information() / rowEntropy);
    }

    /**
     * Returns Theil's uncertainty coefficient of the columns: the share of their entropy that the rows explain.
     *
     * @return a number in [0, 1]
     */
    public Measurement theilsUOfColumns() {
        return measure(() -> information() / columnEntropy);
    }

    private double information() {
        return Math.max(0, rowEntropy + columnEntropy - jointEntropy);
    }

    private double phi2() {
        return chiSquare.statistic().orThrow().point() / n;
    }

    private Measurement measure(DoubleSupplier value) {
        return chiSquare.statistic() instanceof Undefined undefined
                ? undefined
                : Estimate.exact(value.getAsDouble(), (long) n);
    }

    @Override
    public String toString() {
        return "Association[" + rows + " by " + columns + ", n " + (long) n + "]";
    }
}
