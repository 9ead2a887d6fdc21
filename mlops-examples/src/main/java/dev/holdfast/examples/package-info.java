// SPDX-License-Identifier: Apache-2.0

/** Programs that show Holdfast at work on real data. Start with {@link dev.holdfast.examples.CreditRisk}. */
@NullMarked
package dev.holdfast.examples;

import org.jspecify.annotations.NullMarked;
