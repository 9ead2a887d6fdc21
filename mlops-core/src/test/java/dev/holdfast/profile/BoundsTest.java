// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Holds the bounds of errors and memory; {@code -Dholdfast.trials=10000} for the whole number of trials. */
class BoundsTest {
    private static final int TRIALS = Integer.getInteger("holdfast.trials", 200);

    @Test
    void quantilesAndDistinctCountsLieWithinTheirBounds() {
        SplittableRandom random = new SplittableRandom(99);
        int distinctHeld = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] values = values(random, trial);
            ColumnProfile column = Profiler.withDefaults()
                    .profile(Table.of(NumberColumn.of("x", values)))
                    .column("x");
            Arrays.sort(values);
            for (double p : new double[] {0, 0.001, 0.05, 0.25, 0.5, 0.75, 0.95, 0.999, 1}) {
                assertQuantile(column, values, p);
            }
            long distinct = Arrays.stream(values).distinct().count();
            Estimate estimate = (Estimate) column.distinct();
            distinctHeld += estimate.lower() <= distinct && distinct <= estimate.upper() ? 1 : 0;
        }
        System.getLogger("bounds")
                .log(System.Logger.Level.DEBUG, "distinct counts held: " + distinctHeld + " of " + TRIALS);
        assertThat(distinctHeld).isGreaterThanOrEqualTo((int) Math.ceil(0.99 * TRIALS) - (TRIALS < 1000 ? 2 : 0));
    }

    private static double[] values(SplittableRandom random, int trial) {
        int n = 3000 + random.nextInt(27_000);
        return switch (trial % 4) {
            case 0 -> random.doubles(n).toArray();
            case 1 -> random.doubles(n).map(u -> -Math.log(1 - u)).toArray();
            case 2 -> random.doubles(n).map(u -> Math.rint(u * u * 20_000)).toArray();
            default ->
                random.doubles(n).map(u -> Math.exp(600 * (u - 0.5))).sorted().toArray();
        };
    }

    /** The interval holds the quantile, and the point is no more ranks off than the column says. */
    private static void assertQuantile(ColumnProfile column, double[] sorted, double p) {
        Estimate estimate = (Estimate) column.quantile(p);
        double position = p * (sorted.length - 1);
        double left = sorted[(int) position];
        double right = sorted[(int) Math.ceil(position)];
        double exact = left + (right - left) * (position - (int) position);
        assertThat(exact).isBetween(estimate.lower(), estimate.upper());
        int slack = (int) Math.ceil(column.rankError() * sorted.length) + 1;
        double low = sorted[Math.max(0, (int) position - slack)];
        double high = sorted[Math.min(sorted.length - 1, (int) Math.ceil(position) + slack)];
        assertThat(estimate.point()).isBetween(low, high);
    }

    @Test
    void aColumnTakesAtMostAHundredKilobytes() {
        SplittableRandom random = new SplittableRandom(4);
        int n = 200_000;
        TextColumn.Builder few = TextColumn.builder("few");
        TextColumn.Builder many = TextColumn.builder("many");
        TextColumn.Builder wide = TextColumn.builder("long");
        for (int i = 0; i < n; i++) {
            few.add("word " + random.nextInt(512));
            many.add("user" + random.nextLong() + "@example.org");
            wide.add("x".repeat(400) + random.nextInt(1000));
        }
        Table table = Table.of(
                NumberColumn.of("spread", random.doubles(n).toArray()),
                NumberColumn.of(
                        "coded", random.doubles(n).map(u -> Math.rint(u * 2047)).toArray()),
                NumberColumn.of(
                        "skewed",
                        random.doubles(n).map(u -> Math.exp(900 * (u - 0.5))).toArray()),
                NumberColumn.of(
                        "tied",
                        random.doubles(n).map(u -> Math.rint(u * u * 5000)).toArray()),
                few.build(),
                many.build(),
                wide.build());
        Profile profile = Profiler.withDefaults().profile(table);
        for (ColumnProfile column : profile.columns()) {
            assertThat(size(column.numbers(), seen()) + size(column.texts(), seen()))
                    .as(column.name())
                    .isLessThanOrEqualTo(100_000);
        }
    }

    @Test
    void aColumnOfNumbersTakesNoMoreWhileItIsFilled() {
        SplittableRandom random = new SplittableRandom(4);
        int n = 40 * ColumnAccumulator.SEGMENT - 1; // so that a segment is as full as it can be
        double[] ids = random.longs(n).asDoubleStream().toArray();
        List<double[]> shapes = List.of(
                random.doubles(n).toArray(),
                random.doubles(n).map(u -> Math.rint(u * 2047)).toArray(),
                random.doubles(n).map(u -> Math.rint(u * u * 5000)).toArray(),
                Arrays.stream(ids).sorted().toArray(),
                IntStream.range(0, n)
                        .mapToDouble(i -> i / 1000.0 + ids[i] / 1e18)
                        .toArray());
        for (double[] shape : shapes) {
            NumberColumn[] five = IntStream.range(0, 5)
                    .mapToObj(i -> NumberColumn.of("x" + i, shape))
                    .toArray(NumberColumn[]::new);
            long one = filling(Table.of(five[0]));
            long column = (filling(Table.of(five)) - one) / 4;
            assertThat(column).isBetween(1L, 100_000L);
            assertThat(one - column).as("the work space of a pass").isLessThanOrEqualTo(250_000);
        }
        IntegerColumn.Builder whole = IntegerColumn.builder("x");
        Arrays.stream(ids).forEach(id -> whole.add((long) id));
        assertThat(filling(Table.of(whole.build()))).isLessThanOrEqualTo(100_000 + 250_000);
    }

    private static long filling(Table table) {
        ProfileAccumulator accumulator = Profiler.withDefaults().start(table.schema());
        accumulator.add(table);
        return size(accumulator, seen());
    }

    private static Set<Object> seen() {
        return Collections.newSetFromMap(new IdentityHashMap<>());
    }

    /** Walks what an object of this library holds; sizes are those of a 64-bit JVM with compressed references. */
    private static long size(Object object, Set<Object> seen) {
        if (object instanceof Enum || !seen.add(object)) {
            return 0;
        }
        if (object instanceof String text) {
            return 40L + text.length();
        }
        if (object instanceof Number) {
            return 16;
        }
        if (object instanceof Map<?, ?> map) {
            long size = 64;
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                size += 40 + size(entry.getKey(), seen) + size(entry.getValue(), seen);
            }
            return size;
        }
        if (object instanceof Collection<?> all) {
            return 40 + all.stream().mapToLong(each -> 4 + size(each, seen)).sum();
        }
        if (object.getClass().isArray()) {
            return arraySize(object, seen);
        }
        return fieldsSize(object, seen);
    }

    private static long arraySize(Object array, Set<Object> seen) {
        long length = Array.getLength(array);
        if (array instanceof Object[] elements) {
            return 16
                    + 4 * length
                    + Arrays.stream(elements)
                            .filter(each -> each != null)
                            .mapToLong(each -> size(each, seen))
                            .sum();
        }
        Class<?> type = array.getClass().getComponentType();
        long width = List.<Class<?>>of(long.class, double.class).contains(type) ? 8 : type == int.class ? 4 : 1;
        return 16 + width * length;
    }

    private static long fieldsSize(Object object, Set<Object> seen) {
        long size = 16;
        for (Class<?> type = object.getClass(); type != null && type != Object.class; type = type.getSuperclass()) {
            if (!type.getName().startsWith("dev.holdfast")) {
                return size;
            }
            for (Field field : type.getDeclaredFields()) {
                if (!Modifier.isStatic(field.getModifiers())) {
                    size += 8 + valueSize(field, object, seen);
                }
            }
        }
        return size;
    }

    private static long valueSize(Field field, Object object, Set<Object> seen) {
        if (field.getType().isPrimitive()) {
            return 0;
        }
        try {
            field.setAccessible(true);
            Object value = field.get(object);
            return value == null ? 0 : size(value, seen);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }
}
