// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.profile.ColumnProfile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The rules on one column: {@code c -> c.number().between(0, 1_000).missing(atMost(0.10)).because("monthly, in EUR")}.
 *
 * <p>Rules on values look at the values that are there; how many may be missing is a rule of its own. A column that was
 * read as text because some of its values are no numbers is asked value by value, so that those values are named.
 * {@link #severity}, {@link #because}, {@link #atLeast}, {@link #where} and {@link #groupBy} change the rule said just
 * before them; {@link #environment} and {@link #optional} and {@link #sensitive()} hold for all rules of this call.
 * The file is long because it is the vocabulary of a contract, one short method a word. Not thread-safe.
 */
public final class ColumnRules {
    private final String column;
    private final RuleList rules;
    private final List<String> environments = new ArrayList<>();
    private final Map<DataContract.MetricName, CustomMetric> metrics = new LinkedHashMap<>();
    private Optional<Redaction> redaction = Optional.empty();
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

    Map<DataContract.MetricName, CustomMetric> metrics() {
        return metrics;
    }

    List<String> environments() {
        return List.copyOf(environments);
    }

    Optional<Redaction> redaction() {
        return redaction;
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
     * Asks for one of some whole numbers, exact beyond 2^53.
     *
     * @param values the numbers
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public ColumnRules in(long... values) {
        return add(RuleKind.IN, "values", Arrays.stream(values).boxed().toList());
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
     * Asks for anything but some whole numbers, exact beyond 2^53.
     *
     * @param values the numbers
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public ColumnRules notIn(long... values) {
        return add(RuleKind.NOT_IN, "values", Arrays.stream(values).boxed().toList());
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
     * Asks for texts that a regular expression does not match as a whole.
     *
     * @param regex the expression
     * @return these rules
     * @throws IllegalArgumentException when it does not compile
     */
    public ColumnRules notMatches(String regex) {
        return add(RuleKind.NOT_MATCHES, "regex", regex);
    }

    /**
     * Asks for texts that a pattern of SQL's LIKE matches as a whole: {@code %} stands for any characters, {@code _} for one
     * (a Unicode code point), a backslash takes the next one as it is; case matters.
     *
     * @param pattern the pattern
     * @return these rules
     * @throws IllegalArgumentException when it ends in a backslash that escapes nothing
     */
    public ColumnRules like(String pattern) {
        return add(RuleKind.LIKE, "pattern", pattern);
    }

    /**
     * Asks for texts that are JSON documents which satisfy a JSON Schema. Of the draft 2020-12 these keywords are enforced:
     * type, enum, const, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minLength and maxLength (in code points), pattern,
     * required, properties, additionalProperties, items (one schema), minItems, maxItems, uniqueItems, anyOf, allOf, oneOf, not,
     * and $ref within the document; remarks such as title ask for nothing, and every other keyword is refused. A text that is
     * no document, names a member twice or nests deeper than 200 levels fails.
     *
     * @param schema the schema, a JSON document
     * @return these rules
     * @throws IllegalArgumentException when the schema is none, uses another keyword, or refers to itself without end
     */
    public ColumnRules jsonSchema(String schema) {
        return add(RuleKind.JSON_SCHEMA, "schema", JsonSchema.canonical(schema));
    }

    /**
     * Asks for texts that start with a text.
     *
     * @param prefix the text
     * @return these rules
     */
    public ColumnRules startsWith(String prefix) {
        return add(RuleKind.STARTS_WITH, "prefix", prefix);
    }

    /**
     * Asks for texts that end with a text.
     *
     * @param suffix the text
     * @return these rules
     */
    public ColumnRules endsWith(String suffix) {
        return add(RuleKind.ENDS_WITH, "suffix", suffix);
    }

    /**
     * Asks for texts that are neither empty nor made of white space.
     *
     * @return these rules
     */
    public ColumnRules notBlank() {
        return add(RuleKind.NOT_BLANK);
    }

    /**
     * Asks for texts of a well-known form.
     *
     * @param format the form
     * @return these rules
     */
    public ColumnRules format(TextFormat format) {
        return add(RuleKind.FORMAT, "format", format.name().toLowerCase(Locale.ROOT));
    }

    /**
     * Asks for texts that are dates or times of a pattern, read strictly: 30 February is none.
     *
     * @param pattern a pattern of {@link java.time.format.DateTimeFormatter}, such as {@code "yyyy-MM-dd"}
     * @return these rules
     * @throws IllegalArgumentException when it is no pattern
     */
    public ColumnRules dateFormat(String pattern) {
        return add(RuleKind.DATE_FORMAT, "pattern", pattern);
    }

    /**
     * Asks that no value is below the one in the row before; a row that breaks the order fails. NaN breaks it.
     *
     * @return these rules
     */
    public ColumnRules increasing() {
        return add(RuleKind.INCREASING, "strict", "false");
    }

    /**
     * Asks that every value is above the one in the row before.
     *
     * @return these rules
     */
    public ColumnRules strictlyIncreasing() {
        return add(RuleKind.INCREASING, "strict", "true");
    }

    /**
     * Asks that no value is above the one in the row before.
     *
     * @return these rules
     */
    public ColumnRules decreasing() {
        return add(RuleKind.DECREASING, "strict", "false");
    }

    /**
     * Asks that every value is below the one in the row before.
     *
     * @return these rules
     */
    public ColumnRules strictlyDecreasing() {
        return add(RuleKind.DECREASING, "strict", "true");
    }

    /**
     * Asks that every value is found in a column of another table, which {@link CheckOptions#reference} brings; without it
     * the rule is undecided.
     *
     * @param table the name of the other table
     * @param key its column
     * @return these rules
     */
    public ColumnRules referencedIn(String table, String key) {
        return add(RuleKind.REFERENCE, "table", table, "key", key);
    }

    /**
     * Asks that every one of some texts occurs.
     *
     * @param values the texts
     * @return these rules
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public ColumnRules containsAll(String... values) {
        return add(RuleKind.CONTAINS_ALL, "values", List.of(values));
    }

    /**
     * Asks that the latest time is not older than allowed, seen from {@link CheckOptions#at}; without it the rule is
     * undecided.
     *
     * @param maxAge the largest age
     * @return these rules
     * @throws IllegalArgumentException when it is negative
     */
    public ColumnRules fresh(Duration maxAge) {
        return add(RuleKind.FRESH, "maxAge", maxAge.toString());
    }

    /**
     * Limits how far the shares of the values are from expected ones, as total variation in [0, 1]; a value that was not
     * expected counts.
     *
     * @param shares value to share, adding up to 1
     * @param distance the limit
     * @return these rules
     * @throws IllegalArgumentException when the shares do not add up to 1
     */
    public ColumnRules distribution(Map<String, Double> shares, Limit distance) {
        Map<String, Double> ordered = new TreeMap<>(shares);
        rules.add(
                RuleKind.DISTRIBUTION,
                distance,
                "values",
                List.copyOf(ordered.keySet()),
                "shares",
                ordered.values().stream().map(Rule::number).toList());
        return this;
    }

    /**
     * Limits how far the shares of the values are from expected ones; a value that was not expected counts.
     *
     * @param shares value to share, adding up to 1
     * @param statistic how it is measured; not by one that is for numbers only
     * @param limit the limit
     * @return these rules
     * @throws IllegalArgumentException when the shares do not add up to 1 or the statistic needs numbers
     */
    public ColumnRules distribution(Map<String, Double> shares, DistributionStatistic statistic, Limit limit) {
        Map<String, Double> ordered = new TreeMap<>(shares);
        return distribution(
                limit,
                "statistic",
                statistic.json(),
                "values",
                List.copyOf(ordered.keySet()),
                "shares",
                ordered.values().stream().map(Rule::number).toList());
    }

    /**
     * Limits how far the shares of the numbers in bins are from expected ones. A bin holds its left edge, the last one its right
     * edge too; a number in no bin, and one that is not finite, was not expected and counts.
     *
     * @param edges the edges of the bins in rising order, one more than shares
     * @param shares the share of each bin, adding up to 1
     * @param statistic how it is measured
     * @param limit the limit
     * @return these rules
     * @throws IllegalArgumentException when the edges do not rise or the shares do not add up to 1
     */
    public ColumnRules distribution(double[] edges, double[] shares, DistributionStatistic statistic, Limit limit) {
        return distribution(
                limit,
                "statistic",
                statistic.json(),
                "edges",
                Arrays.stream(edges).mapToObj(Rule::number).toList(),
                "shares",
                Arrays.stream(shares).mapToObj(Rule::number).toList());
    }

    /**
     * Limits how far the values are from those of a profile, whose shares become part of the contract: at most 512 values, or the
     * quantile bins of its numbers (10, or 100 for the statistics of distribution functions). Missing values do not count. Where
     * the profile holds estimates, the rule is undecided when their error straddles the limit.
     *
     * @param expected the profile of such a column
     * @param statistic how it is measured
     * @param limit the limit
     * @return these rules
     * @throws IllegalArgumentException when the profile has no values, is of times, or has no order that the statistic needs
     */
    public ColumnRules distribution(ColumnProfile expected, DistributionStatistic statistic, Limit limit) {
        if (!ExpectedShares.isComparable(expected)) {
            throw new IllegalArgumentException("the profile of column '" + expected.name()
                    + "' holds times or no rows, which have no shares to expect");
        }
        List<Object> arguments = new ArrayList<>(List.of("statistic", statistic.json()));
        arguments.addAll(List.of(ExpectedShares.arguments(expected, statistic)));
        return distribution(limit, arguments.toArray());
    }

    private ColumnRules distribution(Limit limit, Object... arguments) {
        rules.add(RuleKind.DISTRIBUTION, limit, arguments);
        return this;
    }

    /**
     * Limits how far the values are from those of the baseline that {@link CheckOptions#baseline} brings, missing values
     * included; without it the rule is undecided. A distance that chance explains is undecided as well: see {@link DriftLimits}.
     *
     * @param statistic how it is measured
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules drift(DistributionStatistic statistic, Limit limit) {
        rules.add(RuleKind.DRIFT, limit, "statistic", statistic.json());
        return this;
    }

    /**
     * Limits a number that Java code computes from the column. The contract stores only the id and the version: after
     * {@link DataContract#parse} the code is bound by {@link DataContract#withMetric}. What the code throws is an error of this
     * check and of no other.
     *
     * @param id the name of the metric
     * @param version the version of its code, at least 1
     * @param metric the code, which sees tables of this column alone
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules metric(String id, int version, CustomMetric metric, Limit limit) {
        rules.add(RuleKind.COLUMN_METRIC, limit, "id", id, "version", (long) version);
        metrics.put(new DataContract.MetricName(id, version), metric);
        return this;
    }

    private ColumnRules measure(Measure measure, Limit limit, Object... more) {
        Object[] arguments = new Object[more.length + 2];
        arguments[0] = "measure";
        arguments[1] = measure.json();
        System.arraycopy(more, 0, arguments, 2, more.length);
        rules.add(RuleKind.MEASURE, limit, arguments);
        return this;
    }

    /**
     * Limits the mean.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules mean(Limit limit) {
        return measure(Measure.MEAN, limit);
    }

    /**
     * Limits the sum.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules sum(Limit limit) {
        return measure(Measure.SUM, limit);
    }

    /**
     * Limits the standard deviation of the sample (divided by n - 1).
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules standardDeviation(Limit limit) {
        return measure(Measure.STANDARD_DEVIATION, limit);
    }

    /**
     * Limits the variance of the sample (divided by n - 1).
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules variance(Limit limit) {
        return measure(Measure.VARIANCE, limit);
    }

    /**
     * Limits the skewness of the population; undecided for a constant column.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules skewness(Limit limit) {
        return measure(Measure.SKEWNESS, limit);
    }

    /**
     * Limits the excess kurtosis of the population; undecided for a constant column.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules kurtosis(Limit limit) {
        return measure(Measure.KURTOSIS, limit);
    }

    /**
     * Limits the smallest value.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules minimum(Limit limit) {
        return measure(Measure.MINIMUM, limit);
    }

    /**
     * Limits the largest value.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules maximum(Limit limit) {
        return measure(Measure.MAXIMUM, limit);
    }

    /**
     * Limits the distance of the quartiles; beyond the {@link CheckOptions#capacity} with the rank error of {@link #quantile} at
     * either of them.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules interquartileRange(Limit limit) {
        return measure(Measure.INTERQUARTILE_RANGE, limit);
    }

    /**
     * Limits the number of distinct values.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules distinct(Limit limit) {
        return measure(Measure.DISTINCT, limit);
    }

    /**
     * Limits the number of distinct values divided by the number of values.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules distinctShare(Limit limit) {
        return measure(Measure.DISTINCT_SHARE, limit);
    }

    /**
     * Limits the entropy of the values in bits.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules entropy(Limit limit) {
        return measure(Measure.ENTROPY, limit);
    }

    /**
     * Limits the share of the most frequent value.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules topShare(Limit limit) {
        return measure(Measure.TOP_SHARE, limit);
    }

    /**
     * Limits the median, with the rank error of {@link #quantile}.
     *
     * @param limit the limit
     * @return these rules
     */
    public ColumnRules median(Limit limit) {
        return quantile(0.5, limit);
    }

    /**
     * Limits a quantile (type 7 of Hyndman and Fan 1996). It is exact up to {@link CheckOptions#capacity} values. Beyond, it is
     * that of a uniform sample of k = capacity values, which depends on the numbers of the rows alone: with probability 0.999 its
     * rank is off by at most {@code sqrt(ln(2000) / (2 k))} (Dvoretzky, Kiefer and Wolfowitz 1956, with the constant of Massart
     * 1990), and the rule is undecided when the values at p plus and minus that lie on different sides of the limit. The profile
     * that is made in the same pass has a sketch with another, deterministic bound; the two may differ within their errors.
     *
     * @param p which, in [0, 1]
     * @param limit the limit
     * @return these rules
     * @throws IllegalArgumentException when p is out of range
     */
    public ColumnRules quantile(double p, Limit limit) {
        return measure(Measure.QUANTILE, limit, "p", Rule.number(p));
    }

    /**
     * Limits the share of values that are further from the median than so many robust standard deviations (1.4826 times the
     * median absolute deviation). Beyond the {@link CheckOptions#capacity} it is that of a sample, with twice the rank error of
     * {@link #quantile} allowed for.
     *
     * @param deviations how far, above 0
     * @param share the limit
     * @return these rules
     * @throws IllegalArgumentException when the number of deviations is not above 0
     */
    public ColumnRules outliers(double deviations, Limit share) {
        return measure(Measure.OUTLIER_SHARE, share, "deviations", Rule.number(deviations));
    }

    /**
     * Limits the share of values that are further from the mean than so many standard deviations. A few extreme values widen the
     * standard deviation that they are measured by; {@link #outliers} does not let them. Mean and deviation are those of all values; beyond the
     * {@link CheckOptions#capacity} the share is that of a sample, with twice the rank error of {@link #quantile} allowed for.
     *
     * @param deviations how far, above 0
     * @param share the limit
     * @return these rules
     * @throws IllegalArgumentException when the number of deviations is not above 0
     */
    public ColumnRules zScores(double deviations, Limit share) {
        return measure(Measure.Z_SCORE_SHARE, share, "deviations", Rule.number(deviations));
    }

    /**
     * Marks the column as sensitive: its values are masked wherever a finding, a sample, an exception or a report would show
     * them.
     *
     * @return these rules
     */
    public ColumnRules sensitive() {
        return sensitive(Redaction.MASK);
    }

    /**
     * Marks the column as sensitive.
     *
     * @param instead what is shown instead of its values
     * @return these rules
     */
    public ColumnRules sensitive(Redaction instead) {
        redaction = Optional.of(instead);
        return this;
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
