// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;

/** The frames of one attribute within the values of a control column, taken together. */
final class Strata {
    private static final int ALL = 0b1111;

    private final String control;
    private final List<Analysis> parts;

    Strata(String control, List<Analysis> parts) {
        this.control = control;
        this.parts = List.copyOf(parts);
    }

    ControlledDifference difference(
            GroupRate rate, Analysis whole, Analysis.Gap gap, Measurement overall, double confidence) {
        String attribute = whole.attribute();
        if (gap.value() instanceof Undefined undefined) {
            return new ControlledDifference(attribute, control, rate, "", "", undefined, undefined, 0, 0);
        }
        int high = whole.frame().groups().indexOf(gap.highest());
        int low = whole.frame().groups().indexOf(gap.lowest());
        double sum = 0;
        double weights = 0;
        double variance = 0;
        int strata = 0;
        int reversed = 0;
        long rows = 0;
        for (Analysis part : parts) {
            Frame frame = part.frame();
            double n = frame.effective(high, rate.denominator());
            double m = frame.effective(low, rate.denominator());
            if (n > 0 && m > 0) {
                double difference = frame.value(high, rate) - frame.value(low, rate);
                double weight = n * m / (n + m);
                sum += weight * difference;
                weights += weight;
                variance +=
                        weight * weight * (variance(frame.value(high, rate), n) + variance(frame.value(low, rate), m));
                rows += frame.count(high, rate.denominator()) + frame.count(low, rate.denominator());
                strata++;
                reversed += difference < 0 ? 1 : 0;
            }
        }
        Measurement within = strata == 0
                ? new Undefined("no value of '" + control + "' has " + rate.counted() + " of both groups")
                : Intervals.normal(sum / weights, Math.sqrt(variance) / weights, rows, confidence);
        return new ControlledDifference(
                attribute, control, rate, gap.highest(), gap.lowest(), overall, within, strata, reversed);
    }

    /** Half an event is added to each side, so that a rate of 0 or 1 is uncertain too. */
    private static double variance(double rate, double n) {
        double p = (rate * n + 0.5) / (n + 1);
        return p * (1 - p) / n;
    }

    Measurement conditionalDisparity(String group, double confidence) {
        double[] replicates = {};
        double point = 0;
        double total = 0;
        long rows = 0;
        for (Analysis part : parts) {
            int code = part.frame().groups().indexOf(group);
            double own = disparity(part.frame(), code);
            if (Double.isFinite(own)) {
                double weight = part.frame().total().weight(0, ALL);
                double[] drawn = part.disparities(code);
                replicates = replicates.length == 0 ? new double[drawn.length] : replicates;
                for (int b = 0; b < drawn.length; b++) {
                    replicates[b] += weight * drawn[b];
                }
                point += weight * own;
                total += weight;
                rows += part.frame().total().count(0, ALL);
            }
        }
        if (rows == 0) {
            return new Undefined("no value of '" + control + "' has both selected rows and others");
        }
        double scale = total;
        return interval(
                point / total,
                Arrays.stream(replicates).map(each -> each / scale).toArray(),
                rows,
                confidence);
    }

    static Measurement disparity(Analysis whole, String group, double confidence) {
        int code = whole.frame().groups().indexOf(group);
        double point = disparity(whole.frame(), code);
        return Double.isFinite(point)
                ? interval(point, whole.disparities(code), whole.frame().total().count(0, ALL), confidence)
                : new Undefined("the selection rate of all rows together is 0 or 1");
    }

    private static double disparity(Frame frame, int group) {
        int selected = GroupRate.SELECTION_RATE.numerator();
        Frame all = frame.total();
        return frame.weight(group, ALL & ~selected) / all.weight(0, ALL & ~selected)
                - frame.weight(group, selected) / all.weight(0, selected);
    }

    private static Measurement interval(double point, double[] replicates, long rows, double confidence) {
        double[] finite = Arrays.stream(replicates).filter(Double::isFinite).toArray();
        double mean = Arrays.stream(finite).average().orElse(0);
        double squares =
                Arrays.stream(finite).map(each -> (each - mean) * (each - mean)).sum();
        double error = Math.sqrt(squares / Math.max(1, finite.length - 1));
        return Intervals.normal(point, error, rows, confidence) instanceof Estimate estimate
                ? new Estimate(point, Math.max(-1, estimate.lower()), Math.min(1, estimate.upper()), confidence, rows)
                : new Undefined("the uncertainty is unknown");
    }
}
