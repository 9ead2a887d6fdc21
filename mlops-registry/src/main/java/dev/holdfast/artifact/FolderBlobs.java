// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import dev.holdfast.artifact.StorageException.Reason;
import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Blobs as files of a folder: {@code a/bcdef...}, the digest with its first digit as a folder.
 *
 * <p>A blob is written to a temporary file, forced to the disk and renamed, and its folder forced: after a crash it is
 * there as a whole or not at all. A file that is found damaged is moved to {@code quarantine}, where it can be looked at,
 * and deleted with its blob. Thread-safe, between processes too.
 */
public final class FolderBlobs implements BlobStore {
    private static final String TEMPORARY = "tmp";
    private static final String QUARANTINE = "quarantine";

    /** Up to this size a blob is read and verified in memory; a larger one is verified while it is handed out. */
    private static final long IN_MEMORY_BYTES = 16L << 20;

    private static final Pattern HEAD = Pattern.compile("[0-9a-f]");
    private static final Pattern TAIL = Pattern.compile("[0-9a-f]{63}");

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

    /**
     * Makes the folders, so that no blob is the first of its folder and waits for the one above too. The last of them is
     * there only when the others are on the disk.
     */
    private void prepare() throws IOException {
        Path last = folder.resolve(TEMPORARY);
        if (Files.exists(last)) {
            return;
        }
        boolean fresh = !Files.exists(folder);
        for (int head = 0; head < 16; head++) {
            disk.createFolder(folder.resolve(HexFormat.of().toHexDigits(head, 1)));
        }
        disk.forceFolder(folder);
        Path above = folder.toAbsolutePath().getParent();
        if (fresh && above != null) {
            disk.forceFolder(above);
        }
        disk.createFolder(last);
    }

