// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.function.IntToDoubleFunction;

/**
 * The metrics of predicted numbers, with y the truth, p the prediction and means weighted by the rows.
 *
 * <p>A metric without a value, such as R squared of a constant truth or a deviance of negative numbers, is undefined with
 * the reason. Means of row losses without weights have the normal interval, all others the bootstrap.
 */
public final class RegressionMetric {
    /** The mean absolute error, {@code mean |y - p|}. */
    public static final Metric<RegressionSample> MAE = loss("mae", (y, p) -> Math.abs(y - p), sample -> "");

    /** The mean squared error, {@code mean (y - p)^2}. */
    public static final Metric<RegressionSample> MSE = loss("mse", (y, p) -> (y - p) * (y - p), sample -> "");

    /** The root of the mean squared error. */
    public static final Metric<RegressionSample> RMSE =
            Metric.lowerIsBetter("rmse", sample -> Math.sqrt(MSE.value(sample)));

    /** The share of the variance of the truth that is explained, {@code 1 - sum (y - p)^2 / sum (y - mean y)^2}. */
    public static final Metric<RegressionSample> R2 = Metric.higherIsBetter("r2", (RegressionSample sample) -> {
                double mean = mean(sample, sample::truth);
                return oneMinus(MSE.value(sample), mean(sample, row -> square(sample.truth(row) - mean)));
            })
            .unless(RegressionMetric::constant);

    /** The same for errors without their mean, {@code 1 - var(y - p) / var(y)}. */
    public static final Metric<RegressionSample> EXPLAINED_VARIANCE = Metric.higherIsBetter(
                    "explained-variance", (RegressionSample sample) -> {
                        double mean = mean(sample, sample::truth);
                        double bias = mean(sample, row -> sample.truth(row) - sample.predicted(row));
                        double rest = mean(sample, row -> square(sample.truth(row) - sample.predicted(row) - bias));
                        return oneMinus(rest, mean(sample, row -> square(sample.truth(row) - mean)));
                    })
            .unless(RegressionMetric::constant);

    /** The mean absolute percentage error as a fraction, {@code mean |y - p| / max(|y|, 2.22e-16)}. */
    public static final Metric<RegressionSample> MAPE =
            loss("mape", (y, p) -> Math.abs(y - p) / Math.max(Math.abs(y), Math.ulp(1.0)), sample -> "");

    /** The symmetric percentage error, {@code mean 2 |y - p| / (|y| + |p|)}, a row of zeros counting 0. */
    public static final Metric<RegressionSample> SMAPE = loss(
            "smape", (y, p) -> y == 0 && p == 0 ? 0 : 2 * Math.abs(y - p) / (Math.abs(y) + Math.abs(p)), sample -> "");

    /** The largest absolute error. */
    public static final Metric<RegressionSample> MAX_ERROR = Metric.lowerIsBetter("max-error", sample -> {
        for (int row : sample.byError()) {
            if (sample.weight(row) > 0) {
                return Math.abs(sample.truth(row) - sample.predicted(row));
            }
        }
        return Double.NaN;
    });

    /** The median of the absolute errors; with weights the middle of the lower and the upper weighted median. */
    public static final Metric<RegressionSample> MEDIAN_ABSOLUTE_ERROR =
            Metric.lowerIsBetter("median-absolute-error", RegressionMetric::median);

    /** The absolute value of the mean error, {@code |mean (p - y)|}: the bias. */
    public static final Metric<RegressionSample> BIAS =
            Metric.lowerIsBetter("bias", sample -> Math.abs(meanError(sample)));

    /** The mean Poisson deviance, {@code mean 2 (y ln(y / p) - y + p)}, for y at least 0 and p above 0. */
    public static final Metric<RegressionSample> POISSON_DEVIANCE = loss(
            "poisson-deviance",
            (y, p) -> 2 * ((y == 0 ? 0 : y * Math.log(y / p)) - y + p),
            sample -> domain(sample, 0, false));

    /** The mean gamma deviance, {@code mean 2 (ln(p / y) + y / p - 1)}, for y and p above 0. */
    public static final Metric<RegressionSample> GAMMA_DEVIANCE =
            loss("gamma-deviance", (y, p) -> 2 * (Math.log(p / y) + y / p - 1), sample -> domain(sample, 0, true));

    /** The mean squared difference of {@code ln(1 + y)} and {@code ln(1 + p)}, for both above -1. */
    public static final Metric<RegressionSample> MSLE =
            loss("msle", (y, p) -> square(Math.log1p(y) - Math.log1p(p)), sample -> domain(sample, -1, true));

