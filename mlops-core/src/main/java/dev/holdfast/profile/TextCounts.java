// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Counts texts in plain arrays, without an object for each; not thread-safe. */
final class TextCounts {
    private static final int SMALL = 64;

    private String[] texts = new String[SMALL / 2];
    private long[] counts = new long[SMALL / 2];
    private long[] rows = new long[SMALL / 2];
    private int[] hashes = new int[SMALL / 2];
    private int[] slots = new int[SMALL]; // index + 1, 0 where free
    private int size;

    int size() {
        return size;
    }

    String text(int index) {
        return texts[index];
    }

    long count(int index) {
        return counts[index];
    }

    /** Returns the row that a text was added with at first. */
    long row(int index) {
        return rows[index];
    }

    void add(String text, long count) {
        add(text, count, 0);
    }

    void add(String text, long count, long row) {
        int hash = text.hashCode() * 0x9e3779b9;
        hash ^= hash >>> 15;
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            int index = slots[slot] - 1;
            if (hashes[index] == hash && texts[index].equals(text)) {
                counts[index] += count;
                return;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size == texts.length) {
            grow();
            slot = free(hash);
        }
        slots[slot] = size + 1;
        texts[size] = text;
        rows[size] = row;
        hashes[size] = hash;
        counts[size++] = count;
    }

    private int free(int hash) {
        int slot = hash & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    private void grow() {
        int room = size * 2;
        texts = Arrays.copyOf(texts, room);
        counts = Arrays.copyOf(counts, room);
        rows = Arrays.copyOf(rows, room);
        hashes = Arrays.copyOf(hashes, room);
        slots = new int[room * 2];
        for (int i = 0; i < size; i++) {
            slots[free(hashes[i])] = i + 1;
        }
    }

    /** Forgets all texts, and gives back the room of many. */
    void clear() {
        if (size > SMALL / 2) {
            texts = new String[SMALL / 2];
            counts = new long[SMALL / 2];
            rows = new long[SMALL / 2];
            hashes = new int[SMALL / 2];
            slots = new int[SMALL];
        } else {
            Arrays.fill(slots, 0);
        }
        size = 0;
    }

    /** Returns the counts with the key of every text that is longer than a number of characters in its place. */
    TextCounts keyed(int longest, UnaryOperator<String> key) {
        int first = 0;
        while (first < size && texts[first].length() <= longest) {
            first++;
        }
        if (first == size) {
            return this;
        }
        TextCounts keyed = new TextCounts();
        for (int i = 0; i < size; i++) {
            keyed.add(key.apply(texts[i]), counts[i], rows[i]);
        }
        return keyed;
    }

    /** Returns all texts where they are at most a number, and else the most frequent ones. */
    FrequentItems<String> frequent(int most, int capacity) {
        long cut = 0;
        if (size > most) {
            long[] sorted = Arrays.copyOf(counts, size);
            Arrays.sort(sorted);
            cut = sorted[size - capacity - 1];
        }
        Map<String, Long> kept = new HashMap<>();
        for (int i = 0; i < size; i++) {
            if (counts[i] > cut) {
                kept.put(texts[i], counts[i] - cut);
            }
        }
        return new FrequentItems<>(kept, cut);
    }
}
