// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound of the quantiles' errors holds for every order of the values, and is as narrow as documented. */
class QuantileAccumulatorTest {
    private static final int N = 150_000;

    /** Orders in which sketches of this kind do worse than in a random one. */
    enum Order {
        RANDOM,
        SORTED,
        REVERSED,
        ORGAN_PIPE,
        OUTWARDS,
        INWARDS,
        BLOCKS_SHUFFLED,
        ALL_EQUAL,
        TWO_VALUES,
        HALF_TIED,
        NORMAL_THEN_SHIFTED,
        DRIFTING;

        double[] draw() {
            Random random = new Random(17);
            return IntStream.range(0, N).mapToDouble(i -> at(i, random)).toArray();
        }

        private double at(int i, Random random) {
            return switch (this) {
                case RANDOM -> random.nextDouble();
                case SORTED -> i;
                case REVERSED -> -i;
                case ORGAN_PIPE -> Math.min(i, N - i);
                case OUTWARDS -> i % 2 == 0 ? i : -i;
                case INWARDS -> i % 2 == 0 ? N - i : i - N;
                case BLOCKS_SHUFFLED -> (i / 1000 * 37 % 150) * 1000 + i % 1000;
                case ALL_EQUAL -> 7;
                case TWO_VALUES -> i % 3 == 0 ? 1 : -1;
                case HALF_TIED -> random.nextBoolean() ? 0.5 : random.nextDouble();
                case NORMAL_THEN_SHIFTED -> random.nextGaussian() + (i < N / 2 ? 0 : 3);
                case DRIFTING -> random.nextGaussian() + i / 5000.0;
            };
        }

        /** Where all values of a segment fall between a few earlier ones, less is known of those than elsewhere. */
        double widest() {
            return switch (this) {
                case INWARDS -> 0.0015;
                case BLOCKS_SHUFFLED -> 0.0012;
                default -> 0.001;
            };
        }
    }

    private static ColumnProfile profile(double[] values) {
        return Profiler.withDefaults()
                .profile(Table.of(NumberColumn.of("x", values)))
                .column("x");
    }

