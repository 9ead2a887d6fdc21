// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.stream.Stream;

/**
 * Bytes by their digest: written once, never changed, verified whenever they are read.
 *
 * <p>Implementations are thread-safe, and several processes may share what is beneath them. Equal bytes are kept once.
 *
 * <p>A store does not know who names a blob. Whoever calls {@link #delete} must have made sure that nobody does, and that
 * no writer is about to: {@link #put} of bytes that are there already returns their name without writing them again, so a
 * deletion after it takes them away from the new owner too.
 */
public interface BlobStore {
    /**
     * What writes the bytes.
     */
    @FunctionalInterface
    interface Content {
        /**
         * Writes all bytes.
         *
         * @param out where to; not closed
         * @throws IOException when writing fails
         */
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Stores bytes. When this returns, they survive a power cut; when it throws, nothing that can be read was left.
     *
     * @param content what writes them; called once
     * @return their name
     * @throws StorageException when they could not be written
     */
    Blob put(Content content);

    /**
     * Opens bytes for reading once from their beginning to their end, where they become a copy or go to somebody else.
     * They are verified as they are read, and the last of them are not handed out before all were: whoever reads to the
     * end has what was stored, or a {@link StorageException} instead of the end. Whoever acts on what comes before the
     * end needs {@link #openVerified}.
     *
     * @param blob their name
     * @return the bytes, the last 64 KiB of which, or all, were verified before they are handed out; close it
     * @throws StorageException when they are not there, or are found not to be what was stored
     */
    InputStream open(Blob blob);

    /**
     * Opens bytes for reading. Not one of them is handed out before all of them were verified, which costs a store that
     * cannot keep them meanwhile a second reading of what is large.
     *
     * @param blob their name
     * @return the bytes; close it
     * @throws StorageException when they are not there, or not what was stored
     */
    default InputStream openVerified(Blob blob) {
        verify(blob);
        return open(blob);
    }

    /**
     * Reads all bytes into memory and verifies them.
     *
     * @param blob their name
     * @return the bytes, in an array that nobody else holds
     * @throws IllegalArgumentException when they are more than an array can hold
     * @throws StorageException when they are not there, or not what was stored
     */
    default byte[] read(Blob blob) {
        blob.requireFitsArray();
        try (InputStream in = open(blob)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new StorageException(
                    StorageException.Reason.FAILED,
                    blob.digest(),
                    "could not read the bytes with SHA-256 " + blob.digest() + ": " + e.getMessage(),
                    e);
        }
    }

    /**
     * Reads all bytes and verifies them.
     *
     * @param blob their name
     * @throws StorageException when they are not there, or not what was stored
     */
    void verify(Blob blob);

    /**
     * Lists what is stored, in ascending order of the digests, read bit by bit as the stream is consumed.
     *
     * <p>A blob that is there from the beginning to the end of the reading appears exactly once; one that is put or
     * deleted meanwhile appears once or not at all. Nothing is verified: the size is the one that the store finds, so a
     * blob that was cut short appears with fewer bytes than were put. What is no blob, unfinished writes among it, is
     * passed over. An empty store, and one that was never written to, is an empty stream.
     *
     * @return the names of the blobs; close it. Consuming it throws {@link StorageException} when the store cannot be
     *     read; the stream is of no use then
     * @throws StorageException when the store cannot be read
     */
    Stream<Blob> list();

    /**
     * Deletes bytes, damaged or not. When this returns, they are gone and a power cut does not bring them back; when it
     * throws, they are there as before or gone. A reader that opened them before reads on or fails with an
     * {@link IOException}; it never sees other bytes.
     *
     * @param blob their name; the digest decides, the size is not compared
     * @return whether they were there
     * @throws StorageException when they could not be deleted
     */
    boolean delete(Blob blob);

    /**
     * Deletes what writers left behind that died before their {@link #put} returned.
     *
     * <p>A store cannot tell a dead writer from a slow one. A writer that lives and wrote nothing since the given moment
     * loses what it wrote: its {@code put} throws and stores nothing. Blobs are not touched.
     *
     * @param before writes that showed no progress since this moment are taken for dead
     * @return how many were deleted
     * @throws StorageException when the store cannot be read or written
     */
    long deleteUnfinished(Instant before);
}
