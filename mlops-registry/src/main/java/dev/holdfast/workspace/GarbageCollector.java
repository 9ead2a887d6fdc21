// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.BlobRows;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.VersionIndex;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Deletes bytes that no run and no version names.
 *
 * <p>A collection marks what nobody names and deletes what an earlier one marked, once the grace is over: it takes two
 * to delete. Writers may go on meanwhile, in any number of processes, and several collectors may run at once. What
 * decides is a state in the database, never the time of a file: a writer that stores bytes which are marked takes the
 * mark away, and one that stores bytes which are being deleted stores them again. What a writer stored is left alone for
 * 24 hours, within which its run or version must have been recorded.
 *
 * <p>Bytes that a host put into {@link Workspace#blobs()} by itself are garbage too, as nothing here names them. The
 * clocks of processes that share a workspace may differ by less than the grace. Immutable and thread-safe.
 */
public final class GarbageCollector {
    private static final Duration GRACE = Duration.ofHours(24);
    private static final int PAGE = 500;

    private final Store store;
    private final BlobStore blobs;
    private final InstantSource clock;
    private final Actor actor;
    private final Duration grace;

    GarbageCollector(Store store, BlobStore blobs, InstantSource clock, Actor actor) {
        this(store, blobs, clock, actor, GRACE);
    }

    private GarbageCollector(Store store, BlobStore blobs, InstantSource clock, Actor actor, Duration grace) {
        this.store = store;
        this.blobs = blobs;
        this.clock = clock;
        this.actor = actor;
        this.grace = grace;
    }

    /**
     * Returns a collector that waits so long between marking and deleting; 24 hours without this.
     *
     * @param duration how long; zero deletes with the next collection
     * @return the collector
     * @throws IllegalArgumentException when the duration is negative
     */
    public GarbageCollector grace(Duration duration) {
        Objects.requireNonNull(duration, "duration");
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a grace must be at least 0, got " + duration);
        }
        return new GarbageCollector(store, blobs, clock, actor, duration);
    }

    /**
     * Deletes what was marked before and is still named by nobody, then marks what nobody names now. A collection that
     * deleted something is recorded in the audit trail.
     *
     * @return what was done
     * @throws dev.holdfast.artifact.StorageException when the database or the store of the bytes fails; what was marked
     *     stays marked, and the next collection goes on
     */
    public GarbageReport collect() {
        long now = Times.now(clock);
        store.transact(Durability.PROCESS, VersionIndex::complete);
        long rescued = store.transact(Durability.PROCESS, tx -> BlobRows.rescue(tx, now));
        store.transact(Durability.FULL, tx -> BlobRows.announce(tx, now, now - micros(grace)));
        long[] deleted = purge();
        long marked = adopt(now) + store.transact(Durability.PROCESS, tx -> BlobRows.mark(tx, now));
        // What the adoption marked may be named; only the database knows.
        rescued += store.transact(Durability.PROCESS, tx -> BlobRows.rescue(tx, now));
        store.transact(Durability.PROCESS, tx -> BlobRows.forget(tx, now - 2 * micros(LeasedBlobs.LEASE)));
        long unfinished = blobs.deleteUnfinished(clock.instant().minus(LeasedBlobs.LEASE));
        long[] waiting = store.read(BlobRows::waiting);
        GarbageReport report =
                new GarbageReport(deleted[0], deleted[1], marked, rescued, unfinished, waiting[0], waiting[1]);
        if (report.deleted() > 0) {
            record(report);
        }
        return report;
    }

    private long[] purge() {
        long count = 0;
        long bytes = 0;
        String after = "";
        while (true) {
            String from = after;
            List<Blob> page = store.read(tx -> BlobRows.announced(tx, from, PAGE));
            if (page.isEmpty()) {
                return new long[] {count, bytes};
            }
            for (Blob blob : page) {
                after = blob.digest();
                if (purge(blob)) {
                    count++;
                    bytes += blob.sizeBytes();
                }
            }
        }
    }

    /** Deletes with the row locked; a second attempt of the transaction finds nothing more to delete. */
    private boolean purge(Blob blob) {
        return store.transact(Durability.PROCESS, tx -> {
            if (!BlobRows.lock(tx, blob)) {
                return false;
            }
            blobs.delete(blob);
            BlobRows.gone(tx, blob, Times.now(clock));
            return true;
        });
    }

    /** Makes rows for bytes that have none: of writers that died between storing and claiming, or of older releases. */
    private long adopt(long now) {
        long turn = store.read(BlobRows::turn);
        long adopted = 0;
        try (Stream<Blob> all = blobs.list()) {
            List<Blob> page = new ArrayList<>(PAGE);
            for (Iterator<Blob> each = all.iterator(); each.hasNext(); ) {
                page.add(each.next());
                if (page.size() == PAGE || !each.hasNext()) {
                    List<Blob> batch = List.copyOf(page);
                    page.clear();
                    int noted = store.transact(Durability.PROCESS, tx -> BlobRows.adopt(tx, batch, turn, now));
                    if (noted < 0) {
                        // Another collector deletes at the same time; what is left over comes with the next collection.
                        return adopted;
                    }
                    adopted += noted;
                }
            }
        }
        return adopted;
    }

    private void record(GarbageReport report) {
        store.transact(
                Durability.FULL,
                tx -> AuditLog.append(
                        tx,
                        Times.now(clock),
                        actor.name(),
                        actor.roles(),
                        "blobs.collected",
                        "workspace",
                        Json.object(
                                "deleted",
                                Json.number(report.deleted()),
                                "deletedBytes",
                                Json.number(report.deletedBytes()))));
    }

    private static long micros(Duration duration) {
        return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1_000;
    }
}