    private static void assertHeld(ColumnProfile column, double[] sorted) {
        for (double p = 0; p <= 1; p += 1.0 / 512) {
            Estimate estimate = column.quantile(p).orThrow();
            double position = p * (sorted.length - 1);
            double left = sorted[(int) position];
            double right = sorted[(int) Math.ceil(position)];
            assertThat(left + (right - left) * (position - (int) position))
                    .isBetween(estimate.lower(), estimate.upper());
            int slack = (int) Math.ceil(column.rankError() * sorted.length) + 1;
            assertThat(estimate.point())
                    .isBetween(
                            sorted[Math.max(0, (int) position - slack)],
                            sorted[Math.min(sorted.length - 1, (int) Math.ceil(position) + slack)]);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsTheBoundInEveryOrder(Order order) {
        double[] values = order.draw();
        ColumnProfile column = profile(values);
        ColumnProfile stored = Profile.parse(Profiler.withDefaults()
                        .profile(Table.of(NumberColumn.of("x", values)))
                        .toBytes())
                .column("x");
        Arrays.sort(values);

        assertHeld(column, values);
        assertHeld(stored, values);
        assertThat(column.rankError()).isLessThanOrEqualTo(order.widest());
        assertThat(stored.rankError()).isLessThanOrEqualTo(0.002 + order.widest());
        long distinct = Arrays.stream(values).distinct().count();
        assertThat(column.isExact()).isEqualTo(distinct <= Numbers.EXACT_VALUES);
        if (column.isExact()) {
            assertThat(column.distinct()).isEqualTo(Estimate.exact((double) distinct, N));
            assertThat(column.rankError()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void isTheSameToTheLastBitInAnyChunks(Order order) {
        Table table = Table.of(NumberColumn.of("x", order.draw()));
        byte[] whole = Profiler.withDefaults().profile(table).toBytes();
        for (int chunk : new int[] {1, 777, ColumnAccumulator.SEGMENT, 50_000}) {
            Table part = chunk == 1 ? table.slice(0, 2 * ColumnAccumulator.SEGMENT + 3) : table;
            ProfileAccumulator pieces = Profiler.withDefaults().start(table.schema());
            for (int from = 0; from < part.rowCount(); from += chunk) {
                pieces.add(part.slice(from, Math.min(part.rowCount(), from + chunk)));
                if (from % 31 == 0 && chunk > 1) {
                    pieces.profile(); // looking in between changes nothing
                }
            }
            assertThat(pieces.profile().toBytes())
                    .isEqualTo(
                            chunk == 1 ? Profiler.withDefaults().profile(part).toBytes() : whole);
        }
    }

    @ParameterizedTest
    @EnumSource
    void holdsTheBoundInEveryOrderOfMerging(Order order) {
        double[] values = order.draw();
        List<Profile> parts = IntStream.range(0, 3)
                .mapToObj(i -> Arrays.copyOfRange(values, i * (N / 5), i < 2 ? (i + 1) * (N / 5) : N))
                .map(part -> Profiler.withDefaults().profile(Table.of(NumberColumn.of("x", part))))
                .toList();
        Arrays.sort(values);
        for (int[] o : new int[][] {{0, 1, 2}, {0, 2, 1}, {1, 2, 0}}) {
            Profile left = parts.get(o[0]).merge(parts.get(o[1])).merge(parts.get(o[2]));
            Profile right = parts.get(o[2]).merge(parts.get(o[1]).merge(parts.get(o[0])));
            for (Profile merged : List.of(left, right)) {
                assertThat(merged.column("x").count()).isEqualTo(N);
                assertHeld(merged.column("x"), values);
                assertThat(merged.column("x").rankError()).isLessThanOrEqualTo(0.002);
            }
        }
    }

    private static int countBelow(long[] sorted, long key) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Property(tries = 40)
    void boundsTheRanksOfEveryEntry(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 30) int segments,
            @ForAll @IntRange(max = 3) int shape) {
        SplittableRandom random = new SplittableRandom(seed);
        QuantileAccumulator accumulator = new QuantileAccumulator(new QuantileAdditions());
        long[] all = new long[0];
        for (int segment = 0; segment < segments; segment++) {
            long shift = shape == 0 ? 0 : shape == 1 ? segment * 3000L : -segment * 500L;
            long[] keys = random.longs(random.nextInt(3000), 0, shape == 3 ? 9 : 1 + random.nextInt(20_000))
                    .map(key -> key + shift)
                    .sorted()
                    .toArray();
            if (!accumulator.addExactly(keys, keys.length, 500)) {
                accumulator.add(keys, keys.length);
            }
            int before = all.length;
            all = Arrays.copyOf(all, before + keys.length);
            System.arraycopy(keys, 0, all, before, keys.length);
        }
        Arrays.sort(all);
        QuantileSketch sketch = accumulator.sketch();

        assertThat(sketch.n()).isEqualTo(all.length);
        assertThat(sketch.size()).isLessThanOrEqualTo(QuantileAccumulator.ENTRIES);
        long last = 0;
        for (int i = 0; i < sketch.size(); i++) {
            long key = sketch.key(i);
            long below = countBelow(all, key);
            long upTo = countBelow(all, key + 1);
            assertThat(below).isBetween(sketch.below(i), sketch.upTo(i) - sketch.weight(i));
            assertThat(upTo).isBetween(sketch.below(i) + sketch.weight(i), sketch.upTo(i));
            assertThat(sketch.weight(i)).isBetween(1L, upTo - below);
            assertThat(i == 0 || key > last).isTrue();
            last = key;
        }
        if (all.length > 0) {
            assertThat(sketch.key(0)).isEqualTo(all[0]);
            assertThat(last).isEqualTo(all[all.length - 1]);
        }
        assertThat(accumulator.isExact())
                .isEqualTo(Arrays.stream(all).distinct().count() <= 500);
    }

    @Property(tries = 60)
    void countsFrequentKeysWithinTheirSlack(@ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int segments) {
        SplittableRandom random = new SplittableRandom(seed);
        FrequentKeys frequent = new FrequentKeys();
        long[] all = new long[0];
        for (int segment = 0; segment < segments; segment++) {
            double power = 1 + random.nextDouble() * 4;
            long[] keys = random.doubles(1 + random.nextInt(4000))
                    .mapToLong(u -> (long) (3000 * Math.pow(u, power)))
                    .sorted()
                    .toArray();
            frequent.add(keys, keys.length);
            int before = all.length;
            all = Arrays.copyOf(all, before + keys.length);
            System.arraycopy(keys, 0, all, before, keys.length);
        }
        Arrays.sort(all);
        FrequentItems<Long> items = frequent.items();

        assertThat(items.counts()).hasSizeLessThanOrEqualTo(Numbers.FREQUENT);
        assertThat(items.slack()).isLessThanOrEqualTo(all.length / (Numbers.FREQUENT + 1) + segments);
        for (long key = 0; key < 3000; key++) {
            long count = (long) countBelow(all, key + 1) - countBelow(all, key);
            long held = items.counts().getOrDefault(key, 0L);
            assertThat(count).isBetween(held, held + items.slack());
        }
    }

    @Test
    void saysWhatItCanHoldExactly() {
        QuantileAccumulator accumulator = new QuantileAccumulator(new QuantileAdditions());
        assertThat(accumulator.addExactly(new long[] {1, 1, 4}, 3, 3)).isTrue();
        assertThat(accumulator.addExactly(new long[] {2, 3, 4}, 3, 3)).isFalse();
        assertThat(accumulator.isExact()).isTrue();
        assertThat(accumulator.addExactly(new long[] {0, 1, 4}, 3, 3)).isTrue();
        QuantileSketch sketch = accumulator.sketch();

        assertThat(new long[] {sketch.key(0), sketch.key(1), sketch.key(2)}).containsExactly(0, 1, 4);
        assertThat(new long[] {sketch.weight(0), sketch.weight(1), sketch.weight(2)})
                .containsExactly(1, 3, 2);
        assertThat(new long[] {sketch.upTo(0), sketch.upTo(1), sketch.upTo(2)}).containsExactly(1, 4, 6);
        assertThat(sketch.isExact()).isTrue();
    }
}
