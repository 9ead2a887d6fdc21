// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * What is done within a run.
 *
 * @param <T> the result
 * @param <X> what it may throw
 */
@FunctionalInterface
public interface RunWork<T, X extends Exception> {
    /**
     * Does it.
     *
     * @param run where to record
     * @return the result
     * @throws X when it fails
     */
    T in(Run run) throws X;
}
