// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.nio.charset.StandardCharsets;

/**
 * Spreads keys over 10 000 buckets, the same on every machine and in every language.
 *
 * <p>{@code bucket = floor(murmur3_x86_32(utf8(key), seed) * 10000 / 2^32)} with the hash unsigned and
 * {@code seed = murmur3_x86_32(utf8(salt), 0)}. A canary of p basis points takes the buckets below p, so whoever is in it
 * at 1 % is still in it at 5 %. See Appleby (2011), MurmurHash3, {@code MurmurHash3_x86_32}.
 */
final class Buckets {
    static final int COUNT = 10_000;

    private Buckets() {}

    static int seed(String salt) {
        return hash(salt, 0);
    }

    static int bucket(String key, int seed) {
        return (int) ((Integer.toUnsignedLong(hash(key, seed)) * COUNT) >>> 32);
    }

    /** Keys are ASCII nearly always, and then their characters are their UTF-8 bytes: no array is needed. */
    static int hash(String text, int seed) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) >= 0x80) {
                return hashBytes(text.getBytes(StandardCharsets.UTF_8), seed);
            }
        }
        int hash = seed;
        int whole = length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash = mixBlock(
                    hash,
                    text.charAt(i) | text.charAt(i + 1) << 8 | text.charAt(i + 2) << 16 | text.charAt(i + 3) << 24);
        }
        int tail = 0;
        for (int i = length - 1; i >= whole; i--) {
            tail = tail << 8 | text.charAt(i);
        }
        return finish(hash, tail, length);
    }

    private static int hashBytes(byte[] bytes, int seed) {
        int hash = seed;
        int whole = bytes.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            hash = mixBlock(
                    hash,
                    (bytes[i] & 0xff)
                            | (bytes[i + 1] & 0xff) << 8
                            | (bytes[i + 2] & 0xff) << 16
                            | (bytes[i + 3] & 0xff) << 24);
        }
        int tail = 0;
        for (int i = bytes.length - 1; i >= whole; i--) {
            tail = tail << 8 | (bytes[i] & 0xff);
        }
        return finish(hash, tail, bytes.length);
    }

    private static int mixBlock(int hash, int block) {
        return Integer.rotateLeft(hash ^ scramble(block), 13) * 5 + 0xe6546b64;
    }

    private static int scramble(int block) {
        return Integer.rotateLeft(block * 0xcc9e2d51, 15) * 0x1b873593;
    }

    /** A tail of nothing scrambles to 0 and leaves the hash as it is, as the definition wants. */
    private static int finish(int hash, int tail, int length) {
        int h = hash ^ scramble(tail) ^ length;
        h = (h ^ h >>> 16) * 0x85ebca6b;
        h = (h ^ h >>> 13) * 0xc2b2ae35;
        return h ^ h >>> 16;
    }
}
