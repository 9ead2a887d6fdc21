// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The keys that do not fit into memory, exact and at once: a log of the keys, one after another, and an index in a second file.
 *
 * <p>The index is a table of entries of 24 bytes: the hash, where the key is in the log plus one (0 for an empty entry), and the
 * first row. An entry stands at or behind the place that the highest bits of its hash name, so doubling the table reads the old
 * one and writes the new one from front to back. A key is read back from the log only where the whole 64-bit hash is the same. Files
 * are deleted when they are closed.
 */
final class KeyFile implements AutoCloseable {
    private static final int ENTRY = 24;
    private static final int PROBED = 32;
    private static final int FIRST_BITS = 12;

    private final Path folder;
    private final Path logPath;
    private final FileChannel log;
    private final ByteBuffer unwritten = ByteBuffer.allocate(1 << 16);
    private long written;
    private Path indexPath;
    private FileChannel index;
    private int bits = FIRST_BITS;
    private long size;

    KeyFile(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.logPath = Files.createTempFile(folder, "holdfast-keys-", ".log");
        this.log = open(logPath);
        try {
            this.indexPath = Files.createTempFile(folder, "holdfast-keys-", ".index");
            this.index = empty(indexPath, bits);
        } catch (IOException e) {
            discard(log, logPath);
            throw e;
        }
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static FileChannel empty(Path path, int bits) throws IOException {
        FileChannel channel = open(path);
        try {
            // One byte at the end makes all before it zeros.
            channel.write(ByteBuffer.allocate(1), (1L << bits) * ENTRY - 1);
            return channel;
        } catch (IOException e) {
            discard(channel, path);
            throw e;
        }
    }

    long putIfAbsent(byte[] key, int length, long hash, long row) throws IOException {
        Entry found = probe(key, length, hash);
        if (found.place != 0) {
            return found.row;
        }
        long place = append(key, length);
        write(index, found.slot, hash, place + 1, row);
        if (++size * 10 > (1L << bits) * 6) {
            grow();
        }
        return KeyTable.NEW;
    }

    void setRow(byte[] key, int length, long hash, long row) throws IOException {
        Entry found = probe(key, length, hash);
        if (found.place != 0) {
            write(index, found.slot, hash, found.place, row);
        }
    }

    void forEach(KeyTable.Visitor visitor) throws IOException {
        ByteBuffer entries = ByteBuffer.allocate(ENTRY * 1024);
        for (long slot = 0; slot < 1L << bits; slot += 1024) {
            read(index, entries.clear(), slot * ENTRY);
            while (entries.hasRemaining()) {
                entries.getLong();
                long place = entries.getLong();
                long row = entries.getLong();
                if (place != 0) {
                    visitor.key(key(place - 1), row);
                }
            }
        }
    }

    /** Where the key is, or where it belongs. */
    private record Entry(long slot, long place, long row) {}

    private Entry probe(byte[] key, int length, long hash) throws IOException {
        long slots = 1L << bits;
        long slot = hash >>> (64 - bits);
        ByteBuffer entries = ByteBuffer.allocate(ENTRY * PROBED);
        while (true) {
            int some = (int) Math.min(PROBED, slots - slot);
            read(index, entries.clear().limit(some * ENTRY), slot * ENTRY);
            while (entries.hasRemaining()) {
                long theirs = entries.getLong();
                long place = entries.getLong();
                long row = entries.getLong();
                if (place == 0 || (theirs == hash && isAt(place - 1, key, length))) {
                    return new Entry(slot, place, row);
                }
                slot++;
            }
            slot = slot == slots ? 0 : slot;
        }
    }

    private boolean isAt(long place, byte[] key, int length) throws IOException {
        byte[] theirs = key(place);
        return Arrays.equals(theirs, 0, theirs.length, key, 0, length);
    }

    private byte[] key(long place) throws IOException {
        ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
        fromLog(length, place);
        ByteBuffer key = ByteBuffer.allocate(length.getInt());
        fromLog(key, place + Integer.BYTES);
        return key.array();
    }

    private void fromLog(ByteBuffer into, long from) throws IOException {
        if (from >= written) {
            into.put(unwritten.array(), (int) (from - written), into.remaining())
                    .flip();
        } else {
            read(log, into, from);
        }
    }

    private long append(byte[] key, int length) throws IOException {
        int bytes = Math.addExact(Integer.BYTES, length);
        if (unwritten.remaining() < bytes) {
            writeAll(log, unwritten.flip(), written);
            written += unwritten.limit();
            unwritten.clear();
        }
        long place = written + unwritten.position();
        if (bytes > unwritten.capacity()) {
            writeAll(
                    log,
                    ByteBuffer.allocate(bytes)
                            .putInt(length)
                            .put(key, 0, length)
                            .flip(),
                    written);
            written += bytes;
        } else {
            unwritten.putInt(length).put(key, 0, length);
        }
        return place;
    }

    private void grow() throws IOException {
        Path biggerPath = Files.createTempFile(folder, "holdfast-keys-", ".index");
        FileChannel bigger = empty(biggerPath, bits + 1);
        try {
            copyTo(bigger);
        } catch (IOException e) {
            discard(bigger, biggerPath);
            throw e;
        }
        discard(index, indexPath);
        index = bigger;
        indexPath = biggerPath;
        bits++;
    }

    private void copyTo(FileChannel bigger) throws IOException {
        ByteBuffer entries = ByteBuffer.allocate(ENTRY * 1024);
        ByteBuffer one = ByteBuffer.allocate(ENTRY);
        for (long slot = 0; slot < 1L << bits; slot += 1024) {
            read(index, entries.clear(), slot * ENTRY);
            while (entries.hasRemaining()) {
                long hash = entries.getLong();
                long place = entries.getLong();
                long row = entries.getLong();
                if (place != 0) {
                    write(bigger, free(bigger, one, hash >>> (63 - bits)), hash, place, row);
                }
            }
        }
    }

    private long free(FileChannel bigger, ByteBuffer one, long from) throws IOException {
        long slot = from;
        while (true) {
            read(bigger, one.clear(), slot * ENTRY);
            if (one.getLong(Long.BYTES) == 0) {
                return slot;
            }
            slot = slot + 1 == 2L << bits ? 0 : slot + 1;
        }
    }

    private static void write(FileChannel channel, long slot, long hash, long place, long row) throws IOException {
        ByteBuffer entry = ByteBuffer.allocate(ENTRY);
        writeAll(channel, entry.putLong(hash).putLong(place).putLong(row).flip(), slot * ENTRY);
    }

    private static void writeAll(FileChannel channel, ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            at += channel.write(from, at);
        }
    }

    /** Fills a buffer up to its limit and makes it ready to be read. */
    private static void read(FileChannel channel, ByteBuffer into, long position) throws IOException {
        long at = position;
        while (into.hasRemaining()) {
            int read = channel.read(into, at);
            if (read < 0) {
                throw new EOFException("the file ends at " + at);
            }
            at += read;
        }
        into.flip();
    }

    private static void discard(FileChannel channel, Path path) {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // It holds nothing that is needed, and the host finds it by its name.
        }
    }

    @Override
    public void close() {
        discard(log, logPath);
        discard(index, indexPath);
    }
}
