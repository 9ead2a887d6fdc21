// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * A part of the index of a {@link KeyFile}, written once: entries of 16 bytes, the hash and the place in the log plus one, in the
 * order of the unsigned hashes, in pages of 4 KiB.
 *
 * <p>The highest bits of a hash name its home page. An entry is there, or further on when all pages from there to it are full of
 * smaller hashes. Pages have room to spare, so one read nearly always tells whether a hash is there.
 */
final class KeyRun implements AutoCloseable {
    private static final int ENTRY = 2 * Long.BYTES;
    private static final int PAGE = 4096;
    private static final int IN_PAGE = PAGE / ENTRY;
    /** Entries a page on average: a page overflows when it gets more than three standard deviations more. */
    private static final int USUAL = 208;

    private static final int BUFFER = 16 * PAGE;

    private final KeyChannel file;
    private final long size;
    private final long homes;
    private final long pages;

    private KeyRun(KeyChannel file, long size, long homes, long pages) {
        this.file = file;
        this.size = size;
        this.homes = homes;
        this.pages = pages;
    }

    /** Entries in the order of their unsigned hashes. */
    interface Cursor {
        /** Goes to the next entry; false when there is none. */
        boolean next() throws IOException;

        long hash();

        /** Where the key is in the log. */
        long place();
    }

    /** Tells whether the key that is looked for is at a place in the log. */
    interface Match {
        boolean at(long place) throws IOException;
    }

    /** Room for one page, for {@link #find}. */
    static ByteBuffer page() {
        return ByteBuffer.allocate(PAGE);
    }

    /** One of so many homes by the highest bits of a hash; greater hashes have no smaller homes. */
    static long home(long hash, long homes) {
        return ((hash >>> 32) * homes) >>> 32;
    }

    long size() {
        return size;
    }

    /** The place of a key in the log, or -1. */
    long find(long hash, ByteBuffer page, Match match) throws IOException {
        for (long at = home(hash, homes); at < pages; at++) {
            file.read(page.clear(), at * PAGE);
            for (int slot = firstFrom(page, hash); slot < IN_PAGE; slot++) {
                long place = page.getLong(slot * ENTRY + Long.BYTES);
                if (place == 0 || page.getLong(slot * ENTRY) != hash) {
                    return -1;
                }
                if (match.at(place - 1)) {
                    return place - 1;
                }
            }
        }
        return -1;
    }

    /** The first slot of a page that is empty or has at least this hash. */
    private static int firstFrom(ByteBuffer page, long hash) {
        int low = 0;
        int high = IN_PAGE;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean smaller = page.getLong(middle * ENTRY + Long.BYTES) != 0
                    && Long.compareUnsigned(page.getLong(middle * ENTRY), hash) < 0;
            low = smaller ? middle + 1 : low;
            high = smaller ? high : middle;
        }
        return low;
    }

    Cursor cursor() {
        return new Cursor() {
            private final ByteBuffer in = ByteBuffer.allocate(BUFFER).limit(0);
            private long at;
            private long hash;
            private long place;

            @Override
            public boolean next() throws IOException {
                do {
                    if (!in.hasRemaining()) {
                        if (at == pages * PAGE) {
                            return false;
                        }
                        file.read(in.clear().limit((int) Math.min(BUFFER, pages * PAGE - at)), at);
                        at += in.limit();
                    }
                    hash = in.getLong();
                    place = in.getLong();
                } while (place == 0);
                return true;
            }

            @Override
            public long hash() {
                return hash;
            }

            @Override
            public long place() {
                return place - 1;
            }
        };
    }

    /** Writes a run from front to back; to be closed when that fails. */
    static final class Writer implements AutoCloseable {
        private final KeyChannel file;
        private final long homes;
        private final ByteBuffer out = ByteBuffer.allocate(BUFFER);
        private long flushed;
        private long size;
        private long page;
        private int inPage;

        /** Starts a run of so many entries. */
        Writer(Path folder, long entries) throws IOException {
            this.file = KeyChannel.create(folder, ".index");
            this.homes = entries / USUAL + 1;
        }

        void add(long hash, long place) throws IOException {
            long home = home(hash, homes);
            while (page < home || inPage == IN_PAGE) {
                endPage();
            }
            out.putLong(hash).putLong(place + 1);
            inPage++;
            size++;
        }

        private void endPage() throws IOException {
            for (; inPage < IN_PAGE; inPage++) {
                out.putLong(0).putLong(0);
            }
            if (!out.hasRemaining()) {
                flush();
            }
            page++;
            inPage = 0;
        }

        private void flush() throws IOException {
            file.write(out.flip(), flushed);
            flushed += out.limit();
            out.clear();
        }

        KeyRun finish() throws IOException {
            endPage();
            flush();
            return new KeyRun(file, size, homes, page);
        }

        @Override
        public void close() {
            file.close();
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
