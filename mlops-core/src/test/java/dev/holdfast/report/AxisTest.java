// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class AxisTest {
    @Test
    void ticksAreRoundNumbers() {
        assertThat(Axis.over(DoubleStream.of(0.03, 0.97), 5, 0, 100).ticks().stream()
                        .map(Axis::label)
                        .toList())
                .isEqualTo(List.of("0", "0.2", "0.4", "0.6", "0.8", "1"));
    }

    @Test
    void constantEmptyAndInfiniteValuesStillHaveAnAxis() {
        assertThat(Axis.over(DoubleStream.of(5, 5), 5, 0, 100).pixel(5)).isBetween(0.0, 100.0);
        assertThat(Axis.over(DoubleStream.empty(), 5, 0, 100).ticks()).isNotEmpty();
        Axis axis = Axis.over(DoubleStream.of(0, 1, Double.POSITIVE_INFINITY, Double.NaN), 5, 0, 100);
        assertThat(axis.pixel(Double.POSITIVE_INFINITY)).isEqualTo(100);
        assertThat(axis.pixel(Double.NEGATIVE_INFINITY)).isEqualTo(0);
    }

    @Test
    void labelsAreShort() {
        assertThat(List.of(1234567.0, 0.00001234, 1e12, -0.1, 0.1 + 0.2, Double.NaN).stream()
                        .map(Axis::label)
                        .toList())
                .isEqualTo(List.of("1235000", "0.00001234", "1E+12", "-0.1", "0.3", "NaN"));
    }

    @Property(tries = 500)
    void everyValueLiesWithinTheAxis(
            @ForAll @DoubleRange(min = -1e12, max = 1e12) double a,
            @ForAll @DoubleRange(min = -1e12, max = 1e12) double b) {
        Axis axis = Axis.over(DoubleStream.of(a, b), 5, 10, 90);
        assertThat(axis.ticks().get(0)).isLessThanOrEqualTo(Math.min(a, b) + Math.abs(a - b) * 1e-6);
        assertThat(axis.pixel(a)).isBetween(10.0, 90.0);
        assertThat(axis.ticks()).hasSizeBetween(2, 15);
    }
}
