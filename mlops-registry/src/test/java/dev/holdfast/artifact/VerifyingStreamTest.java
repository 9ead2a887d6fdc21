// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that are verified while they are handed out. */
class VerifyingStreamTest {
    private static final int BLOCK = HashingStream.BLOCK;

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new SplittableRandom(size).nextBytes(bytes);
        return bytes;
    }

    private static VerifyingStream stream(byte[] stored, byte[] found) throws IOException {
        Blob blob = HashingStream.of(new ByteArrayInputStream(stored));
        return new VerifyingStream(
                new ByteArrayInputStream(found),
                blob,
                name -> new StorageException(Reason.CORRUPT, "here", "found " + name.sizeBytes(), null));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7})
    void whatWasStoredIsReadInPiecesOfAnySize(int size) throws IOException {
        byte[] stored = bytes(size);
        for (int piece : new int[] {1, 8_192, BLOCK, 5 * BLOCK}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (InputStream in = stream(stored, stored)) {
                byte[] buffer = new byte[piece];
                assertThat(in.read(buffer, 0, 0)).isZero();
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    out.write(buffer, 0, read);
                }
                assertThat(in.read()).isEqualTo(-1);
                assertThat(in.available()).isZero();
            }
            assertThat(out.toByteArray()).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 3 * BLOCK + 7})
    void ofDamagedBytesTheLastBlockIsNeverHandedOut(int size) throws IOException {
        byte[] stored = bytes(size);
        byte[] first = stored.clone();
        first[0] ^= 1;
        byte[] last = stored.clone();
        last[size - 1] ^= 1;
        byte[] longer = Arrays.copyOf(stored, size + BLOCK);
        for (byte[] found : new byte[][] {first, last, longer, Arrays.copyOf(stored, size - 1), new byte[0]}) {
            AtomicInteger handedOut = new AtomicInteger();
            try (InputStream in = stream(stored, found)) {
                byte[] buffer = new byte[1_000];
                assertThatThrownBy(() -> {
                            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                                handedOut.addAndGet(read);
                            }
                        })
                        .isInstanceOf(StorageException.class)
                        .hasMessage("found " + found.length);
                assertThat(handedOut.get()).isLessThanOrEqualTo(Math.max(0, size - BLOCK));
                assertThatThrownBy(in::read)
                        .as("read again after it failed")
                        .isInstanceOf(StorageException.class)
                        .hasMessage("found " + found.length);
            }
        }
    }

    @Test
    void whatIsSkippedIsVerifiedToo() throws IOException {
        byte[] stored = bytes(3 * BLOCK);
        byte[] found = stored.clone();
        found[5] ^= 1;
        try (InputStream in = stream(stored, stored)) {
            in.skipNBytes(3 * BLOCK - 1);
            assertThat(in.read()).isEqualTo(stored[3 * BLOCK - 1] & 0xff);
        }
        try (InputStream in = stream(stored, found)) {
            assertThat(in.markSupported()).isFalse();
            assertThatThrownBy(() -> in.skipNBytes(3 * BLOCK)).isInstanceOf(StorageException.class);
        }
    }
}
