// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.fairness.FairnessMeasure.Form;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Everything that the frame of one attribute says. */
final class Analysis {
    private static final int ALL = 0b1111;

    /** One rate for each of the denominators that a group can be short of. */
    private static final List<GroupRate> DENOMINATORS = List.of(
            GroupRate.TRUE_POSITIVE_RATE,
            GroupRate.FALSE_POSITIVE_RATE,
            GroupRate.POSITIVE_PREDICTIVE_VALUE,
            GroupRate.FALSE_OMISSION_RATE);

    private final Frame frame;
    private final Settings settings;
    private final CellBootstrap bootstrap;

    Analysis(Frame frame, Settings settings) {
        this.frame = frame;
        this.settings = settings;
        this.bootstrap = new CellBootstrap(frame, settings.replicates(), settings.seed());
    }

    String attribute() {
        return frame.attribute();
    }

    Frame frame() {
        return frame;
    }

    List<GroupMeasures> groups() {
        return IntStream.range(0, frame.groups().size())
                .mapToObj(group -> measures(frame, group, settings.confidence()))
                .toList();
    }

    static GroupMeasures measures(Frame frame, int group, double confidence) {
        Map<GroupRate, Measurement> rates = new EnumMap<>(GroupRate.class);
        for (GroupRate rate : GroupRate.values()) {
            rates.put(rate, frame.measure(group, rate, confidence));
        }
        return new GroupMeasures(
                frame.attribute(),
                frame.groups().get(group),
                frame.count(group, ALL),
                frame.count(group, GroupRate.TRUE_POSITIVE_RATE.denominator()),
                frame.count(group, GroupRate.POSITIVE_PREDICTIVE_VALUE.denominator()),
                rates);
    }

    /** Which groups take no part in which comparison, and why. */
    List<Exclusion> excluded() {
        List<Exclusion> excluded = new ArrayList<>();
        for (int group = 0; group < frame.groups().size(); group++) {
            String all = whyExcluded(group, GroupRate.SELECTION_RATE);
            if (!all.isEmpty()) {
                excluded.add(exclusion(group, "all", all));
                continue;
            }
            for (GroupRate rate : DENOMINATORS) {
                String why = whyExcluded(group, rate);
                if (!why.isEmpty()) {
                    excluded.add(exclusion(group, rate.key(), why));
                }
            }
        }
        return excluded;
    }

    private Exclusion exclusion(int group, String measure, String why) {
        return new Exclusion(attribute(), frame.groups().get(group), measure, frame.count(group, ALL), why);
    }

    private String whyExcluded(int group, GroupRate rate) {
        String undefined = frame.whyUndefined(group, rate);
        if (!undefined.isEmpty()) {
            return undefined;
        }
        long rows = frame.count(group, ALL);
        if (rows < settings.minimumGroup()) {
            return Names.count(rows, "rows") + ", fewer than the minimum of " + settings.minimumGroup();
        }
        long events = frame.count(group, rate.denominator());
        return events < settings.minimumEvents()
                ? Names.count(events, rate.counted()) + ", fewer than the minimum of " + settings.minimumEvents()
                : "";
    }

    private int[] eligible(GroupRate rate) {
        return IntStream.range(0, frame.groups().size())
                .filter(group -> whyExcluded(group, rate).isEmpty())
                .toArray();
    }

    Disparity disparity(FairnessMeasure measure) {
        Gap gap = gap(measure.form(), measure.rates());
        return new Disparity(measure, attribute(), gap.value(), gap.rate(), gap.highest(), gap.lowest());
    }

    /** How far groups are apart, by which rate, and which groups they are. */
    record Gap(Measurement value, GroupRate rate, String highest, String lowest) {
        static Gap undefined(GroupRate rate, String reason) {
            return new Gap(new Undefined(reason), rate, "", "");
        }
    }

    Gap gap(Form form, List<GroupRate> rates) {
        for (GroupRate rate : rates) {
            int comparable = eligible(rate).length;
            if (comparable < 2) {
                return Gap.undefined(rate, tooFew(comparable, "their " + rate.key()));
            }
        }
        return form == Form.AVERAGE ? averaged(rates.get(0), rates.get(1)) : extreme(rates, form == Form.RATIO);
    }

    private String tooFew(int comparable, String by) {
        return comparable + " of " + Names.count(frame.groups().size(), "groups") + " can be compared by " + by
                + ", two are needed";
    }

