// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The gates that a version must pass before an alias may name it. A policy that no version could ever satisfy is refused
 * when it is made. Immutable and thread-safe.
 *
 * @param gates the gates, all of which must pass; with none, every version passes
 */
public record PromotionPolicy(List<Gate> gates) {
    /**
     * Copies the list.
     *
     * @param gates the gates, all of which must pass; with none, every version passes
     * @throws IllegalArgumentException when two gates on one metric contradict each other
     */
    public PromotionPolicy {
        gates = List.copyOf(gates);
        requireConsistent(gates);
    }

    /**
     * Returns the policy of these gates.
     *
     * @param gates the gates, all of which must pass
     * @return the policy
     * @throws IllegalArgumentException when two gates on one metric contradict each other
     */
    public static PromotionPolicy of(Gate... gates) {
        return new PromotionPolicy(Arrays.asList(gates));
    }

    private static void requireConsistent(List<Gate> gates) {
        Map<String, Gates.Bound> atLeast = new HashMap<>();
        Map<String, Gates.Bound> atMost = new HashMap<>();
        for (Gate gate : gates) {
            Optional<Gates.Bound> bound = gate instanceof Gates.Named named ? named.bound() : Optional.empty();
            bound.filter(Gates.Bound::isLower)
                    .ifPresent(each -> atLeast.merge(each.metric(), each, (a, b) -> a.value() >= b.value() ? a : b));
            bound.filter(each -> !each.isLower())
                    .ifPresent(each -> atMost.merge(each.metric(), each, (a, b) -> a.value() <= b.value() ? a : b));
        }
        atLeast.forEach((metric, lower) -> {
            Gates.Bound upper = atMost.get(metric);
            if (upper != null && lower.value() > upper.value()) {
                throw new IllegalArgumentException("no one can satisfy the policy: " + metric + " must be at least "
                        + lower.value() + " and at most " + upper.value() + "; drop one of the two gates");
            }
        });
    }

    /**
     * Checks that people can give the approvals that this policy asks for, whoever among them registered the version.
     *
     * @param people everybody who may approve, with the roles that they act in
     * @param authors who may register versions; each of them must be able to have a version promoted. When none is
     *     named, it is enough that a version of one of the people, or of somebody else, can be
     * @return this policy
     * @throws IllegalArgumentException when the approvals cannot be given
     */
    public PromotionPolicy among(Collection<Actor> people, Actor... authors) {
        boolean apart = gates.contains(Gates.NotAuthor.GATE);
        for (Gate gate : gates) {
            if (gate instanceof ApprovalGate approvals) {
                if (authors.length == 0 && !approvals.canBeSatisfiedBy(people)) {
                    throw unsatisfiable(gate, people, "");
                }
                for (Actor author : authors) {
                    List<Actor> rest = people.stream()
                            .filter(each -> !apart || !each.name().equals(author.name()))
                            .toList();
                    if (!approvals.canBeSatisfiedBy(rest)) {
                        throw unsatisfiable(gate, people, " of a version that " + author.name() + " registered");
                    }
                }
            }
        }
        return this;
    }

    private IllegalArgumentException unsatisfiable(Gate gate, Collection<Actor> people, String what) {
        String apart = gates.contains(Gates.NotAuthor.GATE) ? ", of whom the author does not count" : "";
        return new IllegalArgumentException("no one can satisfy " + gate + what + ": the people are "
                + people.stream()
                        .map(each -> each.name() + " " + each.roles())
                        .sorted()
                        .collect(Collectors.joining(", ", "[", "]"))
                + apart + "; give the roles to more people or ask for fewer approvals");
    }

    boolean asksForApprovals() {
        return gates.stream().anyMatch(gate -> gate instanceof ApprovalGate || gate == Gates.NotAuthor.GATE);
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
