// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.stats.Estimate;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * How far the values of a column are from expected shares, or from those of a baseline. What is expected decides the cells, so
 * a value costs a search among them and a counter, and the counts are exact; only a baseline that is an estimate itself leaves
 * an interval.
 *
 * <p>Against a baseline a distance beyond the limit is a finding only when chance does not explain it: with few rows every
 * distance is large. Otherwise it is undecided.
 */
final class DistributionState extends CheckState {
    private final Rule rule;
    private final CheckContext context;
    private final DistributionStatistic statistic;
    private final Optional<ExpectedShares> expected;
    private final String without;
    private final long[] counts;
    private long rows;
    private double smallest = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;

    DistributionState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.context = context;
        this.statistic = rule.statistic();
        if (rule.kind() == RuleKind.DISTRIBUTION) {
            this.expected = Optional.of(ExpectedShares.of(rule));
            this.without = "";
        } else {
            String column = rule.column().orElseThrow();
            this.without = context.baseline()
                    .map(baseline -> !baseline.has(column)
                            ? "the baseline has no column '" + column + "'"
                            : ExpectedShares.isComparable(baseline.column(column))
                                    ? ""
                                    : "the baseline of " + column + " holds times or no rows, which " + rule
                                            + " cannot compare")
                    .orElse("nobody brought the baseline that " + rule
                            + " compares with; give it with o -> o.baseline(profile)");
            this.expected = without.isEmpty()
                    ? context.baseline().map(baseline -> ExpectedShares.of(baseline.column(column), statistic))
                    : Optional.empty();
        }
        this.counts = new long[expected.map(ExpectedShares::size).orElse(0)];
    }

    @Override
    void add(Batch batch, BitSet chosen) {
        if (expected.isEmpty()) {
            return;
        }
        Column column = batch.table().column(rule.column().orElseThrow());
        IntUnaryOperator cells = expected.get().cells(column);
        boolean numeric = column instanceof NumberColumn || column instanceof IntegerColumn;
        for (int row = chosen.nextSetBit(0); row >= 0; row = chosen.nextSetBit(row + 1)) {
            rows++;
            if (column.isMissing(row)) {
                counts[expected.get().missingCell()]++;
            } else {
                counts[cells.applyAsInt(row)]++;
                if (statistic == DistributionStatistic.WASSERSTEIN) {
                    ends(
                            numeric
                                    ? column.number(row)
                                    : Texts.parseNumber(column.text(row)).orElse(Double.NaN));
                }
            }
        }
    }

    private void ends(double value) {
        if (Double.isFinite(value)) {
            smallest = Math.min(smallest, value);
            largest = Math.max(largest, value);
        }
    }

    @Override
    void merge(CheckState other) {
        DistributionState that = (DistributionState) other;
        for (int i = 0; i < counts.length; i++) {
            counts[i] += that.counts[i];
        }
        rows += that.rows;
        smallest = Math.min(smallest, that.smallest);
        largest = Math.max(largest, that.largest);
    }

    @Override
    Conclusion conclude() {
        if (expected.isEmpty()) {
            return Conclusion.without(Verdict.UNDECIDED, without);
        }
        ExpectedShares wanted = expected.get();
        boolean drift = rule.kind() == RuleKind.DRIFT;
        long n = drift ? rows : rows - counts[wanted.missingCell()];
        if (n == 0) {
            return Conclusion.without(Verdict.UNDECIDED, rule + " had no value to compute from");
        }
        SharesComparison comparison =
                new SharesComparison(wanted, counts, drift, Math.min(smallest, largest), Math.max(smallest, largest));
        SharesComparison.Interval measured = comparison.measure(statistic);
        if (!measured.why().isEmpty()) {
            return new Conclusion(
                    Verdict.UNDECIDED, n, 0, List.of(), Optional.empty(), rule + " is not defined: " + measured.why());
        }
        double chance = drift
                ? comparison.chance(statistic, context.alpha() / context.comparisons())
                : Double.NEGATIVE_INFINITY;
        Verdict verdict = verdict(measured, chance);
        Estimate estimate = measured.lower() == measured.upper()
                ? Estimate.exact(measured.point(), n)
                : new Estimate(measured.point(), measured.lower(), measured.upper(), Math.nextDown(1.0), n);
        return new Conclusion(
                verdict,
                n,
                0,
                List.of(),
                Optional.of(estimate),
                sentence(comparison, measured, drift) + (drift ? chance(chance, measured, verdict) : ""));
    }

    private Verdict verdict(SharesComparison.Interval measured, double chance) {
        Limit limit = rule.limit();
        boolean inside = limit.contains(measured.lower()) && limit.contains(measured.upper());
        boolean outside = measured.upper() < limit.lower() || measured.lower() > limit.upper();
        if (inside) {
            return Verdict.PASS;
        }
        if (outside && measured.lower() > chance) {
            return Verdict.FAIL;
        }
        // New values that singletons lead one to expect are no drift; any other distance within chance is an open
        // question.
        return outside && statistic == DistributionStatistic.UNSEEN_SHARE ? Verdict.PASS : Verdict.UNDECIDED;
    }

    private String sentence(SharesComparison comparison, SharesComparison.Interval measured, boolean drift) {
        boolean hidden = context.hides(rule.column().orElseThrow());
        int most = comparison.mostChanged(statistic);
        String where = comparison.share(most) == comparison.expectedShare(most)
                ? ""
                : "; changed most: "
                        + (hidden ? "(hidden)" : expected.orElseThrow().name(most)) + ", "
                        + Estimate.number(100 * comparison.expectedShare(most)) + " %" + " expected and "
                        + Estimate.number(100 * comparison.share(most)) + " %" + " found";
        return rule.statistic().json() + " is " + Estimate.number(measured.point())
                + (measured.lower() == measured.upper()
                        ? ""
                        : " (within " + Estimate.number(measured.lower()) + " and " + Estimate.number(measured.upper())
                                + ")")
                + (drift ? " against the baseline of " + expected.orElseThrow().rows() + " rows" : "")
                + "; wanted is " + rule.limit() + where;
    }

    private String chance(double chance, SharesComparison.Interval measured, Verdict verdict) {
        if (statistic == DistributionStatistic.CHI_SQUARE_P_VALUE
                || (verdict == Verdict.PASS && measured.point() == 0)) {
            return "";
        }
        String level = " at a level of " + Estimate.number(context.alpha()) + " shared among " + context.comparisons()
                + (context.comparisons() == 1 ? " comparison" : " comparisons") + " (Bonferroni)";
        String among = switch (statistic) {
            case UNSEEN_SHARE ->
                chance == 0
                        ? ""
                        : "; the baseline's values that occur once lead one to expect up to " + Estimate.number(chance);
            case WASSERSTEIN ->
                "; the distribution functions differ " + (chance == 0 ? "" : "no more than ") + "by "
                        + (chance == 0 ? "more than " : "") + "chance" + level;
            default -> "; chance alone explains up to " + Estimate.number(chance) + level;
        };
        return among + (verdict == Verdict.UNDECIDED && measured.lower() <= chance ? ", so more rows are needed" : "");
    }
}
