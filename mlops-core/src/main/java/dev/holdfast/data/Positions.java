// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where the rows of a table stood in what they were read from, as far as that is known; immutable. */
abstract class Positions {
    /** Of rows that were not read from a text. */
    static final Positions NONE = new Positions() {
        @Override
        Optional<RowPosition> of(int row) {
            return Optional.empty();
        }

        @Override
        Positions select(int[] rows) {
            return this;
        }
    };

    /** Returns where a row stood; the row is one of the table's. */
    abstract Optional<RowPosition> of(int row);

    /** Returns the positions of the named rows, in the order in which they are named; keeps the array's values. */
    Positions select(int[] rows) {
        return new Selected(this, rows.clone());
    }

    /** Returns the positions of the rows of all tables, one table after the other. */
    static Positions join(List<Table> tables) {
        Positions[] parts = tables.stream().map(Table::positions).toArray(Positions[]::new);
        if (Arrays.stream(parts).allMatch(part -> part == NONE)) {
            return NONE;
        }
        int[] starts = new int[parts.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = starts[i - 1] + tables.get(i - 1).rowCount();
        }
        return new Joined(parts, starts);
    }

    private static final class Selected extends Positions {
        private final Positions origin;
        private final int[] rows;

        Selected(Positions origin, int[] rows) {
            this.origin = origin;
            this.rows = rows;
        }

        @Override
        Optional<RowPosition> of(int row) {
            return origin.of(rows[row]);
        }

        @Override
        Positions select(int[] chosen) {
            return new Selected(
                    origin, Arrays.stream(chosen).map(row -> rows[row]).toArray());
        }
    }

    private static final class Joined extends Positions {
        private final Positions[] parts;
        private final int[] starts;

        Joined(Positions[] parts, int[] starts) {
            this.parts = parts;
            this.starts = starts;
        }

        @Override
        Optional<RowPosition> of(int row) {
            int part = Arrays.binarySearch(starts, row);
            part = part < 0 ? -part - 2 : part;
            while (part + 1 < starts.length && starts[part + 1] <= row) {
                part++; // tables without rows start where the next one does
            }
            return parts[part].of(row - starts[part]);
        }
    }
}
