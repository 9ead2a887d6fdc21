// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.Optional;

/** Small systems of linear equations. */
final class Linear {
    private Linear() {}

    /** Solves {@code a x = b} by elimination with pivots; empty when a is singular up to rounding. Changes nothing. */
    static Optional<double[]> solve(double[][] a, double[] b) {
        int n = b.length;
        double[][] m = new double[n][n + 1];
        double scale = 0;
        for (int r = 0; r < n; r++) {
            System.arraycopy(a[r], 0, m[r], 0, n);
            m[r][n] = b[r];
            for (int c = 0; c < n; c++) {
                scale = Math.max(scale, Math.abs(a[r][c]));
            }
        }
        for (int c = 0; c < n; c++) {
            int pivot = c;
            for (int r = c + 1; r < n; r++) {
                pivot = Math.abs(m[r][c]) > Math.abs(m[pivot][c]) ? r : pivot;
            }
            if (!(Math.abs(m[pivot][c]) > 1e-14 * scale)) {
                return Optional.empty();
            }
            double[] swap = m[c];
            m[c] = m[pivot];
            m[pivot] = swap;
            for (int r = c + 1; r < n; r++) {
                double factor = m[r][c] / m[c][c];
                for (int k = c; k <= n; k++) {
                    m[r][k] -= factor * m[c][k];
                }
            }
        }
        double[] x = new double[n];
        for (int r = n - 1; r >= 0; r--) {
            double rest = m[r][n];
            for (int c = r + 1; c < n; c++) {
                rest -= m[r][c] * x[c];
            }
            x[r] = rest / m[r][r];
        }
        return Optional.of(x);
    }

    /** The value at a position of the parabola that fits the points best (least squares). */
    static double parabola(double[] x, double[] y, double at) {
        double center = Moments.mean(x);
        double[][] normal = new double[3][3];
        double[] right = new double[3];
        for (int i = 0; i < x.length; i++) {
            double u = x[i] - center;
            double[] powers = {1, u, u * u};
            for (int r = 0; r < 3; r++) {
                right[r] += powers[r] * y[i];
                for (int c = 0; c < 3; c++) {
                    normal[r][c] += powers[r] * powers[c];
                }
            }
        }
        double[] coefficients = solve(normal, right).orElseThrow();
        double u = at - center;
        return coefficients[0] + u * (coefficients[1] + u * coefficients[2]);
    }
}
