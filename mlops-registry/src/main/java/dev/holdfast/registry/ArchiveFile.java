// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.ArchiveException.Problem;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.TrustPolicy;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * An archive that is not trusted before its index is verified. Members are never written under their own names, none is
 * read further than the index says, and the index itself no further than a bound: what inflates without end is given up.
 */
final class ArchiveFile implements AutoCloseable {
    /** The longest document that is read into memory. */
    private static final int LONGEST_DOCUMENT = 64 << 20;

    private static final int MOST_MEMBERS = 10_000;

    private final ZipFile zip;
    private final String place;
    private final Map<String, ZipEntry> entries;
    private final ArchiveIndex index;

    private ArchiveFile(ZipFile zip, String place, Map<String, ZipEntry> entries, ArchiveIndex index) {
        this.zip = zip;
        this.place = place;
        this.entries = entries;
        this.index = index;
    }

    /** Opens an archive, verifies the signature of its index, and that it holds what the index names and no more. */
    static ArchiveFile open(Path file, TrustPolicy trust) throws IOException {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw new ArchiveException(
                    Problem.NOT_AN_ARCHIVE, file + " is no archive of a version: " + e.getMessage(), e);
        }
        try {
            Map<String, ZipEntry> entries = entries(zip, file.toString());
            ArchiveIndex index = index(zip, entries, trust, file.toString());
            ArchiveFile archive = new ArchiveFile(zip, file.toString(), entries, index);
            archive.requireMembers(index.members().keySet(), "the index");
            return archive;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Map<String, ZipEntry> entries(ZipFile zip, String place) {
        if (zip.size() > MOST_MEMBERS) {
            throw new ArchiveException(
                    Problem.NOT_AN_ARCHIVE,
                    place + " has " + zip.size() + " members, an archive of a version has at most " + MOST_MEMBERS,
                    null);
        }
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            ZipEntry entry = all.nextElement();
            if (entries.put(entry.getName(), entry) != null) {
                throw new ArchiveException(
                        Problem.MEMBER_UNEXPECTED, place + " has two members called '" + entry.getName() + "'", null);
            }
        }
        return entries;
    }

