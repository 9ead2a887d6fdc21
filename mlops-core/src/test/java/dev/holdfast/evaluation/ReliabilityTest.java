// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.stats.Estimate;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReliabilityTest {
    @Test
    void theIntervalOfTheCalibrationErrorHoldsTheEstimateAndStaysWithinZeroAndOne() {
        Random random = new Random(7);
        for (int trial = 0; trial < 200; trial++) {
            BinarySample sample = calibrated(1 + random.nextInt(300), random);
            Estimate error = Reliability.uniform(sample, 10).expectedError(0.95).orThrow();
            assertThat(error.point()).isEqualTo(Reliability.uniform(sample, 10).expectedError());
            assertThat(error.point()).isBetween(error.lower(), error.upper());
            assertThat(error.lower()).isGreaterThanOrEqualTo(0);
            assertThat(error.upper()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aModelThatIsOffByATenthIsSeenToBeOff() {
        Random random = new Random(7);
        int n = 4_000;
        boolean[] truth = new boolean[n];
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            double probability = 0.1 + 0.8 * random.nextDouble();
            truth[i] = random.nextDouble() < probability;
            scores[i] = probability - 0.1;
        }
        BinarySample sample = BinarySample.of(truth, scores, ones(n), 0.5);
        Estimate error = Reliability.uniform(sample, 10).expectedError(0.95).orThrow();
        assertThat(error.lower()).isGreaterThan(0.07);
        assertThat(error.upper()).isLessThan(0.13);
    }

    private static BinarySample calibrated(int n, Random random) {
        boolean[] truth = new boolean[n];
        double[] scores = new double[n];
        for (int i = 0; i < n; i++) {
            scores[i] = random.nextDouble();
            truth[i] = random.nextDouble() < scores[i];
        }
        return BinarySample.of(truth, scores, ones(n), 0.5);
    }

    private static double[] ones(int n) {
        double[] weights = new double[n];
        java.util.Arrays.fill(weights, 1);
        return weights;
    }
}
