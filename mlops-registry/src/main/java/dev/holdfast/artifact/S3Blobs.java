// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects of an S3-compatible store: {@code <prefix>ab/cdef...}, the digest with its first two digits apart.
 *
 * <p>Bytes are hashed on their way to a scratch file (to memory, up to 1 MiB) and sent when their digest is known: what
 * is there already is not sent again, and content that breaks off leaves nothing in the bucket. Up to 16 MiB go in one
 * request, more in parts of as much; each request carries a checksum, is repeated when it fails in passing, and creates
 * the object only if it is not there, where the store knows that condition. A large blob is read through a scratch file,
 * so that it is verified before its first byte is handed out; a broken connection is taken up where it broke.
 *
 * <p>An object of up to 5 GiB that is found damaged twice in a row is moved to {@code <prefix>quarantine/<digest>}.
 *
 * <p>The client is the host's, with its credentials, proxies and time limits; it is never closed here. In a bucket that
 * keeps versions, deleting a blob leaves the older version to the bucket's own rules. Thread-safe.
 */
public final class S3Blobs implements BlobStore {
    private static final long PART_BYTES = 16L << 20;
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    /** What the protocol copies in one request. */
    private static final long MOST_COPIED_BYTES = 5L << 30;

    /**
     * Answers after which a look tells how the object stands. 412: it is there already. 404 and 409: another writer, or an
     * earlier attempt of this one, came before. 501: the store does not know the condition; equal bytes under the same
     * name do no harm.
     */
    private static final Set<Integer> WRITTEN_BY_ANOTHER = Set.of(404, 409, 412, 501);

    private static final Pattern NAME = Pattern.compile("[0-9a-f]{2}/[0-9a-f]{62}");

    private final S3Client client;
    private final S3Calls calls;
    private final S3Upload upload;
    private final String bucket;
    private final String prefix;
    private final Path scratch;
    private final long inMemoryBytes;

