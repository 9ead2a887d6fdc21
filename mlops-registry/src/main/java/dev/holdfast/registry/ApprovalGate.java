// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.report.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The gate that asks for the consent of people: how many, in which roles, of whom, how fresh. It counts people, not
 * approvals, and says of each approval that does not count why not. Immutable and thread-safe.
 *
 * <pre>{@code
 * Gates.approvals(2).inRoles("risk-officer", "model-owner").within(Duration.ofDays(30))
 * }</pre>
 */
public final class ApprovalGate implements Gate {
    private final int count;
    private final List<String> roles;
    private final Set<String> people;
    private final Duration within;

    ApprovalGate(int count) {
        this(count, List.of(), Set.of(), Duration.ZERO);
        if (count < 1) {
            throw new IllegalArgumentException("approvals must be at least 1, got " + count);
        }
    }

    private ApprovalGate(int count, List<String> roles, Set<String> people, Duration within) {
        this.count = count;
        this.roles = roles;
        this.people = people;
        this.within = within;
    }

    /**
     * Asks for people in roles: each role by somebody else. A role that is named twice is needed twice.
     *
     * @param names the roles in which approvers acted when they approved
     * @return the gate with this condition
     * @throws IllegalArgumentException when there are more roles than approvals, which nobody can satisfy
     */
    public ApprovalGate inRoles(String... names) {
        if (names.length > count) {
            throw new IllegalArgumentException("no one can satisfy it: " + count
                    + (count == 1 ? " approval cannot" : " approvals cannot") + " cover the " + names.length + " roles "
                    + List.of(names) + ", each by somebody else; ask for at least " + names.length + " approvals");
        }
        return new ApprovalGate(count, List.of(names), people, within);
    }

    /**
     * Counts only some people, by name.
     *
     * @param names who may approve
     * @return the gate with this condition
     * @throws IllegalArgumentException when there are fewer people than approvals, which nobody can satisfy
     */
    public ApprovalGate from(String... names) {
        Set<String> distinct = new TreeSet<>(List.of(names));
        if (distinct.size() < count) {
            throw new IllegalArgumentException("no one can satisfy it: " + count
                    + (count == 1 ? " approval" : " approvals") + " by different people cannot come from " + distinct
                    + "; name at least " + count + " people");
        }
        return new ApprovalGate(count, roles, distinct, within);
    }

    /**
     * Counts only approvals that are not older than some time; older ones have expired.
     *
     * @param age how old at most, above zero
     * @return the gate with this condition
     * @throws IllegalArgumentException when the age is not above zero, which nobody can satisfy
     */
    public ApprovalGate within(Duration age) {
        if (age.isNegative() || age.isZero()) {
            throw new IllegalArgumentException(
                    "no one can satisfy it: approvals expire after " + age + "; let them count for a time above zero");
        }
        return new ApprovalGate(count, roles, people, age);
    }

    @Override
    public GateResult check(Candidate candidate) {
        Map<String, Set<String>> counted = new LinkedHashMap<>();
        List<String> others = new ArrayList<>();
        for (Consent each : candidate.consents()) {
            Approval approval = each.approval();
            Actor actor = approval.actor();
            if (!each.stands()) {
                others.add(each.toString());
            } else if (!people.isEmpty() && !people.contains(actor.name())) {
                others.add(actor.name() + " (not among " + people + ")");
            } else if (!within.isZero() && approval.at().plus(within).isBefore(candidate.at())) {
                others.add(actor.name() + " (expired at " + approval.at().plus(within) + ")");
            } else {
                counted.computeIfAbsent(actor.name(), key -> new TreeSet<>()).addAll(actor.roles());
            }
        }
        boolean holds = counted.size() >= count && covers(List.copyOf(counted.values()));
        return new GateResult(
                toString(),
                holds ? Outcome.PASSED : Outcome.FAILED,
                expected(candidate.version().toString()),
                observed(counted, others));
    }

    private String expected(String version) {
        return count + (count == 1 ? " approval" : " approvals") + " of " + version
                + (roles.isEmpty() ? "" : " in the roles " + String.join(", ", roles))
                + (people.isEmpty() ? "" : " from " + String.join(", ", people))
                + (within.isZero() ? "" : " within " + within);
    }

    private String observed(Map<String, Set<String>> counted, List<String> others) {
        String names = counted.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(each -> each.getKey() + (roles.isEmpty() ? "" : " " + each.getValue()))
                .collect(Collectors.joining(", "));
        return (counted.isEmpty() ? "none" : counted.size() + ", by " + names)
                + (others.isEmpty() ? "" : "; not counted: " + String.join(", ", others));
    }

    /** Tells whether each role can be given to somebody else among people with these roles. */
    private boolean covers(List<Set<String>> actors) {
        int[] holders = new int[actors.size()];
        Arrays.fill(holders, -1);
        for (int role = 0; role < roles.size(); role++) {
            if (!assign(role, actors, holders, new HashSet<>())) {
                return false;
            }
        }
        return true;
    }

    /** Gives a role to somebody, moving others on to further roles of theirs where that makes room. */
    private boolean assign(int role, List<Set<String>> actors, int[] holders, Set<Integer> tried) {
        for (int actor = 0; actor < holders.length; actor++) {
            if (actors.get(actor).contains(roles.get(role))
                    && tried.add(actor)
                    && (holders[actor] < 0 || assign(holders[actor], actors, holders, tried))) {
                holders[actor] = role;
                return true;
            }
        }
        return false;
    }

    /** Tells whether some people, all of them asked, could satisfy this gate. */
    boolean canBeSatisfiedBy(Collection<Actor> who) {
        Map<String, Set<String>> eligible = new LinkedHashMap<>();
        for (Actor each : who) {
            if (people.isEmpty() || people.contains(each.name())) {
                eligible.computeIfAbsent(each.name(), key -> new TreeSet<>()).addAll(each.roles());
            }
        }
        return eligible.size() >= count && covers(List.copyOf(eligible.values()));
    }

    @Override
    public String toString() {
        return "Gates.approvals(" + count + ")"
                + (roles.isEmpty() ? "" : ".inRoles(" + quoted(roles) + ")")
                + (people.isEmpty() ? "" : ".from(" + quoted(people) + ")")
                + (within.isZero() ? "" : ".within(" + within + ")");
    }

    private static String quoted(Collection<String> texts) {
        return texts.stream().map(each -> '"' + each + '"').collect(Collectors.joining(", "));
    }
}
