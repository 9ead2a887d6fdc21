// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A history in memory, guarded by its own lock. */
final class MemoryHistory implements MetricHistory {
    private final Map<String, HistoryEntry> entries = new LinkedHashMap<>();

    @Override
    public synchronized void add(HistoryEntry entry) {
        requireNew(entry);
        entries.put(entry.id(), entry);
    }

    synchronized void requireNew(HistoryEntry entry) {
        if (entries.containsKey(entry.id())) {
            throw new IllegalArgumentException("run '" + entry.id() + "' is in the history already");
        }
    }

    @Override
    public synchronized void annotate(String id, String note) {
        HistoryEntry e = require(id);
        entries.put(id, new HistoryEntry(id, e.at(), e.metrics(), Optional.of(note), e.supersededBy()));
    }

    @Override
    public synchronized void supersede(String id, String by) {
        HistoryEntry e = requirePair(id, by);
        entries.put(id, new HistoryEntry(id, e.at(), e.metrics(), e.note(), Optional.of(by)));
    }

    synchronized HistoryEntry requirePair(String id, String by) {
        if (id.equals(by)) {
            throw new IllegalArgumentException("run '" + id + "' cannot take its own place");
        }
        require(by);
        return require(id);
    }

    synchronized HistoryEntry require(String id) {
        HistoryEntry entry = entries.get(id);
        if (entry == null) {
            throw new IllegalArgumentException("there is no run '" + id + "' in the history");
        }
        return entry;
    }

    @Override
    public synchronized List<HistoryEntry> entries() {
        return List.copyOf(entries.values());
    }
}
