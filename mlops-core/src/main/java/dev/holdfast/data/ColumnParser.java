// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Parses the cells of one column, batch after batch; not thread-safe. */
abstract class ColumnParser {
    /** Adds a cell; false, and nothing added, when the cell is not of the column's type. */
    abstract boolean add(byte[] bytes, int from, int to);

    abstract void addMissing();

    /** Returns the column of all cells since the last call, and starts the next. */
    abstract Column take();

    /** Returns the parser that keeps the bytes of a text that are no UTF-8; it starts empty. */
    ColumnParser keepingMalformed() {
        return this;
    }

    /** Returns what a cell of this column must be, in words. */
    abstract String expected();

    static ColumnParser of(String name, ColumnType type, @Nullable DateTimeFormatter times) {
        return switch (type) {
            case NUMBER -> new OfNumbers(name, false);
            case INTEGER -> new OfIntegers(name, false);
            case TEXT -> new OfTexts(name, false);
            case BOOLEAN -> new OfBooleans(name);
            case TIME -> new OfTimes(name, times);
        };
    }

    /**
     * Returns the parser of a column whose type was inferred from its first cells: it takes no more than what inference
     * from all of them takes for that type.
     */
    static ColumnParser guessed(String name, ColumnType type, boolean allMissing) {
        if (allMissing) {
            return new OfNothing(name);
        }
        return switch (type) {
            case NUMBER -> new OfNumbers(name, true);
            case INTEGER -> new OfIntegers(name, true);
            case TEXT, BOOLEAN, TIME -> of(name, type, null);
        };
    }

    /** A column of which nothing is known yet. */
    private static final class OfNothing extends ColumnParser {
        private final String name;
        private TextColumn.Builder builder;

        OfNothing(String name) {
            this.name = name;
            this.builder = TextColumn.builder(name);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            return false;
        }

        @Override
        void addMissing() {
            builder.addMissing();
        }

        @Override
        Column take() {
            Column column = builder.build();
            builder = TextColumn.builder(name);
            return column;
        }

        @Override
        String expected() {
            return "a missing value";
        }
    }

    private static final class OfNumbers extends ColumnParser {
        private final String name;
        private final boolean plainOnly;
        private NumberColumn.Builder builder;

        OfNumbers(String name, boolean plainOnly) {
            this.name = name;
            this.plainOnly = plainOnly;
            this.builder = NumberColumn.builder(name);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            double plain = Cells.plainNumber(bytes, from, to);
            if (!Double.isNaN(plain)) {
                builder.add(plain);
                return true;
            }
            if ((Cells.kind(bytes, from, to) & (Cells.INTEGER | Cells.NUMBER)) != 0) {
                builder.add(Cells.number(bytes, from, to));
                return true;
            }
            return !plainOnly && special(Utf8.decode(bytes, from, to).orElse(""));
        }

        /** What this library writes for doubles that are no decimal numbers, and whole numbers of any length. */
        private boolean special(String text) {
            switch (text) {
                case "NaN" -> builder.add(Double.NaN);
                case "Infinity" -> builder.add(Double.POSITIVE_INFINITY);
                case "-Infinity" -> builder.add(Double.NEGATIVE_INFINITY);
                default -> {
                    int start = text.startsWith("-") ? 1 : 0;
                    if (start == text.length() || !text.chars().skip(start).allMatch(c -> c >= '0' && c <= '9')) {
                        return false;
                    }
                    double value = Double.parseDouble(text);
                    if (Double.isInfinite(value)) {
                        return false;
                    }
                    builder.add(value);
                }
            }
            return true;
        }

        @Override
        void addMissing() {
            builder.addMissing();
        }

        @Override
        Column take() {
            Column column = builder.build();
            builder = NumberColumn.builder(name);
            return column;
        }

        @Override
        String expected() {
            return "a number";
        }
    }

    private static final class OfIntegers extends ColumnParser {
        private final String name;
        private final boolean plainOnly;
        private IntegerColumn.Builder builder;

        OfIntegers(String name, boolean plainOnly) {
            this.name = name;
            this.plainOnly = plainOnly;
            this.builder = IntegerColumn.builder(name);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            long plain = Cells.plainInteger(bytes, from, to);
            if (plain != Cells.NOT_PLAIN) {
                builder.add(plain);
                return true;
            }
            if (plainOnly) {
                return false;
            }
            // A declared column takes what inference is too careful for: leading zeros and all 64 bits.
            int start = from < to && bytes[from] == '-' ? from + 1 : from;
            if (start == to) {
                return false;
            }
            for (int i = start; i < to; i++) {
                if (bytes[i] < '0' || bytes[i] > '9') {
                    return false;
                }
            }
            try {
                builder.add(Long.parseLong(Utf8.decode(bytes, from, to).orElse("")));
                return true;
            } catch (NumberFormatException e) {
                return false;
            }
        }

        @Override
        void addMissing() {
            builder.addMissing();
        }

        @Override
        Column take() {
            Column column = builder.build();
            builder = IntegerColumn.builder(name);
            return column;
        }

        @Override
        String expected() {
            return "a whole number of at most 64 bits";
        }
    }

    private static final class OfBooleans extends ColumnParser {
        private final String name;
        private BooleanColumn.Builder builder;

