// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.List;
import java.util.Optional;

/**
 * What a look at the aliases led to: one {@link Outcome} an alias, the champion's first.
 *
 * @param outcomes the outcomes, at least one
 */
public record Refresh(List<Outcome> outcomes) {
    /**
     * Copies the list.
     *
     * @param outcomes the outcomes, at least one
     * @throws IllegalArgumentException when it is empty
     */
    public Refresh {
        outcomes = List.copyOf(outcomes);
        if (outcomes.isEmpty()) {
            throw new IllegalArgumentException("a refresh needs the champion's outcome, got none");
        }
    }

    /**
     * Returns what became of the champion.
     *
     * @return the outcome of its alias
     */
    public Outcome champion() {
        return outcomes.get(0);
    }

    /**
     * Returns whether another champion answers now.
     *
     * @return true when the champion's outcome is {@link Swapped}
     */
    public boolean swapped() {
        return champion() instanceof Swapped;
    }

    /**
     * Returns what went wrong.
     *
     * @return the outcomes that are {@link Failed}, perhaps none
     */
    public List<Failed> failures() {
        return outcomes.stream()
                .filter(Failed.class::isInstance)
                .map(Failed.class::cast)
                .toList();
    }

    /** What became of one alias. */
    public sealed interface Outcome {
        /**
         * Returns the alias that was looked at.
         *
         * @return the alias
         */
        String alias();
    }

    /**
     * The version that is served is the one that the alias names.
     *
     * @param alias the alias
     * @param version the version
     */
    public record Unchanged(String alias, DeployedVersion version) implements Outcome {}

    /**
     * The version that the alias names was loaded, verified and warmed up, and is served from now on.
     *
     * @param alias the alias
     * @param from the version that was served before; empty for the first
     * @param to the version that is served now
     */
    public record Swapped(String alias, Optional<DeployedVersion> from, DeployedVersion to) implements Outcome {}

    /**
     * The alias of a shadow or a canary names no version, so that there is none.
     *
     * @param alias the alias
     */
    public record Absent(String alias) implements Outcome {}

    /**
     * Another call is loading that version at this moment; nothing was done.
     *
     * @param alias the alias
     * @param version the version that is being loaded
     */
    public record Busy(String alias, DeployedVersion version) implements Outcome {}

    /**
     * What the alias names cannot be served; what was served before still is.
     *
     * @param alias the alias
     * @param version the version that could not be served; empty when the registry could not say which it is
     * @param cause why
     */
    public record Failed(String alias, Optional<DeployedVersion> version, Throwable cause) implements Outcome {}
}
