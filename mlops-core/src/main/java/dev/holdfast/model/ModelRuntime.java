// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.io.IOException;

/**
 * Makes a predictor of bytes that another library understands, such as an ONNX runtime. The host's own: this library
 * brings none.
 *
 * @param <I> the input
 * @param <O> the answer
 */
@FunctionalInterface
public interface ModelRuntime<I, O> {
    /**
     * Opens a model. What is opened is the host's to close; the garbage collector takes what has nothing to close.
     *
     * @param bytes the whole model, verified; not to be changed
     * @param signature what it takes and gives
     * @return the predictor
     * @throws IOException when the runtime cannot read it
     */
    Predictor<I, O> open(byte[] bytes, Signature signature) throws IOException;
}
