// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the components of Java records as columns. */
final class Records {
    private static final Set<Class<?>> NUMBERS =
            Set.of(double.class, Double.class, float.class, Float.class, BigDecimal.class);
    private static final Set<Class<?>> INTEGERS =
            Set.of(long.class, Long.class, int.class, Integer.class, short.class, Short.class, byte.class, Byte.class);
    private static final Set<Class<?>> TIMES =
            Set.of(Instant.class, LocalDate.class, OffsetDateTime.class, ZonedDateTime.class);

    private Records() {}

    static Schema schema(Class<? extends Record> type) {
        List<Field> fields = new ArrayList<>();
        for (RecordComponent component : components(type)) {
            fields.add(new Field(
                    component.getName(),
                    columnType(component),
                    !component.getType().isPrimitive()));
        }
        return Schema.of(fields);
    }

    static <R extends Record> Table table(Class<R> type, Iterable<R> records) {
        RecordComponent[] components = components(type);
        List<Columns.Filler> fillers = new ArrayList<>();
        List<Method> accessors = new ArrayList<>();
        for (RecordComponent component : components) {
            fillers.add(Columns.filler(component.getName(), columnType(component)));
            Method accessor = component.getAccessor();
            if (!accessor.trySetAccessible()) {
                throw new IllegalArgumentException("record " + type.getName()
                        + " must be accessible; open its package to dev.holdfast.core or make it public");
            }
            accessors.add(accessor);
        }
        for (R each : records) {
            for (int i = 0; i < components.length; i++) {
                fillers.get(i).add(normal(read(accessors.get(i), each)));
            }
        }
        return Table.of(fillers.stream().map(Columns.Filler::build).toList());
    }

    private static RecordComponent[] components(Class<? extends Record> type) {
        RecordComponent[] components = type.getRecordComponents();
        if (components == null) {
            throw new IllegalArgumentException("a record class is wanted, got " + type.getName());
        }
        return components;
    }

    private static ColumnType columnType(RecordComponent component) {
        Class<?> type = component.getType();
        if (type == Optional.class
                && component.getGenericType() instanceof ParameterizedType generic
                && rawType(generic.getActualTypeArguments()[0]) instanceof Class<?> inner) {
            type = inner;
        }
        if (NUMBERS.contains(type)) {
            return ColumnType.NUMBER;
        }
        if (INTEGERS.contains(type)) {
            return ColumnType.INTEGER;
        }
        if (TIMES.contains(type)) {
            return ColumnType.TIME;
        }
        if (type == boolean.class || type == Boolean.class) {
            return ColumnType.BOOLEAN;
        }
        if (CharSequence.class.isAssignableFrom(type)
                || type == char.class
                || type == Character.class
                || type.isEnum()) {
            return ColumnType.TEXT;
        }
        throw new IllegalArgumentException("component '" + component.getName() + "' of "
                + component.getDeclaringRecord().getName()
                + " must be a number, text, enum, boolean, Instant, date or an Optional of these, got "
                + component.getGenericType().getTypeName());
    }

    private static @Nullable Type rawType(Type type) {
        return type instanceof Class<?> ? type : null;
    }

    private static @Nullable Object read(Method accessor, Record each) {
        try {
            return accessor.invoke(each);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException("the accessor " + accessor + " was made accessible, yet it is not", e);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the accessor " + accessor + " failed", e.getCause());
        }
    }

    private static @Nullable Object normal(@Nullable Object value) {
        if (value instanceof Optional<?> optional) {
            return normal(optional.orElse(null));
        }
        if (value == null || value instanceof Boolean || value instanceof Instant) {
            return value;
        }
        if (value instanceof Number number) {
            return INTEGERS.contains(value.getClass()) ? (Object) number.longValue() : (Object) number.doubleValue();
        }
        if (value instanceof LocalDate date) {
            return date.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        return value instanceof Enum<?> constant ? constant.name() : value.toString();
    }
}
