// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.nio.file.Path;
import java.util.List;

/** Keeps the metrics of earlier runs. Implementations are thread-safe. */
public interface MetricHistory {
    /**
     * Adds a run.
     *
     * @param entry its metrics
     * @throws IllegalArgumentException when a run of this id is there already
     * @throws HistoryException when it cannot be kept
     */
    void add(HistoryEntry entry);

    /**
     * Notes what a person says about a run; an earlier note is replaced.
     *
     * @param id the run
     * @param note the note
     * @throws IllegalArgumentException when there is no such run
     * @throws HistoryException when it cannot be kept
     */
    void annotate(String id, String note);

    /**
     * Says that another run takes the place of one: from then on nothing is compared with the one that it replaces.
     *
     * @param id the run that is replaced
     * @param by the run that takes its place
     * @throws IllegalArgumentException when one of them is not there, or they are the same
     * @throws HistoryException when it cannot be kept
     */
    void supersede(String id, String by);

    /**
     * Returns all runs, replaced ones included, in the order in which they were added.
     *
     * @return the runs
     */
    List<HistoryEntry> entries();

    /**
     * Returns the values of one metric over the runs that were not replaced, in the order in which they were added.
     *
     * @param metric the name of the metric
     * @return the values; runs without it are left out
     */
    default List<Double> values(String metric) {
        return entries().stream()
                .filter(e -> e.supersededBy().isEmpty() && e.metrics().containsKey(metric))
                .map(e -> e.metrics().get(metric))
                .toList();
    }

    /**
     * Returns what whoever keeps the history should know: that the end of the file was cut short by a crash, for instance.
     *
     * @return the notices; none when all is well
     */
    default List<String> notices() {
        return List.of();
    }

    /**
     * Returns a history that lasts as long as the process.
     *
     * @return the empty history
     */
    static MetricHistory inMemory() {
        return new MemoryHistory();
    }

    /**
     * Returns a history in a file, one JSON line an event; lines are only ever added, so that nothing written is lost. A last
     * line that a crash cut short is left out and told by {@link #notices()}.
     *
     * <p>Several processes, and several objects of one, may share the file: each adds under the file's lock, and sees what the
     * others added. The file system must know locks; some network file systems do not.
     *
     * @param file the file; it is made when it is not there
     * @return the history with all that the file holds
     * @throws HistoryException when the file cannot be read, or a line before its last is no event of a history
     */
    static MetricHistory in(Path file) {
        return new FileHistory(file);
    }
}
