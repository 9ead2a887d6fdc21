// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The metrics of one run, as a history keeps them.
 *
 * @param id the id of the run, unique in the history
 * @param at when the data were checked
 * @param metrics the defined numbers by name
 * @param note what a person said about the run
 * @param supersededBy the run that takes its place, when it was repaired and repeated
 */
public record HistoryEntry(
        String id, Instant at, Map<String, Double> metrics, Optional<String> note, Optional<String> supersededBy) {
    /**
     * Copies the metrics.
     *
     * @param id the id of the run
     * @param at when the data were checked
     * @param metrics the defined numbers by name
     * @param note what a person said about the run
     * @param supersededBy the run that takes its place
     */
    public HistoryEntry {
        Rule.requireName(id, "a run");
        Objects.requireNonNull(at, "at");
        metrics = Collections.unmodifiableMap(new TreeMap<>(metrics));
    }

    /**
     * Returns the entry of a report: all of its measurements that are defined.
     *
     * @param id the id of the run
     * @param at when the data were checked
     * @param report the report
     * @return the entry
     */
    public static HistoryEntry of(String id, Instant at, ContractReport report) {
        Map<String, Double> metrics = new TreeMap<>();
        report.measurements().forEach((name, measured) -> measured.value().ifPresent(v -> metrics.put(name, v)));
        return new HistoryEntry(id, at, metrics, Optional.empty(), Optional.empty());
    }
}
