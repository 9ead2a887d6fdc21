// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Predictor;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What a deployment asks of the registry. */
interface VersionSource<I, O> {
    String model();

    /** How often the alias was moved: whoever sees one revision before and after a load loaded what the alias names. */
    long revision(String alias);

    Optional<Release<I, O>> named(String alias);

    void rollback(String alias, Actor actor, String reason);

    /** The version that a rollback would go back to. */
    OptionalLong rollbackTarget(String alias);

    /** Says which versions must not be deleted from now on. */
    void lease(String holder, Set<Long> versions, Duration duration);

    /** A version and the way to its verified model. */
    interface Release<I, O> {
        DeployedVersion version();

        Loaded<I, O> load();
    }

    /** A model in memory and the size of what it was read from, which stands for the room it takes. */
    record Loaded<I, O>(Predictor<I, O> model, long bytes) {}
}
