// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.ProfileAccumulator;
import dev.holdfast.profile.Profiler;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The profile that is made beside the checks. Batches whose columns differ have none in common; then there is none. Sensitive
 * columns are left out, for a profile shows values.
 */
final class BatchProfile {
    private final Set<String> sensitive;
    private @Nullable ProfileAccumulator accumulator;
    private @Nullable Profile merged;
    private boolean broken;

    BatchProfile(Set<String> sensitive) {
        this.sensitive = sensitive;
    }

    void add(Table batch) {
        if (broken) {
            return;
        }
        try {
            ProfileAccumulator mine = accumulator;
            if (mine == null) {
                mine = Profiler.withDefaults()
                        .start(batch.schema()
                                .without(sensitive.stream().filter(batch::has).toArray(String[]::new)));
                accumulator = mine;
            }
            mine.add(batch);
        } catch (IllegalArgumentException e) {
            broken = true;
        }
    }

    void merge(BatchProfile other) {
        broken |= other.broken;
        other.profile().ifPresent(theirs -> {
            try {
                merged = merged == null ? theirs : merged.merge(theirs);
            } catch (IllegalArgumentException e) {
                broken = true;
            }
        });
    }

    Optional<Profile> profile() {
        if (broken) {
            return Optional.empty();
        }
        Optional<Profile> own = Optional.ofNullable(accumulator).map(ProfileAccumulator::profile);
        if (merged == null) {
            return own;
        }
        Profile rest = merged;
        try {
            return Optional.of(own.map(p -> p.merge(rest)).orElse(rest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
