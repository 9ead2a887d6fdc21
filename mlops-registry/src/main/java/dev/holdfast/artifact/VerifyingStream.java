// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.function.Function;

/** Compares the digest at the end of the bytes, in case that they changed since they were verified. */
final class VerifyingStream extends FilterInputStream {
    private final MessageDigest digest = Sha256.digest();
    private final Blob blob;
    private final Function<Blob, StorageException> damaged;
    private long count;
    private boolean ended;

    VerifyingStream(InputStream in, Blob blob, Function<Blob, StorageException> damaged) {
        super(in);
        this.blob = blob;
        this.damaged = damaged;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int read = super.read(bytes, offset, length);
        if (read > 0) {
            digest.update(bytes, offset, read);
            count += read;
        } else if (read < 0 && !ended) {
            ended = true;
            Blob found = new Blob(Sha256.hex(digest), count);
            if (!found.equals(blob)) {
                throw damaged.apply(found);
            }
        }
        return read;
    }

    @Override
    public long skip(long n) throws IOException {
        byte[] sink = new byte[(int) Math.max(0, Math.min(n, HashingStream.BLOCK))];
        return Math.max(0, read(sink, 0, sink.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