    /** The groups with the highest and the lowest of some values; of equal ones the first. */
    private record Ends(int highest, int lowest) {
        static Ends of(double[] values) {
            int highest = 0;
            int lowest = 0;
            for (int i = 1; i < values.length; i++) {
                highest = values[i] > values[highest] ? i : highest;
                lowest = values[i] < values[lowest] ? i : lowest;
            }
            return new Ends(highest, lowest);
        }
    }

    private Gap extreme(List<GroupRate> rates, boolean ratio) {
        Spread spread = new Spread(settings.comparisonConfidence(), settings.replicates());
        double worst = Double.NaN;
        Gap at = Gap.undefined(rates.get(0), "no rate");
        long n = 0;
        for (GroupRate rate : rates) {
            int[] groups = eligible(rate);
            double[] values =
                    IntStream.of(groups).mapToDouble(g -> frame.value(g, rate)).toArray();
            Ends ends = Ends.of(values);
            double high = values[ends.highest()];
            double low = values[ends.lowest()];
            if (ratio && high == 0) {
                return Gap.undefined(rate, "the " + rate.key() + " of every group is 0");
            }
            double gap = ratio ? low / high : high - low;
            if (Double.isNaN(worst) || (ratio ? gap < worst : gap > worst)) {
                worst = gap;
                at = gap(at.value(), rate, groups, ends);
            }
            n += addSeries(spread.block(), groups, rate, ratio);
        }
        double[] ends = spread.betweenGroups();
        return new Gap(
                ratio ? ratio(worst, ends, n) : difference(worst, ends, n), at.rate(), at.highest(), at.lowest());
    }

    private Gap gap(Measurement value, GroupRate rate, int[] groups, Ends ends) {
        return new Gap(
                value,
                rate,
                frame.groups().get(groups[ends.highest()]),
                frame.groups().get(groups[ends.lowest()]));
    }

    private long addSeries(Spread spread, int[] groups, GroupRate rate, boolean ratio) {
        long n = 0;
        for (int group : groups) {
            n += frame.count(group, rate.denominator());
            if (ratio) {
                spread.add(bootstrap.logRate(group, rate), bootstrap.logRates(group, rate));
            } else {
                spread.add(frame.value(group, rate), bootstrap.rates(group, rate));
            }
        }
        return n;
    }

    /**
     * The largest mean of two absolute differences is the largest difference of half the sum or of half the difference
     * of the two rates, because {@code |a| + |b| = max(|a + b|, |a - b|)}.
     */
    private Gap averaged(GroupRate one, GroupRate other) {
        int[] groups = IntStream.of(eligible(one))
                .filter(group -> whyExcluded(group, other).isEmpty())
                .toArray();
        if (groups.length < 2) {
            return Gap.undefined(one, tooFew(groups.length, "both rates"));
        }
        Spread spread = new Spread(settings.comparisonConfidence(), settings.replicates());
        double worst = -1;
        Gap at = Gap.undefined(one, "no rate");
        for (int sign = 1; sign >= -1; sign -= 2) {
            spread.block();
            double[] values = new double[groups.length];
            for (int i = 0; i < groups.length; i++) {
                values[i] = (frame.value(groups[i], one) + sign * frame.value(groups[i], other)) / 2;
                double[] replicates = bootstrap.rates(groups[i], one);
                double[] others = bootstrap.rates(groups[i], other);
                for (int b = 0; b < replicates.length; b++) {
                    replicates[b] = (replicates[b] + sign * others[b]) / 2;
                }
                spread.add(values[i], replicates);
            }
            Ends ends = Ends.of(values);
            if (values[ends.highest()] - values[ends.lowest()] > worst) {
                worst = values[ends.highest()] - values[ends.lowest()];
                at = gap(at.value(), one, groups, ends);
            }
        }
        long n =
                IntStream.of(groups).mapToLong(group -> frame.count(group, ALL)).sum();
        return new Gap(difference(worst, spread.betweenGroups(), n), one, at.highest(), at.lowest());
    }

    /** In each replicate, the share of a group among the rows not selected minus that among those selected. */
    double[] disparities(int group) {
        double[] own = new double[0];
        double[] selected = new double[settings.replicates()];
        double[] others = new double[settings.replicates()];
        for (int g = 0; g < frame.groups().size(); g++) {
            double weight = frame.weight(g, ALL);
            if (weight > 0) {
                double[] rates = bootstrap.rates(g, GroupRate.SELECTION_RATE);
                for (int b = 0; b < rates.length; b++) {
                    selected[b] += weight * rates[b];
                    others[b] += weight * (1 - rates[b]);
                }
                own = g == group ? rates : own;
            }
        }
        double weight = frame.weight(group, ALL);
        double[] disparities = new double[selected.length];
        for (int b = 0; b < disparities.length; b++) {
            double rate = own.length == 0 ? 0 : own[b];
            disparities[b] = weight * (1 - rate) / others[b] - weight * rate / selected[b];
        }
        return disparities;
    }

