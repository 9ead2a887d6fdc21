// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SortingTest {
    private record Shape(String name, int n, DoubleUnaryOperator value) {}

    private static Stream<Shape> shapes() {
        double[] special = {
            Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.0, -0.0, Double.MIN_VALUE, -Double.MIN_VALUE, 1, -1
        };
        return Stream.of(
                new Shape("few values", 100, u -> u - 0.5),
                new Shape("one value", 1, u -> u),
                new Shape("none", 0, u -> u),
                new Shape("both signs", 10_000, u -> (u - 0.5) * 1e9),
                new Shape("all magnitudes", 10_000, u -> Math.scalb(u - 0.5, (int) (u * 1e6) % 2_000 - 1_000)),
                new Shape("many equal", 50_000, u -> Math.floor(u * 7)),
                new Shape("all equal", 5_000, u -> 3),
                new Shape(
                        "infinities, zeros of both signs, the least", 5_000, u -> special[(int) (u * special.length)]),
                new Shape("the last bits differ", 50_000, u -> 1 + Math.floor(u * 65_536) * Math.ulp(1.0)),
                new Shape("one outlier over the last bits", 50_000, u -> u < 1e-4 ? 1e300 : 1 + u * 1e-12),
                new Shape("two heaps far apart", 50_000, u -> u < 0.5 ? -1e6 - u * 1e-9 : 1e-6 + u * 1e-20),
                new Shape("subnormal", 20_000, u -> (u - 0.5) * 1e-310));
    }

    private static double[] values(Shape shape) {
        SplittableRandom random = new SplittableRandom(9);
        return random.doubles(shape.n()).map(shape.value()).toArray();
    }

    @TestFactory
    Stream<DynamicTest> sortsAsTheJdkDoes() {
        return shapes().map(shape -> DynamicTest.dynamicTest(shape.name(), () -> {
            double[] values = values(shape);
            double[] before = values.clone();
            double[] expected = Arrays.stream(values).map(v -> v + 0.0).sorted().toArray();
            assertThat(Sorting.sorted(values)).isEqualTo(expected);
            assertThat(values).isEqualTo(before);
        }));
    }

    @TestFactory
    Stream<DynamicTest> ordersWithEqualValuesInTheirPlaces() {
        return shapes().map(shape -> DynamicTest.dynamicTest(shape.name(), () -> {
            double[] values = values(shape);
            int[] expected = IntStream.range(0, values.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(i -> values[i] + 0.0))
                    .mapToInt(i -> i)
                    .toArray();
            assertThat(Sorting.order(values)).isEqualTo(expected);
        }));
    }
}
