// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.GroupRate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Decides close calls in favour of groups that are worse off: within a margin around the threshold, members of favoured
 * groups are selected and all others are not; outside it the score decides.
 *
 * <p>Threshold and margin are searched over 100 thresholds from 0.01 to 0.99 and 50 margins each, of which the pair with
 * the highest balanced accuracy is taken among those whose difference keeps the tolerance. When none does, the pair with
 * the least difference is taken (AIF360 takes the greatest), and {@link Fitted#isWithinTolerance()} says so. A group that
 * was never seen is decided by the threshold, without a margin. Immutable and thread-safe; fitting sorts once and costs a
 * few searches for each of the 5000 pairs.
 *
 * <p>Reference: F. Kamiran, A. Karim, X. Zhang, Decision Theory for Discrimination-Aware Classification, ICDM 2012,
 * doi:10.1109/ICDM.2012.45.
 */
public final class RejectOption {
    private static final int THRESHOLDS = 100;
    private static final int MARGINS = 50;
    private static final double LOWEST = 0.01;
    private static final double HIGHEST = 0.99;

    private final Criterion criterion;
    private final Set<String> favored;

    private RejectOption(Criterion criterion, Set<String> favored) {
        this.criterion = criterion;
        this.favored = favored;
    }

    /**
     * Returns a reject option.
     *
     * @param criterion a tolerance for the difference in demographic parity, equal opportunity, false positive rate,
     *     average odds or equalised odds between the favoured groups together and the others together
     * @param favored the groups in whose favour close calls are decided
     * @return the reject option, to be fitted
     * @throws IllegalArgumentException for any other measure, or when no group is named
     */
    public static RejectOption of(Criterion criterion, String... favored) {
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
        return new RejectOption(criterion, Set.of(favored));
    }

    /**
     * Finds threshold and margin.
     *
     * @param truth the truth of each row, 1 for favourable, 0 for not
     * @param scores the probability of favourable for each row, in [0, 1]
     * @param groups the group of each row
     * @param weights the weight of each row, or none for equal ones
     * @return the rule
     * @throws IllegalArgumentException when lengths differ, a truth is neither 0 nor 1, a score is outside [0, 1], or the
     *     favoured groups or the others have no row of a class
     */
    public Fitted fit(int[] truth, double[] scores, String[] groups, double... weights) {
        Cases cases = Cases.of(truth, groups, weights);
        Cases.requireProbabilities(scores, cases.size());
        String[] sides = new String[groups.length];
        for (int row = 0; row < sides.length; row++) {
            sides[row] = favored.contains(groups[row]) ? "favored" : "others";
        }
        Cases two = Cases.of(truth, sides, cases.weights());
        two.requireBothClasses();
        if (two.names().size() < 2) {
            throw new IllegalArgumentException(
                    "both favoured groups " + new TreeSet<>(favored) + " and others are needed, got " + cases.names());
        }
        List<ThresholdCurve> curves = IntStream.range(0, 2)
                .mapToObj(group -> ThresholdCurve.of(two, scores, group))
                .toList();
        return search(cases, scores, curves.get(0), curves.get(1));
    }

    private Fitted search(Cases cases, double[] scores, ThresholdCurve favors, ThresholdCurve others) {
        @Nullable Fitted best = null;
        for (int t = 0; t < THRESHOLDS; t++) {
            double threshold = LOWEST + t * (HIGHEST - LOWEST) / (THRESHOLDS - 1);
            double widest = Math.min(threshold, 1 - threshold);
            for (int m = 0; m < MARGINS; m++) {
                double margin = m * widest / (MARGINS - 1);
                int low = favors.pointAbove(threshold - margin);
                int high = others.pointAbove(threshold + margin);
                Fitted pair = new Fitted(
                        this,
                        cases,
                        scores,
                        threshold,
                        margin,
                        violation(favors, low, others, high),
                        balancedAccuracy(favors, low, others, high));
                best = best == null || pair.isBetterThan(best) ? pair : best;
            }
        }
        return Objects.requireNonNull(best);
    }

    private double violation(ThresholdCurve favors, int low, ThresholdCurve others, int high) {
        double selection = gap(favors, low, others, high, GroupRate.SELECTION_RATE);
        double positive = gap(favors, low, others, high, GroupRate.TRUE_POSITIVE_RATE);
        double negative = gap(favors, low, others, high, GroupRate.FALSE_POSITIVE_RATE);
        FairnessMeasure measure = criterion.measure();
        if (measure == FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE) {
            return selection;
        }
        if (measure == FairnessMeasure.EQUAL_OPPORTUNITY_DIFFERENCE) {
            return positive;
        }
        if (measure == FairnessMeasure.FALSE_POSITIVE_RATE_DIFFERENCE) {
            return negative;
        }
        return measure == FairnessMeasure.AVERAGE_ODDS_DIFFERENCE
                ? (positive + negative) / 2
                : Math.max(positive, negative);
    }

    private static double gap(ThresholdCurve favors, int low, ThresholdCurve others, int high, GroupRate rate) {
        return Math.abs(ThresholdSearch.rate(favors, low, rate) - ThresholdSearch.rate(others, high, rate));
    }

    private static double balancedAccuracy(ThresholdCurve favors, int low, ThresholdCurve others, int high) {
        double truePositive =
                (favors.truePositives(low) + others.truePositives(high)) / (favors.positives() + others.positives());
        double falsePositive =
                (favors.falsePositives(low) + others.falsePositives(high)) / (favors.negatives() + others.negatives());
        return (truePositive + 1 - falsePositive) / 2;
    }

    /** A fitted threshold and margin. Immutable and thread-safe. */
    public static final class Fitted {
        private final RejectOption option;
        private final Cases cases;
        private final double[] scores;
        private final double threshold;
        private final double margin;
        private final double difference;
        private final double balancedAccuracy;

        private Fitted(
                RejectOption option,
                Cases cases,
                double[] scores,
                double threshold,
                double margin,
                double difference,
                double balancedAccuracy) {
            this.option = option;
            this.cases = cases;
            this.scores = scores;
            this.threshold = threshold;
            this.margin = margin;
            this.difference = difference;
            this.balancedAccuracy = balancedAccuracy;
        }

        private boolean isBetterThan(Fitted other) {
            if (isWithinTolerance() != other.isWithinTolerance()) {
                return isWithinTolerance();
            }
            return isWithinTolerance() ? balancedAccuracy > other.balancedAccuracy : difference < other.difference;
        }

        /**
         * Returns the threshold.
         *
         * @return the middle of the margin
         */
        public double threshold() {
            return threshold;
        }

        /**
         * Returns the margin.
         *
         * @return how far from the threshold a call is close
         */
        public double margin() {
            return margin;
        }

        /**
         * Returns the absolute difference between favoured groups and others that is left on the rows that were fitted.
         *
         * @return the difference, in [0, 1]
         */
        public double difference() {
            return difference;
        }

        /**
         * Returns the balanced accuracy on the rows that were fitted.
         *
         * @return the mean of true positive and true negative rate
         */
        public double balancedAccuracy() {
            return balancedAccuracy;
        }

        /**
         * Tells whether the difference keeps the tolerance.
         *
         * @return false when no threshold and margin did, and these only leave the least difference
         */
        public boolean isWithinTolerance() {
            return difference <= option.criterion.tolerance();
        }

        /**
         * Decides a row.
         *
         * @param score its probability of favourable
         * @param group its group
         * @return true when it is selected
         * @throws IllegalArgumentException when the score is NaN
         */
        public boolean decide(double score, String group) {
            if (Double.isNaN(score)) {
                throw new IllegalArgumentException("a score must be a number, got NaN");
            }
            if (option.favored.contains(group)) {
                return score > threshold - margin;
            }
            return score > (cases.code(group) >= 0 ? threshold + margin : threshold);
        }

        /**
         * Returns what the rule did on the rows that were fitted: before is the same threshold without a margin.
         *
         * @return fairness before and after, and the cost
         */
        public Mitigation mitigation() {
            int[] before = new int[cases.size()];
            int[] after = new int[cases.size()];
            for (int row = 0; row < before.length; row++) {
                before[row] = scores[row] > threshold ? 1 : 0;
                after[row] = decide(scores[row], cases.groups()[row]) ? 1 : 0;
            }
            return Mitigation.of(
                    "Reject option",
                    option.criterion,
                    cases,
                    before,
                    after,
                    "decided by the threshold " + threshold + " without a margin");
        }

        @Override
        public String toString() {
            return "RejectOption[threshold " + threshold + ", margin " + margin + ", in favour of "
                    + new TreeSet<>(option.favored) + "]";
        }
    }
}
