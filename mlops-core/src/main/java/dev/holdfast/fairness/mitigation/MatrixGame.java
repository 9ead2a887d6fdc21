// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import java.util.Arrays;
import java.util.List;

/**
 * The best mixture of classifiers under constraints, against the worst prices that breaking them can have.
 *
 * <p>Minimises over mixtures q the error plus {@code bound} times the largest violation, which is the linear programme
 * {@code max z, z - sum_k price_k violation_jk <= error_j for all j, sum_k price_k <= bound}; the mixture is its dual.
 * Solved by the simplex method with Bland's rule, which never cycles; errors are shifted so that it starts feasible.
 */
final class MatrixGame {
    private static final double ZERO = 1e-11;
    private static final int MAXIMUM_PIVOTS = 20_000;

    private final double[] mixture;
    private final double[] prices;
    private final double value;

    private MatrixGame(double[] mixture, double[] prices, double value) {
        this.mixture = mixture;
        this.prices = prices;
        this.value = value;
    }

    double[] mixture() {
        return mixture;
    }

    double[] prices() {
        return prices;
    }

    double value() {
        return value;
    }

    static MatrixGame solve(List<double[]> violations, List<Double> errors, double bound) {
        int rows = violations.size() + 1;
        int k = violations.get(0).length;
        int columns = 1 + k + rows + 1; // z, prices, slacks, right side
        double shift = 2 * bound + 1;
        double[][] tableau = new double[rows + 1][columns];
        int[] basis = new int[rows];
        for (int r = 0; r < rows; r++) {
            boolean last = r == rows - 1;
            tableau[r][0] = last ? 0 : 1;
            for (int c = 0; c < k; c++) {
                tableau[r][1 + c] = last ? 1 : -violations.get(r)[c];
            }
            tableau[r][1 + k + r] = 1;
            tableau[r][columns - 1] = last ? bound : errors.get(r) + shift;
            basis[r] = 1 + k + r;
        }
        tableau[rows][0] = -1;
        pivotUntilOptimal(tableau, basis);
        double[] prices = new double[k];
        for (int r = 0; r < rows; r++) {
            if (basis[r] >= 1 && basis[r] <= k) {
                prices[basis[r] - 1] = tableau[r][columns - 1];
            }
        }
        double[] mixture = Arrays.copyOfRange(tableau[rows], 1 + k, k + rows);
        double sum = Arrays.stream(mixture).sum();
        for (int j = 0; j < mixture.length; j++) {
            mixture[j] = Math.max(0, mixture[j]) / sum;
        }
        return new MatrixGame(mixture, prices, tableau[rows][columns - 1] - shift);
    }

    private static void pivotUntilOptimal(double[][] tableau, int[] basis) {
        int last = tableau[0].length - 1;
        double[] objective = tableau[basis.length];
        for (int pivots = 0; pivots < MAXIMUM_PIVOTS; pivots++) {
            int entering = 0;
            while (entering < last && objective[entering] >= -ZERO) {
                entering++;
            }
            if (entering == last) {
                return;
            }
            int leaving = -1;
            for (int r = 0; r < basis.length; r++) {
                if (tableau[r][entering] > ZERO && (leaving < 0 || precedes(tableau, basis, r, leaving, entering))) {
                    leaving = r;
                }
            }
            pivot(tableau, leaving, entering);
            basis[leaving] = entering;
        }
    }

    private static boolean precedes(double[][] tableau, int[] basis, int row, int other, int entering) {
        int last = tableau[0].length - 1;
        double mine = tableau[row][last] / tableau[row][entering];
        double its = tableau[other][last] / tableau[other][entering];
        return mine < its || (mine == its && basis[row] < basis[other]);
    }

    private static void pivot(double[][] tableau, int row, int column) {
        double[] pivotRow = tableau[row];
        double by = pivotRow[column];
        for (int c = 0; c < pivotRow.length; c++) {
            pivotRow[c] /= by;
        }
        for (int r = 0; r < tableau.length; r++) {
            double factor = tableau[r][column];
            if (r != row && factor != 0) {
                for (int c = 0; c < pivotRow.length; c++) {
                    tableau[r][c] -= factor * pivotRow[c];
                }
            }
        }
    }
}
