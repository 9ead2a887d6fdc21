// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds what changed between two contracts: pairs up the rules that settle the same thing, then compares each pair. */
final class ContractComparison {
    private final DataContract older;
    private final DataContract newer;
    private final List<ContractChange> changes = new ArrayList<>();

    private ContractComparison(DataContract older, DataContract newer) {
        this.older = older;
        this.newer = newer;
    }

    static ContractDifference compare(DataContract older, DataContract newer) {
        ContractComparison comparison = new ContractComparison(older, newer);
        Set<String> columns = new LinkedHashSet<>(older.columnNames());
        columns.addAll(newer.columnNames());
        columns.forEach(comparison::column);
        comparison.rules(Optional.empty(), older.tableRules(), newer.tableRules());
        return new ContractDifference(older.toString(), newer.toString(), comparison.changes);
    }

    private static List<ContractColumn> blocks(DataContract contract, String column) {
        return contract.columnBlocks().stream()
                .filter(c -> c.name().equals(column))
                .toList();
    }

    private void column(String name) {
        List<ContractColumn> before = blocks(older, name);
        List<ContractColumn> after = blocks(newer, name);
        Optional<String> place = Optional.of(name);
        if (before.isEmpty() || after.isEmpty()) {
            boolean isNew = before.isEmpty();
            boolean needed = needed(isNew ? after : before);
            add(
                    place,
                    needed ? "present()" : "optional",
                    isNew ? ContractChange.Kind.ADDED : ContractChange.Kind.REMOVED,
                    isNew && needed,
                    "column '" + name + "' "
                            + (isNew
                                    ? needed
                                            ? "must be there, and was not named before"
                                            : "is named now and may be absent"
                                    : "is not named any more"));
        } else if (needed(before) != needed(after)) {
            boolean stricter = needed(after);
            add(
                    place,
                    stricter ? "present()" : "optional",
                    stricter ? ContractChange.Kind.TIGHTENED : ContractChange.Kind.LOOSENED,
                    stricter,
                    "column '" + name + "' " + (stricter ? "must be there, and could be absent" : "may be absent now"));
        } else if (needed(before)) {
            environments(name, before, after);
        }
        redaction(name, before, after);
        rules(place, rules(before), rules(after));
    }

    private static boolean needed(List<ContractColumn> blocks) {
        return blocks.stream().anyMatch(c -> !c.optional());
    }

    private static List<Rule> rules(List<ContractColumn> blocks) {
        return blocks.stream().flatMap(c -> c.rules().stream()).toList();
    }

    /** In which environments the column must be there; empty for all. */
    private static Set<String> where(List<ContractColumn> blocks) {
        Set<String> names = new LinkedHashSet<>();
        for (ContractColumn block : blocks) {
            if (!block.optional() && block.environments().isEmpty()) {
                return Set.of();
            }
            names.addAll(block.optional() ? List.of() : block.environments());
        }
        return names;
    }

    private void environments(String name, List<ContractColumn> before, List<ContractColumn> after) {
        Set<String> was = where(before);
        Set<String> is = where(after);
        if (!was.equals(is)) {
            boolean fewer = isWithin(is, was);
            add(
                    Optional.of(name),
                    "present()",
                    fewer
                            ? ContractChange.Kind.LOOSENED
                            : isWithin(was, is) ? ContractChange.Kind.TIGHTENED : ContractChange.Kind.CHANGED,
                    !fewer,
                    "column '" + name + "' must be there in " + places(is) + ", and was in " + places(was));
        }
    }

    private static boolean isWithin(Collection<String> some, Collection<String> others) {
        return others.isEmpty() || (!some.isEmpty() && others.containsAll(some));
    }

    private static String places(Collection<String> environments) {
        return environments.isEmpty() ? "all environments" : environments.toString();
    }

    private void redaction(String name, List<ContractColumn> before, List<ContractColumn> after) {
        String was = redaction(before);
        String is = redaction(after);
        if (!before.isEmpty() && !after.isEmpty() && !was.equals(is)) {
            add(
                    Optional.of(name),
                    "sensitive",
                    ContractChange.Kind.CHANGED,
                    false,
                    "values of column '" + name + "' are " + is + " in reports, and were " + was);
        }
    }

    private static String redaction(List<ContractColumn> blocks) {
        return blocks.stream()
                .flatMap(c -> c.redaction().stream())
                .findFirst()
                .map(r -> switch (r) {
                    case MASK -> "masked";
                    case HASH -> "hashed";
                    case OMIT -> "left out";
                })
                .orElse("shown");
    }

    private void rules(Optional<String> column, List<Rule> before, List<Rule> after) {
        List<Rule> gone = new ArrayList<>(before);
        List<Rule> fresh = new ArrayList<>(after);
        gone.removeIf(fresh::remove);
        for (Rule old : List.copyOf(gone)) {
            partner(old, fresh).ifPresent(now -> {
                gone.remove(old);
                fresh.remove(now);
                RuleChange change = RuleChange.between(old, now);
                add(column, RuleChange.full(now), change.kind(), change.breaking(), place(column) + change.why());
            });
        }
        for (Rule old : gone) {
            add(
                    column,
                    RuleChange.full(old),
                    ContractChange.Kind.REMOVED,
                    false,
                    place(column) + RuleChange.full(old) + " is not asked for any more");
        }
        for (Rule now : fresh) {
            boolean warns = now.modifiers().severity() == Severity.WARN;
            add(
                    column,
                    RuleChange.full(now),
                    ContractChange.Kind.ADDED,
                    !warns,
                    place(column) + RuleChange.full(now) + " was not asked for before"
                            + (warns ? ", and only warns" : ""));
        }
    }

    private static String place(Optional<String> column) {
        return column.map(c -> "column '" + c + "': ").orElse("table: ");
    }

    /** The rule that took the place of an old one: the most alike of those that settle the same thing. */
    private static Optional<Rule> partner(Rule old, List<Rule> candidates) {
        return candidates.stream()
                .filter(now -> RuleChange.settleTheSame(old, now))
                .max((a, b) -> Integer.compare(likeness(old, a), likeness(old, b)));
    }

    private static int likeness(Rule old, Rule now) {
        Modifiers a = old.modifiers();
        Modifiers b = now.modifiers();
        return (old.kind() == now.kind() ? 8 : 0)
                + (a.where().equals(b.where()) ? 4 : 0)
                + (a.environments().equals(b.environments()) ? 2 : 0)
                + (a.groupBy().equals(b.groupBy()) ? 1 : 0);
    }

    private void add(Optional<String> column, String rule, ContractChange.Kind kind, boolean breaking, String why) {
        changes.add(new ContractChange(column, rule, kind, breaking, why));
    }
}
