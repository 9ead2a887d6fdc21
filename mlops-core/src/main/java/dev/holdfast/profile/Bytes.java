// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;

/** Bytes that grow, and their reader; the units are those of {@link ProfileFormat}. */
final class Bytes {
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    void put(int value) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, size * 2);
        }
        bytes[size++] = (byte) value;
    }

    void append(Bytes other) {
        for (int i = 0; i < other.size; i++) {
            put(other.bytes[i]);
        }
    }

    void count(long value) {
        long left = value;
        while ((left & ~0x7fL) != 0) {
            put((int) (left & 0x7f) | 0x80);
            left >>>= 7;
        }
        put((int) left);
    }

    void signed(long value) {
        count((value << 1) ^ (value >> 63));
    }

    void number(double value) {
        whole(Double.doubleToRawLongBits(value));
    }

    void whole(long bits) {
        for (int shift = 56; shift >= 0; shift -= 8) {
            put((int) (bits >>> shift));
        }
    }

    void text(String text) {
        count(text.length());
        for (int i = 0; i < text.length(); i++) {
            count(text.charAt(i));
        }
    }

    /** Reads what was written, and refuses what cannot have been. */
    static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int position;

        Reader(byte[] bytes, int from, int to) {
            this.bytes = bytes;
            this.position = from;
            this.end = to;
        }

        void require(boolean holds, String otherwise) {
            if (!holds) {
                throw new ProfileException(
                        "expected a stored profile, found " + otherwise + " before byte " + position);
            }
        }

        void requireEnd() {
            require(position == end, (end - position) + " bytes too many");
        }

        int get() {
            require(position < end, "the end in the middle");
            return bytes[position++] & 0xff;
        }

        long count() {
            long value = 0;
            for (int shift = 0; shift < 70; shift += 7) {
                int next = get();
                value |= (long) (next & 0x7f) << shift;
                if (next < 0x80) {
                    return value;
                }
            }
            throw new ProfileException(
                    "expected a stored profile, found a number of more than 64 bits before byte " + position);
        }

        /** Reads a number of things that take at least a byte each, so that no damage can ask for much memory. */
        int size() {
            long size = count();
            require(size >= 0 && size <= end - position, "a list that is longer than what is left");
            return (int) size;
        }

        long signed() {
            long value = count();
            return (value >>> 1) ^ -(value & 1);
        }

        double number() {
            return Double.longBitsToDouble(whole());
        }

        long whole() {
            long bits = 0;
            for (int i = 0; i < 8; i++) {
                bits = bits << 8 | get();
            }
            return bits;
        }

        String text() {
            int length = size();
            StringBuilder text = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                long unit = count();
                require(unit >= 0 && unit <= Character.MAX_VALUE, "a character beyond 16 bits");
                text.append((char) unit);
            }
            return text.toString();
        }
    }
}
