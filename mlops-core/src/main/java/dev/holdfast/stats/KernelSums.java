// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/**
 * The kernel of all pairs with the sums that do not depend on which sample a point is of.
 *
 * <p>The sum over a sample of the rows' sums is twice the sum within it and once that across, so that only the pairs within
 * one sample have to be added up for each permutation.
 */
final class KernelSums {
    private final double[][] kernel;
    private final double[] rows;
    private final double total;

    /** Takes the part below the diagonal. */
    KernelSums(double[][] kernel) {
        this.kernel = kernel;
        this.rows = new double[kernel.length];
        double sum = 0;
        for (int i = 0; i < kernel.length; i++) {
            double row = 0;
            for (int j = 0; j < i; j++) {
                row += kernel[i][j];
                rows[j] += kernel[i][j];
            }
            rows[i] += row;
            sum += row;
        }
        this.total = sum;
    }

    /** The squared discrepancy when the points labelled 1, {@code n1} in number, are the first sample. */
    double discrepancy(int[] labels, int n1, boolean unbiased) {
        int[] first = new int[n1];
        int size = 0;
        double fromFirst = 0;
        double within1 = 0;
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] == 1) {
                double[] row = kernel[i];
                // Four sums at once keep the processor from waiting for each addition.
                double a = 0;
                double b = 0;
                double c = 0;
                double d = 0;
                int j = 0;
                for (; j + 3 < size; j += 4) {
                    a += row[first[j]];
                    b += row[first[j + 1]];
                    c += row[first[j + 2]];
                    d += row[first[j + 3]];
                }
                for (; j < size; j++) {
                    a += row[first[j]];
                }
                within1 += a + b + (c + d);
                fromFirst += rows[i];
                first[size++] = i;
            }
        }
        double across = fromFirst - 2 * within1;
        double within2 = total - within1 - across;
        double n2 = labels.length - (double) n1;
        double cross = 2 * across / (n1 * n2);
        return unbiased
                ? 2 * within1 / (n1 * (n1 - 1.0)) + 2 * within2 / (n2 * (n2 - 1)) - cross
                : (2 * within1 + n1) / ((double) n1 * n1) + (2 * within2 + n2) / (n2 * n2) - cross;
    }
}
