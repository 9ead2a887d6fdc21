// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Hands out bytes as they are read, but the last block of them only once all were found to be what was stored: whoever
 * has read to the end has read that, and whoever has read anything else never sees an end.
 */
final class VerifyingStream extends FilterInputStream {
    /** How many bytes at the end are kept until all were verified. */
    private static final int LAST = HashingStream.BLOCK;

    private final MessageDigest digest = Sha256.digest();
    private final Blob blob;
    private final Function<Blob, StorageException> damaged;
    private long left;
    private byte[] last = new byte[0];
    private int position;
    private boolean verified;
    private @Nullable StorageException failure;

    VerifyingStream(InputStream in, Blob blob, Function<Blob, StorageException> damaged) {
        super(in);
        this.blob = blob;
        this.damaged = damaged;
        this.left = blob.sizeBytes();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (left > LAST && failure == null) {
            int wanted = (int) Math.min(Math.min(length, HashingStream.BLOCK), left - LAST);
            int read = in.read(bytes, offset, wanted);
            if (read >= 0) {
                digest.update(bytes, offset, read);
                left -= read;
                return read;
            }
        }
        if (!verified) {
            verify();
        }
        if (position == last.length) {
            return -1;
        }
        int count = Math.min(length, last.length - position);
        System.arraycopy(last, position, bytes, offset, count);
        position += count;
        return count;
    }

    /** Reads to the end and compares; what has failed once fails again. */
    private void verify() throws IOException {
        if (failure == null) {
            byte[] rest = in.readNBytes((int) Math.min(left, LAST));
            digest.update(rest);
            long count = blob.sizeBytes() - left + rest.length;
            // Of a file that is too long the message tells the whole.
            byte[] more = new byte[HashingStream.BLOCK];
            for (int read = in.read(more); read >= 0; read = in.read(more)) {
                digest.update(more, 0, read);
                count += read;
            }
            Blob found = new Blob(Sha256.hex(digest), count);
            if (found.equals(blob)) {
                last = rest;
                verified = true;
                return;
            }
            failure = damaged.apply(found);
        }
        throw failure;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] sink = new byte[(int) Math.max(0, Math.min(n, HashingStream.BLOCK))];
        return Math.max(0, read(sink, 0, sink.length));
    }

    @Override
    public int available() {
        return last.length - position;
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
