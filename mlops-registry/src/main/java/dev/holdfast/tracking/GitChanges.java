// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether the tracked files of a tree differ from the commit that is checked out: the files from the index, as Git's
 * index format (versions 2 to 4) describes it, and the index from the tree of the commit. Files that are not tracked do
 * not count.
 */
final class GitChanges {
    private static final int MOST_ENTRIES = 200_000;
    private static final int LINK = 0xA000;
    private static final int MODULE = 0xE000;
    private static final int KIND = 0xF000;

    private final GitRepository git;

    GitChanges(GitRepository git) {
        this.git = git;
    }

    /** A file as the index has it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Entry(byte[] path, int mode, byte[] id, long seconds, long nanos, long size, boolean skipped) {
        String name() {
            return new String(path, StandardCharsets.UTF_8);
        }
    }

    /** Returns "true", "false", or "unknown" where Git's files hold what is not read here. */
    String describe(String commit) throws IOException {
        Path file = git.own().resolve("index");
        if (!Files.isRegularFile(file)) {
            return "unknown";
        }
        List<Entry> entries = new ArrayList<>();
        FileTime written = Files.getLastModifiedTime(file);
        boolean understood = commit.length() == 40 && read(ByteBuffer.wrap(Files.readAllBytes(file)), entries);
        if (!understood) {
            return "unknown";
        }
        for (Entry entry : entries) {
            if (!entry.skipped() && isChanged(entry, written.toInstant())) {
                return "true";
            }
        }
        Optional<String> committed = tree(commit);
        if (committed.isEmpty()) {
            return "unknown";
        }
        String indexed = HexFormat.of().formatHex(tree(entries, 0, entries.size(), 0));
        return indexed.equals(committed.get()) ? "false" : "true";
    }

    /** Reads the entries; false when there is something that is not understood, such as a merge or a split index. */
    private static boolean read(ByteBuffer index, List<Entry> entries) {
        int signature = index.getInt();
        int version = index.getInt();
        int count = index.getInt();
        if (signature != 0x44495243 || version < 2 || version > 4 || count > MOST_ENTRIES) {
            return false;
        }
        byte[] path = new byte[0];
        for (int i = 0; i < count; i++) {
            int start = index.position();
            index.position(start + 8);
            long seconds = Integer.toUnsignedLong(index.getInt());
            long nanos = index.getInt();
            index.position(start + 24);
            int mode = index.getInt();
            index.position(start + 36);
            long size = Integer.toUnsignedLong(index.getInt());
            byte[] id = new byte[20];
            index.get(id);
            int flags = index.getShort();
            boolean skipped = (flags & 0x8000) != 0;
            if ((flags & 0x4000) != 0) {
                skipped |= (index.getShort() & 0x4000) != 0;
            }
            path = version == 4 ? compressed(index, path) : terminated(index);
            if (version < 4) {
                // From one to eight bytes of zero end an entry, so that its length is a multiple of eight.
                index.position(start + (index.position() - 1 - start + 8) / 8 * 8);
            }
            if ((flags & 0x3000) != 0 || (mode & KIND) == 0x4000) {
                return false;
            }
            entries.add(new Entry(path, mode, id, seconds, nanos, size, skipped));
        }
        while (index.remaining() > 28) {
            int extension = index.getInt();
            if (extension == 0x6c696e6b) {
                return false;
            }
            int length = index.getInt();
            index.position(index.position() + length);
        }
        return true;
    }

    private static byte[] terminated(ByteBuffer index) {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (byte b = index.get(); b != 0; b = index.get()) {
            path.write(b);
        }
        return path.toByteArray();
    }

    /** Of a path in version 4: how many bytes of the one before it are dropped, and what follows them. */
    private static byte[] compressed(ByteBuffer index, byte[] before) {
        int b = index.get() & 0xff;
        int dropped = b & 0x7f;
        while ((b & 0x80) != 0) {
            b = index.get() & 0xff;
            dropped = ((dropped + 1) << 7) | (b & 0x7f);
        }
        byte[] rest = terminated(index);
        byte[] path = Arrays.copyOf(before, before.length - dropped + rest.length);
        System.arraycopy(rest, 0, path, before.length - dropped, rest.length);
        return path;
    }

    private boolean isChanged(Entry entry, Instant indexWritten) throws IOException {
        int kind = entry.mode() & KIND;
        if (kind == MODULE) {
            return false;
        }
        Path file = git.tree().resolve(entry.name());
        BasicFileAttributes found;
        try {
            found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return true;
        }
        if (kind == LINK) {
            return !found.isSymbolicLink() || !Arrays.equals(entry.id(), blob(link(file)));
        }
        if (!found.isRegularFile()) {
            return true;
        }
        Instant modified = found.lastModifiedTime().toInstant();
        boolean sameTime = modified.getEpochSecond() == entry.seconds()
                && (entry.nanos() == 0 || modified.getNano() == entry.nanos());
        // A file that changed in the moment in which the index was written may have the same time and size.
        if (sameTime && (found.size() & 0xffffffffL) == entry.size() && modified.isBefore(indexWritten)) {
            return false;
        }
        byte[] content = Files.readAllBytes(file);
        return !Arrays.equals(entry.id(), blob(content)) && !Arrays.equals(entry.id(), blob(withoutReturns(content)));
    }

