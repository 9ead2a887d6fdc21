// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A set of keys with the first row of each, exact: keys are found by a 64-bit hash and compared byte by byte.
 *
 * <p>Keys lie one after another in pages, each with its row and its length before it; an open-addressed index holds where. When
 * the memory of the rule is used up, all of them go to a {@link KeyFile}, which has that memory then; or the keys that are there
 * stay, and later ones are not remembered, when the host named no folder.
 */
final class KeyTable implements AutoCloseable {
    /** The key was not there, and is now. */
    static final long NEW = -1;
    /** The key was not there and there is no room for it: it may have come before. */
    static final long UNKNOWN = -2;

    private static final int PAGE_BITS = 20;
    private static final int HEAD = Long.BYTES + Integer.BYTES;

    private final KeyMemory memory;
    private final Hashing hashing;
    private byte[][] pages = new byte[4][];
    private int pageCount;
    private int at;
    private long pageBytes;
    private long[] slots = new long[0];
    private int[] tags = new int[0];
    private int size;
    private boolean full;
    private @Nullable KeyFile file;
    private long fileBytes;

    KeyTable(KeyMemory memory) {
        this(memory, KeyTable::hash);
    }

    KeyTable(KeyMemory memory, Hashing hashing) {
        this.memory = memory;
        this.hashing = hashing;
    }

    /** The hash of the first bytes of an array. */
    interface Hashing {
        long of(byte[] bytes, int length);
    }

    /** Takes keys with their first rows. */
    interface Visitor {
        void key(byte[] key, long row);
    }

    private static long hash(byte[] bytes, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        long hash = length;
        while (in.remaining() >= Long.BYTES) {
            hash = Sample.mix(hash ^ in.getLong());
        }
        long rest = 0;
        while (in.hasRemaining()) {
            rest = (rest << 8) | (in.get() & 0xff);
        }
        return Sample.mix(hash ^ rest);
    }

