// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** The kinds of columns that a simulation of drift draws. */
@SuppressWarnings("ImmutableEnumChecker") // the functions hold nothing
enum SimulatedColumn {
    NUMERIC((n, random) -> number(n, random, r -> r.nextGaussian())),
    LOGNORMAL((n, random) -> number(n, random, r -> Math.exp(2 * r.nextGaussian()))),
    TIES((n, random) -> number(n, random, r -> r.nextInt(3) == 0 ? 0 : Math.round(20 * r.nextGaussian()) / 4.0)),
    INTEGERS((n, random) -> integers(n, random)),
    BINARY((n, random) -> binary(n, random)),
    TEN((n, random) -> categories(n, random, 10, 0)),
    FIFTY((n, random) -> categories(n, random, 50, 0)),
    ZIPF_TEN((n, random) -> categories(n, random, 10, 1.1)),
    ZIPF_FIFTY((n, random) -> categories(n, random, 50, 1.1)),
    ZIPF_THOUSAND((n, random) -> categories(n, random, 1_000, 1.2)),
    MISSING_THIRD((n, random) -> gaps(n, random));

    private final BiFunction<Integer, SplittableRandom, Column> rows;

    SimulatedColumn(BiFunction<Integer, SplittableRandom, Column> rows) {
        this.rows = rows;
    }

    Column draw(int n, SplittableRandom random) {
        return rows.apply(n, random);
    }

    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One number by chance. */
    private interface Draw {
        double from(SplittableRandom random);
    }

    private static Column number(int n, SplittableRandom random, Draw draw) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = draw.from(random);
        }
        return NumberColumn.of("x", values);
    }

    private static Column integers(int n, SplittableRandom random) {
        long[] values = new long[n];
        for (int i = 0; i < n; i++) {
            values[i] = 18 + (long) (60 * Math.pow(random.nextDouble(), 1.5));
        }
        return IntegerColumn.of("x", values);
    }

    private static Column binary(int n, SplittableRandom random) {
        BooleanColumn.Builder column = BooleanColumn.builder("x");
        for (int i = 0; i < n; i++) {
            column.add(random.nextDouble() < 0.3);
        }
        return column.build();
    }

    private static Column gaps(int n, SplittableRandom random) {
        NumberColumn.Builder column = NumberColumn.builder("x");
        for (int i = 0; i < n; i++) {
            if (random.nextInt(3) == 0) {
                column.addMissing();
            } else {
                column.add(random.nextGaussian());
            }
        }
        return column.build();
    }

    /** Levels with shares by Zipf's law; the exponent 0 makes them equal. */
    private static Column categories(int n, SplittableRandom random, int levels, double exponent) {
        double[] upTo = new double[levels];
        String[] names = new String[levels];
        double sum = 0;
        for (int i = 0; i < levels; i++) {
            sum += Math.pow(i + 1, -exponent);
            upTo[i] = sum;
            names[i] = "level-" + i;
        }
        TextColumn.Builder column = TextColumn.builder("x");
        for (int i = 0; i < n; i++) {
            int found = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            column.add(names[Math.min(levels - 1, found < 0 ? -found - 1 : found)]);
        }
        return column.build();
    }
}
