// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Store;
import java.time.Duration;
import java.time.Instant;
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
        List<String> variables,
        FailurePolicy policy,
        GitMemory git) {
    static final Duration LEASE = Duration.ofHours(1);

    RunSettings(Store store, BlobStore blobs, InstantSource clock, Actor actor) {
        this(store, blobs, clock, actor, LEASE, null, List.of(), FailurePolicy.FAIL, new GitMemory(System::nanoTime));
    }

    RunSettings withLease(Duration longer) {
        return new RunSettings(store, blobs, clock, actor, longer, heartbeat, variables, policy, git);
    }

    RunSettings withHeartbeat(ScheduledExecutorService scheduler) {
        return new RunSettings(store, blobs, clock, actor, lease, scheduler, variables, policy, git);
    }

    RunSettings withVariables(List<String> names) {
        return new RunSettings(store, blobs, clock, actor, lease, heartbeat, List.copyOf(names), policy, git);
    }

    RunSettings withPolicy(FailurePolicy other) {
        return new RunSettings(store, blobs, clock, actor, lease, heartbeat, variables, other, git);
    }

    RunWriter writer() {
        return new RunWriter(store, clock, lease);
    }

    /** What writes what was recorded at another time, and waits for the store only so long. */
    RunWriter writer(Instant at, Duration patience) {
        return new RunWriter(store.withPatience(patience), InstantSource.fixed(at), lease);
    }

    /** Asks the store for an answer, and waits for it only so long. */
    boolean isReachable(Duration patience) {
        try {
            return store.withPatience(patience).read(tx -> tx.number("SELECT 1") == 1);
        } catch (StorageException e) {
            return false;
        }
    }

    Duration patience() {
        return store.patience();
    }
}