        OfBooleans(String name) {
            this.name = name;
            this.builder = BooleanColumn.builder(name);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            boolean isTrue = Cells.isTrue(bytes, from, to);
            if (isTrue || Cells.isFalse(bytes, from, to)) {
                builder.add(isTrue);
                return true;
            }
            return false;
        }

        @Override
        void addMissing() {
            builder.addMissing();
        }

        @Override
        Column take() {
            Column column = builder.build();
            builder = BooleanColumn.builder(name);
            return column;
        }

        @Override
        String expected() {
            return "true or false";
        }
    }

    private static final class OfTimes extends ColumnParser {
        private final String name;
        private final @Nullable DateTimeFormatter format;
        private TimeColumn.Builder builder;

        OfTimes(String name, @Nullable DateTimeFormatter format) {
            this.name = name;
            this.format = format;
            this.builder = TimeColumn.builder(name);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            Optional<Instant> time = format == null
                    ? Cells.time(bytes, from, to)
                    : parse(format, Utf8.decode(bytes, from, to).orElse(""));
            time.ifPresent(builder::add);
            return time.isPresent();
        }

        private static Optional<Instant> parse(DateTimeFormatter format, String text) {
            try {
                TemporalAccessor parsed = format.parse(text);
                if (parsed.isSupported(ChronoField.INSTANT_SECONDS)) {
                    return Optional.of(Instant.from(parsed));
                }
                LocalDate date = LocalDate.from(parsed);
                LocalTime time = parsed.query(TemporalQueries.localTime());
                return Optional.of(LocalDateTime.of(date, time == null ? LocalTime.MIDNIGHT : time)
                        .toInstant(ZoneOffset.UTC));
            } catch (DateTimeException e) {
                return Optional.empty();
            }
        }

        @Override
        void addMissing() {
            builder.addMissing();
        }

        @Override
        Column take() {
            Column column = builder.build();
            builder = TimeColumn.builder(name);
            return column;
        }

        @Override
        String expected() {
            return format == null ? "an ISO 8601 date or time" : "a time in the declared pattern";
        }
    }

    /** Codes texts while they are still bytes: a text that is there already costs no {@link String}. */
    private static final class OfTexts extends ColumnParser {
        private static final int MISSING = -1;

        private final String name;
        private final boolean keepsMalformed;
        private int[] codes = new int[1024];
        private int size;
        private List<String> dictionary = new ArrayList<>();
        private byte[] arena = new byte[1024];
        private int[] ends = new int[64];
        private int[] hashes = new int[64];
        private int[] slots = new int[128]; // code + 1, 0 where free

        OfTexts(String name, boolean keepsMalformed) {
            this.name = name;
            this.keepsMalformed = keepsMalformed;
        }

        @Override
        ColumnParser keepingMalformed() {
            return new OfTexts(name, true);
        }

        @Override
        boolean add(byte[] bytes, int from, int to) {
            int hash = 0;
            for (int i = from; i < to; i++) {
                hash = hash * 31 + bytes[i];
            }
            hash ^= hash >>> 15;
            hash *= 0x2c1b3c6d;
            hash ^= hash >>> 12;
            int slot = hash & (slots.length - 1);
            while (slots[slot] != 0) {
                int code = slots[slot] - 1;
                if (hashes[code] == hash && Arrays.equals(arena, start(code), ends[code], bytes, from, to)) {
                    append(code);
                    return true;
                }
                slot = (slot + 1) & (slots.length - 1);
            }
            Optional<String> text = Utf8.decode(bytes, from, to);
            if (text.isEmpty() && keepsMalformed) {
                text = Optional.of(Utf8.escape(bytes, from, to));
            }
            if (text.isEmpty()) {
                return false;
            }
            slots[slot] = store(bytes, from, to, hash, text.get()) + 1;
            append(dictionary.size() - 1);
            if (dictionary.size() * 2 > slots.length) {
                rehash();
            }
            return true;
        }

        private int start(int code) {
            return code == 0 ? 0 : ends[code - 1];
        }

        private int store(byte[] bytes, int from, int to, int hash, String text) {
            int code = dictionary.size();
            int start = start(code);
            int length = to - from;
            if (start + length > arena.length) {
                arena = Arrays.copyOf(arena, Math.max(arena.length * 2, start + length));
            }
            System.arraycopy(bytes, from, arena, start, length);
            if (code == ends.length) {
                ends = Arrays.copyOf(ends, code * 2);
                hashes = Arrays.copyOf(hashes, code * 2);
            }
            ends[code] = start + length;
            hashes[code] = hash;
            dictionary.add(text);
            return code;
        }

        private void rehash() {
            slots = new int[slots.length * 4];
            for (int code = 0; code < dictionary.size(); code++) {
                int slot = hashes[code] & (slots.length - 1);
                while (slots[slot] != 0) {
                    slot = (slot + 1) & (slots.length - 1);
                }
                slots[slot] = code + 1;
            }
        }

        private void append(int code) {
            if (size == codes.length) {
                codes = Arrays.copyOf(codes, size * 2);
            }
            codes[size++] = code;
        }

        @Override
        void addMissing() {
            append(MISSING);
        }

        @Override
        Column take() {
            Column column = new TextColumn(name, Arrays.copyOf(codes, size), List.copyOf(dictionary));
            size = 0;
            dictionary = new ArrayList<>();
            Arrays.fill(slots, 0);
            return column;
        }

        @Override
        String expected() {
            return "well-formed UTF-8";
        }
    }
}
