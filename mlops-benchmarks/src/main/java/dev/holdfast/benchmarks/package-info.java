// SPDX-License-Identifier: Apache-2.0
/**
 * Time and memory of reading and profiling data, beside other libraries in one run.
 *
 * <p>{@link dev.holdfast.benchmarks.ReadAndProfile} and {@link dev.holdfast.benchmarks.ProfileInMemory} are JMH
 * benchmarks, which {@link dev.holdfast.benchmarks.Run} runs; {@link dev.holdfast.benchmarks.WideStream} and
 * {@link dev.holdfast.benchmarks.FirstProfile} are programs of their own.
 */
@NullMarked
package dev.holdfast.benchmarks;

import org.jspecify.annotations.NullMarked;
