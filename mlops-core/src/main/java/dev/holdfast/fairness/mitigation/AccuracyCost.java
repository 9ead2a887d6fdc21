// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import dev.holdfast.stats.Measurement;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BinomialDistribution;

/**
 * The accuracy before minus that after on the same rows, with the interval of the paired bootstrap.
 *
 * <p>A resample of unweighted rows is a multinomial draw of how many of them got worse, stayed and got better, so that it
 * costs nothing a row; half a row is added to those that got worse and to those that got better, lest the interval of
 * decisions that do not differ shrink to nothing. Weighted rows are resampled one by one; above {@link #ROWS} of them the
 * normal interval of the mean takes over, which by then differs by less than the bootstrap's own noise.
 */
final class AccuracyCost {
    private static final int REPLICATES = 2_000;
    private static final int ROWS = 20_000;
    private static final double CONFIDENCE = 0.95;
    private static final long SEED = 42;

    private AccuracyCost() {}

    static Measurement of(Cases cases, int[] before, int[] after) {
        int n = cases.size();
        double[] lost = new double[n];
        int worse = 0;
        int better = 0;
        for (int row = 0; row < n; row++) {
            int truth = cases.truth()[row];
            lost[row] = (before[row] == truth ? 1 : 0) - (after[row] == truth ? 1 : 0);
            worse += lost[row] > 0 ? 1 : 0;
            better += lost[row] < 0 ? 1 : 0;
        }
        if (!cases.isWeighted()) {
            return counted(n, worse, better);
        }
        return n <= ROWS ? resampled(cases.weights(), lost) : normal(cases.weights(), lost);
    }

    private static Measurement counted(int n, int worse, int better) {
        double point = (double) (worse - better) / n;
        double total = n + 1.0;
        double shareWorse = (worse + 0.5) / total;
        double shareBetter = (better + 0.5) / total;
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawn = new double[REPLICATES];
        BinomialDistribution ofWorse = BinomialDistribution.of(n, shareWorse);
        double conditional = Math.min(1, shareBetter / (1 - shareWorse));
        for (int b = 0; b < drawn.length; b++) {
            int w = ofWorse.inverseCumulativeProbability(random.nextDouble());
            int left = n - w;
            int g = left == 0
                    ? 0
                    : BinomialDistribution.of(left, conditional).inverseCumulativeProbability(random.nextDouble());
            drawn[b] = (double) (w - g) / n;
        }
        Arrays.sort(drawn);
        double tail = (1 - CONFIDENCE) / 2;
        int low = (int) Math.floor(tail * (drawn.length - 1));
        int high = (int) Math.ceil((1 - tail) * (drawn.length - 1));
        return new Estimate(point, Math.min(point, drawn[low]), Math.max(point, drawn[high]), CONFIDENCE, n);
    }

    private static Measurement resampled(double[] weights, double[] lost) {
        return Bootstrap.withDefaults()
                .withReplicates(REPLICATES)
                .withSeed(SEED)
                .withConfidence(CONFIDENCE)
                .withMethod(Bootstrap.Method.PERCENTILE)
                .estimate(weights.length, counts -> {
                    double sum = 0;
                    double total = 0;
                    for (int row = 0; row < counts.length; row++) {
                        sum += counts[row] * weights[row] * lost[row];
                        total += counts[row] * weights[row];
                    }
                    return sum / total;
                });
    }

    private static Measurement normal(double[] weights, double[] lost) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < lost.length; row++) {
            sum += weights[row] * lost[row];
            total += weights[row];
        }
        double mean = sum / total;
        double squares = 0;
        for (int row = 0; row < lost.length; row++) {
            double part = weights[row] * (lost[row] - mean);
            squares += part * part;
        }
        return Intervals.normal(mean, Math.sqrt(squares) / total, lost.length, CONFIDENCE);
    }
}