    S3Blobs(S3Client client, String bucket, String prefix, Path scratch, long partBytes, Duration firstPause) {
        this.client = Objects.requireNonNull(client, "client");
        this.bucket = Objects.requireNonNull(bucket, "bucket");
        this.prefix = Objects.requireNonNull(prefix, "prefix");
        this.scratch = Objects.requireNonNull(scratch, "scratch");
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "a prefix must be empty or end with '/', got '" + prefix + "'; write '" + prefix + "/'");
        }
        this.calls = new S3Calls(bucket, ATTEMPTS, firstPause);
        this.upload = new S3Upload(client, calls, bucket, partBytes);
        this.inMemoryBytes = Math.min(partBytes, PART_BYTES);
    }

    /**
     * Returns the blobs of a bucket.
     *
     * @param client the host's client; not closed here
     * @param bucket the bucket, which must be there
     * @param prefix what the key of each object begins with: empty, or a text that ends with {@code /}
     * @param scratch a folder of this machine with room for the largest blob, as often as blobs are put and opened at
     *     once; created when it is not there
     * @return the store
     * @throws IllegalArgumentException when the prefix neither is empty nor ends with {@code /}
     */
    public static S3Blobs of(S3Client client, String bucket, String prefix, Path scratch) {
        return new S3Blobs(client, bucket, prefix, scratch, PART_BYTES, FIRST_PAUSE);
    }

    @Override
    public Blob put(Content content) {
        try (Spool spool = new Spool(scratch)) {
            HashingStream out = new HashingStream(spool);
            content.writeTo(out);
            Blob blob = out.finish();
            store(blob, spool);
            return blob;
        } catch (IOException e) {
            throw scratchFailure("write", e);
        }
    }

    private StorageException scratchFailure(String verb, IOException e) {
        boolean full = String.valueOf(e.getMessage()).contains("No space left");
        return new StorageException(
                full ? Reason.FULL : Reason.FAILED,
                scratch.toString(),
                "could not " + verb + " a blob of " + calls.place(prefix) + " by way of the folder " + scratch + ": "
                        + e.getMessage(),
                e);
    }

    /** How an object stands. */
    private enum Presence {
        WHOLE,
        DAMAGED,
        ABSENT
    }

    private void store(Blob blob, Spool spool) throws IOException {
        String key = key(blob);
        try {
            boolean large = blob.sizeBytes() > inMemoryBytes;
            if (large && presence(blob) == Presence.WHOLE) {
                return;
            }
            try {
                upload.write(key, blob, spool, true);
            } catch (SdkException e) {
                if (!WRITTEN_BY_ANOTHER.contains(S3Calls.status(e))
                        || S3Calls.code(e).equals("NoSuchBucket")) {
                    throw e;
                }
                if (presence(blob) != Presence.WHOLE) {
                    upload.write(key, blob, spool, false);
                }
            }
        } catch (SdkException e) {
            throw calls.failure("write", key, e);
        } catch (UncheckedIOException e) {
            throw Objects.requireNonNull(e.getCause(), "the failure of the scratch file");
        }
    }

    /** Asks for an object's size and, where the store kept it, its digest. A damaged object is set aside. */
    private Presence presence(Blob blob) {
        Optional<HeadObjectResponse> head = head(key(blob));
        if (head.isEmpty()) {
            return Presence.ABSENT;
        }
        String kept = head.get().checksumSHA256();
        // A checksum with a dash is one of the checksums of parts.
        boolean same = kept == null
                || kept.contains("-")
                || kept.equals(S3Upload.base64(HexFormat.of().parseHex(blob.digest())));
        if (same && head.get().contentLength() == blob.sizeBytes()) {
            return Presence.WHOLE;
        }
        setAside(blob, head.get().eTag(), head.get().contentLength());
        return Presence.DAMAGED;
    }

    private Optional<HeadObjectResponse> head(String key) {
        try {
            return Optional.of(calls.call(
                    () -> client.headObject(head -> head.bucket(bucket).key(key).checksumMode(ChecksumMode.ENABLED))));
        } catch (SdkException e) {
            if (S3Calls.status(e) == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public InputStream open(Blob blob) {
        if (blob.sizeBytes() <= inMemoryBytes) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) blob.sizeBytes());
            whole(blob, bytes, bytes::reset);
            return new ByteArrayInputStream(bytes.toByteArray());
        }
        Spool spool = new Spool(scratch);
        try {
            try {
                whole(blob, spool, spool::reset);
                return spool.whole(blob.sizeBytes());
            } catch (IOException | RuntimeException e) {
                spool.close();
                throw e;
            }
        } catch (IOException e) {
            throw scratchFailure("read", e);
        }
    }

    /** As {@link #open}: what was fetched is kept in a file until all of it was verified. */
    @Override
    public InputStream openVerified(Blob blob) {
        return open(blob);
    }

    @Override
    public void verify(Blob blob) {
        whole(blob, OutputStream.nullOutputStream(), () -> {});
    }

    /** Begins the reading of bytes once more. */
    @FunctionalInterface
    private interface Restart {
        void restart() throws IOException;
    }

    /** Reads an object; when this returns, all of its bytes were verified and lie in the sink. */
    private void whole(Blob blob, OutputStream sink, Restart restart) {
        String key = key(blob);
        try {
            if (download(blob, sink).read().equals(blob)) {
                return;
            }
            // It may have been damaged on the way only.
            restart.restart();
            S3Download again = download(blob, sink);
            Blob found = again.read();
            if (found.equals(blob)) {
                return;
            }
            boolean moved = !found.digest().equals(blob.digest()) && setAside(blob, again.tag(), found.sizeBytes());
            throw corrupt(blob, found, moved);
        } catch (SdkException e) {
            if (S3Calls.status(e) == 404 && !S3Calls.code(e).equals("NoSuchBucket")) {
                throw missing(blob, e);
            }
            throw calls.failure("read", key, e);
        } catch (IOException e) {
            throw scratchFailure("read", e);
        }
    }

    private S3Download download(Blob blob, OutputStream sink) {
        return new S3Download(client, calls, bucket, key(blob), blob.sizeBytes(), sink);
    }

    private StorageException missing(Blob blob, SdkException cause) {
        Optional<HeadObjectResponse> aside = head(quarantine(blob));
        if (aside.isPresent()) {
            return new StorageException(
                    Reason.CORRUPT,
                    calls.place(key(blob)),
                    calls.place(key(blob)) + " is damaged and was moved to " + calls.place(quarantine(blob))
                            + "; restore it from a copy, or store the same bytes again",
                    cause);
        }
        return new StorageException(
                Reason.MISSING,
                calls.place(key(blob)),
                calls.place(key(blob)) + " is missing; restore it from a copy, or store the same bytes again",
                cause);
    }

    private StorageException corrupt(Blob blob, Blob found, boolean moved) {
        return new StorageException(
                Reason.CORRUPT,
                calls.place(key(blob)),
                calls.place(key(blob)) + " is damaged: expected " + blob.sizeBytes() + " bytes with SHA-256 "
                        + blob.digest() + ", found " + found.sizeBytes() + " bytes with " + found.digest()
                        + (moved ? ", and was moved to " + calls.place(quarantine(blob)) : "")
                        + "; restore it from a copy, or store the same bytes again",
                null);
    }

    /** Moves a damaged object to the quarantine, unless it was stored again meanwhile. */
    private boolean setAside(Blob blob, String tag, long size) {
        if (size > MOST_COPIED_BYTES || tag.isEmpty()) {
            return false;
        }
        try {
            calls.call(() -> client.copyObject(copy -> copy.sourceBucket(bucket)
                    .sourceKey(key(blob))
                    .copySourceIfMatch(tag)
                    .destinationBucket(bucket)
                    .destinationKey(quarantine(blob))));
            calls.call(() -> client.deleteObject(
                    delete -> delete.bucket(bucket).key(key(blob)).ifMatch(tag)));
            return true;
        } catch (SdkException e) {
            // A store that may only be read, or does not know the condition, keeps it where it is.
            return false;
        }
    }

    @Override
    public Stream<Blob> list() {
        return Stream.iterate(
                        Optional.of(page(null)),
                        Optional::isPresent,
                        page -> page.filter(before -> Boolean.TRUE.equals(before.isTruncated()))
                                .map(before -> page(before.nextContinuationToken())))
                .flatMap(Optional::stream)
                .flatMap(page -> page.contents().stream())
                .flatMap(object -> named(object).stream());
    }

    private ListObjectsV2Response page(@Nullable String token) {
        try {
            return calls.call(() -> client.listObjectsV2(
                    list -> list.bucket(bucket).prefix(prefix).continuationToken(token)));
        } catch (SdkException e) {
            throw calls.failure("list", prefix, e);
        }
    }

    private Optional<Blob> named(S3Object object) {
        String name = object.key().substring(prefix.length());
        return NAME.matcher(name).matches()
                ? Optional.of(new Blob(name.replace("/", ""), object.size()))
                : Optional.empty();
    }

    @Override
    public boolean delete(Blob blob) {
        String key = key(blob);
        try {
            boolean there = head(key).isPresent();
            calls.call(() -> client.deleteObject(delete -> delete.bucket(bucket).key(quarantine(blob))));
            if (there) {
                calls.call(() ->
                        client.deleteObject(delete -> delete.bucket(bucket).key(key)));
            }
            return there;
        } catch (SdkException e) {
            throw calls.failure("delete", key, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>These are the uploads in parts that were begun in the bucket under the prefix, by the clock of the store, and
     * the files of this machine's scratch folder.
     */
    @Override
    public long deleteUnfinished(Instant before) {
        long deleted = 0;
        try {
            for (MultipartUpload begun : client.listMultipartUploadsPaginator(
                            list -> list.bucket(bucket).prefix(prefix))
                    .uploads()) {
                if (NAME.matcher(begun.key().substring(prefix.length())).matches() && isDead(begun, before)) {
                    calls.call(() -> client.abortMultipartUpload(
                            abort -> abort.bucket(bucket).key(begun.key()).uploadId(begun.uploadId())));
                    deleted++;
                }
            }
            return deleted + deleteScratch(before);
        } catch (SdkException e) {
            throw calls.failure("clear", prefix, e);
        } catch (IOException e) {
            throw scratchFailure("clear", e);
        }
    }

    private boolean isDead(MultipartUpload begun, Instant before) {
        if (!begun.initiated().isBefore(before)) {
            return false;
        }
        for (Part part : client.listPartsPaginator(
                        list -> list.bucket(bucket).key(begun.key()).uploadId(begun.uploadId()))
                .parts()) {
            if (part.lastModified() != null && !part.lastModified().isBefore(before)) {
                return false;
            }
        }
        return true;
    }

    private long deleteScratch(Instant before) throws IOException {
        long deleted = 0;
        if (!Files.isDirectory(scratch)) {
            return 0;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(scratch, Spool.PREFIX + "*" + Spool.SUFFIX)) {
            for (Path file : files) {
                if (FolderBlobs.isUntouchedSince(file, before) && Files.deleteIfExists(file)) {
                    deleted++;
                }
            }
        }
        return deleted;
    }

    private String key(Blob blob) {
        return prefix + blob.digest().substring(0, 2) + "/" + blob.digest().substring(2);
    }

    private String quarantine(Blob blob) {
        return prefix + "quarantine/" + blob.digest();
    }
}
