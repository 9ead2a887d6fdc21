// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import dev.holdfast.data.Table;
import java.io.IOException;
import java.io.InputStream;

/**
 * Trains stored models of one format again, from what they tell of their training.
 *
 * <p>Implementations are thread-safe.
 */
public interface Retrainer {
    /**
     * Returns the format of the models; see {@link StorableModel#format()}.
     *
     * @return the format
     */
    String format();

    /**
     * Trains a model as a stored one was trained.
     *
     * @param model the bytes of the stored model, to their end; not closed
     * @param training the data that it was trained on
     * @return the new model, or why there is none
     * @throws IOException when reading fails or the bytes are no model of this format
     */
    Retraining retrain(InputStream model, Table training) throws IOException;
}
