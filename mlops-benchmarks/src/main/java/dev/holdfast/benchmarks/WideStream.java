// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.ProfileAccumulator;
import dev.holdfast.profile.Profiler;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Profiles a stream of 1 GB in 150 columns; to be run with {@code -Xmx64m}. */
public final class WideStream {
    private static final int COLUMNS = 150;
    private static final int BATCH = 256;
    private static final long BYTES = 1L << 30;

    private WideStream() {}

    /**
     * Profiles.
     *
     * @param arguments not used
     */
    public static void main(String[] arguments) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < COLUMNS; i++) {
            fields.add(new Field("c" + i, type(i), false));
        }
        SplittableRandom random = new SplittableRandom(11);
        ProfileAccumulator accumulator = Profiler.withDefaults().start(Schema.of(fields));
        long bytes = 0;
        while (bytes < BYTES) {
            List<Column> columns = new ArrayList<>();
            for (int i = 0; i < COLUMNS; i++) {
                columns.add(column(i, random));
            }
            accumulator.add(Table.of(columns));
            bytes += (long) COLUMNS * BATCH * 8;
        }
        Profile profile = accumulator.profile();
        System.out.printf(
                Locale.ROOT,
                "%d rows of %d columns, heap at most %d MiB, stored profile %d bytes%n",
                profile.rowCount(),
                profile.columns().size(),
                Runtime.getRuntime().maxMemory() >> 20,
                profile.toBytes().length);
    }

    private static ColumnType type(int column) {
        return column % 5 == 4 ? ColumnType.TEXT : column % 5 == 3 ? ColumnType.INTEGER : ColumnType.NUMBER;
    }

    private static Column column(int index, SplittableRandom random) {
        String name = "c" + index;
        switch (type(index)) {
            case TEXT -> {
                TextColumn.Builder texts = TextColumn.builder(name);
                for (int i = 0; i < BATCH; i++) {
                    texts.add("t" + random.nextInt(index % 2 == 0 ? 200 : 1_000_000_000));
                }
                return texts.build();
            }
            case INTEGER -> {
                return IntegerColumn.of(name, random.longs(BATCH).toArray());
            }
            default -> {
                return NumberColumn.of(name, random.doubles(BATCH).toArray());
            }
        }
    }
}
