// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What an examination of fairness found: rates of every group, differences and ratios between groups, a verdict on each
 * criterion and everything that was left out.
 *
 * <p>The verdict is unfair as soon as one criterion is for one attribute, else inconclusive as soon as one is, else
 * fair; without a criterion it is inconclusive. It speaks of the groups that are large enough to be compared: when it is
 * fair and others were left out, {@link #outcome()} is {@link Outcome#WARNED}. Immutable and thread-safe.
 */
public final class FairnessReport implements Evidence {
    /**
     * One criterion judged for one attribute.
     *
     * @param criterion the criterion
     * @param disparity what was measured
     * @param verdict whether its interval keeps the tolerance
     */
    public record Check(Criterion criterion, Disparity disparity, FairnessVerdict verdict) {
        /**
         * Checks that nothing is null.
         *
         * @param criterion the criterion
         * @param disparity what was measured
         * @param verdict whether its interval keeps the tolerance
         */
        public Check {
            Objects.requireNonNull(criterion, "criterion");
            Objects.requireNonNull(disparity, "disparity");
            Objects.requireNonNull(verdict, "verdict");
        }

        @Override
        public String toString() {
            return disparity.attribute() + ": " + criterion + " is " + verdict + ", " + disparity.value();
        }
    }

    private final Map<String, Analysis> analyses = new LinkedHashMap<>();
    private final Map<String, Strata> strata;
    private final Map<String, Disparity> disparities = new LinkedHashMap<>();
    private final List<GroupMeasures> groups = new ArrayList<>();
    private final List<Exclusion> excluded;
    private final List<Check> checks = new ArrayList<>();
    private final GroupMeasures overall;
    private final Settings settings;
    private final Set<String> favorable;

    FairnessReport(
            List<Analysis> analyses,
            Map<String, Strata> strata,
            Frame everybody,
            List<Exclusion> leftOut,
            List<Criterion> criteria,
            Settings settings,
            Set<String> favorable) {
        this.settings = settings;
        this.strata = Collections.unmodifiableMap(new LinkedHashMap<>(strata));
        this.favorable = Set.copyOf(favorable);
        this.overall = Analysis.measures(everybody, 0, settings.confidence());
        this.excluded = new ArrayList<>(leftOut);
        for (Analysis analysis : analyses) {
            this.analyses.put(analysis.attribute(), analysis);
            groups.addAll(analysis.groups());
            excluded.addAll(analysis.excluded());
            for (FairnessMeasure measure : FairnessMeasure.values()) {
                Disparity disparity = analysis.disparity(measure);
                disparities.put(disparity.key(), disparity);
            }
        }
        for (Criterion criterion : criteria) {
            for (Analysis analysis : analyses) {
                Disparity disparity = disparity(criterion.measure(), analysis.attribute());
                checks.add(new Check(criterion, disparity, criterion.judge(disparity.value())));
            }
        }
    }

    /**
     * Returns the verdict over all criteria and attributes.
     *
     * @return the worst verdict of any; inconclusive when there is no criterion
     */
    public FairnessVerdict verdict() {
        return checks.stream()
                .map(Check::verdict)
                .max(java.util.Comparator.naturalOrder())
                .orElse(FairnessVerdict.INCONCLUSIVE);
    }

    /**
     * Returns each criterion judged for each attribute.
     *
     * @return the verdicts, criterion by criterion
     */
    public List<Check> checks() {
        return Collections.unmodifiableList(checks);
    }

    /**
     * Returns the attributes that were compared: sensitive columns, joined ones such as {@code "Age & Marital"}, and
     * those within a value of the control column, such as {@code "Age | Home = rent"}.
     *
     * @return the names
     */
    public List<String> attributes() {
        return List.copyOf(analyses.keySet());
    }

    /**
     * Returns the rates of every group of every attribute, those left out of comparisons included.
     *
     * @return the groups, attribute by attribute
     */
    public List<GroupMeasures> groups() {
        return Collections.unmodifiableList(groups);
    }

    /**
     * Returns the rates of one group.
     *
     * @param attribute the attribute
     * @param group the group's name
     * @return its rates
     * @throws IllegalArgumentException when there is no such group
     */
    public GroupMeasures group(String attribute, String group) {
        return groups.stream()
                .filter(each ->
                        each.attribute().equals(attribute) && each.group().equals(group))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no group '" + group + "' of '" + attribute
                        + "'; it has " + analysis(attribute).frame().groups()));
    }

    /**
     * Returns the rates of all rows together.
     *
     * @return the rates of the group {@code "everybody"}
     */
    public GroupMeasures overall() {
        return overall;
    }

    /**
     * Returns the groups and rows that took no part in a comparison, and why.
     *
     * @return the exclusions; empty when everybody took part in everything
     */
    public List<Exclusion> excluded() {
        return Collections.unmodifiableList(excluded);
    }

    /**
     * Returns a measure between the groups of an attribute.
     *
     * @param measure the measure
     * @param attribute the attribute
     * @return its value and the groups that are farthest apart
     * @throws IllegalArgumentException when there is no such attribute
     */
    public Disparity disparity(FairnessMeasure measure, String attribute) {
        return Objects.requireNonNull(
                disparities.get(measure.key() + "/" + analysis(attribute).attribute()));
    }

    /**
     * Returns the largest difference of a rate between two groups.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @return the difference in [0, 1] with its interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such attribute
     */
    public Measurement differenceBetween(GroupRate rate, String attribute) {
        return analysis(attribute)
                .gap(FairnessMeasure.Form.DIFFERENCE, List.of(rate))
                .value();
    }

    /**
     * Returns the smallest ratio of a rate between two groups, the smaller divided by the larger.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @return the ratio in [0, 1] with its interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such attribute
     */
    public Measurement ratioBetween(GroupRate rate, String attribute) {
        return analysis(attribute)
                .gap(FairnessMeasure.Form.RATIO, List.of(rate))
                .value();
    }

    /**
     * Returns the largest absolute difference between the rate of a group and that of everybody.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @return the difference with its interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such attribute
     */
    public Measurement differenceToOverall(GroupRate rate, String attribute) {
        return analysis(attribute).differenceToOverall(rate);
    }

    /**
     * Returns the smallest ratio between the rate of a group and that of everybody, the smaller divided by the larger.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @return the ratio with its interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such attribute
     */
    public Measurement ratioToOverall(GroupRate rate, String attribute) {
        return analysis(attribute).ratioToOverall(rate);
    }

    /**
     * Returns the signed difference of a rate, group minus reference, with Newcombe's interval.
     *
     * <p>For the two groups alone: no minimum applies, and with many such comparisons the confidence of all together is
     * less than that of each. Weighted rows count as their effective number.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @param group the group
     * @param reference the group that it is compared with
     * @return the difference in [-1, 1], or why it is undefined
     * @throws IllegalArgumentException when there is no such group
     */
    public Measurement difference(GroupRate rate, String attribute, String group, String reference) {
        Measurement one = group(attribute, group).rate(rate);
        Measurement other = group(attribute, reference).rate(rate);
        if (!(one instanceof Estimate a) || !(other instanceof Estimate b)) {
            return new Undefined(rate.key() + " of '" + (one instanceof Undefined ? group : reference) + "' is "
                    + (one instanceof Undefined ? one : other));
        }
        double difference = a.point() - b.point();
        // Newcombe's method 10: the Wilson ends of both, squared and added.
        double below = Math.hypot(a.point() - a.lower(), b.upper() - b.point());
        double above = Math.hypot(a.upper() - a.point(), b.point() - b.lower());
        return new Estimate(difference, difference - below, difference + above, settings.confidence(), a.n() + b.n());
    }

    /**
     * Returns a rate of a group divided by that of a reference, with Katz's interval of the logarithm.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @param group the group
     * @param reference the group that it is compared with
     * @return the ratio, at least 0, or why it is undefined: the reference's rate may be 0
     * @throws IllegalArgumentException when there is no such group
     */
    public Measurement ratio(GroupRate rate, String attribute, String group, String reference) {
        Measurement one = group(attribute, group).rate(rate);
        Measurement other = group(attribute, reference).rate(rate);
        if (!(one instanceof Estimate a) || !(other instanceof Estimate b)) {
            return new Undefined(rate.key() + " of '" + (one instanceof Undefined ? group : reference) + "' is "
                    + (one instanceof Undefined ? one : other));
        }
        if (b.point() == 0) {
            return new Undefined("the " + rate.key() + " of the reference '" + reference + "' is 0");
        }
        double ratio = a.point() / b.point();
        // Half an event is added to each, so that the logarithm is finite for a group without events.
        double p = (a.point() * a.n() + 0.5) / (a.n() + 1);
        double q = (b.point() * b.n() + 0.5) / (b.n() + 1);
        double error = Math.sqrt((1 - p) / (p * (a.n() + 1)) + (1 - q) / (q * (b.n() + 1)));
        double centre = Math.log(p / q);
        Estimate log = Intervals.normal(centre, error, a.n() + b.n(), settings.confidence())
                .orThrow();
        return new Estimate(
                ratio,
                Math.min(ratio, Math.exp(log.lower())),
                Math.max(ratio, Math.exp(log.upper())),
                settings.confidence(),
                a.n() + b.n());
    }

    /**
     * Tests each group of each attribute against all others together, by some rates.
     *
     * <p>The p-value is that of Fisher's exact test, two-sided: the limit of permuting the groups of the rows that a rate
     * counts. Weighted rows count as their effective number. The family for which p-values are adjusted is exactly what
     * is asked for here: all groups that are large enough, of all attributes, times the rates. Of attributes that overlap
     * the tests depend on each other; Holm's adjustment holds all the same.
     *
     * @param rates the rates, at least one
     * @return the tests, attribute by attribute and rate by rate; those of groups that are not compared say why
     * @throws IllegalArgumentException when there is no rate
     */
    public List<GroupTest> tests(GroupRate... rates) {
        if (rates.length == 0) {
            throw new IllegalArgumentException("tests need at least one rate, got none");
        }
        return GroupTest.adjusted(analyses.values().stream()
                .flatMap(analysis -> analysis.tests(rates).stream())
                .toList());
    }

    /** The tests of one attribute, adjusted among themselves. */
    List<GroupTest> tests(String attribute, Collection<GroupRate> rates) {
        return GroupTest.adjusted(analysis(attribute).tests(rates.toArray(GroupRate[]::new)));
    }

    /**
     * Returns whether the two groups that are farthest apart by a rate are so within the values of the control column
     * too.
     *
     * @param rate the rate
     * @param attribute the attribute
     * @return the difference overall and within
     * @throws IllegalArgumentException when there is no such attribute
     * @throws IllegalStateException when the examination was not controlled
     */
    public ControlledDifference controlled(GroupRate rate, String attribute) {
        Analysis whole = analysis(attribute);
        Analysis.Gap gap = whole.gap(FairnessMeasure.Form.DIFFERENCE, List.of(rate));
        Measurement overall = gap.value() instanceof Undefined undefined
                ? undefined
                : difference(rate, attribute, gap.highest(), gap.lowest());
        return strata(attribute).difference(rate, whole, gap, overall, settings.confidence());
    }

    /**
     * Returns the demographic disparity of a group: its share of the rows that are not selected minus its share of those
     * that are.
     *
     * @param attribute the attribute
     * @param group the group
     * @return a number in [-1, 1], above 0 when the group is refused more than its share, with an interval from the
     *     bootstrap; undefined when everybody or nobody is selected
     * @throws IllegalArgumentException when there is no such group
     */
    public Measurement demographicDisparity(String attribute, String group) {
        group(attribute, group);
        return Strata.disparity(analysis(attribute), group, settings.confidence());
    }

    /**
     * Returns the conditional demographic disparity of a group: the mean of its {@linkplain #demographicDisparity
     * demographic disparities} within the values of the control column, each weighed by its rows.
     *
     * <p>Values within which everybody or nobody is selected say nothing about groups and take no part; the number of
     * rows of the result tells how many did. Reference: S. Wachter, B. Mittelstadt, C. Russell, Why Fairness Cannot Be
     * Automated, Computer Law and Security Review 41 (2021), doi:10.1016/j.clsr.2021.105567.
     *
     * @param attribute the attribute
     * @param group the group
     * @return a number in [-1, 1] with its interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such group
     * @throws IllegalStateException when the examination was not controlled
     */
    public Measurement conditionalDemographicDisparity(String attribute, String group) {
        group(attribute, group);
        return strata(attribute).conditionalDisparity(group, settings.confidence());
    }

    boolean isControlled(String attribute) {
        return strata.containsKey(attribute);
    }

    private Strata strata(String attribute) {
        Strata its = strata.get(analysis(attribute).attribute());
        if (its == null) {
            throw new IllegalStateException("'" + attribute
                    + "' was not compared within the values of another column: name one by controlFor(column)");
        }
        return its;
    }

    private Analysis analysis(String attribute) {
        Analysis analysis = analyses.get(attribute);
        if (analysis == null) {
            throw new IllegalArgumentException("no attribute '" + attribute + "'; compared were " + analyses.keySet());
        }
        return analysis;
    }

    @Override
    public String kind() {
        return "fairness";
    }

    @Override
    public Outcome outcome() {
        FairnessVerdict verdict = verdict();
        return verdict == FairnessVerdict.FAIR && !excludedFromChecks().isEmpty() ? Outcome.WARNED : verdict.outcome();
    }

    /** The exclusions that touch a rate which some criterion compares. */
    private List<Exclusion> excludedFromChecks() {
        return excluded.stream()
                .filter(exclusion -> exclusion.measure().equals("all") || isChecked(exclusion.measure()))
                .toList();
    }

    private boolean isChecked(String rateKey) {
        return checks.stream()
                .flatMap(check -> check.criterion().measure().rates().stream())
                .anyMatch(rate -> GroupRate.valueOf(rateKey.toUpperCase(java.util.Locale.ROOT)
                                        .replace('-', '_'))
                                .denominator()
                        == rate.denominator());
    }

    @Override
    public String summary() {
        StringBuilder text = new StringBuilder(verdict().name());
        if (checks.isEmpty()) {
            text.append(": no criterion was stated for ").append(analyses.keySet());
        } else {
            text.append(": ");
            List<Check> deciding = checks.stream()
                    .filter(check -> check.verdict() == verdict())
                    .toList();
            text.append(deciding.get(0));
            if (deciding.size() > 1) {
                text.append(", and ").append(deciding.size() - 1).append(" more");
            }
        }
        int left = excludedFromChecks().size();
        return left == 0 ? text.toString() : text + "; " + Names.count(left, "exclusions");
    }

    @Override
    public Map<String, Measurement> measurements() {
        Map<String, Measurement> all = new LinkedHashMap<>();
        disparities.forEach((key, disparity) -> all.put(key, disparity.value()));
        return Collections.unmodifiableMap(all);
    }

    @Override
    public Report report() {
        return FairnessDocument.of(this, settings, favorable);
    }

    @Override
    public String toString() {
        return "FairnessReport[" + summary() + "]";
    }
}