    @Override
    public Blob put(Content content) {
        Path temporary = folder.resolve(TEMPORARY).resolve(UUID.randomUUID().toString());
        try {
            prepare();
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
        try (FileOutputStream file = disk.create(temporary)) {
            HashingStream out = new HashingStream(file);
            content.writeTo(out);
            Blob blob = out.finish();
            disk.force(temporary, file);
            return blob;
        }
    }

    private void keep(Path temporary, Blob blob) throws IOException {
        Path file = file(blob.digest());
        // What is there already is kept only when it is what it should be: storing the bytes again heals a damaged one.
        Path parent = parent(file);
        if (Files.exists(file)) {
            if (hash(file).equals(blob)) {
                // Whoever renamed it may not have forced the folder yet, and may have died.
                disk.forceFolder(parent);
                return;
            }
            setAside(blob);
        }
        // Somebody who tidies up may have deleted it as empty.
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
        return blob.sizeBytes() > IN_MEMORY_BYTES ? stream(blob) : new ByteArrayInputStream(read(blob));
    }

    @Override
    public InputStream openVerified(Blob blob) {
        if (blob.sizeBytes() > IN_MEMORY_BYTES) {
            verify(blob);
        }
        return open(blob);
    }

    private InputStream stream(Blob blob) {
        Path file = file(blob.digest());
        try {
            if (!Files.exists(file) || Files.size(file) != blob.sizeBytes()) {
                // Says what is wrong, unless it is there and whole by now.
                verify(blob);
            }
            return new VerifyingStream(disk.read(file), blob, found -> corrupt(file, blob, found, moved(blob, found)));
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    @Override
    public byte[] read(Blob blob) {
        blob.requireFitsArray();
        return whole(blob, () -> {
            Path file = file(blob.digest());
            try (InputStream in = disk.read(file)) {
                // The size that is told costs no memory unless the bytes are there.
                byte[] bytes = new byte[(int) Math.min(blob.sizeBytes(), Files.size(file))];
                Blob found = HashingStream.fill(bytes, in);
                // Of a file that is too long only the beginning was read; the message tells of the whole.
                Blob whole = in.read() < 0 ? found : hash(file);
                // If it was stored again since, what was read must still be judged by itself.
                return new Found<>(bytes, whole.equals(blob) ? found : whole);
            }
        });
    }

    @Override
    public void verify(Blob blob) {
        whole(blob, () -> {
            Blob found = hash(file(blob.digest()));
            return new Found<>(found, found);
        });
    }

    private Blob hash(Path file) throws IOException {
        try (InputStream in = disk.read(file)) {
            return HashingStream.of(in);
        }
    }

    /** What a file holds, and its name. */
    private record Found<T>(T content, Blob name) {}

    /** Reads a file. */
    @FunctionalInterface
    private interface Reading<T> {
        Found<T> read() throws IOException;
    }

    /** Returns what a reading gives if it is what was stored; a damaged file is set aside. */
    private <T> T whole(Blob blob, Reading<T> reading) {
        Path file = file(blob.digest());
        try {
            Found<T> found;
            try {
                found = reading.read();
            } catch (NoSuchFileException e) {
                // It may just be looked at in the quarantine.
                if (!putBack(blob)) {
                    throw e;
                }
                found = reading.read();
            }
            if (found.name().equals(blob)) {
                return found.content();
            }
            String moved = moved(blob, found.name());
            if (moved.isEmpty()) {
                // It may have been damaged on the way only, or was stored again meanwhile.
                found = reading.read();
                if (found.name().equals(blob)) {
                    return found.content();
                }
            }
            throw corrupt(file, blob, found.name(), moved);
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    /** Moves a damaged file away, so that nobody takes it for the blob, and says where to, or nothing. */
    private String moved(Blob blob, Blob found) {
        if (found.digest().equals(blob.digest())) {
            return "";
        }
        try {
            return setAside(blob).map(place -> ", and was moved to " + place).orElse("");
        } catch (IOException e) {
            // A store that may only be read keeps it where it is.
            return "";
        }
    }

    /**
     * Moves a damaged file to the quarantine; empty when it was not there, or was whole when looked at again: it was
     * stored again meanwhile, or damaged on the way only.
     */
    private Optional<Path> setAside(Blob blob) throws IOException {
        Path file = file(blob.digest());
        Path quarantine = folder.resolve(QUARANTINE);
        Path aside = quarantine.resolve(blob.digest() + "-" + UUID.randomUUID());
        disk.createFolder(quarantine);
        try {
            disk.rename(file, aside);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (hash(aside).digest().equals(blob.digest())) {
            disk.rename(aside, file);
            return Optional.empty();
        }
        disk.forceFolder(quarantine);
        disk.forceFolder(parent(file));
        return Optional.of(aside);
    }

    /** Moves a whole file back from the quarantine, where a process that died may have left it. */
    private boolean putBack(Blob blob) throws IOException {
        StorageException damaged = null;
        Path file = file(blob.digest());
        for (Path aside : quarantined(blob)) {
            Blob found = hash(aside);
            if (found.digest().equals(blob.digest())) {
                disk.createFolder(parent(file));
                disk.rename(aside, file);
                return true;
            }
            damaged = corrupt(file, blob, found, ", and was moved to " + aside);
        }
        if (damaged != null) {
            throw damaged;
        }
        return false;
    }

    private List<Path> quarantined(Blob blob) {
        Path quarantine = folder.resolve(QUARANTINE);
        return names(quarantine).stream()
                .filter(name -> name.startsWith(blob.digest()))
                .map(quarantine::resolve)
                .toList();
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
            throw failure("list", place, Objects.requireNonNull(e.getCause(), "the failure of the listing"));
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
            List<Path> quarantined = quarantined(blob);
            for (Path aside : quarantined) {
                disk.delete(aside);
            }
            if (!quarantined.isEmpty()) {
                disk.forceFolder(folder.resolve(QUARANTINE));
            }
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
            if (isUntouchedSince(temporaries.resolve(name), before)) {
                deleted += deleteUnfinished(temporaries.resolve(name)) ? 1 : 0;
            }
        }
        return deleted;
    }

    /** Whether a file was not written to since a moment; false when its writer took it away meanwhile. */
    static boolean isUntouchedSince(Path file, Instant before) {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                    .toInstant()
                    .isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw failure("read", file, e);
        }
    }

    private boolean deleteUnfinished(Path file) {
        try {
            return disk.delete(file);
        } catch (IOException e) {
            throw failure("delete", file, e);
        }
    }

    private Path file(String digest) {
        return folder.resolve(digest.substring(0, 1)).resolve(digest.substring(1));
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "a blob lies in a folder");
    }

    private static StorageException corrupt(Path file, Blob blob, Blob found, String moved) {
        return new StorageException(
                Reason.CORRUPT,
                file.toString(),
                "the file " + file + " is damaged: expected " + blob.sizeBytes() + " bytes with SHA-256 "
                        + blob.digest() + ", found " + found.sizeBytes() + " bytes with " + found.digest() + moved
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
}
