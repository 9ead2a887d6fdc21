// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Optional;

/**
 * The rules on the table as a whole: {@code r -> r.atLeast(1_000).unique("id").noExtraColumns()}.
 *
 * <p>{@link #severity}, {@link #because}, {@link #share}, {@link #where}, {@link #groupBy} and {@link #environment} change
 * the rule said just before them. Not thread-safe.
 */
public final class TableRules {
    private final RuleList rules = new RuleList(Optional.empty());

    TableRules() {}

    List<Rule> rules() {
        return rules.rules();
    }

    private TableRules add(RuleKind kind, Object... namesAndValues) {
        rules.add(kind, namesAndValues);
        return this;
    }

    /**
     * Asks for a number of rows.
     *
     * @param count the smallest number
     * @return these rules
     */
    public TableRules atLeast(long count) {
        return add(RuleKind.ROW_COUNT, "atLeast", count);
    }

    /**
     * Limits the number of rows.
     *
     * @param count the largest number
     * @return these rules
     */
    public TableRules atMost(long count) {
        return add(RuleKind.ROW_COUNT, "atMost", count);
    }

    /**
     * Asks for a number of rows in {@code [min, max]}.
     *
     * @param min the smallest number
     * @param max the largest number
     * @return these rules
     * @throws IllegalArgumentException when the numbers are out of order
     */
    public TableRules between(long min, long max) {
        return add(RuleKind.ROW_COUNT, "atLeast", min, "atMost", max);
    }

    /**
     * Asks for exactly these columns, in any order.
     *
     * @param names the columns
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public TableRules columnsExactly(String... names) {
        return add(RuleKind.COLUMNS, "names", List.of(names));
    }

    /**
     * Asks for no column that the contract does not name.
     *
     * @return these rules
     */
    public TableRules noExtraColumns() {
        return add(RuleKind.NO_EXTRA_COLUMNS);
    }

    /**
     * Asks that no combination of values comes twice; a row that repeats an earlier one fails. A row in which one of
     * the values is missing has no key and is not looked at.
     *
     * @param columns the columns of the key
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public TableRules unique(String... columns) {
        return add(RuleKind.UNIQUE_KEY, "columns", List.of(columns));
    }

    /**
     * Asks for a condition on every row; rows for which a missing value leaves it open are not counted as checked.
     *
     * @param name the name of the check, unique in the contract
     * @param condition the condition, often {@code when(..).then(..)}
     * @return these rules
     */
    public TableRules check(String name, Condition condition) {
        return add(RuleKind.CHECK, "name", name, "condition", condition);
    }

    /**
     * Says how bad it is when the rule just said does not hold; {@link Severity#FAIL} unless said otherwise.
     *
     * @param severity the severity
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules severity(Severity severity) {
        rules.modify("severity(" + severity + ")", m -> m.severity(severity));
        return this;
    }

    /**
     * Says why the rule just said is there.
     *
     * @param reason the reason, shown when it does not hold
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules because(String reason) {
        rules.modify("because", m -> m.because(reason));
        return this;
    }

    /**
     * Lets the rule just said hold for a share of the rows it looks at, compared exactly.
     *
     * @param share the share, in (0, 1]
     * @return these rules
     * @throws IllegalArgumentException when the share is out of range or the rule is not about single rows
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules share(double share) {
        rules.modify("share(" + Texts.number(share) + ")", m -> m.atLeast(share));
        return this;
    }

    /**
     * Lets the rule just said look only at rows for which a condition holds.
     *
     * @param condition the condition
     * @return these rules
     * @throws IllegalArgumentException when the rule is about columns
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules where(Condition condition) {
        rules.modify("where", m -> m.where(condition));
        return this;
    }

    /**
     * Checks the rule just said for every value of a column on its own.
     *
     * @param column the column whose values are the groups
     * @return these rules
     * @throws IllegalArgumentException when the rule is about columns
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules groupBy(String column) {
        rules.modify("groupBy(" + column + ")", m -> m.groupBy(column));
        return this;
    }

    /**
     * Restricts the rule just said to some environments.
     *
     * @param names the environments
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public TableRules environment(String... names) {
        rules.modify("environment", m -> m.environments(List.of(names)));
        return this;
    }

    @Override
    public String toString() {
        return "table: " + rules.rules();
    }
}
