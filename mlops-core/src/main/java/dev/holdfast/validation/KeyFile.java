// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Keys that do not fit into memory, exact and at once: a {@link KeyLog} of the keys and an index of their hashes.
 *
 * <p>The index is a log-structured merge tree (O'Neil and others, 1996): new entries wait in memory and are written as sorted
 * {@link KeyRun}s, each level of which is eight times as big as the one before; a run that outgrows its level is merged into the
 * next. So files are written from front to back only, a few times each entry, and there are no more runs than levels. A Bloom
 * filter (1970) with two hashes knows of most new keys that they are new, without a read; others cost a read a run. A key is
 * read back from the log only where the whole 64-bit hash is the same.
 *
 * <p>Of the memory, an eighth holds what waits, a sixteenth the end of the log, and the rest the filter; merging takes 64 KiB a
 * run on top for as long as it lasts. Files are deleted when they are closed.
 */
final class KeyFile implements AutoCloseable {
    private static final int RATIO = 8;
    private static final int LEAST_MEMORY = 1 << 14;
    private static final int MOST_PENDING = 1 << 20;
    private static final int MOST_UNWRITTEN = 1 << 18;
    private static final int MOST_WORDS = 1 << 26;

    private final Path folder;
    private final long memory;
    private final KeyLog log;
    private final PendingKeys pending;
    private final TreeMap<Integer, KeyRun> levels = new TreeMap<>();
    private final ByteBuffer page = KeyRun.page();
    private long[] filter = new long[0];

    /** Starts without keys, and with no more memory in use than three sixteenths of what is given. */
    KeyFile(Path folder, long memory) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.memory = Math.max(LEAST_MEMORY, memory);
        this.pending = new PendingKeys((int) Math.min(MOST_PENDING, this.memory / 8 / PendingKeys.ENTRY));
        this.log = new KeyLog(folder, (int) Math.min(MOST_UNWRITTEN, this.memory / 16));
    }

    /** Puts in a key that is known not to be there; only before {@link #startFilter}. */
    void add(byte[] key, int length, long hash, long row) throws IOException {
        long place = log.append(key, length, row);
        while (!pending.add(hash, place)) {
            write();
        }
    }

    /** Takes up the rest of the memory, from which on keys are asked for. */
    void startFilter() throws IOException {
        long[] words = new long[(int) Math.min(MOST_WORDS, memory / 16 * 13 / Long.BYTES)];
        for (KeyRun.Cursor cursor : cursors(levels.values())) {
            while (cursor.next()) {
                mark(words, cursor.hash());
            }
        }
        filter = words;
    }

    long putIfAbsent(byte[] key, int length, long hash, long row) throws IOException {
        if (isMarked(hash) && find(key, length, hash).isPresent()) {
            return log.row();
        }
        add(key, length, hash, row);
        mark(filter, hash);
        return KeyTable.NEW;
    }

    void setRow(byte[] key, int length, long hash, long row) throws IOException {
        Optional<Long> place = find(key, length, hash);
        if (place.isPresent()) {
            log.setRow(place.get(), row);
        }
    }

    void forEach(KeyTable.Visitor visitor) throws IOException {
        log.forEach(visitor);
    }

    /** Where the key is in the log. */
    private Optional<Long> find(byte[] key, int length, long hash) throws IOException {
        KeyRun.Match match = place -> log.isAt(place, key, length);
        long place = pending.find(hash, match);
        for (KeyRun run : levels.values()) {
            if (place >= 0) {
                break;
            }
            place = run.find(hash, page, match);
        }
        return place < 0 ? Optional.empty() : Optional.of(place);
    }

    /** Both halves of the hash, as bits of the filter. */
    private static void mark(long[] words, long hash) {
        set(words, KeyRun.home(hash, words.length * 64L));
        set(words, KeyRun.home(hash << 32, words.length * 64L));
    }

    private static void set(long[] words, long bit) {
        words[(int) (bit >>> 6)] |= 1L << bit;
    }

    private boolean isMarked(long hash) {
        return isSet(KeyRun.home(hash, filter.length * 64L)) && isSet(KeyRun.home(hash << 32, filter.length * 64L));
    }

    private boolean isSet(long bit) {
        return (filter[(int) (bit >>> 6)] & (1L << bit)) != 0;
    }

    /** Writes what waits into the first level that has room for it and for what the levels before hold. */
    private void write() throws IOException {
        long total = pending.size();
        long room = pending.most();
        int level = -1;
        do {
            level++;
            room *= RATIO;
            total += levels.containsKey(level) ? levels.get(level).size() : 0;
        } while (total > room);
        List<KeyRun> merged = new ArrayList<>(levels.headMap(level, true).values());
        KeyRun run = merge(cursors(merged), total);
        levels.headMap(level, true).clear();
        levels.put(level, run);
        merged.forEach(KeyRun::close);
        pending.clear();
    }

    /** All entries of some runs, and of what waits. */
    private List<KeyRun.Cursor> cursors(Iterable<KeyRun> runs) {
        List<KeyRun.Cursor> cursors = new ArrayList<>();
        cursors.add(pending.cursor());
        runs.forEach(run -> cursors.add(run.cursor()));
        return cursors;
    }

    private KeyRun merge(List<KeyRun.Cursor> cursors, long total) throws IOException {
        KeyRun.Writer writer = new KeyRun.Writer(folder, total);
        try {
            for (int i = cursors.size() - 1; i >= 0; i--) {
                if (!cursors.get(i).next()) {
                    cursors.remove(i);
                }
            }
            while (!cursors.isEmpty()) {
                int first = 0;
                for (int i = 1; i < cursors.size(); i++) {
                    boolean before = Long.compareUnsigned(
                                    cursors.get(i).hash(), cursors.get(first).hash())
                            < 0;
                    first = before ? i : first;
                }
                KeyRun.Cursor next = cursors.get(first);
                writer.add(next.hash(), next.place());
                if (!next.next()) {
                    cursors.remove(first);
                }
            }
            return writer.finish();
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    @Override
    public void close() {
        log.close();
        levels.values().forEach(KeyRun::close);
    }
}
