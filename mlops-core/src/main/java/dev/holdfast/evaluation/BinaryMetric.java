// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Intervals;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of two classes.
 *
 * <p>TP, FP, TN and FN are sums of weights at the sample's threshold. A metric whose denominator is 0 is undefined with
 * the reason, never 0. Intervals of samples without weights: Wilson for proportions, DeLong's variance on the logit scale
 * for the area under the curve (Wilson over the smaller class when the classes are separated), the normal approximation
 * for log loss and Brier score, the bootstrap for the rest and for all samples with weights.
 */
public final class BinaryMetric {
    /** The area under the ROC curve, {@code P(s+ > s-) + P(s+ = s-) / 2}. */
    public static final Metric<BinarySample> AUC = Metric.higherIsBetter("auc", BinaryCurves::auc)
            .unless(BinaryMetric::oneClass)
            .withInterval(DeLong::interval);

    /** The share of rows whose class is predicted, {@code (TP + TN) / n}. */
    public static final Metric<BinarySample> ACCURACY =
            proportion("accuracy", confusion -> confusion.tp() + confusion.tn(), Confusion::total, "no rows");

    /** The share of positives among those predicted, {@code TP / (TP + FP)}. */
    public static final Metric<BinarySample> PRECISION =
            proportion("precision", Confusion::tp, c -> c.tp() + c.fp(), "no row is predicted positive");

    /** The share of positives that are predicted, {@code TP / (TP + FN)}. */
    public static final Metric<BinarySample> RECALL =
            proportion("recall", Confusion::tp, c -> c.tp() + c.fn(), "no row is positive");

    /** The share of negatives that are predicted, {@code TN / (TN + FP)}. */
    public static final Metric<BinarySample> SPECIFICITY =
            proportion("specificity", Confusion::tn, c -> c.tn() + c.fp(), "no row is negative");

    /** The harmonic mean of precision and recall, {@code 2 TP / (2 TP + FP + FN)}. */
    public static final Metric<BinarySample> F1 = Metric.higherIsBetter(
                    "f1", (BinarySample sample) -> Confusion.of(sample).fBeta(1))
            .unless(BinaryMetric::nothingPositive);

    /** The negative mean log likelihood in nats, with probabilities clipped to [2.22e-16, 1 - 2.22e-16]. */
    public static final Metric<BinarySample> LOG_LOSS = mean("log-loss", BinaryMetric::logLoss);

    /** The mean squared difference of probability and outcome, {@code mean (p - y)^2}. */
    public static final Metric<BinarySample> BRIER = mean("brier", (truth, score) -> {
        double error = score - (truth ? 1 : 0);
        return error * error;
    });

    /**
     * The expected calibration error over 10 bins of equal width, {@code sum w_b / w |mean y - mean p|}. Its interval
     * says how the measured value varies; the value itself lies above the true error by what sampling adds to each bin
     * (Kumar, Liang and Ma, "Verified uncertainty calibration", 2019).
     */
    public static final Metric<BinarySample> EXPECTED_CALIBRATION_ERROR = Metric.lowerIsBetter(
                    "expected-calibration-error",
                    (BinarySample sample) -> Reliability.uniform(sample, 10).expectedError())
            .unless(BinaryMetric::noProbabilities)
            .withInterval(
                    (sample, confidence) -> Reliability.uniform(sample, 10).expectedError(confidence));

    /** The area under the precision-recall steps, {@code sum (R_k - R_(k-1)) P_k}. */
    public static final Metric<BinarySample> AVERAGE_PRECISION = Metric.higherIsBetter(
                    "average-precision", BinaryCurves::averagePrecision)
            .unless(BinaryMetric::oneClass);

    /** The share of negatives among those predicted negative, {@code TN / (TN + FN)}. */
    public static final Metric<BinarySample> NEGATIVE_PREDICTIVE_VALUE = proportion(
            "negative-predictive-value", Confusion::tn, c -> c.tn() + c.fn(), "no row is predicted negative");

