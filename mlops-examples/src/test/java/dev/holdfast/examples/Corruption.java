// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** What goes wrong with data on their way, done on purpose: to a share of the rows that a seed chooses, or to all. */
final class Corruption {
    private final SplittableRandom random;
    private final double share;

    private Corruption(double share, long seed) {
        this.share = share;
        this.random = new SplittableRandom(seed);
    }

    static Corruption of(double share, long seed) {
        return new Corruption(share, seed);
    }

    static Corruption ofAll() {
        return new Corruption(1, 0);
    }

    /** Numbers in another unit, or with another sign. */
    Table times(Table table, String column, double factor) {
        return numbers(table, column, x -> x * factor);
    }

    Table numbers(Table table, String column, UnaryOperator<Double> change) {
        Column old = table.column(column);
        if (old instanceof IntegerColumn whole) {
            IntegerColumn.Builder integers = IntegerColumn.builder(column);
            for (int row = 0; row < table.rowCount(); row++) {
                if (whole.isMissing(row)) {
                    integers.addMissing();
                } else {
                    integers.add(hit() ? Math.round(change.apply(whole.number(row))) : whole.get(row));
                }
            }
            return replaced(table, integers.build());
        }
        NumberColumn.Builder numbers = NumberColumn.builder(column);
        for (int row = 0; row < table.rowCount(); row++) {
            if (old.isMissing(row)) {
                numbers.addMissing();
            } else {
                numbers.add(hit() ? change.apply(old.number(row)) : old.number(row));
            }
        }
        return replaced(table, numbers.build());
    }

    Table texts(Table table, String column, UnaryOperator<String> change) {
        Column old = table.column(column);
        TextColumn.Builder texts = TextColumn.builder(column);
        for (int row = 0; row < table.rowCount(); row++) {
            if (old.isMissing(row)) {
                texts.addMissing();
            } else {
                texts.add(hit() ? change.apply(old.text(row)) : old.text(row));
            }
        }
        return replaced(table, texts.build());
    }

    /** Values that got lost. */
    Table missing(Table table, String column) {
        return Table.of(
                table.schema(),
                table.rows()
                        .map(row -> hit() ? row.with(column, Optional.empty()) : row)
                        .toList());
    }

    /** Rows that come once more, at the end. */
    Table repeated(Table table) {
        return table.concat(table.rows(
                IntStream.range(0, table.rowCount()).filter(row -> hit()).toArray()));
    }

    /** A file of which the rest did not come. */
    Table truncated(Table table) {
        return table.slice(0, (int) (table.rowCount() * share));
    }

    /** Two parts that were put together the wrong way round. */
    Table turnedRound(Table table) {
        int cut = (int) (table.rowCount() * share);
        return table.slice(cut, table.rowCount()).concat(table.slice(0, cut));
    }

    /** Two columns under each other's names. */
    Table swapped(Table table, String one, String other) {
        Table changed = replaced(table, table.column(other).named(one));
        return replaced(changed, table.column(one).named(other));
    }

    private boolean hit() {
        return share >= 1 || random.nextDouble() < share;
    }

    private static Table replaced(Table table, Column column) {
        return Table.of(table.columns().stream()
                .map(each -> each.name().equals(column.name()) ? column : each)
                .toList());
    }
}