    /** Each group against all others by some rates, not yet adjusted. */
    List<GroupTest> tests(GroupRate... rates) {
        List<GroupTest> tests = new ArrayList<>();
        Frame all = frame.total();
        for (GroupRate rate : rates) {
            for (int group = 0; group < frame.groups().size(); group++) {
                tests.add(test(all, group, rate));
            }
        }
        return tests;
    }

    private GroupTest test(Frame all, int group, GroupRate rate) {
        String name = frame.groups().get(group);
        String why = whyExcluded(group, rate);
        double others = all.weight(0, rate.denominator()) - frame.weight(group, rate.denominator());
        long rowsOfOthers = all.count(0, rate.denominator()) - frame.count(group, rate.denominator());
        if (why.isEmpty() && !(rowsOfOthers > 0 && others > 0)) {
            why = "no " + rate.counted() + " among the other groups";
        }
        if (!why.isEmpty()) {
            return GroupTest.undefined(attribute(), name, rate.key(), why);
        }
        double rest = Math.max(0, all.weight(0, rate.numerator()) - frame.weight(group, rate.numerator())) / others;
        double its = frame.value(group, rate);
        // Weighted rows count as their effective number.
        double square = all.square(0, rate.denominator()) - frame.square(group, rate.denominator());
        long size = Math.max(1, Math.round(frame.effective(group, rate.denominator())));
        long restSize = Math.max(1, Math.round(others * others / square));
        long k = Math.round(its * size);
        double p = FisherExact.pValue(k, size, k + Math.round(rest * restSize), size + restSize);
        return GroupTest.of(attribute(), name, rate.key(), its - rest, p, all.count(0, rate.denominator()));
    }

    /** The largest absolute difference between a group and everybody. */
    Measurement differenceToOverall(GroupRate rate) {
        Frame all = frame.total();
        int[] groups = eligible(rate);
        if (groups.length == 0) {
            return new Undefined("no group can be compared by its " + rate.key());
        }
        double overall = all.value(0, rate);
        double[] overalls = bootstrap.overall(groups, rate);
        Spread spread = new Spread(settings.comparisonConfidence(), settings.replicates()).block();
        double worst = 0;
        for (int group : groups) {
            double[] replicates = bootstrap.rates(group, rate);
            for (int b = 0; b < replicates.length; b++) {
                replicates[b] -= overalls[b];
            }
            double difference = frame.value(group, rate) - overall;
            worst = Math.max(worst, Math.abs(difference));
            spread.add(difference, replicates);
        }
        return difference(worst, spread.fromZero(), all.count(0, rate.denominator()));
    }

    /** The smallest ratio of a group's rate and everybody's, the smaller divided by the larger. */
    Measurement ratioToOverall(GroupRate rate) {
        Frame all = frame.total();
        int[] groups = eligible(rate);
        if (groups.length == 0) {
            return new Undefined("no group can be compared by its " + rate.key());
        }
        double overall = all.value(0, rate);
        if (overall == 0) {
            return new Undefined("the " + rate.key() + " of every group is 0");
        }
        double[] overalls = bootstrap.overall(groups, rate);
        Spread spread = new Spread(settings.comparisonConfidence(), settings.replicates()).block();
        double worst = 1;
        for (int group : groups) {
            double[] replicates = bootstrap.logRates(group, rate);
            for (int b = 0; b < replicates.length; b++) {
                replicates[b] = overalls[b] > 0 ? replicates[b] - Math.log(overalls[b]) : Double.NaN;
            }
            double value = frame.value(group, rate);
            worst = Math.min(worst, Math.min(value / overall, overall / value));
            spread.add(bootstrap.logRate(group, rate) - Math.log(overall), replicates);
        }
        return ratio(worst, spread.fromZero(), all.count(0, rate.denominator()));
    }

    private Measurement difference(double point, double[] ends, long n) {
        return new Estimate(
                point,
                Math.min(point, ends[0]),
                Math.max(point, Math.min(1, ends[1])),
                settings.comparisonConfidence(),
                n);
    }

    /** Ends are of the logarithm of the larger rate divided by the smaller. */
    private Measurement ratio(double point, double[] ends, long n) {
        return new Estimate(
                point,
                Math.min(point, Math.exp(-ends[1])),
                Math.max(point, Math.exp(-ends[0])),
                settings.comparisonConfidence(),
                n);
    }
}
