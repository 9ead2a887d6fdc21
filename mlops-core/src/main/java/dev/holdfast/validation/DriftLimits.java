// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.Profile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far the columns of the data may be from those of a baseline profile:
 * {@code contract.check(today, o -> o.baseline(training, d -> d.limit(POPULATION_STABILITY_INDEX, 0.1).severity(FAIL)))}.
 *
 * <p>Every column of the baseline is compared in the pass that checks the contract. Numbers: the population stability index over
 * the baseline's ten quantile bins (at most 0.2), and over a hundred bins the Kolmogorov-Smirnov distance (at most 0.1) and the
 * Wasserstein distance in standard deviations of the baseline (at most 0.2). Texts, truth values and numbers with at most 20
 * distinct values: the index over the values, and the share of values that the baseline does not have (at most 0, as long as
 * the baseline holds all of its values; a share that its values seen once lead one to expect is no drift). Missing values and
 * those that are no finite numbers are bins of the index of their own. Zero shares count as 0.0001. Times are not compared.
 *
 * <p>A distance beyond its limit is a finding when chance does not explain it at the level, which all comparisons share
 * (Bonferroni); else it is {@link Verdict#UNDECIDED}, as it is when the error of the baseline's estimates straddles the limit.
 * A column that the data lack is a finding, one that the baseline lacks is skipped. Immutable and thread-safe.
 */
public final class DriftLimits {
    private static final DriftLimits DEFAULTS = new DriftLimits(
            Map.of(
                    DistributionStatistic.POPULATION_STABILITY_INDEX, 0.2,
                    DistributionStatistic.KOLMOGOROV_SMIRNOV, 0.1,
                    DistributionStatistic.WASSERSTEIN, 0.2,
                    DistributionStatistic.UNSEEN_SHARE, 0.0),
            0.05,
            Severity.WARN,
            Set.of());

    private final Map<DistributionStatistic, Double> limits;
    private final double level;
    private final Severity severity;
    private final Set<String> except;

    private DriftLimits(
            Map<DistributionStatistic, Double> limits, double level, Severity severity, Set<String> except) {
        this.limits = Map.copyOf(limits);
        this.level = level;
        this.severity = severity;
        this.except = Set.copyOf(except);
    }

    /**
     * Returns the limits that hold unless others are said; drift warns.
     *
     * @return the limits
     */
    public static DriftLimits withDefaults() {
        return DEFAULTS;
    }

    /**
     * Compares by a statistic, or by it with another limit.
     *
     * @param statistic a distance or a share; not the p-value, which has no largest value that is good
     * @param atMost the largest value that is no drift, at least 0
     * @return the limits
     * @throws IllegalArgumentException when the limit is negative or not finite, or the statistic is a p-value
     */
    public DriftLimits limit(DistributionStatistic statistic, double atMost) {
        if (!(atMost >= 0 && atMost < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the limit of " + statistic.json() + " must be finite and at least 0, got " + atMost);
        }
        if (statistic == DistributionStatistic.CHI_SQUARE_P_VALUE) {
            throw new IllegalArgumentException(
                    "a p-value is limited from below; say drift(CHI_SQUARE_P_VALUE, atLeast(...)) on the column");
        }
        Map<DistributionStatistic, Double> more = new EnumMap<>(DistributionStatistic.class);
        more.putAll(limits);
        more.put(statistic, atMost);
        return new DriftLimits(more, level, severity, except);
    }

    /**
     * Leaves a statistic out.
     *
     * @param statistic the statistic
     * @return the limits
     */
    public DriftLimits without(DistributionStatistic statistic) {
        Map<DistributionStatistic, Double> fewer = new EnumMap<>(DistributionStatistic.class);
        fewer.putAll(limits);
        fewer.remove(statistic);
        return new DriftLimits(fewer, level, severity, except);
    }

    /**
     * Leaves columns out, such as a running number, which drifts by itself.
     *
     * @param columns the columns
     * @return the limits
     */
    public DriftLimits except(String... columns) {
        Set<String> more = new TreeSet<>(except);
        more.addAll(List.of(columns));
        return new DriftLimits(limits, level, severity, more);
    }

    /**
     * Says at which level chance is ruled out, for all comparisons of a check together; 0.05 unless said.
     *
     * @param newLevel the level
     * @return the limits
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public DriftLimits level(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("the level must be in (0, 1), got " + newLevel);
        }
        return new DriftLimits(limits, newLevel, severity, except);
    }

    /**
     * Says how bad drift is; {@link Severity#WARN} unless said.
     *
     * @param newSeverity the severity
     * @return the limits
     */
    public DriftLimits severity(Severity newSeverity) {
        return new DriftLimits(limits, level, newSeverity, except);
    }

    double level() {
        return level;
    }

    Severity severity() {
        return severity;
    }

    boolean compares(String column) {
        return !except.contains(column);
    }

    /** The columns of a baseline that are to be compared. */
    List<String> columns(Profile baseline) {
        return baseline.columns().stream()
                .map(ColumnProfile::name)
                .filter(this::compares)
                .toList();
    }

    /** One rule for every comparison, in the order of the baseline's columns. */
    List<Rule> rules(Profile baseline) {
        List<Rule> rules = new ArrayList<>();
        for (String name : columns(baseline)) {
            ColumnProfile column = baseline.column(name);
            for (DistributionStatistic statistic : DistributionStatistic.values()) {
                if (limits.containsKey(statistic) && isAbout(statistic, column)) {
                    rules.add(Rule.limited(
                                    Optional.of(name),
                                    RuleKind.DRIFT,
                                    Limit.atMost(limits.getOrDefault(statistic, 0.0)),
                                    "statistic",
                                    statistic.json())
                            .with(Modifiers.NONE.severity(severity)));
                }
            }
        }
        return List.copyOf(rules);
    }

    private static boolean isAbout(DistributionStatistic statistic, ColumnProfile column) {
        return ExpectedShares.isComparable(column)
                && (!statistic.isOrdered() || column.type().isNumeric())
                && (statistic != DistributionStatistic.UNSEEN_SHARE || ExpectedShares.knowsEveryValue(column));
    }

    @Override
    public String toString() {
        return "DriftLimits[" + new TreeSet<>(limits.keySet()) + ", level " + level + ", "
                + severity.name().toLowerCase(Locale.ROOT) + "]";
    }
}
