// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Measurement;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of an attempt to promote a version: {@link Promoted}, or {@link Refused} with every gate that failed. */
public sealed interface Promotion extends Evidence {
    /**
     * Returns the version that was to be promoted.
     *
     * @return the version
     */
    ModelVersion version();

    /**
     * Returns the alias that was to name it.
     *
     * @return the alias
     */
    String alias();

    /**
     * Returns who promoted.
     *
     * @return the actor
     */
    Actor actor();

    /**
     * Returns what every gate found.
     *
     * @return one result a gate, in the policy's order
     */
    List<GateResult> results();

    /**
     * Returns the version now promoted or fails with everything that stood against it.
     *
     * @return the version
     * @throws IllegalStateException when the promotion was refused
     */
    ModelVersion orThrow();

    /**
     * Returns the results that did not pass.
     *
     * @return the failed gates, empty when promoted
     */
    default List<GateResult> failed() {
        return results().stream().filter(result -> !result.passed()).toList();
    }

    @Override
    default String kind() {
        return "promotion";
    }

    @Override
    default Map<String, Measurement> measurements() {
        return Map.of();
    }

    @Override
    default Report report() {
        Report.Builder report =
                Report.titled("Promotion of " + version() + " to " + alias()).text(summary());
        for (GateResult result : results()) {
            report.finding(
                    result.outcome(),
                    result.gate(),
                    "expected " + result.expected() + ", observed " + result.observed());
        }
        return report.build();
    }

    /**
     * The alias names the version.
     *
     * @param version the version
     * @param alias the alias
     * @param actor who promoted
     * @param results what every gate found
     * @param change the step in the alias's history
     */
    record Promoted(ModelVersion version, String alias, Actor actor, List<GateResult> results, AliasChange change)
            implements Promotion {
        /**
         * Copies the list.
         *
         * @param version the version
         * @param alias the alias
         * @param actor who promoted
         * @param results what every gate found
         * @param change the step in the alias's history
         */
        public Promoted {
            results = List.copyOf(results);
        }

        @Override
        public Outcome outcome() {
            return results.stream().map(GateResult::outcome).reduce(Outcome.PASSED, Outcome::worst);
        }

        @Override
        public String summary() {
            List<String> warned = results.stream()
                    .filter(result -> result.outcome() == Outcome.WARNED)
                    .map(GateResult::gate)
                    .toList();
            return version + " is " + alias + ": " + results.size() + " of " + results.size() + " gates passed"
                    + (warned.isEmpty() ? "" : ", with a warning of " + String.join(" and ", warned));
        }

        @Override
        public ModelVersion orThrow() {
            return version;
        }
    }

    /**
     * Nothing changed, because at least one gate did not pass.
     *
     * @param version the version
     * @param alias the alias
     * @param actor who tried
     * @param results what every gate found
     */
    record Refused(ModelVersion version, String alias, Actor actor, List<GateResult> results) implements Promotion {
        /**
         * Copies the list.
         *
         * @param version the version
         * @param alias the alias
         * @param actor who tried
         * @param results what every gate found
         */
        public Refused {
            results = List.copyOf(results);
        }

        @Override
        public Outcome outcome() {
            return results.stream().map(GateResult::outcome).reduce(Outcome.INCONCLUSIVE, Outcome::worst);
        }

        @Override
        public String summary() {
            return version + " was refused as " + alias + ": " + failed().size() + " of " + results.size()
                    + " gates failed";
        }

        @Override
        public ModelVersion orThrow() {
            throw new IllegalStateException(failed().stream()
                    .map(GateResult::toString)
                    .collect(Collectors.joining("; ", summary() + ": ", "")));
        }
    }
}
