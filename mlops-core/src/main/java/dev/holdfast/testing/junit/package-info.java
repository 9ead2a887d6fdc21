// SPDX-License-Identifier: Apache-2.0

/**
 * Model tests in JUnit 5: models and data as fields and parameters, one report a run, and a kit of checks that a model of
 * your own can inherit. Needs {@code junit-jupiter-api} on the class path.
 */
@NullMarked
package dev.holdfast.testing.junit;

import org.jspecify.annotations.NullMarked;
