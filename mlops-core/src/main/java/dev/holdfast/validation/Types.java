// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.ColumnType;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;

/** What counts as a value of a type; a column that was read as text is asked value by value. */
final class Types {
    private Types() {}

    /** A test whether a value is, or reads as, one of this type. Whole numbers are numbers; 3.0 is a whole number. */
    static CellTest test(ColumnType type) {
        return new CellTest() {
            @Override
            boolean number(double value) {
                return type == ColumnType.NUMBER
                        || (type == ColumnType.INTEGER && value == Math.rint(value) && Math.abs(value) <= 0x1p63);
            }

            @Override
            boolean integer(long value) {
                return type.isNumeric();
            }

            @Override
            boolean text(String value) {
                return switch (type) {
                    case TEXT -> true;
                    case NUMBER -> Texts.parseNumber(value).isPresent();
                    case INTEGER -> Texts.parseInteger(value).isPresent();
                    case BOOLEAN -> isBoolean(value);
                    case TIME -> parseTime(value).isPresent();
                };
            }

            @Override
            boolean bool(boolean value) {
                return type == ColumnType.BOOLEAN;
            }

            @Override
            boolean time(Instant value) {
                return type == ColumnType.TIME;
            }
        };
    }

    static Optional<Instant> parseTime(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    static String json(ColumnType type) {
        return type == ColumnType.BOOLEAN ? "bool" : type.name().toLowerCase(Locale.ROOT);
    }

    static String words(ColumnType type) {
        return switch (type) {
            case NUMBER -> "a number";
            case INTEGER -> "a whole number";
            case TEXT -> "text";
            case BOOLEAN -> "true or false";
            case TIME -> "a time";
        };
    }

    private static boolean isBoolean(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return lower.equals("true") || lower.equals("false");
    }
}
