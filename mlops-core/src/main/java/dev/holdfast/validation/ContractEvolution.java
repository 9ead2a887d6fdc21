// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Works out how a contract has to change for new data; what the data propose gives the new ends of ranges and limits. */
final class ContractEvolution {
    private final DataContract contract;
    private final Table table;
    private final ContractSuggestion suggestion;
    private final List<String> changes = new ArrayList<>();

    ContractEvolution(DataContract contract, Table table, ContractSuggestion suggestion) {
        this.contract = contract;
        this.table = table;
        this.suggestion = suggestion;
    }

    ContractUpdate update() {
        DataContract.Builder builder = DataContract.named(contract.name()).version(contract.version() + 1);
        contract.columnBlocks().forEach(block -> builder.column(changed(block)));
        for (Column column : table.columns()) {
            if (!contract.columnNames().contains(column.name())) {
                List<Rule> rules = proposed(column.name());
                changes.add(column.name() + ": is new, with " + rules);
                builder.column(new ContractColumn(column.name(), false, Optional.empty(), List.of(), rules));
            }
        }
        DataContract changed = builder.tableRules(contract.tableRules()).build();
        DataContract result = changes.isEmpty() ? contract : withCode(changed);
        List<String> unresolved = result.start(o -> o.withoutProfile()).add(table).report().findings().stream()
                .filter(f -> f.verdict() == Verdict.FAIL || f.verdict() == Verdict.ERROR)
                .map(Finding::sentence)
                .toList();
        return new ContractUpdate(result, changes, unresolved);
    }

    private DataContract withCode(DataContract changed) {
        DataContract bound = changed;
        for (Rule rule : contract.tableRules()) {
            if (rule.kind() == RuleKind.CUSTOM) {
                String id = rule.textArgument("id");
                bound = contract.custom(id).isPresent()
                        ? bound.withCustom(id, contract.custom(id).get())
                        : bound;
            }
        }
        return bound;
    }

    private ContractColumn changed(ContractColumn block) {
        if (!table.has(block.name())) {
            if (!block.optional()) {
                changes.add(block.name() + ": is gone, and becomes optional");
            }
            return new ContractColumn(block.name(), true, block.redaction(), block.environments(), block.rules());
        }
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : block.rules()) {
            Optional<Rule> relaxed = fails(rule) ? relaxed(rule) : Optional.empty();
            relaxed.ifPresent(r -> changes.add(block.name() + ": " + rule + " becomes " + r));
            rules.add(relaxed.orElse(rule));
        }
        return new ContractColumn(block.name(), block.optional(), block.redaction(), block.environments(), rules);
    }

    private boolean fails(Rule rule) {
        DataContract alone = DataContract.named("alone")
                .column(new ContractColumn(
                        rule.column().orElseThrow(), false, Optional.empty(), List.of(), List.of(rule)))
                .build();
        return alone.start(o -> o.withoutProfile()).add(table).report().findings().stream()
                .anyMatch(f -> f.verdict() == Verdict.FAIL || f.verdict() == Verdict.WARN);
    }

    private Optional<Rule> relaxed(Rule rule) {
        return switch (rule.kind()) {
            case TYPE ->
                rule.type() == ColumnType.INTEGER && column(rule).type() == ColumnType.NUMBER
                        ? Optional.of(with(rule, rule.kind(), Map.of("type", "number")))
                        : Optional.empty();
            case REQUIRED, MISSING -> proposed(rule, RuleKind.MISSING).map(p -> limited(rule, p));
            case BETWEEN -> proposed(rule, RuleKind.BETWEEN).map(p -> wider(rule, p));
            case IN -> Optional.of(with(rule, rule.kind(), Map.of("values", List.copyOf(union(rule)))));
            default -> Optional.empty();
        };
    }

    private Column column(Rule rule) {
        return table.column(rule.column().orElseThrow());
    }

    private List<Rule> proposed(String column) {
        return suggestion.proposals().stream()
                .filter(p -> p.column().equals(Optional.of(column)))
                .map(ContractSuggestion.Proposal::asRule)
                .toList();
    }

    private Optional<Rule> proposed(Rule old, RuleKind kind) {
        return proposed(old.column().orElseThrow()).stream()
                .filter(r -> r.kind() == kind)
                .findFirst();
    }

    /** A share let off has a meaning for {@code required} alone, so it does not go over to the limit. */
    private static Rule limited(Rule old, Rule proposed) {
        Modifiers modifiers = new Modifiers(
                old.modifiers().severity(),
                old.modifiers().because(),
                old.modifiers().environments(),
                Optional.empty(),
                old.modifiers().where(),
                old.modifiers().groupBy());
        return new Rule(RuleKind.MISSING, old.column(), proposed.arguments(), modifiers).validated();
    }

    private static Rule wider(Rule old, Rule proposed) {
        Object min = old.numberArgument("min");
        Object max = old.numberArgument("max");
        Object low = proposed.numberArgument("min");
        Object high = proposed.numberArgument("max");
        return with(
                old,
                RuleKind.BETWEEN,
                Map.of(
                        "min", CellTests.compare(low, min).orElse(1) < 0 ? low : min,
                        "max", CellTests.compare(high, max).orElse(-1) > 0 ? high : max));
    }

    private Set<Object> union(Rule rule) {
        Set<Object> values = new LinkedHashSet<>(rule.values("values"));
        boolean texts = values.iterator().next() instanceof String;
        Column column = column(rule);
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row) && !States.cellTest(rule).value(column.value(row))) {
                Object value = texts ? column.text(row) : column.value(row);
                if (!(value instanceof Double number) || Double.isFinite(number)) {
                    values.add(value instanceof Double number ? Rule.number(number) : value);
                }
            }
        }
        return values;
    }

    private static Rule with(Rule old, RuleKind kind, Map<String, Object> arguments) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        kind.arguments().stream()
                .filter(arguments::containsKey)
                .forEach(name -> ordered.put(name, arguments.get(name)));
        return new Rule(kind, old.column(), ordered, old.modifiers()).validated();
    }
}
