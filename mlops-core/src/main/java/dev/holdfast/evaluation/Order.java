// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

/** Orders of double arrays without boxing. */
final class Order {
    private Order() {}

    /** Returns the indexes in descending order of their values; equal values keep their order. */
    static int[] descending(double[] values) {
        int n = values.length;
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i;
        }
        int[] buffer = order.clone();
        for (int width = 1; width > 0 && width < n; width *= 2) {
            for (int from = 0; from < n; from += 2 * width) {
                merge(values, order, buffer, from, Math.min(from + width, n), Math.min(from + 2 * width, n));
            }
            int[] swap = order;
            order = buffer;
            buffer = swap;
        }
        return order;
    }

    private static void merge(double[] values, int[] in, int[] out, int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            boolean takeLeft = left < middle && (right >= to || values[in[left]] >= values[in[right]]);
            out[i] = takeLeft ? in[left++] : in[right++];
        }
    }
}
