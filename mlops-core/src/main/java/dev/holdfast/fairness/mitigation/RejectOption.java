// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.stats.Estimate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides close calls in favour of groups that are worse off: within a margin around the threshold, members of favoured
 * groups are selected and all others are not; outside it the score decides.
 *
 * <p>Threshold and margin are searched over 100 thresholds from 0.01 to 0.99 and 50 margins each, of which the pair with
 * the highest balanced accuracy is taken among those whose difference keeps the tolerance. When none does, the pair with
 * the least difference is taken (AIF360 takes the greatest), and {@link Fitted#isWithinTolerance()} says so. A group that
 * was never seen is decided by the threshold, without a margin, or refused, as you say. Pairs that select nobody or
 * everybody are taken only when there is no other, and then fitting fails. Immutable and thread-safe; fitting sorts once
 * and costs a few searches for each of the 5000 pairs.
 *
 * <p>Reference: F. Kamiran, A. Karim, X. Zhang, Decision Theory for Discrimination-Aware Classification, ICDM 2012,
 * doi:10.1109/ICDM.2012.45.
 */
public final class RejectOption {
    private static final int THRESHOLDS = 100;
    private static final int MARGINS = 50;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 0.99;

    static final String FORMAT = "holdfast-reject-option/1";

    private final Criterion criterion;
    private final UnseenGroup unseen;
    private final Set<String> favored;

    private RejectOption(Criterion criterion, UnseenGroup unseen, Set<String> favored) {
        this.criterion = criterion;
        this.unseen = unseen;
        this.favored = favored;
    }

    static Fitted from(JsonNode node) throws IOException {
        return new Fitted(
                Set.copyOf(StoredJson.texts(node, "favored")),
                StoredJson.texts(node, "groups"),
                StoredJson.constant(UnseenGroup.class, node, "unseen"),
                new Pair(
                        StoredJson.number(node, "threshold"),
                        StoredJson.number(node, "margin"),
                        StoredJson.number(node, "difference"),
                        StoredJson.number(node, "balancedAccuracy"),
                        false),
                StoredJson.number(node, "tolerance"),
                List.of());
    }

    /**
     * Returns a reject option.
     *
     * @param criterion a tolerance for the difference in demographic parity, equal opportunity, false positive rate,
     *     average odds or equalised odds between the favoured groups together and the others together
     * @param unseen what becomes of groups that are not there when it is fitted
     * @param favored the groups in whose favour close calls are decided
     * @return the reject option, to be fitted
     * @throws IllegalArgumentException for any other measure, or when no group is named
     */
    public static RejectOption of(Criterion criterion, UnseenGroup unseen, String... favored) {
        switch (criterion.measure()) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE,
                    EQUAL_OPPORTUNITY_DIFFERENCE,
                    FALSE_POSITIVE_RATE_DIFFERENCE,
                    AVERAGE_ODDS_DIFFERENCE,
                    EQUALIZED_ODDS_DIFFERENCE -> {}
            default ->
                throw new IllegalArgumentException(
                        "close calls are decided for a difference in selection, true positive or false positive rates, got "
                                + criterion.measure().key());
        }
        if (favored.length == 0) {
            throw new IllegalArgumentException("name at least one group in whose favour close calls are decided");
        }
        return new RejectOption(criterion, Objects.requireNonNull(unseen, "unseen"), Set.of(favored));
    }

    /**
     * Finds threshold and margin.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the probability of favourable for each row, in [0, 1]
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the rule
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a score is outside [0, 1], the
     *     favoured groups or the others have no row of a class, or scores lie so that every pair selects nobody or everybody
     */
    public Fitted fit(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireProbabilities(scores, cases.size());
        String[] sides = new String[groups.length];
        for (int row = 0; row < sides.length; row++) {
            sides[row] = favored.contains(groups[row]) ? "favored" : "others";
        }
        Cases two = cases.isWeighted() ? Cases.of(truth, sides, weights) : Cases.of(truth, sides);
        two.requireBothClasses();
        if (two.names().size() < 2) {
            throw new IllegalArgumentException(
                    "both favoured groups " + new TreeSet<>(favored) + " and others are needed, got " + cases.names());
        }
        ThresholdCurve[] curves = ThresholdCurve.all(two, scores);
        return search(cases.names(), curves[0], curves[1]);
    }

    /** A threshold and margin with what they lead to on the rows that are fitted. */
    private record Pair(double threshold, double margin, double difference, double balancedAccuracy, boolean trivial) {
        /** Whether a pair that splits people comes before one that does not, a fair one before an unfair one. */
        boolean isBetterThan(Pair other, double tolerance) {
            if (trivial != other.trivial) {
                return other.trivial;
            }
            boolean fair = difference <= tolerance;
            if (fair != other.difference <= tolerance) {
                return fair;
            }
            return fair ? balancedAccuracy > other.balancedAccuracy : difference < other.difference;
        }

        TradeOff tradeOff() {
            return new TradeOff(
                    "threshold " + Estimate.number(threshold) + ", margin " + Estimate.number(margin),
                    difference,
                    balancedAccuracy);
        }
    }

    private Fitted search(List<String> groups, ThresholdCurve favors, ThresholdCurve others) {
        List<Pair> pairs = new ArrayList<>();
        for (int t = 0; t < THRESHOLDS; t++) {
            double threshold = LOWEST + t * (HIGHEST - LOWEST) / (THRESHOLDS - 1);
            double widest = Math.min(threshold, 1 - threshold);
            for (int m = 0; m < MARGINS; m++) {
                double margin = Math.min(widest, m * widest / (MARGINS - 1));
                int low = favors.pointAbove(threshold - margin);
                int high = others.pointAbove(threshold + margin);
                boolean nobody = low == 0 && high == 0;
                boolean everybody = low == favors.size() - 1 && high == others.size() - 1;
                pairs.add(new Pair(
                        threshold,
                        margin,
                        violation(favors, low, others, high),
                        balancedAccuracy(favors, low, others, high),
                        nobody || everybody));
            }
        }
        Pair best = pairs.get(0);
        for (Pair pair : pairs) {
            best = pair.isBetterThan(best, criterion.tolerance()) ? pair : best;
        }
        if (best.trivial) {
            throw new IllegalArgumentException("every threshold and margin selects nobody or everybody: scores lie in ["
                    + Math.min(favors.lowest(), others.lowest()) + ", " + Math.max(favors.highest(), others.highest())
                    + "]");
        }
        List<TradeOff> front = TradeOff.front(
                pairs.stream().filter(pair -> !pair.trivial).map(Pair::tradeOff).toList());
        return new Fitted(favored, groups, unseen, best, criterion.tolerance(), front);
    }

    private double violation(ThresholdCurve favors, int low, ThresholdCurve others, int high) {
        double selection = gap(favors, low, others, high, GroupRate.SELECTION_RATE);
        double positive = gap(favors, low, others, high, GroupRate.TRUE_POSITIVE_RATE);
        double negative = gap(favors, low, others, high, GroupRate.FALSE_POSITIVE_RATE);
        return switch (criterion.measure()) {
            case DEMOGRAPHIC_PARITY_DIFFERENCE -> selection;
            case EQUAL_OPPORTUNITY_DIFFERENCE -> positive;
            case FALSE_POSITIVE_RATE_DIFFERENCE -> negative;
            case AVERAGE_ODDS_DIFFERENCE -> (positive + negative) / 2;
            default -> Math.max(positive, negative);
        };
    }

    private static double gap(ThresholdCurve favors, int low, ThresholdCurve others, int high, GroupRate rate) {
        return Math.abs(favors.rate(low, rate) - others.rate(high, rate));
    }

    private static double balancedAccuracy(ThresholdCurve favors, int low, ThresholdCurve others, int high) {
        double truePositive =
                (favors.truePositives(low) + others.truePositives(high)) / (favors.positives() + others.positives());
        double falsePositive =
                (favors.falsePositives(low) + others.falsePositives(high)) / (favors.negatives() + others.negatives());
        return (truePositive + 1 - falsePositive) / 2;
    }

    /** A fitted threshold and margin. Immutable and thread-safe. */
    public static final class Fitted implements DecisionRule {
        private final Set<String> favored;
        private final List<String> groups;
        private final UnseenGroup unseen;
        private final Pair pair;
        private final double tolerance;
        private final List<TradeOff> front;

        private Fitted(
                Set<String> favored,
                List<String> groups,
                UnseenGroup unseen,
                Pair pair,
                double tolerance,
                List<TradeOff> front) {
            this.favored = favored;
            this.groups = List.copyOf(groups);
            this.unseen = unseen;
            this.pair = pair;
            this.tolerance = tolerance;
            this.front = front;
        }

        /**
         * Returns the threshold.
         *
         * @return the middle of the margin
         */
        public double threshold() {
            return pair.threshold;
        }

        /**
         * Returns the margin.
         *
         * @return how far from the threshold a call is close
         */
        public double margin() {
            return pair.margin;
        }

        /**
         * Returns the absolute difference between favoured groups and others that is left on the rows that were fitted.
         *
         * @return the difference, in [0, 1]
         */
        public double difference() {
            return pair.difference;
        }

        /**
         * Returns the balanced accuracy on the rows that were fitted.
         *
         * @return the mean of true positive and true negative rate
         */
        public double balancedAccuracy() {
            return pair.balancedAccuracy;
        }

        /**
         * Tells whether the difference keeps the tolerance.
         *
         * @return false when no threshold and margin did, and these only leave the least difference
         */
        public boolean isWithinTolerance() {
            return pair.difference <= tolerance;
        }

        /**
         * Returns the Pareto front of the pairs that were tried, by difference and balanced accuracy.
         *
         * @return the fairest first; empty for a rule that was read back
         */
        public List<TradeOff> front() {
            return front;
        }

        /**
         * Decides a row.
         *
         * @param score its probability of favourable
         * @param group its group
         * @return true when it is selected
         * @throws IllegalArgumentException when the score is NaN, or the group was never seen and such are refused
         */
        public boolean decide(double score, String group) {
            Cases.requireScore(score);
            int code = groups.indexOf(group);
            unseen.require(code, group, groups);
            if (code < 0) {
                return score > pair.threshold;
            }
            return score > (favored.contains(group) ? pair.threshold - pair.margin : pair.threshold + pair.margin);
        }

        @Override
        public double probability(double score, String group) {
            return decide(score, group) ? 1 : 0;
        }

        @Override
        public boolean decide(double score, String group, long key) {
            return decide(score, group);
        }

        @Override
        public boolean decideUngrouped(double score) {
            Cases.requireScore(score);
            return score > pair.threshold;
        }

        @Override
        public boolean isRandomized() {
            return false;
        }

        @Override
        public String unseenGroups() {
            return unseen.described("decided by the threshold " + pair.threshold + " without a margin");
        }

        @Override
        public String name() {
            return "Reject option";
        }

        @Override
        public String toText() {
            ObjectNode node = StoredJson.object()
                    .put("rule", FORMAT)
                    .put("unseen", unseen.name())
                    .put("threshold", String.valueOf(pair.threshold))
                    .put("margin", String.valueOf(pair.margin))
                    .put("difference", String.valueOf(pair.difference))
                    .put("balancedAccuracy", String.valueOf(pair.balancedAccuracy))
                    .put("tolerance", String.valueOf(tolerance));
            StoredJson.put(node, "favored", List.copyOf(new TreeSet<>(favored)));
            StoredJson.put(node, "groups", groups);
            return StoredJson.write(node);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Fitted that && toText().equals(that.toText());
        }

        @Override
        public int hashCode() {
            return toText().hashCode();
        }

        @Override
        public String toString() {
            return "RejectOption[threshold " + pair.threshold + ", margin " + pair.margin + ", in favour of "
                    + new TreeSet<>(favored) + "]";
        }
    }
}
