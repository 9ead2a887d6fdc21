// SPDX-License-Identifier: Apache-2.0

/**
 * Models and data for properties that jqwik runs, and their lines in the report of the run. Needs {@code jqwik-api} on the
 * class path.
 */
@NullMarked
package dev.holdfast.testing.jqwik;

import org.jspecify.annotations.NullMarked;
