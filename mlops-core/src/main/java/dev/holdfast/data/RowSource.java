// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows that hold their own values, as a source of tables. */
final class RowSource implements TableSource {
    private static final int BATCH = 8192;

    private final Schema schema;
    private final Iterable<? extends Row> rows;

    RowSource(Schema schema, Iterable<? extends Row> rows) {
        this.schema = schema;
        this.rows = rows;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Stream<Table> batches() {
        Iterator<? extends Row> iterator = rows.iterator();
        return Batches.stream(
                schema,
                BATCH,
                () -> iterator.hasNext() ? Optional.of(values(iterator.next())) : Optional.empty(),
                () -> {});
    }

    private Object[] values(Row row) {
        List<Field> fields = schema.fields();
        Object[] values = new Object[fields.size()];
        for (int i = 0; i < values.length; i++) {
            Field field = fields.get(i);
            values[i] =
                    row.value(field.name()).map(value -> checked(field, value)).orElse(null);
        }
        return values;
    }

    private static Object checked(Field field, Object value) {
        boolean fits = switch (field.type()) {
            case NUMBER -> value instanceof Number;
            case INTEGER -> value instanceof Long;
            case TEXT -> value instanceof String;
            case BOOLEAN -> value instanceof Boolean;
            case TIME -> value instanceof Instant;
        };
        if (!fits) {
            throw new IllegalArgumentException("column '" + field.name() + "' must be " + field.type() + ", got the "
                    + value.getClass().getSimpleName() + " '" + value + "'");
        }
        return value;
    }
}
