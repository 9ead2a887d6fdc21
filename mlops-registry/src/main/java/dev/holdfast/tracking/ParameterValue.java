// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Names;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A parameter as it is stored: its type, its text, and a number to compare by where it has one. */
record ParameterValue(Type type, String text, @Nullable Double number) {
    private static final int MAX_LENGTH = 65_536;

    enum Type {
        TEXT,
        INTEGER,
        NUMBER,
        BOOLEAN
    }

    static ParameterValue of(String name, Object value) {
        if (value instanceof Boolean) {
            return new ParameterValue(Type.BOOLEAN, value.toString(), null);
        } else if (value instanceof Long
                || value instanceof Integer
                || value instanceof Short
                || value instanceof Byte) {
            long number = ((Number) value).longValue();
            return new ParameterValue(Type.INTEGER, Long.toString(number), (double) number);
        } else if (value instanceof Double || value instanceof Float) {
            double number = value instanceof Float ? Double.parseDouble(value.toString()) : (Double) value;
            return new ParameterValue(Type.NUMBER, Double.toString(number), Double.isNaN(number) ? null : number);
        } else if (value instanceof CharSequence || value instanceof Enum<?>) {
            String text = value instanceof Enum<?> constant ? constant.name() : value.toString();
            if (text.length() > MAX_LENGTH) {
                throw new IllegalArgumentException("parameter '" + name + "' must have at most " + MAX_LENGTH
                        + " characters, got " + text.length() + "; store it as an attachment");
            }
            return new ParameterValue(Type.TEXT, Names.checkText("parameter '" + name + "'", text), null);
        }
        throw new IllegalArgumentException(
                "parameter '" + name + "' must be a text, a number, a boolean or an enum, got "
                        + value.getClass().getName());
    }

    static Object read(String type, String text) {
        return switch (Type.valueOf(type)) {
            case TEXT -> text;
            case INTEGER -> Long.valueOf(text);
            case NUMBER -> Double.valueOf(text);
            case BOOLEAN -> Boolean.valueOf(text);
        };
    }

    @Override
    public String toString() {
        return text + " (" + type.name().toLowerCase(Locale.ROOT) + ")";
    }
}
