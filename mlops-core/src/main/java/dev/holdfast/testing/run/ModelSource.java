// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;

/**
 * Where the stored models of tests come from; found by {@link java.util.ServiceLoader}. The one of {@code mlops-registry}
 * reads a workspace.
 */
@FunctionalInterface
public interface ModelSource {
    /**
     * Loads a model. Nothing may be changed where it is stored, nor be left open.
     *
     * @param reference which model
     * @param settings the settings of the run
     * @return the model
     * @throws RuntimeException when there is no such model or it cannot be read; the message becomes that of the failed test,
     *     so it says what was looked for, what is there and what to do
     */
    Predictor<Row, ? extends Prediction> load(ModelReference reference, Settings settings);
}
