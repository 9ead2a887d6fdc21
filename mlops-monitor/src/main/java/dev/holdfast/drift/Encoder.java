// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Writes a stored form: three letters, the version (1 byte), the length of the body (4 bytes), the body, and the CRC-32C of
 * all bytes before (4 bytes). Fixed lengths are big-endian; counts take seven bits a byte, the lowest first.
 */
final class Encoder {
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Writes a number that is at least 0. */
    void count(long value) {
        long rest = value;
        while (rest > 0x7f) {
            body.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        body.write((int) rest);
    }

    void flag(boolean value) {
        body.write(value ? 1 : 0);
    }

    void bits(long value) {
        body.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    void number(double value) {
        bits(Double.doubleToLongBits(value));
    }

    /** Writes UTF-16 units as counts, so that half of a surrogate pair survives. */
    void text(String value) {
        count(value.length());
        for (int i = 0; i < value.length(); i++) {
            count(value.charAt(i));
        }
    }

    void bytes(byte[] value) {
        body.writeBytes(value);
    }

    byte[] body() {
        return body.toByteArray();
    }

    byte[] framed(String letters, int version) {
        ByteBuffer out = ByteBuffer.allocate(body.size() + 12);
        for (int i = 0; i < 3; i++) {
            out.put((byte) letters.charAt(i));
        }
        out.put((byte) version).putInt(body.size()).put(body.toByteArray());
        CRC32C sum = new CRC32C();
        sum.update(out.array(), 0, out.position());
        return out.putInt((int) sum.getValue()).array();
    }
}
