// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/** What a tracker hands to every run that it begins. */
record RunSettings(
        Store store,
        BlobStore blobs,
        InstantSource clock,
        Actor actor,
        Duration lease,
        @Nullable ScheduledExecutorService heartbeat,
        List<String> variables) {
    static final Duration LEASE = Duration.ofHours(1);

    RunSettings(Store store, BlobStore blobs, InstantSource clock, Actor actor) {
        this(store, blobs, clock, actor, LEASE, null, List.of());
    }

    RunSettings withLease(Duration longer) {
        return new RunSettings(store, blobs, clock, actor, longer, heartbeat, variables);
    }

    RunSettings withHeartbeat(ScheduledExecutorService scheduler) {
        return new RunSettings(store, blobs, clock, actor, lease, scheduler, variables);
    }

    RunSettings withVariables(List<String> names) {
        return new RunSettings(store, blobs, clock, actor, lease, heartbeat, List.copyOf(names));
    }

    RunWriter writer() {
        return new RunWriter(store, clock, lease);
    }
}
