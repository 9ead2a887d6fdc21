// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Keys with their first rows, one record after another in a file: the row, the length of the key, the key. What was appended
 * last waits in memory until there is a buffer full of it.
 */
final class KeyLog implements AutoCloseable {
    private static final int HEAD = Long.BYTES + Integer.BYTES;
    private static final int SCAN = 1 << 16;

    private final KeyChannel file;
    private final ByteBuffer unwritten;
    private long written;
    private ByteBuffer record = ByteBuffer.allocate(256);

    KeyLog(Path folder, int buffer) throws IOException {
        this.file = KeyChannel.create(folder, ".log");
        this.unwritten = ByteBuffer.allocate(buffer);
    }

    /** Appends a record and returns where it is. */
    long append(byte[] key, int length, long row) throws IOException {
        int bytes = Math.addExact(HEAD, length);
        if (unwritten.remaining() < bytes) {
            flush();
        }
        long place = written + unwritten.position();
        if (bytes <= unwritten.capacity()) {
            unwritten.putLong(row).putInt(length).put(key, 0, length);
        } else {
            ByteBuffer alone = ByteBuffer.allocate(bytes);
            file.write(alone.putLong(row).putInt(length).put(key, 0, length).flip(), written);
            written += bytes;
        }
        return place;
    }

    private void flush() throws IOException {
        file.write(unwritten.flip(), written);
        written += unwritten.limit();
        unwritten.clear();
    }

    /** Tells whether a record is that of a key; then {@link #row()} is its row. */
    boolean isAt(long place, byte[] key, int length) throws IOException {
        int bytes = Math.addExact(HEAD, length);
        long end = place < written ? written : written + unwritten.position();
        if (end - place < bytes) {
            return false;
        }
        if (record.capacity() < bytes) {
            record = ByteBuffer.allocate(bytes);
        }
        record.clear().limit(bytes);
        if (place < written) {
            file.read(record, place);
        } else {
            record.put(unwritten.array(), (int) (place - written), bytes).flip();
        }
        return record.getInt(Long.BYTES) == length && Arrays.equals(record.array(), HEAD, bytes, key, 0, length);
    }

    /** The row of the record that {@link #isAt} found. */
    long row() {
        return record.getLong(0);
    }

    void setRow(long place, long row) throws IOException {
        if (place < written) {
            file.write(ByteBuffer.allocate(Long.BYTES).putLong(row).flip(), place);
        } else {
            unwritten.putLong((int) (place - written), row);
        }
    }

    /** Reads all records from front to back. */
    void forEach(KeyTable.Visitor visitor) throws IOException {
        flush();
        byte[] buffer = new byte[SCAN];
        ByteBuffer in = ByteBuffer.wrap(buffer).limit(0);
        for (long at = 0; at < written; ) {
            in = holding(in, HEAD, at);
            long row = in.getLong();
            int length = in.getInt();
            at += HEAD;
            in = holding(in, length, at);
            byte[] key = new byte[length];
            in.get(key);
            at += length;
            visitor.key(key, row);
        }
    }

    /** The buffer when it still holds so many bytes, else it or a bigger one filled from a position on. */
    private ByteBuffer holding(ByteBuffer in, int bytes, long from) throws IOException {
        if (in.remaining() >= bytes) {
            return in;
        }
        ByteBuffer into = in.capacity() < bytes ? ByteBuffer.allocate(bytes) : in;
        into.clear().limit((int) Math.min(into.capacity(), written - from));
        file.read(into, from);
        return into;
    }

    @Override
    public void close() {
        file.close();
    }
}
