// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blobs as files of a folder: {@code ab/cdef...}, the digest with its first two digits as a folder.
 *
 * <p>A blob is written to a temporary file, forced to the disk and renamed, and its folder forced: after a crash it is
 * there as a whole or not at all. Thread-safe, between processes too.
 */
public final class FolderBlobs implements BlobStore {
    private static final String TEMPORARY = "tmp";

    /** Up to this size a blob is read and verified in memory in one go; a larger one is read twice. */
    private static final long IN_MEMORY_BYTES = 16L << 20;

    private static final Pattern HEAD = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern TAIL = Pattern.compile("[0-9a-f]{62}");

    private final Path folder;
    private final Disk disk;

    FolderBlobs(Path folder, Disk disk) {
        this.folder = folder;
        this.disk = disk;
    }

    /**
     * Returns the blobs of a folder.
     *
     * @param folder the folder, created by the first blob when it is not there
     * @return the store
     */
    public static FolderBlobs in(Path folder) {
        return new FolderBlobs(folder, new Disk());
    }

    @Override
    public Blob put(Content content) {
        Path temporary = folder.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
        try {
            disk.createFolder(folder.resolve(TEMPORARY));
            try {
                Blob blob = write(content, temporary);
                keep(temporary, blob);
                return blob;
            } finally {
                disk.delete(temporary);
            }
        } catch (IOException e) {
            throw failure("write", temporary, e);
        }
    }

    private Blob write(Content content, Path temporary) throws IOException {
        MessageDigest digest = sha256();
        long size;
        try (FileOutputStream file = disk.create(temporary);
                CountingStream out = new CountingStream(new DigestOutputStream(file, digest))) {
            content.writeTo(out);
            out.flush();
            size = out.count;
            disk.force(temporary, file);
        }
        return new Blob(HexFormat.of().formatHex(digest.digest()), size);
    }

    private void keep(Path temporary, Blob blob) throws IOException {
        Path file = file(blob.digest());
        // What is there already is kept only when it is what it should be: storing the bytes again heals a damaged one.
        if (Files.exists(file) && damage(blob, file).isEmpty()) {
            return;
        }
        Path parent = parent(file);
        boolean fresh = !Files.exists(parent);
        disk.createFolder(parent);
        disk.rename(temporary, file);
        disk.forceFolder(parent);
        if (fresh) {
            disk.forceFolder(folder);
        }
    }

    @Override
    public InputStream open(Blob blob) {
        Path file = file(blob.digest());
        try {
            if (blob.sizeBytes() > IN_MEMORY_BYTES) {
                verify(blob);
                return new VerifyingStream(Files.newInputStream(file), blob, file);
            }
            byte[] bytes = Files.readAllBytes(file);
            String found = HexFormat.of().formatHex(sha256().digest(bytes));
            if (!found.equals(blob.digest())) {
                throw corrupt(file, blob, bytes.length, found);
            }
            return new ByteArrayInputStream(bytes);
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    @Override
    public void verify(Blob blob) {
        Path file = file(blob.digest());
        try {
            String damage = damage(blob, file);
            if (!damage.isEmpty()) {
                throw corrupt(file, blob, Files.size(file), damage);
            }
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    @Override
    public Stream<Blob> list() {
        return names(folder).stream()
                .filter(name -> HEAD.matcher(name).matches())
                .flatMap(head -> names(folder.resolve(head)).stream()
                        .filter(name -> TAIL.matcher(name).matches())
                        .map(tail -> found(head + tail)))
                .flatMap(Optional::stream);
    }

    /** Returns the names in a folder in ascending order, none when it is not there. */
    private static List<String> names(Path place) {
        try (Stream<Path> entries = Files.list(place)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw failure("list", place, e);
        } catch (UncheckedIOException e) {
            throw failure("list", place, e.getCause());
        }
    }

    /** Returns a blob with the size of its file; none when it was deleted meanwhile, or is no file. */
    private Optional<Blob> found(String digest) {
        Path file = file(digest);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return attributes.isRegularFile() ? Optional.of(new Blob(digest, attributes.size())) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure("list", file, e);
        }
    }

    @Override
    public boolean delete(Blob blob) {
        Path file = file(blob.digest());
        try {
            if (!disk.delete(file)) {
                return false;
            }
            disk.forceFolder(parent(file));
            return true;
        } catch (IOException e) {
            throw failure("delete", file, e);
        }
    }

    @Override
    public long deleteUnfinished(Instant before) {
        Path temporaries = folder.resolve(TEMPORARY);
        long deleted = 0;
        for (String name : names(temporaries)) {
            Path file = temporaries.resolve(name);
            try {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                                .toInstant()
                                .isBefore(before)
                        && disk.delete(file)) {
                    deleted++;
                }
            } catch (NoSuchFileException finishedMeanwhile) {
                continue;
            } catch (IOException e) {
                throw failure("delete", file, e);
            }
        }
        return deleted;
    }

    /** Returns the digest that a file has in place of the expected one, or an empty text. */
    private static String damage(Blob blob, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = Files.newInputStream(file)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        String found = HexFormat.of().formatHex(digest.digest());
        return found.equals(blob.digest()) ? "" : found;
    }

    private Path file(String digest) {
        return folder.resolve(digest.substring(0, 2)).resolve(digest.substring(2));
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "a blob lies in a folder");
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must know SHA-256", e);
        }
    }

    private static StorageException corrupt(Path file, Blob blob, long size, String found) {
        return new StorageException(
                Reason.CORRUPT,
                file.toString(),
                "the file " + file + " is damaged: expected " + blob.sizeBytes() + " bytes with SHA-256 "
                        + blob.digest() + ", found " + size + " bytes with " + found
                        + "; restore it from a copy, or store the same bytes again",
                null);
    }

    private static StorageException failure(String verb, Path file, IOException cause) {
        if (cause instanceof NoSuchFileException && verb.equals("read")) {
            return new StorageException(
                    Reason.MISSING,
                    file.toString(),
                    "the file " + file + " is missing; restore it from a copy, or store the same bytes again",
                    cause);
        }
        Reason reason = Reason.FAILED;
        if (cause instanceof AccessDeniedException) {
            reason = Reason.READ_ONLY;
        } else if (String.valueOf(cause.getMessage()).contains("No space left")) {
            reason = Reason.FULL;
        }
        return new StorageException(
                reason, file.toString(), "could not " + verb + " the file " + file + ": " + cause.getMessage(), cause);
    }

    /** Counts what passes. */
    private static final class CountingStream extends OutputStream {
        private final OutputStream out;
        private long count;

        CountingStream(OutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            count++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            count += length;
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }
    }

    /** Compares the digest once more at the end, in case that the file changed since it was verified. */
    private static final class VerifyingStream extends FilterInputStream {
        private final MessageDigest digest = sha256();
        private final Blob blob;
        private final Path file;
        private long count;
        private boolean ended;

        VerifyingStream(InputStream in, Blob blob, Path file) {
            super(in);
            this.blob = blob;
            this.file = file;
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
                String found = HexFormat.of().formatHex(digest.digest());
                if (!found.equals(blob.digest())) {
                    throw corrupt(file, blob, count, found);
                }
            }
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            byte[] sink = new byte[(int) Math.min(n, 8192)];
            return Math.max(0, read(sink, 0, sink.length));
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
