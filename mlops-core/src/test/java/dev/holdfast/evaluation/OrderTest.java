// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OrderTest {
    @Test
    void ordersLargeArraysAsSmallOnes() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values =
                random.doubles(5_000, -10, 10).map(v -> Math.rint(v * 50) / 50).toArray();
        int[] order = Order.descending(values);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(java.util.stream.IntStream.range(0, 5_000).toArray());
        for (int i = 1; i < order.length; i++) {
            assertThat(values[order[i - 1]] > values[order[i]]
                            || (values[order[i - 1]] == values[order[i]] && order[i - 1] < order[i]))
                    .isTrue();
        }
    }
}