    /** Returns the first row of the key when it is there, else puts it and returns {@link #NEW} or {@link #UNKNOWN}. */
    long putIfAbsent(byte[] key, int length, long row) {
        long hash = hashing.of(key, length);
        int slot = find(key, length, hash);
        if (slot >= 0) {
            return rowAt(slots[slot] - 1);
        }
        if (!full) {
            full = !insert(key, length, hash, row);
        }
        if (!full) {
            return NEW;
        }
        if (memory.folder().isEmpty()) {
            return UNKNOWN;
        }
        try {
            KeyFile there = file == null ? spill(memory.folder().get()) : file;
            return there.putIfAbsent(key, length, hash, row);
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Says that a key which is there came in an earlier row. */
    void setRow(byte[] key, int length, long row) {
        long hash = hashing.of(key, length);
        int slot = find(key, length, hash);
        if (slot >= 0) {
            long place = slots[slot] - 1;
            ByteBuffer.wrap(page(place)).putLong(offset(place), row);
        } else if (file != null) {
            try {
                file.setRow(key, length, hash, row);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    void forEach(Visitor visitor) {
        for (long slot : slots) {
            if (slot != 0) {
                visitor.key(keyAt(slot - 1), rowAt(slot - 1));
            }
        }
        if (file != null) {
            try {
                file.forEach(visitor);
            } catch (IOException e) {
                throw failure(e);
            }
        }
    }

    /** Moves all keys to a file, which takes over the memory of this table and what else is left of the rule's. */
    private KeyFile spill(Path folder) throws IOException {
        // What the file needs meanwhile is no more than about what the tags took.
        tags = new int[0];
        KeyFile started = new KeyFile(folder, memory.left() + bytes());
        file = started;
        for (long slot : slots) {
            if (slot != 0) {
                byte[] key = keyAt(slot - 1);
                started.add(key, key.length, hashing.of(key, key.length), rowAt(slot - 1));
            }
        }
        fileBytes = memory.left() + bytes();
        clear();
        memory.reserve(fileBytes);
        started.startFilter();
        return started;
    }

    private CheckFailure failure(IOException e) {
        return new CheckFailure(
                "more keys than fit into " + memory.limit() + " bytes could not be kept in "
                        + memory.folder().map(Object::toString).orElse("") + " (" + e
                        + "); make room there, or allow more memory with start(o -> o.keyMemory(bytes))",
                e);
    }

    private int find(byte[] key, int length, long hash) {
        if (slots.length == 0) {
            return -1;
        }
        int mask = slots.length - 1;
        for (int slot = (int) hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            if (tags[slot] == (int) (hash >>> 32) && isAt(slots[slot] - 1, key, length)) {
                return slot;
            }
        }
        return -1;
    }

    private boolean isAt(long place, byte[] key, int length) {
        byte[] page = page(place);
        int start = offset(place) + HEAD;
        return ByteBuffer.wrap(page).getInt(start - Integer.BYTES) == length
                && Arrays.equals(page, start, start + length, key, 0, length);
    }

    private boolean insert(byte[] key, int length, long hash, long row) {
        if (10L * (size + 1) > 6L * slots.length && !grow()) {
            return false;
        }
        int bytes = Math.addExact(HEAD, length);
        if ((pageCount == 0 || at + bytes > pages[pageCount - 1].length) && !newPage(bytes)) {
            return false;
        }
        long place = ((long) (pageCount - 1) << PAGE_BITS) + at;
        ByteBuffer.wrap(pages[pageCount - 1], at, bytes)
                .putLong(row)
                .putInt(length)
                .put(key, 0, length);
        // A page that is longer than others holds one key alone, so that every place fits the bits of an offset.
        at = Math.min(at + bytes, pages[pageCount - 1].length);
        put(place + 1, (int) (hash >>> 32), (int) hash);
        size++;
        return true;
    }

    private boolean newPage(int bytes) {
        int page = (int) Math.max(bytes, Math.min(1L << PAGE_BITS, Math.max(4096, pageBytes)));
        if (!memory.reserve(page)) {
            return false;
        }
        if (pageCount == pages.length) {
            pages = Arrays.copyOf(pages, pageCount * 2);
        }
        pages[pageCount++] = new byte[page];
        pageBytes += page;
        at = 0;
        return true;
    }

    private boolean grow() {
        int capacity = Math.max(64, slots.length * 2);
        long bytes = (long) capacity * (Long.BYTES + Integer.BYTES);
        if (capacity > 1 << 29 || !memory.reserve(bytes)) {
            return false;
        }
        long[] oldSlots = slots;
        slots = new long[capacity];
        tags = new int[capacity];
        for (long slot : oldSlots) {
            if (slot != 0) {
                byte[] key = keyAt(slot - 1);
                long hash = hashing.of(key, key.length);
                put(slot, (int) (hash >>> 32), (int) hash);
            }
        }
        memory.release((long) oldSlots.length * (Long.BYTES + Integer.BYTES));
        return true;
    }

    private void put(long value, int tag, int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        slots[slot] = value;
        tags[slot] = tag;
    }

    private byte[] page(long place) {
        return pages[(int) (place >>> PAGE_BITS)];
    }

    private static int offset(long place) {
        return (int) (place & ((1 << PAGE_BITS) - 1));
    }

    private long rowAt(long place) {
        return ByteBuffer.wrap(page(place)).getLong(offset(place));
    }

    private byte[] keyAt(long place) {
        byte[] page = page(place);
        int start = offset(place) + HEAD;
        return Arrays.copyOfRange(page, start, start + ByteBuffer.wrap(page).getInt(start - Integer.BYTES));
    }

    /** How many bytes of the memory the keys and their index take. */
    private long bytes() {
        return pageBytes + (long) slots.length * (Long.BYTES + Integer.BYTES);
    }

    private void clear() {
        memory.release(bytes());
        pages = new byte[4][];
        pageCount = 0;
        at = 0;
        pageBytes = 0;
        slots = new long[0];
        tags = new int[0];
        size = 0;
    }

    /** Frees the memory and deletes the files; the table is empty then. */
    @Override
    public void close() {
        clear();
        memory.release(fileBytes);
        fileBytes = 0;
        if (file != null) {
            file.close();
            file = null;
        }
    }
}
