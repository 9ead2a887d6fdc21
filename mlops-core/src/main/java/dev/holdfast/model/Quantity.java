// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

/**
 * The number that a regression model predicts.
 *
 * @param value the number, in the unit of the target
 */
public record Quantity(double value) implements Prediction {}