    /** The mean of recall and specificity. */
    public static final Metric<BinarySample> BALANCED_ACCURACY = Metric.higherIsBetter(
                    "balanced-accuracy",
                    (BinarySample sample) -> Confusion.of(sample).balancedAccuracy())
            .unless(BinaryMetric::oneClass);

    /** Matthews' correlation of truth and prediction. */
    public static final Metric<BinarySample> MCC =
            Metric.higherIsBetter("mcc", sample -> Confusion.of(sample).matthews());

    /** Cohen's kappa, agreement beyond chance. */
    public static final Metric<BinarySample> KAPPA =
            Metric.higherIsBetter("kappa", sample -> Confusion.of(sample).kappa());

    /** {@code TP / (TP + FP + FN)}. */
    public static final Metric<BinarySample> JACCARD = Metric.higherIsBetter("jaccard", sample -> {
        Confusion c = Confusion.of(sample);
        return c.tp() / (c.tp() + c.fp() + c.fn());
    });

    /** {@code 2 AUC - 1}. */
    public static final Metric<BinarySample> GINI = Metric.higherIsBetter(
                    "gini", (BinarySample sample) -> 2 * BinaryCurves.auc(sample) - 1)
            .unless(BinaryMetric::oneClass);

    /** The largest difference of true and false positive rate over all thresholds. */
    public static final Metric<BinarySample> KS_STATISTIC = Metric.higherIsBetter(
                    "ks-statistic", BinaryCurves::kolmogorovSmirnov)
            .unless(BinaryMetric::oneClass);

    /** The area under the precision-recall curve by trapezoids, from recall 0 at precision 1; optimistic. */
    public static final Metric<BinarySample> PR_AUC_TRAPEZOID = Metric.higherIsBetter(
                    "pr-auc-trapezoid", BinaryCurves::precisionRecallTrapezoid)
            .unless(BinaryMetric::oneClass);

    /** What an evaluation computes when it is not told otherwise. */
    static final List<Metric<BinarySample>> DEFAULTS = List.of(
            AUC, ACCURACY, LOG_LOSS, BRIER, EXPECTED_CALIBRATION_ERROR, PRECISION, RECALL, F1, AVERAGE_PRECISION);

    private BinaryMetric() {}

