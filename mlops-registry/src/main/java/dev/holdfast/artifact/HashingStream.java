// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Objects;

/** Hashes and counts what it passes on, in blocks of a size that digests and disks like. Closing it does nothing. */
final class HashingStream extends OutputStream {
    /** Small enough that the file streams of the JDK need no memory mapping for each of their calls. */
    static final int BLOCK = 1 << 16;

    private final OutputStream out;
    private final MessageDigest digest = Sha256.digest();
    private final byte[] buffer = new byte[BLOCK];
    private int filled;
    private long count;

    HashingStream(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        if (filled == BLOCK) {
            drain();
        }
        buffer[filled++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > BLOCK - filled) {
            drain();
        }
        int from = offset;
        int left = length;
        for (; left >= BLOCK; from += BLOCK, left -= BLOCK) {
            pass(bytes, from, BLOCK);
        }
        System.arraycopy(bytes, from, buffer, filled, left);
        filled += left;
    }

    private void drain() throws IOException {
        int length = filled;
        filled = 0;
        pass(buffer, 0, length);
    }

    private void pass(byte[] bytes, int offset, int length) throws IOException {
        digest.update(bytes, offset, length);
        count += length;
        out.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        drain();
        out.flush();
    }

    /** Passes on what is left and returns the name of all bytes; called once, at the end. */
    Blob finish() throws IOException {
        flush();
        return new Blob(Sha256.hex(digest), count);
    }

    /** Reads all bytes and returns their name. */
    static Blob of(InputStream in) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] block = new byte[BLOCK];
        long count = 0;
        for (int read = in.read(block); read >= 0; read = in.read(block)) {
            digest.update(block, 0, read);
            count += read;
        }
        return new Blob(Sha256.hex(digest), count);
    }

    /** Fills an array as far as there are bytes, and returns the name of those. */
    static Blob fill(byte[] bytes, InputStream in) throws IOException {
        MessageDigest digest = Sha256.digest();
        int count = 0;
        while (count < bytes.length) {
            int read = in.read(bytes, count, Math.min(BLOCK, bytes.length - count));
            if (read < 0) {
                break;
            }
            digest.update(bytes, count, read);
            count += read;
        }
        return new Blob(Sha256.hex(digest), count);
    }
}
