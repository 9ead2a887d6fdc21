// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * What an alias names, kept at hand for a while, for calls that come by the thousand. A move by this workspace shows at
 * once, one by another process at the latest after the age that was allowed. Thread-safe; a read that finds what is at
 * hand costs some tens of nanoseconds and takes no lock.
 */
public final class FollowedAlias {
    private final RegisteredModel model;
    private final Aliases aliases;
    private final String alias;
    private final long maxAgeNanos;
    private volatile Sight last;

    private record Sight(Optional<ModelVersion> version, long moves, long at) {}

    FollowedAlias(RegisteredModel model, Aliases aliases, String alias, Duration maxAge) {
        if (maxAge.isNegative() || maxAge.isZero()) {
            throw new IllegalArgumentException("the age must be above zero, got " + maxAge
                    + "; RegisteredModel.alias reads what is named this moment");
        }
        this.model = model;
        this.aliases = aliases;
        this.alias = alias;
        this.maxAgeNanos = maxAge.toNanos();
        this.last = look();
    }

    /**
     * Returns the version that the alias names.
     *
     * @return the version, or empty when the alias was never set
     * @throws dev.holdfast.artifact.StorageException when it has to be read and the database fails
     */
    public Optional<ModelVersion> version() {
        Sight sight = last;
        if (sight.moves() != aliases.moves() || System.nanoTime() - sight.at() > maxAgeNanos) {
            sight = look();
            last = sight;
        }
        return sight.version();
    }

    private Sight look() {
        // The count before the reading: a move in between makes the next call look again.
        long moves = aliases.moves();
        long at = System.nanoTime();
        return new Sight(model.alias(alias), moves, at);
    }

    @Override
    public String toString() {
        return "FollowedAlias[" + model.name() + ", " + alias + "]";
    }
}
