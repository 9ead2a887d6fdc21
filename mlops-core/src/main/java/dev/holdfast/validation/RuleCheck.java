// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** One rule at work: finds its rows and groups, keeps what goes wrong to itself, and judges at the end. */
final class RuleCheck {
    private static final int MOST_GROUPS = 1_000;
    private static final String WHOLE = "";
    private static final String NO_VALUE = "-";
    private static final String VALUE = "=";

    private final Rule rule;
    private final boolean inEnvironment;
    private final boolean columnOptional;
    private final CheckContext context;
    // What every batch asks for, kept so that a narrow batch costs no more than its values.
    private final Optional<String> column;
    private final List<String> otherColumns;
    private final Optional<Condition> where;
    private final Optional<CheckState> whole;
    private final Map<String, CheckState> groups = new TreeMap<>();
    private final Set<String> absent = new TreeSet<>();
    private Optional<String> error = Optional.empty();
    private List<String> columnsThere = List.of();
    private boolean ownColumnAbsent;
    private boolean tooManyGroups;
    private boolean chosen;
    private boolean numbersGroup = true;

    RuleCheck(Rule rule, boolean inEnvironment, boolean columnOptional, CheckContext context) {
        this.rule = rule;
        this.inEnvironment = inEnvironment;
        this.columnOptional = columnOptional;
        this.context = context.ofOneRule();
        this.column = rule.column();
        this.otherColumns = List.copyOf(rule.otherColumns());
        this.where = rule.modifiers().where();
        this.whole = rule.modifiers().groupBy().isEmpty() ? Optional.of(group(WHOLE)) : Optional.empty();
    }

    void add(Batch batch) {
        if (!inEnvironment || error.isPresent()) {
            return;
        }
        Table table = batch.table();
        if (isColumnAbsent(table)) {
            return;
        }
        try {
            BitSet rows = where.isPresent() ? batch.rows(where.get()) : batch.allRows();
            chosen |= !rows.isEmpty();
            if (whole.isPresent()) {
                whole.get().add(batch, rows);
            } else {
                addGroups(batch, rows, table.column(rule.modifiers().groupBy().orElseThrow()));
            }
        } catch (CheckFailure e) {
            broke(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            broke(rule + " threw " + context.shown(e));
        }
    }

    private boolean isColumnAbsent(Table table) {
        boolean ownAbsent = column.isPresent() && !table.has(column.get());
        boolean anyAbsent = ownAbsent;
        for (String other : otherColumns) {
            if (!table.has(other)) {
                absent.add(other);
                anyAbsent = true;
            }
        }
        if (anyAbsent) {
            ownColumnAbsent |= ownAbsent;
            columnsThere = table.columnNames();
        }
        return anyAbsent;
    }

    private void broke(String why) {
        error = Optional.of(why);
        close();
    }

    /** Lets go of files; afterwards only findings are given. */
    void close() {
        groups.values().forEach(CheckState::close);
    }

    private void addGroups(Batch batch, BitSet rows, Column by) {
        numbersGroup &= by.type() == ColumnType.NUMBER;
        Map<String, BitSet> split = new LinkedHashMap<>();
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            // By the value itself: values that are shown alike, for the column is sensitive, are groups of their own.
            split.computeIfAbsent(by.isMissing(row) ? NO_VALUE : VALUE + by.text(row), g -> new BitSet())
                    .set(row);
        }
        split.forEach((name, members) -> {
            if (groups.size() < MOST_GROUPS || groups.containsKey(name)) {
                group(name).add(batch, members);
            } else {
                tooManyGroups = true;
            }
        });
    }

    private CheckState group(String name) {
        return groups.computeIfAbsent(name, g -> States.start(rule, context));
    }

    void merge(RuleCheck other) {
        try {
            other.groups.forEach((name, state) -> group(name).merge(state));
        } catch (CheckFailure e) {
            broke(String.valueOf(e.getMessage()));
        }
        absent.addAll(other.absent);
        columnsThere = columnsThere.isEmpty() ? other.columnsThere : columnsThere;
        ownColumnAbsent |= other.ownColumnAbsent;
        tooManyGroups |= other.tooManyGroups;
        chosen |= other.chosen;
        numbersGroup &= other.numbersGroup;
        error = error.or(() -> other.error);
    }

