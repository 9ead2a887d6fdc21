// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

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
}
