// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * The monotone step-and-line function that fits best in squares (isotonic regression).
 *
 * <p>Rows of one score are averaged first, then neighbours out of order are pooled; between the knots the function is
 * linear, outside them constant. Fitting takes the time of a sort. Immutable and thread-safe.
 *
 * <p>Reference: Zadrozny, Elkan (2002), doi:10.1145/775047.775151.
 *
 * <pre>{@code
 * Calibration calibration = IsotonicCalibration.fit(scores, outcomes);
 * }</pre>
 */
public final class IsotonicCalibration implements Calibration {
    private final double[] knots;
    private final double[] values;

    private IsotonicCalibration(double[] knots, double[] values) {
        this.knots = knots;
        this.values = values;
    }

    static IsotonicCalibration of(double[] knots, double[] values) {
        if (knots.length == 0 || knots.length != values.length) {
            throw new IllegalArgumentException(
                    "each knot needs one value, got " + knots.length + " knots and " + values.length + " values");
        }
        Inputs.finite("knots", knots);
        Inputs.finite("values", values);
        for (int i = 1; i < knots.length; i++) {
            if (!(knots[i - 1] < knots[i])) {
                throw new IllegalArgumentException("knots must ascend, got " + knots[i - 1] + " before " + knots[i]);
            }
        }
        return new IsotonicCalibration(knots, values);
    }

    /**
     * Fits a rising function.
     *
     * @param scores the score of each row
     * @param outcomes the outcome of each row, 0 or 1 or any number
     * @param weights the weight of each row, above 0; none for equal weights
     * @return the calibration
     * @throws IllegalArgumentException when there is no row, lengths differ, a number is not finite or a weight not above 0
     */
    public static IsotonicCalibration fit(double[] scores, double[] outcomes, double... weights) {
        return fit(scores, outcomes, 1, weights);
    }

    /**
     * Fits a falling function.
     *
     * @param scores the score of each row
     * @param outcomes the outcome of each row
     * @param weights the weight of each row, above 0; none for equal weights
     * @return the calibration
     * @throws IllegalArgumentException when there is no row, lengths differ, a number is not finite or a weight not above 0
     */
    public static IsotonicCalibration fitFalling(double[] scores, double[] outcomes, double... weights) {
        return fit(scores, outcomes, -1, weights);
    }

    private static IsotonicCalibration fit(double[] scores, double[] outcomes, double sign, double... weights) {
        if (scores.length == 0 || scores.length != outcomes.length) {
            throw new IllegalArgumentException("scores and outcomes must be equally long and not empty, got "
                    + scores.length + " and " + outcomes.length);
        }
        Inputs.finite("scores", scores);
        Inputs.finite("outcomes", outcomes);
        Inputs.weights(weights, scores.length);
        double[] sorted = new double[scores.length];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = scores[i] + 0.0; // -0.0 and 0.0 are one score
        }
        Arrays.sort(sorted);
        double[] x = Arrays.stream(sorted).distinct().toArray();
        int count = x.length;
        double[] y = new double[count];
        double[] w = new double[count];
        for (int row = 0; row < scores.length; row++) {
            int at = Arrays.binarySearch(x, scores[row] + 0.0);
            double weight = weights.length == 0 ? 1 : weights[row];
            y[at] += weight * outcomes[row] * sign;
            w[at] += weight;
        }
        double[] fitted = pooled(y, w, count);
        for (int i = 0; i < count; i++) {
            fitted[i] *= sign;
        }
        return trimmed(x, fitted, count);
    }

    /** Pools neighbours out of order; y holds sums, w their weights. */
    private static double[] pooled(double[] y, double[] w, int count) {
        double[] sum = new double[count];
        double[] weight = new double[count];
        int[] length = new int[count];
        int blocks = 0;
        for (int i = 0; i < count; i++) {
            sum[blocks] = y[i];
            weight[blocks] = w[i];
            length[blocks++] = 1;
            while (blocks > 1 && sum[blocks - 2] / weight[blocks - 2] >= sum[blocks - 1] / weight[blocks - 1]) {
                sum[blocks - 2] += sum[blocks - 1];
                weight[blocks - 2] += weight[blocks - 1];
                length[blocks - 2] += length[blocks - 1];
                blocks--;
            }
        }
        double[] fitted = new double[count];
        int at = 0;
        for (int b = 0; b < blocks; b++) {
            Arrays.fill(fitted, at, at + length[b], sum[b] / weight[b]);
            at += length[b];
        }
        return fitted;
    }

    /** Leaves out knots within a level stretch. */
    private static IsotonicCalibration trimmed(double[] x, double[] fitted, int count) {
        double[] knots = new double[count];
        double[] values = new double[count];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean inner = i > 0 && i < count - 1 && fitted[i] == fitted[i - 1] && fitted[i] == fitted[i + 1];
            if (!inner) {
                knots[kept] = x[i];
                values[kept++] = fitted[i];
            }
        }
        return of(Arrays.copyOf(knots, kept), Arrays.copyOf(values, kept));
    }

    /**
     * Returns the scores at which the slope changes, ascending.
     *
     * @return a copy of the knots
     */
    public double[] knots() {
        return knots.clone();
    }

    /**
     * Returns the values at the knots.
     *
     * @return a copy of the values
     */
    public double[] values() {
        return values.clone();
    }

    @Override
    public double apply(double score) {
        if (Double.isNaN(score)) {
            throw new IllegalArgumentException("the score must be a number, got NaN");
        }
        int at = Arrays.binarySearch(knots, score);
        if (at >= 0) {
            return values[at];
        }
        int above = -at - 1;
        if (above == 0) {
            return values[0];
        }
        if (above == knots.length) {
            return values[above - 1];
        }
        double share = (score - knots[above - 1]) / (knots[above] - knots[above - 1]);
        return values[above - 1] + share * (values[above] - values[above - 1]);
    }

    /**
     * Maps a score within the range that was seen.
     *
     * @param score the score
     * @return the value, or empty for a score outside the knots
     * @throws IllegalArgumentException when the score is NaN
     */
    public OptionalDouble applyWithin(double score) {
        return score < knots[0] || score > knots[knots.length - 1]
                ? OptionalDouble.empty()
                : OptionalDouble.of(apply(score));
    }

    @Override
    public String toText() {
        StringBuilder text = new StringBuilder("holdfast-calibration/1 isotonic");
        for (double knot : knots) {
            text.append(' ').append(knot);
        }
        for (double value : values) {
            text.append(' ').append(value);
        }
        return text.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IsotonicCalibration that
                && Arrays.equals(knots, that.knots)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(knots) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "IsotonicCalibration[" + knots.length + " knots]";
    }
}
