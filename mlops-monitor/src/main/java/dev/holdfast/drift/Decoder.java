// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Reads what {@link Encoder} wrote; whatever is not exactly that is a {@link BaselineException}. */
final class Decoder {
    private static final int AROUND = 12;

    private final String what;
    private final ByteBuffer in;

    private Decoder(String what, ByteBuffer in) {
        this.what = what;
        this.in = in;
    }

    /** Checks the frame; {@code what} names the thing in messages, such as "the baseline". */
    static Decoder open(byte[] bytes, String letters, int version, String what) {
        for (int i = 0; i < Math.min(3, bytes.length); i++) {
            if (bytes[i] != letters.charAt(i)) {
                throw new BaselineException("these " + bytes.length + " bytes are not " + what);
            }
        }
        if (bytes.length > 3 && bytes[3] > version) {
            throw new BaselineException(what + " has format " + bytes[3] + ", this release reads format " + version
                    + "; read it with the release that wrote it or a later one");
        }
        if (bytes.length < AROUND || bytes[3] < 1) {
            throw new BaselineException(damage(bytes, what));
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if ((long) buffer.getInt(4) + AROUND != bytes.length) {
            throw new BaselineException(damage(bytes, what));
        }
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, bytes.length - 4);
        if ((int) sum.getValue() != buffer.getInt(bytes.length - 4)) {
            throw new BaselineException(
                    what + " is damaged: its checksum is another; restore it from where it is kept");
        }
        return new Decoder(what, buffer.position(8).slice().limit(bytes.length - AROUND));
    }

    private static String damage(byte[] bytes, String what) {
        return what + " is truncated or damaged: it has " + bytes.length + " bytes"
                + (bytes.length < AROUND
                        ? ""
                        : ", its header says " + (ByteBuffer.wrap(bytes).getInt(4) + 12L))
                + "; restore it from where it is kept";
    }

    BaselineException damaged(String how) {
        return new BaselineException(what + " is damaged: " + how);
    }

    private byte next() {
        try {
            return in.get();
        } catch (BufferUnderflowException e) {
            throw new BaselineException(what + " is damaged: it ends too early", e);
        }
    }

    long count() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            byte each = next();
            value |= (long) (each & 0x7f) << shift;
            if (each >= 0) {
                return value;
            }
        }
        throw damaged("a count is out of range");
    }

    /** Reads how many things follow, of which each takes a byte at least. */
    int size(int most) {
        long size = count();
        if (size > Math.min(most, in.remaining())) {
            throw damaged("a size is out of range");
        }
        return (int) size;
    }

    <T> T oneOf(T[] values) {
        long index = count();
        if (index >= values.length) {
            throw damaged("a kind is out of range");
        }
        return values[(int) index];
    }

    boolean flag() {
        return next() != 0;
    }

    long bits() {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | (next() & 0xff);
        }
        return value;
    }

    double number() {
        return Double.longBitsToDouble(bits());
    }

    String text() {
        int length = size(Integer.MAX_VALUE);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) count());
        }
        return text.toString();
    }

    byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = next();
        }
        return bytes;
    }

    void end() {
        if (in.hasRemaining()) {
            throw damaged("other bytes follow");
        }
    }
}
