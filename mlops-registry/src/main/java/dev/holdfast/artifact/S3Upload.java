// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/** Writes a spool to an object: in one request when it is small, else in parts, each repeated by itself. */
final class S3Upload {
    private static final String OCTETS = "application/octet-stream";
    private static final int MOST_PARTS = 10_000;

    private final S3Client client;
    private final S3Calls calls;
    private final String bucket;
    private final long partBytes;

    S3Upload(S3Client client, S3Calls calls, String bucket, long partBytes) {
        this.client = client;
        this.calls = calls;
        this.bucket = bucket;
        this.partBytes = partBytes;
    }

    /** Writes the object; with {@code onlyNew} the answer is 412 when it is there already. */
    void write(String key, Blob blob, Spool spool, boolean onlyNew) {
        String condition = onlyNew ? "*" : null;
        if (blob.sizeBytes() <= partBytes) {
            RequestBody body = body(spool, 0, blob.sizeBytes());
            String digest = base64(HexFormat.of().parseHex(blob.digest()));
            calls.call(() -> client.putObject(
                    put -> put.bucket(bucket)
                            .key(key)
                            .ifNoneMatch(condition)
                            .contentType(OCTETS)
                            .contentLength(blob.sizeBytes())
                            .checksumSHA256(digest),
                    body));
            return;
        }
        String id = calls.call(() -> client.createMultipartUpload(create -> create.bucket(bucket)
                        .key(key)
                        .contentType(OCTETS)
                        .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)))
                .uploadId();
        try {
            List<CompletedPart> parts = parts(key, id, blob.sizeBytes(), spool);
            calls.call(() -> client.completeMultipartUpload(complete -> complete.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .ifNoneMatch(condition)
                    .multipartUpload(all -> all.parts(parts))));
        } catch (SdkException | UncheckedIOException e) {
            abort(key, id, e);
            throw e;
        }
    }

    private List<CompletedPart> parts(String key, String id, long size, Spool spool) {
        // Whole MiB, and as many as the protocol allows.
        long least = (size + MOST_PARTS - 1) / MOST_PARTS;
        long length = Math.max(partBytes, (least + (1 << 20) - 1) >> 20 << 20);
        List<CompletedPart> parts = new ArrayList<>();
        for (long from = 0; from < size; from += length) {
            long partLength = Math.min(length, size - from);
            int number = parts.size() + 1;
            String checksum = checksum(spool, from, partLength);
            RequestBody body = body(spool, from, partLength);
            String tag = calls.call(() -> client.uploadPart(
                            part -> part.bucket(bucket)
                                    .key(key)
                                    .uploadId(id)
                                    .partNumber(number)
                                    .contentLength(partLength)
                                    .checksumCRC32C(checksum),
                            body))
                    .eTag();
            parts.add(CompletedPart.builder()
                    .partNumber(number)
                    .eTag(tag)
                    .checksumCRC32C(checksum)
                    .build());
        }
        return parts;
    }

    /** Takes back the parts; what fails here is told beside the failure that led here. */
    private void abort(String key, String id, RuntimeException failure) {
        try {
            calls.call(() -> client.abortMultipartUpload(
                    abort -> abort.bucket(bucket).key(key).uploadId(id)));
        } catch (SdkException e) {
            if (S3Calls.status(e) != 404) {
                failure.addSuppressed(e);
            }
        }
    }

    private static RequestBody body(Spool spool, long from, long length) {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return spool.section(from, length);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                length,
                OCTETS);
    }

    private static String checksum(Spool spool, long from, long length) {
        CRC32C checksum = new CRC32C();
        byte[] block = new byte[HashingStream.BLOCK];
        try (InputStream in = spool.section(from, length)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                checksum.update(block, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return base64(ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array());
    }

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
