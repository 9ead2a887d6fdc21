// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The rules on the table as a whole: {@code r -> r.atLeast(1_000).unique("id").noExtraColumns()}.
 *
 * <p>{@link #severity}, {@link #because}, {@link #share}, {@link #where}, {@link #groupBy} and {@link #environment} change
 * the rule said just before them. Not thread-safe.
 */
public final class TableRules {
    private final RuleList rules = new RuleList(Optional.empty());

    private final Map<String, Predicate<Row>> custom = new LinkedHashMap<>();

    private final Map<DataContract.MetricName, CustomMetric> metrics = new LinkedHashMap<>();

    TableRules() {}

    Map<DataContract.MetricName, CustomMetric> metrics() {
        return metrics;
    }

    Map<String, Predicate<Row>> custom() {
        return custom;
    }

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
     * Asks for exactly these columns in this order.
     *
     * @param names the columns
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public TableRules columnsInOrder(String... names) {
        return add(RuleKind.COLUMNS_IN_ORDER, "names", List.of(names));
    }

    /**
     * Limits the number of columns.
     *
     * @param limit the limit
     * @return these rules
     */
    public TableRules columnCount(Limit limit) {
        rules.add(RuleKind.COLUMN_COUNT, limit);
        return this;
    }

    /**
     * Asks for column names that a regular expression matches as a whole.
     *
     * @param regex the expression
     * @return these rules
     * @throws IllegalArgumentException when it does not compile
     */
    public TableRules columnNames(String regex) {
        return add(RuleKind.COLUMN_NAMES, "regex", regex);
    }

    /**
     * Asks for a key: as {@link #unique}, but a row in which one of the values is missing fails.
     *
     * @param columns the columns of the key
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public TableRules primaryKey(String... columns) {
        return add(RuleKind.PRIMARY_KEY, "columns", List.of(columns));
    }

    /**
     * Asks that no whole row comes twice; missing values are equal to each other here.
     *
     * @return these rules
     */
    public TableRules noDuplicateRows() {
        return add(RuleKind.NO_DUPLICATE_ROWS);
    }

    /**
     * Asks that in every row all of some columns have a value, or none.
     *
     * @param columns the columns
     * @return these rules
     */
    public TableRules allOrNone(String... columns) {
        return add(RuleKind.ALL_OR_NONE, "columns", List.of(columns));
    }

    /**
     * Asks that in every row exactly one of some columns has a value.
     *
     * @param columns the columns
     * @return these rules
     */
    public TableRules exactlyOne(String... columns) {
        return add(RuleKind.EXACTLY_ONE, "columns", List.of(columns));
    }

    /**
     * Asks that in every row the parts add up to the total.
     *
     * @param total the column of the total
     * @param tolerance how far the sum may be from it, at least 0
     * @param parts the columns of the parts
     * @return these rules
     * @throws IllegalArgumentException when the tolerance is negative or there is no part
     */
    public TableRules sumEquals(String total, double tolerance, String... parts) {
        return add(RuleKind.SUM, "columns", List.of(parts), "total", total, "tolerance", Rule.number(tolerance));
    }

    /**
     * Asks that rows which agree in some columns agree in another one: a postcode determines its town.
     *
     * @param column the column that is determined
     * @param by the columns that determine it
     * @return these rules
     */
    public TableRules determined(String column, String... by) {
        return add(RuleKind.DETERMINES, "columns", List.of(by), "determines", column);
    }

    /**
     * Limits Pearson's correlation of two numeric columns; undecided when one of them is constant.
     *
     * @param left a column
     * @param right another column
     * @param limit the limit
     * @return these rules
     */
    public TableRules correlation(String left, String right, Limit limit) {
        return association("correlation", left, right, limit);
    }

    /**
     * Limits Cramer's V of two columns, taken as categories: 0 for independent ones, 1 when one determines the other.
     *
     * @param left a column
     * @param right another column
     * @param limit the limit
     * @return these rules
     */
    public TableRules cramersV(String left, String right, Limit limit) {
        return association("cramersV", left, right, limit);
    }

    /**
     * Limits the mutual information of two columns, taken as categories, in bits.
     *
     * @param left a column
     * @param right another column
     * @param limit the limit
     * @return these rules
     */
    public TableRules mutualInformation(String left, String right, Limit limit) {
        return association("mutualInformation", left, right, limit);
    }

    private TableRules association(String statistic, String left, String right, Limit limit) {
        rules.add(RuleKind.ASSOCIATION, limit, "columns", List.of(left, right), "statistic", statistic);
        return this;
    }

    /**
     * Asks Java code about every row. The contract stores only the id: after {@link DataContract#parse} the code is bound by
     * {@link DataContract#withCustom}. What the code throws is an error of this check and of no other.
     *
     * @param id the name of the code, with its version: {@code "iban-check-1"}
     * @param code tells whether a row is good
     * @return these rules
     */
    public TableRules custom(String id, Predicate<Row> code) {
        custom.put(id, code);
        return add(RuleKind.CUSTOM, "id", id);
    }

    /**
     * Limits a number that Java code computes from the rows. The contract stores only the id and the version: after
     * {@link DataContract#parse} the code is bound by {@link DataContract#withMetric}. What the code throws is an error of this
     * check and of no other. The number is shown in reports, also where the code reads sensitive columns.
     *
     * @param id the name of the metric
     * @param version the version of its code, at least 1
     * @param metric the code
     * @param limit the limit
     * @return these rules
     */
    public TableRules metric(String id, int version, CustomMetric metric, Limit limit) {
        rules.add(RuleKind.METRIC, limit, "id", id, "version", (long) version);
        metrics.put(new DataContract.MetricName(id, version), metric);
        return this;
    }

    /**
     * Asks for the rows of another table, which {@link CheckOptions#reference} brings, in any order: a row fails when its key is
     * only here, comes a second time, or a cell differs; rows that are only there fail as well, and so does a column that only
     * one of both has. Missing is equal to missing and NaN to NaN. With {@link #where} rows of both tables are chosen. Needs
     * memory for the keys of the other table, none for the rows checked.
     *
     * @param table the name of the other table
     * @param key the columns by which rows are found; the other table has each key once
     * @return these rules
     * @throws IllegalArgumentException when no column is named, or one twice
     */
    public TableRules rowsMatch(String table, String... key) {
        return rowsMatch(table, 0, key);
    }

    /**
     * Asks for the rows of another table, where numbers may differ a little.
     *
     * @param table the name of the other table
     * @param tolerance how far two numbers may be apart, at least 0
     * @param key the columns by which rows are found
     * @return these rules
     * @throws IllegalArgumentException when the tolerance is negative, no column is named, or one twice
     */
    public TableRules rowsMatch(String table, double tolerance, String... key) {
        return add(RuleKind.ROWS_MATCH, "table", table, "columns", List.of(key), "tolerance", Rule.number(tolerance));
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
