// SPDX-License-Identifier: Apache-2.0
/** Tests of what is carried to and from MLflow. */
@NullMarked
package dev.holdfast.mlflow;

import org.jspecify.annotations.NullMarked;
