// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Bytes by their digest: written once, never changed, verified whenever they are read.
 *
 * <p>Implementations are thread-safe, and several processes may share what is beneath them. Equal bytes are kept once.
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
     * Opens bytes for reading. Not one of them is handed out before all of them were verified.
     *
     * @param blob their name
     * @return the bytes; close it
     * @throws StorageException when they are not there, or not what was stored
     */
    InputStream open(Blob blob);

    /**
     * Reads all bytes and verifies them.
     *
     * @param blob their name
     * @throws StorageException when they are not there, or not what was stored
     */
    void verify(Blob blob);
}