    /** The findings of the rule, and whether each counts for the verdict of the whole. */
    List<Judged> findings() {
        if (!inEnvironment) {
            return List.of(passedOver("is checked only in " + rule.modifiers().environments()));
        }
        if (ownColumnAbsent) {
            return List.of(passedOver("the column is not there"
                    + (columnOptional ? ", which is allowed" : "; see the finding on its presence")));
        }
        if (error.isPresent()) {
            return List.of(judged(Optional.empty(), Conclusion.without(Verdict.ERROR, error.get())));
        }
        if (!absent.isEmpty()) {
            return List.of(judged(
                    Optional.empty(),
                    Conclusion.without(
                            Verdict.FAIL,
                            rule + " names columns that are not there: " + absent + "; the table has "
                                    + columnsThere
                                    + absent.stream()
                                            .map(c -> Nearest.hint(c, columnsThere))
                                            .collect(Collectors.joining()))));
        }
        if (rule.modifiers().where().isPresent() && !chosen && !rule.kind().countsRows()) {
            return List.of(
                    judged(Optional.empty(), Conclusion.without(Verdict.SKIPPED, rule + " had no row to look at")));
        }
        List<Judged> findings = new ArrayList<>();
        Map<String, String> names = groupNames();
        groups.forEach((key, state) -> findings.add(
                judged(rule.modifiers().groupBy().map(by -> by + "=" + names.get(key)), state.conclude())));
        if (tooManyGroups) {
            findings.add(judged(
                    Optional.empty(),
                    Conclusion.without(
                            Verdict.UNDECIDED,
                            rule.modifiers().groupBy().orElse("") + " has more than " + MOST_GROUPS
                                    + " groups; those beyond were not checked")));
        }
        if (findings.isEmpty()) {
            findings.add(
                    judged(Optional.empty(), Conclusion.without(Verdict.SKIPPED, rule + " had no group to look at")));
        }
        return findings;
    }

    /** The groups as they may be shown, told apart by a number where they look alike. */
    private Map<String, String> groupNames() {
        Map<String, String> names = new LinkedHashMap<>();
        Map<String, Integer> alike = new HashMap<>();
        rule.modifiers()
                .groupBy()
                .ifPresent(by -> groups.keySet().forEach(key -> {
                    String shown =
                            key.equals(NO_VALUE) ? Texts.MISSING : Texts.visible(context.shown(by, groupValue(key)));
                    names.put(key, shown);
                    alike.merge(shown, 1, Integer::sum);
                }));
        Map<String, Integer> used = new HashMap<>();
        names.replaceAll((key, shown) ->
                alike.getOrDefault(shown, 1) == 1 ? shown : shown + " " + used.merge(shown, 1, Integer::sum));
        return names;
    }

    private Object groupValue(String key) {
        String text = key.substring(VALUE.length());
        return numbersGroup ? (Object) Double.valueOf(text) : text;
    }

    private Judged passedOver(String why) {
        Judged judged = judged(Optional.empty(), Conclusion.without(Verdict.SKIPPED, rule + ": " + why));
        return new Judged(judged.finding(), false);
    }

    private Judged judged(Optional<String> group, Conclusion conclusion) {
        Severity severity = rule.modifiers().severity();
        Verdict verdict =
                conclusion.verdict() == Verdict.FAIL && severity == Severity.WARN ? Verdict.WARN : conclusion.verdict();
        String where = rule.modifiers().where().map(w -> " where " + w).orElse("");
        String because = rule.modifiers()
                .because()
                .filter(b -> verdict != Verdict.PASS)
                .map(b -> " (" + b + ")")
                .orElse("");
        String place = java.util.stream.Stream.of(rule.column(), group)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return new Judged(
                new Finding(
                        rule.column(),
                        rule + where,
                        group,
                        severity,
                        verdict,
                        conclusion.checked(),
                        conclusion.failing(),
                        conclusion.sample(),
                        conclusion.measured(),
                        (place.isEmpty() ? "" : place + ": ") + conclusion.sentence() + where + because,
                        rule.modifiers().because()),
                true);
    }

    /**
     * A finding and its weight.
     *
     * @param finding the finding
     * @param counts false when it is passed over on purpose: another environment, an absent optional column, a column
     *     whose absence is a finding of its own
     */
    record Judged(Finding finding, boolean counts) {
        /** The verdict that the whole takes from this finding: a rule that only warns never does more than that. */
        Verdict weight() {
            Verdict verdict = finding.verdict();
            return finding.severity() == Severity.WARN && (verdict == Verdict.SKIPPED || verdict == Verdict.UNDECIDED)
                    ? Verdict.WARN
                    : verdict;
        }
    }
}
