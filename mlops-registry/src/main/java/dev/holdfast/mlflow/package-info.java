// SPDX-License-Identifier: Apache-2.0
/**
 * Runs and models carried to MLflow and runs carried from it: through its file layout, and to a tracking server over its
 * REST interface. Start from {@link dev.holdfast.mlflow.MlflowFolder} or {@link dev.holdfast.mlflow.MlflowServer}.
 */
@NullMarked
package dev.holdfast.mlflow;

import org.jspecify.annotations.NullMarked;
