// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Collects rules in the order in which they are said; a modifier changes the rule said last. */
final class RuleList {
    private final Optional<String> column;
    private final List<Rule> rules = new ArrayList<>();

    RuleList(Optional<String> column) {
        this.column = column;
    }

    void add(RuleKind kind, Object... namesAndValues) {
        rules.add(Rule.on(column, kind, namesAndValues));
    }

    void add(RuleKind kind, Limit limit, Object... namesAndValues) {
        rules.add(Rule.limited(column, kind, limit, namesAndValues));
    }

    void modify(String modifier, UnaryOperator<Modifiers> change) {
        if (rules.isEmpty()) {
            throw new IllegalStateException(column.map(c -> "column '" + c + "': ")
                            .orElse("table: ") + modifier + " changes the rule before it, but there is none");
        }
        Rule last = rules.remove(rules.size() - 1);
        rules.add(last.with(change.apply(last.modifiers())));
    }

    void modifyAll(UnaryOperator<Modifiers> change) {
        rules.replaceAll(rule -> rule.with(change.apply(rule.modifiers())));
    }

    List<Rule> rules() {
        return List.copyOf(rules);
    }
}
