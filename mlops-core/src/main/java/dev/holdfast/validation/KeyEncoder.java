// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TimeColumn;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes the values of a key as bytes, so that two keys are the same when their bytes are. Every value says its type, every
 * text its length: ("a", "bc") is not ("ab", "c"), a missing value is not the empty text, 1 is not "1". All NaN are one key,
 * and so are 0.0 and -0.0.
 */
final class KeyEncoder {
    private static final byte ABSENT = 0;
    private static final byte NUMBER = 1;
    private static final byte INTEGER = 2;
    private static final byte NARROW_TEXT = 3;
    private static final byte WIDE_TEXT = 4;
    private static final byte BOOLEAN = 5;
    private static final byte TIME = 6;

    private ByteBuffer buffer = ByteBuffer.allocate(256);

    KeyEncoder start() {
        buffer.clear();
        return this;
    }

    byte[] bytes() {
        return buffer.array();
    }

    int length() {
        return buffer.position();
    }

    void add(Column column, int row) {
        if (column.isMissing(row)) {
            room(1).put(ABSENT);
        } else if (column instanceof NumberColumn numbers) {
            number(numbers.get(row));
        } else if (column instanceof IntegerColumn whole) {
            room(9).put(INTEGER).putLong(whole.get(row));
        } else if (column instanceof BooleanColumn flags) {
            room(2).put(BOOLEAN).put((byte) (flags.get(row) ? 1 : 0));
        } else if (column instanceof TimeColumn times) {
            Instant time = times.get(row);
            room(13).put(TIME).putLong(time.getEpochSecond()).putInt(time.getNano());
        } else {
            text(column.text(row));
        }
    }

    private void number(double value) {
        // Adding zero makes -0.0 and 0.0 the same key, as they are the same number.
        room(9).put(NUMBER).putLong(Double.doubleToLongBits(value + 0.0));
    }

    private void text(String text) {
        int length = text.length();
        int start = room(5 + 2 * length).position();
        buffer.put(NARROW_TEXT).putInt(length);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c > 0xff) {
                wide(text, start);
                return;
            }
            buffer.put((byte) c);
        }
    }

    /** Not as UTF-8, which cannot tell one lone surrogate from another. */
    private void wide(String text, int start) {
        buffer.position(start).put(WIDE_TEXT).putInt(text.length());
        for (int i = 0; i < text.length(); i++) {
            buffer.putChar(text.charAt(i));
        }
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            int wanted = Math.addExact(buffer.position(), bytes);
            int size = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(wanted, 2L * buffer.capacity()));
            buffer = ByteBuffer.wrap(Arrays.copyOf(buffer.array(), size)).position(buffer.position());
        }
        return buffer;
    }

    /** The values of a key, for people. */
    static List<Object> decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<Object> values = new ArrayList<>();
        while (in.hasRemaining()) {
            values.add(
                    switch (in.get()) {
                        case NUMBER -> Double.longBitsToDouble(in.getLong());
                        case INTEGER -> in.getLong();
                        case NARROW_TEXT -> text(in, false);
                        case WIDE_TEXT -> text(in, true);
                        case BOOLEAN -> in.get() == 1;
                        case TIME -> Instant.ofEpochSecond(in.getLong(), in.getInt());
                        default -> Texts.Absent.VALUE;
                    });
        }
        return values;
    }

    private static String text(ByteBuffer in, boolean wide) {
        char[] chars = new char[in.getInt()];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = wide ? in.getChar() : (char) (in.get() & 0xff);
        }
        return new String(chars);
    }
}