    /**
     * Returns the weighted harmonic mean of precision and recall, {@code (1 + b^2) TP / ((1 + b^2) TP + FP + b^2 FN)}.
     *
     * @param beta how many times recall counts as much as precision, above 0
     * @return the metric, named {@code "f-beta-2.0"}
     * @throws IllegalArgumentException when beta is not above 0 and finite
     */
    public static Metric<BinarySample> fBeta(double beta) {
        if (!(beta > 0 && beta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("beta must be finite and above 0, got " + beta);
        }
        return Metric.higherIsBetter(
                        "f-beta-" + beta,
                        (BinarySample sample) -> Confusion.of(sample).fBeta(beta))
                .unless(BinaryMetric::nothingPositive);
    }

    /**
     * Returns the expected calibration error over bins of equal width.
     *
     * @param bins how many bins, at least 1
     * @return the metric, named {@code "expected-calibration-error-5"}
     * @throws IllegalArgumentException when there is no bin
     */
    public static Metric<BinarySample> expectedCalibrationError(int bins) {
        checkBins(bins);
        return Metric.lowerIsBetter(
                        "expected-calibration-error-" + bins,
                        (BinarySample sample) ->
                                Reliability.uniform(sample, bins).expectedError())
                .unless(BinaryMetric::noProbabilities);
    }

    /**
     * Returns the largest calibration error of a bin of equal width that holds rows.
     *
     * @param bins how many bins, at least 1
     * @return the metric, named {@code "maximum-calibration-error-5"}
     * @throws IllegalArgumentException when there is no bin
     */
    public static Metric<BinarySample> maximumCalibrationError(int bins) {
        checkBins(bins);
        return Metric.lowerIsBetter(
                        "maximum-calibration-error-" + bins,
                        (BinarySample sample) ->
                                Reliability.uniform(sample, bins).maximumError())
                .unless(BinaryMetric::noProbabilities);
    }

    /**
     * Returns the share of all positives among the rows of the highest scores; equal scores in the order of the rows.
     *
     * @param fraction which share of the rows, rounded up to whole rows, in (0, 1)
     * @return the metric, named {@code "gain-0.1"}
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public static Metric<BinarySample> gain(double fraction) {
        Checks.level("fraction", fraction);
        return Metric.higherIsBetter(
                        "gain-" + fraction, (BinarySample sample) -> BinaryCurves.gain(sample, fraction)[0])
                .unless(BinaryMetric::oneClass);
    }

    /**
     * Returns how many times more frequent positives are among the rows of the highest scores than among all.
     *
     * @param fraction which share of the rows, rounded up to whole rows, in (0, 1)
     * @return the metric, named {@code "lift-0.1"}
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public static Metric<BinarySample> lift(double fraction) {
        Checks.level("fraction", fraction);
        return Metric.higherIsBetter(
                        "lift-" + fraction, (BinarySample sample) -> BinaryCurves.gain(sample, fraction)[1])
                .unless(BinaryMetric::oneClass);
    }

    private static void checkBins(int bins) {
        if (bins < 1) {
            throw new IllegalArgumentException("bins must be at least 1, got " + bins);
        }
    }

    interface RowLoss {
        double of(boolean truth, double score);
    }

    private static Metric<BinarySample> proportion(
            String name, ToDoubleFunction<Confusion> successes, ToDoubleFunction<Confusion> trials, String obstacle) {
        return Metric.higherIsBetter(name, (BinarySample sample) -> {
                    Confusion confusion = Confusion.of(sample);
                    return successes.applyAsDouble(confusion) / trials.applyAsDouble(confusion);
                })
                .unless(sample -> trials.applyAsDouble(Confusion.of(sample)) == 0 ? among(obstacle, sample) : "")
                .withInterval((sample, confidence) -> {
                    Confusion confusion = Confusion.of(sample);
                    return Intervals.wilson(
                            (long) successes.applyAsDouble(confusion),
                            (long) trials.applyAsDouble(confusion),
                            confidence);
                });
    }

    private static Metric<BinarySample> mean(String name, RowLoss loss) {
        return Metric.lowerIsBetter(name, (BinarySample sample) -> {
                    double sum = 0;
                    double total = 0;
                    for (int i = 0; i < sample.size(); i++) {
                        sum += sample.weight(i) * loss.of(sample.truth(i), sample.score(i));
                        total += sample.weight(i);
                    }
                    return sum / total;
                })
                .unless(BinaryMetric::noProbabilities)
                .withInterval((sample, confidence) -> {
                    double[] losses = new double[sample.size()];
                    for (int i = 0; i < losses.length; i++) {
                        losses[i] = loss.of(sample.truth(i), sample.score(i));
                    }
                    return Means.interval(losses, confidence);
                });
    }

    private static double logLoss(boolean truth, double score) {
        double p = Math.min(Math.max(score, Math.ulp(1.0)), 1 - Math.ulp(1.0));
        return truth ? -Math.log(p) : -Math.log1p(-p);
    }

    static String oneClass(BinarySample sample) {
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < sample.size(); i++) {
            if (sample.truth(i)) {
                positive += sample.weight(i);
            } else {
                negative += sample.weight(i);
            }
        }
        return positive == 0
                ? among("no row is positive", sample)
                : negative == 0 ? among("no row is negative", sample) : "";
    }

    private static String nothingPositive(BinarySample sample) {
        return Double.isNaN(Confusion.of(sample).fBeta(1))
                ? among("no row is positive or predicted positive", sample)
                : "";
    }

    static String noProbabilities(BinarySample sample) {
        return sample.isProbability() ? "" : "scores outside [0, 1] are no probabilities";
    }

    private static String among(String obstacle, BinarySample sample) {
        return obstacle + " among " + sample.size() + " rows";
    }
}
