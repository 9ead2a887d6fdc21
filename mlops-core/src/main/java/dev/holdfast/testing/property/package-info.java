// SPDX-License-Identifier: Apache-2.0

/**
 * Rows to try a model on: drawn from a schema, a profile or a table, edge cases first, and simplified once one has failed.
 * Start from {@link dev.holdfast.testing.property.Rows}, which needs no test framework;
 * {@link dev.holdfast.testing.property.RowArbitrary} hands its rows to jqwik.
 */
@NullMarked
package dev.holdfast.testing.property;

import org.jspecify.annotations.NullMarked;