    private static byte[] link(Path file) throws IOException {
        return Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.UTF_8);
    }

    /** On Windows, Git stores a line feed for the two characters that end a line in the tree. */
    private static byte[] withoutReturns(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length);
        for (int i = 0; i < content.length; i++) {
            if (content[i] != '\r' || i + 1 == content.length || content[i + 1] != '\n') {
                out.write(content[i]);
            }
        }
        return out.toByteArray();
    }

    private static byte[] blob(byte[] content) {
        return id("blob", content);
    }

    private static byte[] id(String type, byte[] content) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update((type + " " + content.length + "\0").getBytes(StandardCharsets.UTF_8));
            return sha1.digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must know SHA-1", e);
        }
    }

    /** The name that Git would give to the tree of these entries, whose paths share their first bytes. */
    private static byte[] tree(List<Entry> entries, int from, int to, int prefix) {
        ByteArrayOutputStream tree = new ByteArrayOutputStream();
        for (int i = from; i < to; ) {
            byte[] path = entries.get(i).path();
            int end = prefix;
            while (end < path.length && path[end] != '/') {
                end++;
            }
            int next = i + 1;
            if (end < path.length) {
                while (next < to && startsWith(entries.get(next).path(), path, end + 1)) {
                    next++;
                }
            }
            boolean folder = end < path.length;
            String mode =
                    folder ? "40000" : Integer.toOctalString(entries.get(i).mode());
            tree.writeBytes((mode + " ").getBytes(StandardCharsets.UTF_8));
            tree.write(path, prefix, end - prefix);
            tree.write(0);
            tree.writeBytes(
                    folder ? tree(entries, i, next, end + 1) : entries.get(i).id());
            i = next;
        }
        return id("tree", tree.toByteArray());
    }

    private static boolean startsWith(byte[] path, byte[] prefix, int length) {
        return path.length >= length && Arrays.equals(path, 0, length, prefix, 0, length);
    }

    /** Returns the tree of a commit, or empty where the commit is stored as its difference from another one. */
    private Optional<String> tree(String commit) throws IOException {
        Path objects = git.common().resolve("objects");
        Path loose = objects.resolve(commit.substring(0, 2)).resolve(commit.substring(2));
        Optional<String> text = Files.isRegularFile(loose)
                ? inflate(Files.readAllBytes(loose), 0).map(object -> object.substring(object.indexOf('\0') + 1))
                : packed(objects.resolve("pack"), HexFormat.of().parseHex(commit));
        return text.filter(object -> object.startsWith("tree ") && object.length() >= 45)
                .map(object -> object.substring(5, 45));
    }

    private static Optional<String> packed(Path packs, byte[] id) throws IOException {
        if (!Files.isDirectory(packs)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> indexes = Files.newDirectoryStream(packs, "*.idx")) {
            for (Path index : indexes) {
                Optional<Long> offset = offset(ByteBuffer.wrap(Files.readAllBytes(index)), id);
                if (offset.isPresent()) {
                    String name = String.valueOf(index.getFileName());
                    return object(packs.resolve(name.substring(0, name.length() - 4) + ".pack"), offset.get());
                }
            }
        }
        return Optional.empty();
    }

    /** Looks an object up in the index of a pack, version 2: a table of first bytes, names, checksums, offsets. */
    private static Optional<Long> offset(ByteBuffer index, byte[] id) {
        if (index.getInt(0) != 0xff744f63 || index.getInt(4) != 2) {
            return Optional.empty();
        }
        int first = id[0] & 0xff;
        int count = index.getInt(8 + 255 * 4);
        int low = first == 0 ? 0 : index.getInt(8 + (first - 1) * 4);
        int high = index.getInt(8 + first * 4);
        byte[] name = new byte[20];
        for (int i = low; i < high; i++) {
            index.get(8 + 1024 + i * 20, name);
            if (Arrays.equals(name, id)) {
                int offset = index.getInt(8 + 1024 + count * 24 + i * 4);
                return offset < 0
                        ? Optional.of(index.getLong(8 + 1024 + count * 28 + (offset & 0x7fffffff) * 8))
                        : Optional.of((long) offset);
            }
        }
        return Optional.empty();
    }

    private static Optional<String> object(Path pack, long offset) throws IOException {
        try (InputStream in = Files.newInputStream(pack)) {
            in.skipNBytes(offset);
            byte[] bytes = in.readNBytes(1 << 16);
            int type = bytes[0] >> 4 & 7;
            int start = 1;
            while ((bytes[start - 1] & 0x80) != 0) {
                start++;
            }
            return type == 1 ? inflate(bytes, start) : Optional.empty();
        }
    }

    /** The first bytes of an object are enough: the tree is what a commit names first. */
    private static Optional<String> inflate(byte[] bytes, int from) {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(bytes, from, bytes.length - from);
            byte[] text = new byte[256];
            int length = inflater.inflate(text);
            return Optional.of(new String(text, 0, length, StandardCharsets.UTF_8));
        } catch (DataFormatException e) {
            return Optional.empty();
        } finally {
            inflater.end();
        }
    }
}
