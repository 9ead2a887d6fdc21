// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What every rule can be told besides its own arguments.
 *
 * @param severity how bad a breach is
 * @param because why the rule is there
 * @param environments the environments in which it is checked; empty for all
 * @param atLeast the share of rows that must hold
 * @param where the rows that are looked at
 * @param groupBy the column whose every value is checked on its own
 */
record Modifiers(
        Severity severity,
        Optional<String> because,
        List<String> environments,
        Optional<Double> atLeast,
        Optional<Condition> where,
        Optional<String> groupBy) {
    static final Modifiers NONE = new Modifiers(
            Severity.FAIL, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    Modifiers {
        environments = List.copyOf(new TreeSet<>(environments));
    }

    Modifiers severity(Severity value) {
        return new Modifiers(value, because, environments, atLeast, where, groupBy);
    }

    Modifiers because(String value) {
        return new Modifiers(severity, Optional.of(value), environments, atLeast, where, groupBy);
    }

    Modifiers environments(List<String> value) {
        return new Modifiers(severity, because, value, atLeast, where, groupBy);
    }

    Modifiers atLeast(double share) {
        return new Modifiers(severity, because, environments, Optional.of(share), where, groupBy);
    }

    Modifiers where(Condition value) {
        return new Modifiers(severity, because, environments, atLeast, Optional.of(value), groupBy);
    }

    Modifiers groupBy(String column) {
        return new Modifiers(severity, because, environments, atLeast, where, Optional.of(column));
    }

    /** Tells whether there is an environment in which rules with these modifiers are both checked on the same rows. */
    boolean overlaps(Modifiers other) {
        boolean together = environments.isEmpty()
                || other.environments.isEmpty()
                || environments.stream().anyMatch(other.environments::contains);
        return together && where.equals(other.where) && groupBy.equals(other.groupBy);
    }

    boolean appliesIn(Optional<String> environment) {
        return environment.isEmpty() || environments.isEmpty() || environments.contains(environment.get());
    }
}
