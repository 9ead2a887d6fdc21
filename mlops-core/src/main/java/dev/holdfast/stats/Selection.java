// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

/** Finds order statistics without sorting all values. */
final class Selection {
    private Selection() {}

    /** Returns the median, the mean of the two middle values of an even number; the values are reordered. */
    static double median(double[] values) {
        int upper = values.length / 2;
        double high = select(values, upper);
        if (values.length % 2 == 1) {
            return high;
        }
        double low = values[0];
        for (int i = 1; i < upper; i++) {
            low = Math.max(low, values[i]);
        }
        return low + (high - low) / 2;
    }

    /** Hoare's selection with the median of three as pivot: afterwards all before the index are at most the value there. */
    private static double select(double[] values, int index) {
        int left = 0;
        int right = values.length - 1;
        while (left < right) {
            double a = values[left];
            double b = values[(left + right) >>> 1];
            double c = values[right];
            double pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
            int i = left;
            int j = right;
            while (i <= j) {
                while (values[i] < pivot) {
                    i++;
                }
                while (values[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swap = values[i];
                    values[i++] = values[j];
                    values[j--] = swap;
                }
            }
            if (index <= j) {
                right = j;
            } else if (index >= i) {
                left = i;
            } else {
                return values[index];
            }
        }
        return values[index];
    }
}
