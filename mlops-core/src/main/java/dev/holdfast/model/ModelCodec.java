// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Reads models of one format. Never by Java deserialisation.
 *
 * <p>Implementations are thread-safe.
 *
 * @param <I> the input of the models
 * @param <O> their answer
 */
public interface ModelCodec<I, O> {
    /**
     * Returns the format that this codec reads; see {@link StorableModel#format()}.
     *
     * @return the format
     */
    String format();

    /**
     * Reads a model.
     *
     * @param in its bytes, to the end; not closed
     * @return the model
     * @throws IOException when reading fails or the bytes are no model of this format
     */
    StorableModel<I, O> read(InputStream in) throws IOException;

    /**
     * Reads a model of which more is known than its bytes tell; without an override the bytes tell all.
     *
     * @param in its bytes, to the end; not closed
     * @param description what was stored beside them
     * @return the model
     * @throws IOException when reading fails or the bytes are no model of this format
     */
    default StorableModel<I, O> read(InputStream in, ModelDescription description) throws IOException {
        return read(in);
    }

    /**
     * Reads a model whose bytes are in memory and were compared, all of them, with the digest that was noted when they were
     * stored, as the registry does. A codec that finds damage by a checksum of its own need not compute it once more; it
     * trusts the bytes no more than others otherwise.
     *
     * @param bytes its bytes, which nobody writes to any more: the model may keep them
     * @param description what was stored beside them
     * @return the model
     * @throws IOException when the bytes are no model of this format
     */
    default StorableModel<I, O> readVerified(byte[] bytes, ModelDescription description) throws IOException {
        return read(new ByteArrayInputStream(bytes), description);
    }

    /**
     * Tells whether one model that was read may be handed to several users: when it is immutable, thread-safe and holds
     * nothing that must be closed. What may be shared is kept at hand by the registry; two codecs that are equal must
     * read equal models then.
     *
     * @return false without an override
     */
    default boolean isShareable() {
        return false;
    }
}
