// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The gates that a version must pass before an alias may name it. Immutable and thread-safe.
 *
 * @param gates the gates, all of which must pass; with none, every version passes
 */
public record PromotionPolicy(List<Gate> gates) {
    /**
     * Copies the list.
     *
     * @param gates the gates, all of which must pass; with none, every version passes
     */
    public PromotionPolicy {
        gates = List.copyOf(gates);
    }

    /**
     * Returns the policy of these gates.
     *
     * @param gates the gates, all of which must pass
     * @return the policy
     */
    public static PromotionPolicy of(Gate... gates) {
        return new PromotionPolicy(Arrays.asList(gates));
    }

    /**
     * Asks every gate, also after one has failed.
     *
     * @param candidate the version and what surrounds it
     * @return one result a gate, in their order
     */
    public List<GateResult> check(Candidate candidate) {
        return gates.stream().map(gate -> gate.check(candidate)).toList();
    }

    @Override
    public String toString() {
        return gates.stream().map(String::valueOf).collect(Collectors.joining(", ", "PromotionPolicy.of(", ")"));
    }
}
