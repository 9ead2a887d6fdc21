// SPDX-License-Identifier: Apache-2.0

/**
 * Data contracts: what a table must be, written as data, checked in one pass, answered with evidence.
 *
 * <p>A {@link dev.holdfast.validation.DataContract} is built by fluent calls or read from JSON, is compared and diffed
 * like any other text, and gives a {@link dev.holdfast.validation.ContractReport}: for every rule a verdict, the counts
 * and a sample of the rows that broke it. A rule that had nothing to look at is never green. Start from
 * {@link dev.holdfast.validation.DataContract}.
 *
 * <p>The package is larger than others because every rule kind is a mergeable state of its own; those are hidden.
 */
@NullMarked
package dev.holdfast.validation;

import org.jspecify.annotations.NullMarked;
