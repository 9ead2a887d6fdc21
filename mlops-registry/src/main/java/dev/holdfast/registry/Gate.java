// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/**
 * A condition that a version must meet before an alias may name it; see {@link Gates} for those that come with the
 * library.
 *
 * <p>Implementations are immutable and thread-safe, change nothing, and print as the call that made them. A gate may be
 * asked more than once in a promotion when somebody else moves the alias meanwhile.
 */
@FunctionalInterface
public interface Gate {
    /**
     * Examines a candidate.
     *
     * @param candidate the version and what surrounds it
     * @return what was found
     */
    GateResult check(Candidate candidate);
}
