// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The rules on one column: {@code c -> c.number().between(0, 1_000).missing(atMost(0.10)).because("monthly, in EUR")}.
 *
 * <p>Rules on values look at the values that are there; how many may be missing is a rule of its own. A column that was
 * read as text because some of its values are no numbers is asked value by value, so that those values are named.
 * {@link #severity}, {@link #because}, {@link #atLeast}, {@link #where} and {@link #groupBy} change the rule said just
 * before them; {@link #environment} and {@link #optional} hold for all rules of this call. Not thread-safe.
 */
public final class ColumnRules {
    private final String column;
    private final RuleList rules;
    private final List<String> environments = new ArrayList<>();
    private boolean optional;

    ColumnRules(String column) {
        this.column = column;
        this.rules = new RuleList(Optional.of(column));
    }

    List<Rule> rules() {
        if (!environments.isEmpty()) {
            rules.modifyAll(m -> m.environments(environments));
        }
        return rules.rules();
    }

    List<String> environments() {
        return List.copyOf(environments);
    }

    boolean isOptional() {
        return optional;
    }

    private ColumnRules add(RuleKind kind, Object... namesAndValues) {
        rules.add(kind, namesAndValues);
        return this;
    }

    private ColumnRules bound(RuleKind kind, double bound) {
        return add(kind, "bound", Rule.number(bound));
    }

    /**
     * Asks for numbers; whole numbers are numbers.
     *
     * @return these rules
     */
    public ColumnRules number() {
        return add(RuleKind.TYPE, "type", "number");
    }

    /**
     * Asks for whole numbers that fit in 64 bits; 3.0 is one, 3.5 is not.
     *
     * @return these rules
     */
    public ColumnRules integer() {
        return add(RuleKind.TYPE, "type", "integer");
    }

    /**
     * Asks for text.
     *
     * @return these rules
     */
    public ColumnRules text() {
        return add(RuleKind.TYPE, "type", "text");
    }

    /**
     * Asks for true or false.
     *
     * @return these rules
     */
    public ColumnRules bool() {
        return add(RuleKind.TYPE, "type", "bool");
    }

    /**
     * Asks for instants.
     *
     * @return these rules
     */
    public ColumnRules time() {
        return add(RuleKind.TYPE, "type", "time");
    }

    /**
     * Asks for a value in every row.
     *
     * @return these rules
     */
    public ColumnRules required() {
        return add(RuleKind.REQUIRED);
    }

    /**
     * Limits the share of rows whose value is missing.
     *
     * @param share the limit, in [0, 1]
     * @return these rules
     * @throws IllegalArgumentException when the limit is not within [0, 1]
     */
    public ColumnRules missing(Limit share) {
        rules.add(RuleKind.MISSING, share);
        return this;
    }

    /**
     * Asks for values in {@code [min, max]}; NaN is not within.
     *
     * @param min the smallest value
     * @param max the largest value
     * @return these rules
     * @throws IllegalArgumentException when a bound is not finite or the bounds are out of order
     */
    public ColumnRules between(double min, double max) {
        return add(RuleKind.BETWEEN, "min", Rule.number(min), "max", Rule.number(max));
    }

    /**
     * Asks for values in {@code [min, max]}, exact for whole numbers beyond 2^53.
     *
     * @param min the smallest value
     * @param max the largest value
     * @return these rules
     * @throws IllegalArgumentException when the bounds are out of order
     */
    public ColumnRules between(long min, long max) {
        return add(RuleKind.BETWEEN, "min", min, "max", max);
    }

    /**
     * Asks for values above a bound.
     *
     * @param bound the bound, not reached
     * @return these rules
     * @throws IllegalArgumentException when the bound is not finite
     */
    public ColumnRules above(double bound) {
        return bound(RuleKind.ABOVE, bound);
    }

    /**
     * Asks for values not below a bound.
     *
     * @param bound the smallest value
     * @return these rules
     * @throws IllegalArgumentException when the bound is not finite
     */
    public ColumnRules from(double bound) {
        return bound(RuleKind.FROM, bound);
    }

    /**
     * Asks for values below a bound.
     *
     * @param bound the bound, not reached
     * @return these rules
     * @throws IllegalArgumentException when the bound is not finite
     */
    public ColumnRules below(double bound) {
        return bound(RuleKind.BELOW, bound);
    }

    /**
     * Asks for values not above a bound.
     *
     * @param bound the largest value
     * @return these rules
     * @throws IllegalArgumentException when the bound is not finite
     */
    public ColumnRules upTo(double bound) {
        return bound(RuleKind.UP_TO, bound);
    }

    /**
     * Asks for values above 0.
     *
     * @return these rules
     */
    public ColumnRules positive() {
        return above(0);
    }

    /**
     * Asks for values of at least 0.
     *
     * @return these rules
     */
    public ColumnRules nonNegative() {
        return from(0);
    }

    /**
     * Asks for times in {@code [start, end]}.
     *
     * @param start the earliest time
     * @param end the latest time
     * @return these rules
     * @throws IllegalArgumentException when the start is after the end
     */
    public ColumnRules during(Instant start, Instant end) {
        return add(RuleKind.DURING, "start", start.toString(), "end", end.toString());
    }

    /**
     * Asks for one of some texts, compared exactly.
     *
     * @param values the texts
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public ColumnRules in(String... values) {
        return add(RuleKind.IN, "values", List.of(values));
    }

    /**
     * Asks for one of some numbers.
     *
     * @param values the numbers
     * @return these rules
     * @throws IllegalArgumentException when there is none, one is not finite or one is named twice
     */
    public ColumnRules in(double... values) {
        return add(
                RuleKind.IN,
                "values",
                Arrays.stream(values).mapToObj(Rule::number).toList());
    }

    /**
     * Asks for anything but some texts, compared exactly.
     *
     * @param values the texts
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public ColumnRules notIn(String... values) {
        return add(RuleKind.NOT_IN, "values", List.of(values));
    }

    /**
     * Asks for anything but some numbers, such as the 9999 that stands for "unknown".
     *
     * @param values the numbers
     * @return these rules
     * @throws IllegalArgumentException when there is none, one is not finite or one is named twice
     */
    public ColumnRules notIn(double... values) {
        return add(
                RuleKind.NOT_IN,
                "values",
                Arrays.stream(values).mapToObj(Rule::number).toList());
    }

    /**
     * Asks for texts that a regular expression matches as a whole. An expression that backtracks without end on some
     * value makes this check an error and no other.
     *
     * @param regex the expression
     * @return these rules
     * @throws IllegalArgumentException when it does not compile
     */
    public ColumnRules matches(String regex) {
        return add(RuleKind.MATCHES, "regex", regex);
    }

    /**
     * Asks for texts that a regular expression is found in.
     *
     * @param regex the expression
     * @return these rules
     * @throws IllegalArgumentException when it does not compile
     */
    public ColumnRules contains(String regex) {
        return add(RuleKind.CONTAINS, "regex", regex);
    }

    /**
     * Asks for texts of a length, counted in Unicode code points.
     *
     * @param min the smallest length
     * @param max the largest length
     * @return these rules
     * @throws IllegalArgumentException when the numbers are negative or out of order
     */
    public ColumnRules length(int min, int max) {
        return add(RuleKind.LENGTH, "min", (long) min, "max", (long) max);
    }

    /**
     * Asks for numbers that are not NaN; infinities are allowed.
     *
     * @return these rules
     */
    public ColumnRules notNan() {
        return add(RuleKind.NOT_NAN);
    }

    /**
     * Asks for numbers that are neither NaN nor infinite.
     *
     * @return these rules
     */
    public ColumnRules finite() {
        return add(RuleKind.FINITE);
    }

    /**
     * Asks that no value comes twice; a row that repeats an earlier value fails. Missing values repeat nothing.
     *
     * @return these rules
     */
    public ColumnRules unique() {
        return add(RuleKind.UNIQUE);
    }

    /**
     * Lets the column be absent: its rules are then skipped without harm.
     *
     * @return these rules
     */
    public ColumnRules optional() {
        optional = true;
        return this;
    }

    /**
     * Says how bad it is when the rule just said does not hold; {@link Severity#FAIL} unless said otherwise.
     *
     * @param severity the severity
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public ColumnRules severity(Severity severity) {
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
    public ColumnRules because(String reason) {
        rules.modify("because", m -> m.because(reason));
        return this;
    }

    /**
     * Lets the rule just said hold for a share of the rows it looks at, compared exactly: 99 of 100 satisfy 0.99.
     *
     * @param share the share, in (0, 1]
     * @return these rules
     * @throws IllegalArgumentException when the share is out of range or the rule is not about single rows
     * @throws IllegalStateException when no rule was said before
     */
    public ColumnRules atLeast(double share) {
        rules.modify("atLeast(" + Texts.number(share) + ")", m -> m.atLeast(share));
        return this;
    }

    /**
     * Lets the rule just said look only at rows for which a condition holds; when it holds for none, the rule is
     * skipped.
     *
     * @param condition the condition
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public ColumnRules where(Condition condition) {
        rules.modify("where", m -> m.where(condition));
        return this;
    }

    /**
     * Checks the rule just said for every value of another column on its own.
     *
     * @param otherColumn the column whose values are the groups
     * @return these rules
     * @throws IllegalStateException when no rule was said before
     */
    public ColumnRules groupBy(String otherColumn) {
        rules.modify("groupBy(" + otherColumn + ")", m -> m.groupBy(otherColumn));
        return this;
    }

    /**
     * Restricts all rules of this call, the presence of the column included, to an environment; call it again to name
     * several.
     *
     * @param name the environment, such as {@code "TRAINING"}
     * @return these rules
     */
    public ColumnRules environment(String name) {
        environments.add(Rule.requireName(name, "an environment"));
        return this;
    }

    @Override
    public String toString() {
        return "column '" + column + "': " + rules.rules();
    }
}
