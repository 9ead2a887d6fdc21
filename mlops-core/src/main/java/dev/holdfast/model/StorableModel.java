// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * A predictor that can be written down and read back by the {@link ModelCodec} of its format.
 *
 * @param <I> the input
 * @param <O> the answer
 */
public interface StorableModel<I, O> extends Predictor<I, O> {
    /**
     * Returns the name and version of the format that {@link #writeTo} writes, such as {@code "tribuo-protobuf/1"}.
     *
     * @return the format, the same as that of the codec that reads it
     */
    String format();

    /**
     * Returns what the model takes and gives.
     *
     * @return the signature
     */
    Signature signature();

    /**
     * Writes the whole model, features included.
     *
     * @param out where to; not closed
     * @throws IOException when writing fails
     */
    void writeTo(OutputStream out) throws IOException;

    /**
     * Returns the SHA-256 of what was learned, without time stamps: two trainings of the same data with the same seed
     * have the same one.
     *
     * @return 64 lower-case hexadecimal digits
     */
    String parameterDigest();

    /**
     * Returns how the model came to be: trainer, its options, seed, library versions, numbers of rows and features.
     *
     * @return name to value, in a stable order
     */
    Map<String, String> provenance();
}
