// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes what a step gave, and reads it back, for a {@link StepCache}. Never by Java serialisation.
 *
 * <p>What is read has to equal what was written, and equal values should be written as equal bytes, since the bytes
 * identify the value for the steps after it. Implementations are thread-safe.
 *
 * @param <T> what the step gives
 */
public interface StepCodec<T> {
    /**
     * Writes a value.
     *
     * @param value the value
     * @param out where to; not closed
     * @throws IOException when it cannot be written
     */
    void write(T value, OutputStream out) throws IOException;

    /**
     * Reads a value.
     *
     * @param in the bytes that were written; not closed
     * @return the value
     * @throws IOException when the bytes are no such value
     */
    T read(InputStream in) throws IOException;

    /**
     * Returns the codec of texts, in UTF-8.
     *
     * @return the codec
     */
    static StepCodec<String> text() {
        return new StepCodec<>() {
            @Override
            public void write(String value, OutputStream out) throws IOException {
                out.write(value.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public String read(InputStream in) throws IOException {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        };
    }

    /**
     * Returns the codec of models of one format.
     *
     * @param codec the codec of the format
     * @param <I> the input of the models
     * @param <O> their answer
     * @return the codec; it refuses to write a model of another format
     */
    static <I, O> StepCodec<StorableModel<I, O>> model(ModelCodec<I, O> codec) {
        return new StepCodec<>() {
            @Override
            public void write(StorableModel<I, O> value, OutputStream out) throws IOException {
                if (!value.format().equals(codec.format())) {
                    throw new IOException(
                            "expected a model of the format " + codec.format() + ", got " + value.format());
                }
                value.writeTo(out);
            }

            @Override
            public StorableModel<I, O> read(InputStream in) throws IOException {
                return codec.read(in);
            }
        };
    }
}
