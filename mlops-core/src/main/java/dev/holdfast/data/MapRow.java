// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row that holds its own values, as a request brings them. */
final class MapRow implements Row {
    private final Map<String, Optional<Object>> values;

    private MapRow(Map<String, Optional<Object>> values) {
        this.values = values;
    }

    static MapRow of(Map<String, ?> values) {
        Map<String, Optional<Object>> normal = new LinkedHashMap<>();
        values.forEach((name, value) -> normal.put(Objects.requireNonNull(name, "name"), normalize(name, value)));
        return new MapRow(normal);
    }

    private static Optional<Object> normalize(String name, @Nullable Object value) {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Optional<?> optional) {
            return optional.flatMap(inner -> normalize(name, inner));
        }
        if (value instanceof Double || value instanceof Long || value instanceof Boolean || value instanceof Instant) {
            return Optional.of(value);
        }
        if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return Optional.of(((Number) value).longValue());
        }
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        if (value instanceof CharSequence || value instanceof Character || value instanceof Enum<?>) {
            return Optional.of(value.toString());
        }
        throw new IllegalArgumentException("value of '" + name + "' must be a number, text, boolean or Instant, got "
                + value.getClass().getName());
    }

    @Override
    public List<String> names() {
        return List.copyOf(values.keySet());
    }

    @Override
    public boolean has(String name) {
        return values.containsKey(name);
    }

    @Override
    public boolean isMissing(String name) {
        return value(name).isEmpty();
    }

    @Override
    public double number(String name) {
        Object value = require(name);
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalStateException("'" + name + "' must be a number, got the "
                + value.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT) + " '" + value + "'");
    }

    @Override
    public String text(String name) {
        return require(name).toString();
    }

    @Override
    public Optional<Object> value(String name) {
        return values.getOrDefault(name, Optional.empty());
    }

    private Object require(String name) {
        return value(name)
                .orElseThrow(() -> new IllegalStateException(
                        has(name)
                                ? "'" + name + "' is missing in this row; ask isMissing first"
                                : "this row has no column '" + name + "'; it has " + names()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MapRow that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("Row{");
        values.forEach((name, value) -> text.append(text.length() > 4 ? ", " : "")
                .append(name)
                .append('=')
                .append(value.map(Object::toString).orElse("missing")));
        return text.append('}').toString();
    }
}
