// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rules of a contract that a single row can break, made ready once. Each column's value is fetched once; a row that
 * passes costs no object.
 */
final class RowGuard {
    private final DataContract contract;
    private final ColumnGuard[] columns;
    private final TableGuard[] rules;

    RowGuard(DataContract contract, Optional<String> environment) {
        this.contract = contract;
        Map<String, ColumnGuard> byName = new LinkedHashMap<>();
        for (ContractColumn column : contract.columnBlocks()) {
            if (column.appliesIn(environment)) {
                ColumnGuard guard = byName.computeIfAbsent(column.name(), ColumnGuard::new);
                guard.needed |= !column.optional();
                column.rules().stream()
                        .filter(r -> r.modifiers().atLeast().isEmpty())
                        .forEach(guard::add);
            }
        }
        this.columns = byName.values().toArray(ColumnGuard[]::new);
        this.rules = contract.tableRules().stream()
                .filter(r -> r.modifiers().appliesIn(environment))
                .filter(r -> r.kind().isOnOneRow() && r.modifiers().atLeast().isEmpty())
                .map(r -> new TableGuard(r, contract))
                .toArray(TableGuard[]::new);
    }

    RowCheck check(Row row) {
        for (ColumnGuard column : columns) {
            if (!column.passes(row)) {
                return explain(row);
            }
        }
        for (TableGuard rule : rules) {
            if (!rule.passes(row)) {
                return explain(row);
            }
        }
        return RowCheck.PASSED;
    }

    /** The slow way, taken only by rows that do not pass. */
    private RowCheck explain(Row row) {
        CheckContext context = new CheckContext(contract, CheckOptions.DEFAULTS);
        List<Breach> breaches = new ArrayList<>();
        Verdict verdict = Verdict.PASS;
        for (ColumnGuard column : columns) {
            verdict = verdict.worst(column.explain(row, context, breaches));
        }
        for (TableGuard rule : rules) {
            verdict = verdict.worst(rule.explain(row, context, breaches));
        }
        return new RowCheck(verdict, breaches);
    }

    private static Verdict verdict(Rule rule) {
        return rule.modifiers().severity() == Severity.WARN ? Verdict.WARN : Verdict.FAIL;
    }

    private static final class ColumnGuard {
        private final String name;
        private final List<Rule> required = new ArrayList<>();
        private final List<Rule> rules = new ArrayList<>();
        private final List<CellTest> tests = new ArrayList<>();
        private boolean needed;

        ColumnGuard(String name) {
            this.name = name;
        }

        void add(Rule rule) {
            if (rule.kind() == RuleKind.REQUIRED) {
                required.add(rule);
            } else if (rule.kind().isOnOneRow() && rule.kind() != RuleKind.REFERENCE) {
                rules.add(rule);
                tests.add(States.cellTest(rule));
            }
        }

        boolean passes(Row row) {
            Object value = row.value(name).orElse(null);
            if (value == null) {
                return required.isEmpty() && (!needed || row.has(name));
            }
            for (int i = 0; i < tests.size(); i++) {
                if (breaks(i, value, row)) {
                    return false;
                }
            }
            return true;
        }

        private boolean breaks(int rule, Object value, Row row) {
            try {
                return !tests.get(rule).value(value) && applies(rules.get(rule), row);
            } catch (CheckFailure e) {
                return true;
            }
        }

        private static boolean applies(Rule rule, Row row) {
            Condition where = rule.modifiers().where().orElse(null);
            try {
                return where == null || where.holdsFor(row);
            } catch (CheckFailure e) {
                // Whether the rule is about the row is not known, so the row is not waved through.
                return true;
            }
        }

        /** Tells whether the test of a value did not come to an end. */
        private boolean breaksDown(int rule, Object value) {
            try {
                tests.get(rule).value(value);
                return false;
            } catch (CheckFailure e) {
                return true;
            }
        }

        Verdict explain(Row row, CheckContext context, List<Breach> breaches) {
            Verdict verdict = Verdict.PASS;
            Object value = row.value(name).orElse(null);
            if (value == null) {
                if (needed && !row.has(name)) {
                    breaches.add(new Breach(name, "present()", "(no such column)"));
                    return Verdict.FAIL;
                }
                for (Rule rule : required) {
                    if (applies(rule, row)) {
                        breaches.add(new Breach(name, rule.toString(), Texts.MISSING));
                        verdict = verdict.worst(verdict(rule));
                    }
                }
                return verdict;
            }
            for (int i = 0; i < tests.size(); i++) {
                Rule rule = rules.get(i);
                if (breaks(i, value, row)) {
                    boolean broke = breaksDown(i, value);
                    breaches.add(new Breach(name, rule + (broke ? " broke" : ""), context.shown(name, value)));
                    verdict = verdict.worst(broke ? Verdict.ERROR : verdict(rule));
                }
            }
            return verdict;
        }
    }

    private static final class TableGuard {
        private final Rule rule;
        private final Optional<java.util.function.Predicate<Row>> code;
        private final List<String> columns;
        private final @Nullable Condition condition;

        TableGuard(Rule rule, DataContract contract) {
            this.rule = rule;
            this.code = rule.kind() == RuleKind.CUSTOM ? contract.custom(rule.textArgument("id")) : Optional.empty();
            this.condition = rule.kind() == RuleKind.CHECK ? rule.condition("condition") : null;
            this.columns = rule.arguments().containsKey("columns")
                    ? rule.texts("columns")
                    : condition == null
                            ? List.of()
                            : List.copyOf(condition.predicate().columns());
        }

        boolean passes(Row row) {
            try {
                return (rule.modifiers().where().isPresent()
                                && !rule.modifiers().where().get().holdsFor(row))
                        || holds(row);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
                return false;
            }
        }

        private boolean holds(Row row) {
            if (condition != null) {
                return condition.truth(row) != Truth.FALSE;
            }
            return switch (rule.kind()) {
                case ALL_OR_NONE -> present(row) == 0 || present(row) == columns.size();
                case EXACTLY_ONE -> present(row) == 1;
                case SUM -> addsUp(row);
                default -> code.isPresent() && code.get().test(row);
            };
        }

        private int present(Row row) {
            int present = 0;
            for (int i = 0; i < columns.size(); i++) {
                present += row.isMissing(columns.get(i)) ? 0 : 1;
            }
            return present;
        }

        private boolean addsUp(Row row) {
            String total = rule.textArgument("total");
            if (present(row) < columns.size() || row.isMissing(total)) {
                return true;
            }
            double sum = 0;
            for (int i = 0; i < columns.size(); i++) {
                sum += row.number(columns.get(i));
            }
            return Math.abs(sum - row.number(total)) <= rule.decimal("tolerance");
        }

        Verdict explain(Row row, CheckContext context, List<Breach> breaches) {
            if (passes(row)) {
                return Verdict.PASS;
            }
            boolean threw = false;
            try {
                holds(row);
            } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
                threw = true;
            }
            List<String> shown = columns.stream()
                    .map(c -> row.value(c).map(v -> context.shown(c, v)).orElse(Texts.MISSING))
                    .toList();
            breaches.add(new Breach(
                    String.join(", ", columns),
                    rule + (threw ? " threw" : rule.kind() == RuleKind.CUSTOM && code.isEmpty() ? " has no code" : ""),
                    String.join(", ", shown)));
            return threw || (rule.kind() == RuleKind.CUSTOM && code.isEmpty()) ? Verdict.ERROR : verdict(rule);
        }
    }
}
