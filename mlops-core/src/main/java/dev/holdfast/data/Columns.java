// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes columns of any type: from values one by one, and from other columns end to end. */
final class Columns {
    private Columns() {}

    /** Collects the values of one column as objects of the column's type. */
    interface Filler {
        /** Adds a value as {@link Column#value} would return it; null when it is missing. */
        void add(@Nullable Object value);

        Column build();
    }

    static Filler filler(String name, ColumnType type) {
        return switch (type) {
            case NUMBER -> numbers(NumberColumn.builder(name));
            case INTEGER -> integers(IntegerColumn.builder(name));
            case TEXT -> texts(TextColumn.builder(name));
            case BOOLEAN -> booleans(BooleanColumn.builder(name));
            case TIME -> times(TimeColumn.builder(name));
        };
    }

    private static Filler numbers(NumberColumn.Builder builder) {
        return new Filler() {
            @Override
            public void add(@Nullable Object value) {
                if (value == null) {
                    builder.addMissing();
                } else {
                    builder.add(((Number) value).doubleValue());
                }
            }

            @Override
            public Column build() {
                return builder.build();
            }
        };
    }

    private static Filler integers(IntegerColumn.Builder builder) {
        return new Filler() {
            @Override
            public void add(@Nullable Object value) {
                if (value == null) {
                    builder.addMissing();
                } else {
                    builder.add((Long) value);
                }
            }

            @Override
            public Column build() {
                return builder.build();
            }
        };
    }

    private static Filler texts(TextColumn.Builder builder) {
        return new Filler() {
            @Override
            public void add(@Nullable Object value) {
                if (value == null) {
                    builder.addMissing();
                } else {
                    builder.add((String) value);
                }
            }

            @Override
            public Column build() {
                return builder.build();
            }
        };
    }

    private static Filler booleans(BooleanColumn.Builder builder) {
        return new Filler() {
            @Override
            public void add(@Nullable Object value) {
                if (value == null) {
                    builder.addMissing();
                } else {
                    builder.add((Boolean) value);
                }
            }

            @Override
            public Column build() {
                return builder.build();
            }
        };
    }

    private static Filler times(TimeColumn.Builder builder) {
        return new Filler() {
            @Override
            public void add(@Nullable Object value) {
                if (value == null) {
                    builder.addMissing();
                } else {
                    builder.add((Instant) value);
                }
            }

            @Override
            public Column build() {
                return builder.build();
            }
        };
    }

    /** Returns the column of all values of several columns of one type, which carries the first one's name. */
    static Column concat(List<Column> parts) {
        Column first = parts.get(0);
        if (first instanceof NumberColumn) {
            return concatNumbers(first.name(), parts);
        }
        Filler filler = filler(first.name(), first.type());
        for (Column part : parts) {
            for (int row = 0; row < part.size(); row++) {
                filler.add(part.isMissing(row) ? null : part.value(row));
            }
        }
        return filler.build();
    }

    private static Column concatNumbers(String name, List<Column> parts) {
        NumberColumn.Builder builder = NumberColumn.builder(name);
        for (Column part : parts) {
            NumberColumn numbers = (NumberColumn) part;
            for (int row = 0; row < part.size(); row++) {
                if (numbers.isMissing(row)) {
                    builder.addMissing();
                } else {
                    builder.add(numbers.get(row));
                }
            }
        }
        return builder.build();
    }
}
