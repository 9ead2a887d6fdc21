// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

/** The answer of a model: {@link ClassScores} of a classifier or the {@link Quantity} of a regression. */
public sealed interface Prediction permits ClassScores, Quantity {}