    /** What an evaluation computes when it is not told otherwise. */
    static final List<Metric<RegressionSample>> DEFAULTS = List.of(RMSE, MAE, R2, MEDIAN_ABSOLUTE_ERROR, MAX_ERROR);

    private RegressionMetric() {}

    /**
     * Returns the pinball loss of a predicted quantile, {@code mean max(q (y - p), (q - 1) (y - p))}.
     *
     * @param quantile the quantile, in (0, 1)
     * @return the metric, named {@code "pinball-0.9"}
     * @throws IllegalArgumentException when it is not in (0, 1)
     */
    public static Metric<RegressionSample> pinball(double quantile) {
        Checks.level("quantile", quantile);
        return loss(
                "pinball-" + quantile, (y, p) -> Math.max(quantile * (y - p), (quantile - 1) * (y - p)), sample -> "");
    }

    /**
     * Returns the mean Tweedie deviance between Poisson and gamma, for y at least 0 and p above 0.
     *
     * @param power the power of the variance, in (1, 2)
     * @return the metric, named {@code "tweedie-deviance-1.5"}
     * @throws IllegalArgumentException when it is not in (1, 2)
     */
    public static Metric<RegressionSample> tweedieDeviance(double power) {
        if (!(power > 1 && power < 2)) {
            throw new IllegalArgumentException("power must be in (1, 2), got " + power);
        }
        return loss(
                "tweedie-deviance-" + power,
                (y, p) -> 2
                        * (Math.pow(y, 2 - power) / ((1 - power) * (2 - power))
                                - y * Math.pow(p, 1 - power) / (1 - power)
                                + Math.pow(p, 2 - power) / (2 - power)),
                sample -> domain(sample, 0, false));
    }

    /**
     * Returns the mean error, {@code mean (p - y)}.
     *
     * @param sample the rows
     * @return the mean; NaN without rows
     */
    public static double meanError(RegressionSample sample) {
        return mean(sample, row -> sample.predicted(row) - sample.truth(row));
    }

    private interface Loss {
        double of(double y, double p);
    }

    private static Metric<RegressionSample> loss(
            String name, Loss loss, java.util.function.Function<RegressionSample, String> obstacle) {
        return Metric.lowerIsBetter(
                        name,
                        (RegressionSample sample) ->
                                mean(sample, row -> loss.of(sample.truth(row), sample.predicted(row))))
                .unless(obstacle)
                .withInterval((sample, confidence) -> {
                    double[] losses = new double[sample.size()];
                    for (int row = 0; row < losses.length; row++) {
                        losses[row] = loss.of(sample.truth(row), sample.predicted(row));
                    }
                    return Means.interval(losses, confidence);
                });
    }

    static double mean(RegressionSample sample, IntToDoubleFunction value) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            double weight = sample.weight(row);
            sum += weight == 0 ? 0 : weight * value.applyAsDouble(row);
            total += weight;
        }
        return sum / total;
    }

    private static double median(RegressionSample sample) {
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            total += sample.weight(row);
        }
        double above = 0;
        double upper = Double.NaN;
        for (int row : sample.byError()) {
            above += sample.weight(row);
            double error = Math.abs(sample.truth(row) - sample.predicted(row));
            if (Double.isNaN(upper) && above >= total / 2) {
                upper = error;
            }
            if (above > total / 2) {
                return (upper + error) / 2;
            }
        }
        return upper;
    }

    /** A resample may draw one truth only: undefined there, not infinitely bad. */
    private static double oneMinus(double error, double variance) {
        return variance == 0 ? Double.NaN : 1 - error / variance;
    }

    private static double square(double value) {
        return value * value;
    }

    private static String constant(RegressionSample sample) {
        for (int row = 1; row < sample.size(); row++) {
            if (sample.truth(row) != sample.truth(0)) {
                return "";
            }
        }
        return "the truth does not vary over " + sample.size() + " rows";
    }

    private static String domain(RegressionSample sample, double bound, boolean strict) {
        for (int row = 0; row < sample.size(); row++) {
            double y = sample.truth(row);
            if (y < bound || (strict && y == bound) || sample.predicted(row) <= bound) {
                return String.format(
                        Locale.ROOT,
                        "row %d has truth %s and prediction %s, which must be above %s",
                        row,
                        y,
                        sample.predicted(row),
                        bound);
            }
        }
        return "";
    }
}
