// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/** One reading of an object, which goes on where a connection broke; hashes what comes. Confined to one thread. */
final class S3Download {
    private static final int PROGRESS_BYTES = 1 << 20;

    private final S3Client client;
    private final S3Calls calls;
    private final String bucket;
    private final String key;
    private final long wanted;
    private final OutputStream sink;
    private final MessageDigest digest = Sha256.digest();
    private long count;
    private long total = -1;
    private @Nullable String tag;

    /** A reading of which the sink gets no more than the wanted number of bytes. */
    S3Download(S3Client client, S3Calls calls, String bucket, String key, long wanted, OutputStream sink) {
        this.client = client;
        this.calls = calls;
        this.bucket = bucket;
        this.key = key;
        this.wanted = wanted;
        this.sink = sink;
    }

    /** Which edition of the object was read; empty when the store did not say. */
    String tag() {
        return tag == null ? "" : tag;
    }

    /** Reads the object to its end and returns the name of what came. Fails with an IOException of the sink only. */
    Blob read() throws IOException {
        int failures = 0;
        while (true) {
            long before = count;
            Exception failure;
            try {
                readOn();
                return found();
            } catch (SdkException | BrokenOff e) {
                failure = e;
            }
            if (count == total) {
                // All bytes are here and only the checksum that came with them is wrong: the digest decides.
                return found();
            }
            failures = count - before >= PROGRESS_BYTES ? 1 : failures + 1;
            if (failures >= calls.attempts() || !S3Calls.isPassing(failure)) {
                throw failure instanceof SdkException answer
                        ? answer
                        : SdkException.create(failure.getMessage(), failure);
            }
            calls.pause(failures);
        }
    }

    private Blob found() {
        return new Blob(Sha256.hex(digest), count);
    }

    private void readOn() throws IOException {
        boolean goesOn = count > 0;
        ResponseInputStream<GetObjectResponse> in = client.getObject(get -> get.bucket(bucket)
                .key(key)
                .range(goesOn ? "bytes=" + count + "-" : null)
                .ifMatch(goesOn ? tag : null));
        boolean ended = false;
        try {
            tag = in.response().eTag();
            boolean fromBeginning = in.response().contentRange() == null;
            total = (fromBeginning ? 0 : count) + in.response().contentLength();
            byte[] block = new byte[HashingStream.BLOCK];
            if (fromBeginning) {
                skipKnown(in, block);
            }
            for (int read = next(in, block, block.length); read >= 0; read = next(in, block, block.length)) {
                digest.update(block, 0, read);
                sink.write(block, 0, (int) Math.min(Math.max(0, wanted - count), read));
                count += read;
            }
            if (count != total) {
                throw new BrokenOff(
                        new EOFException("the connection ended after " + count + " of " + total + " bytes"));
            }
            ended = true;
        } finally {
            // Closing would read what is left.
            if (ended) {
                in.close();
            } else {
                in.abort();
            }
        }
    }

    /** Passes over what came before, where a store answers with the whole though a range was asked for. */
    private void skipKnown(InputStream in, byte[] block) throws IOException {
        for (long known = count; known > 0; ) {
            int read = next(in, block, (int) Math.min(known, block.length));
            if (read < 0) {
                throw new BrokenOff(new EOFException("the object ended before byte " + count + ", where it broke off"));
            }
            known -= read;
        }
    }

    private static int next(InputStream in, byte[] block, int length) throws BrokenOff {
        try {
            return in.read(block, 0, length);
        } catch (IOException e) {
            throw new BrokenOff(e);
        }
    }

    /** A connection that ended too early. */
    private static final class BrokenOff extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenOff(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
