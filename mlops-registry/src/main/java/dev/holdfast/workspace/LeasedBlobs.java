// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.BlobRows;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Stream;

/**
 * Blobs whose writers cannot race with a collector: what {@link #put} returns is there and leased, so that a row can
 * name it in peace. {@link BlobRows} tells how.
 */
final class LeasedBlobs implements BlobStore {
    /** How long a writer has until a row must name what it stored; also how old a deletion is before it is forgotten. */
    static final Duration LEASE = Duration.ofHours(24);

    private final BlobStore blobs;
    private final Store store;
    private final InstantSource clock;

    LeasedBlobs(BlobStore blobs, Store store, InstantSource clock) {
        this.blobs = blobs;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Stores bytes and leases them. The content is written once more when a collector deleted the same bytes while they
     * were being stored.
     */
    @Override
    public Blob put(Content content) {
        long before = store.read(BlobRows::turn);
        Blob blob = blobs.put(content);
        while (true) {
            long turn = before;
            long now = Times.now(clock);
            // The death of the process ends the need of the lease, so it need not survive a power cut.
            if (store.transact(
                    Durability.PROCESS, tx -> BlobRows.claim(tx, blob, turn, now, now + LEASE.toNanos() / 1_000))) {
                return blob;
            }
            before = store.read(BlobRows::turn);
            Blob again = blobs.put(content);
            if (!again.equals(blob)) {
                throw new StorageException(
                        Reason.FAILED,
                        blob.digest(),
                        "the bytes with SHA-256 " + blob.digest() + " were deleted as garbage while they were being"
                                + " stored, and their writer gave others when asked again, with SHA-256 "
                                + again.digest() + "; store them once more",
                        null);
            }
            if (store.transact(Durability.PROCESS, tx -> BlobRows.confirm(tx, blob, Times.now(clock)))) {
                return blob;
            }
        }
    }

    @Override
    public InputStream open(Blob blob) {
        return blobs.open(blob);
    }

    @Override
    public InputStream openVerified(Blob blob) {
        return blobs.openVerified(blob);
    }

    @Override
    public byte[] read(Blob blob) {
        return blobs.read(blob);
    }

    @Override
    public void verify(Blob blob) {
        blobs.verify(blob);
    }

    @Override
    public Stream<Blob> list() {
        return blobs.list();
    }

    @Override
    public boolean delete(Blob blob) {
        return blobs.delete(blob);
    }

    @Override
    public long deleteUnfinished(Instant before) {
        return blobs.deleteUnfinished(before);
    }

    @Override
    public String toString() {
        return blobs.toString();
    }
}
