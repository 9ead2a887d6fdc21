// SPDX-License-Identifier: Apache-2.0

/**
 * What a model is to its host: a predictor with a signature, stored by a codec, listened to by monitors. Start from {@link dev.holdfast.model.Predictor}.
 */
@NullMarked
package dev.holdfast.model;

import org.jspecify.annotations.NullMarked;