    private static ArchiveIndex index(ZipFile zip, Map<String, ZipEntry> entries, TrustPolicy trust, String place)
            throws IOException {
        ZipEntry entry = entries.remove(ArchiveIndex.PATH);
        if (entry == null) {
            throw new ArchiveException(
                    Problem.NOT_AN_ARCHIVE,
                    place + " is no archive of a version: it has no " + ArchiveIndex.PATH,
                    null);
        }
        String text;
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LONGEST_DOCUMENT + 1);
            if (bytes.length > LONGEST_DOCUMENT) {
                throw new ArchiveException(
                        Problem.NOT_AN_ARCHIVE,
                        place + " has an index of more than " + LONGEST_DOCUMENT + " bytes",
                        null);
            }
            text = new String(bytes, StandardCharsets.UTF_8);
        } catch (ZipException | EOFException e) {
            throw changed(place, ArchiveIndex.PATH, e.getMessage(), e);
        }
        Envelope envelope = Envelope.parse(text);
        // Which keys count depends on the model, which only the payload tells; it is believed when they have signed it.
        String model = model(text, place);
        byte[] payload =
                envelope.open("the archive " + place, ArchiveIndex.TYPE, trust.signatures(model), trust.keys(model));
        ArchiveIndex index = ArchiveIndex.parse(new String(payload, StandardCharsets.UTF_8), place);
        if (!index.model().equals(model)) {
            throw new ArchiveException(Problem.NOT_AN_ARCHIVE, place + " names two models", null);
        }
        return index;
    }

    private static String model(String envelope, String place) {
        try {
            byte[] payload = Base64.getDecoder()
                    .decode(Json.toText(Json.parseObject(envelope).get("payload")));
            return Json.toText(Json.parseObject(new String(payload, StandardCharsets.UTF_8))
                    .get("model"));
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(
                    Problem.NOT_AN_ARCHIVE, place + " has an index that cannot be read: " + e.getMessage(), e);
        }
    }

    ArchiveIndex index() {
        return index;
    }

    /** Compares what is there with what the manifest asks for. */
    void requireMembersOf(Manifest manifest) {
        Set<String> wanted = new TreeSet<>(Set.of(ArchiveIndex.MANIFEST, ArchiveIndex.CARD, ArchiveIndex.AUDIT));
        manifest.blobs().forEach(blob -> wanted.add(ArchiveIndex.blobPath(blob.digest())));
        manifest.evidence().forEach(digest -> wanted.add(ArchiveIndex.evidencePath(digest)));
        requireMembers(wanted, "the manifest");
    }

    private void requireMembers(Set<String> wanted, String by) {
        for (String path : wanted) {
            if (!entries.containsKey(path)) {
                throw new ArchiveException(
                        Problem.MEMBER_MISSING,
                        "'" + path + "' is missing from " + place + ", " + by + " names it; get the archive anew",
                        null);
            }
        }
        for (String path : entries.keySet()) {
            if (!wanted.contains(path)) {
                throw new ArchiveException(
                        Problem.MEMBER_UNEXPECTED,
                        "'" + path + "' is in " + place + ", " + by + " does not name it; get the archive anew",
                        null);
            }
        }
    }

    String text(String path) throws IOException {
        Blob expected = expected(path);
        if (expected.sizeBytes() > LONGEST_DOCUMENT) {
            throw changed(place, path, expected.sizeBytes() + " bytes are too many for a document", null);
        }
        try (InputStream in = zip.getInputStream(entries.get(path))) {
            byte[] bytes = in.readNBytes((int) expected.sizeBytes() + 1);
            Blob found = new Blob(Digests.of(bytes), bytes.length);
            if (!found.equals(expected)) {
                throw changed(place, path, "expected " + expected + ", found " + found, null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (ZipException | EOFException e) {
            throw changed(place, path, e.getMessage(), e);
        }
    }

    void verify(String path) throws IOException {
        copy(path, expected(path), OutputStream.nullOutputStream());
    }

    /** Stores a blob; what was stored under another digest is named by nothing, and collected. */
    void store(Blob blob, BlobStore blobs) {
        String path = ArchiveIndex.blobPath(blob.digest());
        if (!expected(path).equals(blob)) {
            throw changed(place, path, "the manifest says " + blob + ", the index " + expected(path), null);
        }
        blobs.put(out -> copy(path, blob, out));
    }

    private Blob expected(String path) {
        Blob expected = index.members().get(path);
        if (expected == null) {
            throw new IllegalArgumentException("the index does not name '" + path + "'");
        }
        return expected;
    }

    private void copy(String path, Blob expected, OutputStream out) throws IOException {
        MessageDigest sha = Digests.sha256();
        try (InputStream in = new DigestInputStream(zip.getInputStream(entries.get(path)), sha)) {
            byte[] buffer = new byte[1 << 16];
            long size = 0;
            for (int read = read(in, buffer, path); read >= 0; read = read(in, buffer, path)) {
                size += read;
                if (size > expected.sizeBytes()) {
                    throw changed(place, path, "expected " + expected + ", found more bytes", null);
                }
                out.write(buffer, 0, read);
            }
            String digest = Digests.hex(sha.digest());
            if (size != expected.sizeBytes() || !digest.equals(expected.digest())) {
                throw changed(place, path, "expected " + expected + ", found " + new Blob(digest, size), null);
            }
        }
    }

    /** What cannot be inflated is no failure of the disk that it is copied to. */
    private int read(InputStream in, byte[] buffer, String path) throws IOException {
        try {
            return in.read(buffer);
        } catch (ZipException | EOFException e) {
            throw changed(place, path, e.getMessage(), e);
        }
    }

    private static ArchiveException changed(
            String place, String path, @Nullable String what, @Nullable Throwable cause) {
        return new ArchiveException(
                Problem.MEMBER_CHANGED,
                "'" + path + "' in " + place + " is not what was signed: " + what + "; get the archive anew",
                cause);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
