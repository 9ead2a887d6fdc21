// SPDX-License-Identifier: Apache-2.0

/**
 * Tables of typed columns, their schema, and the readers that fill them. Missing values are kept apart from NaN, from
 * the empty text and from blank text. Start from {@link dev.holdfast.data.Table} and {@link dev.holdfast.data.Csv}.
 */
@NullMarked
package dev.holdfast.data;

import org.jspecify.annotations.NullMarked;
