// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.junit.jupiter.api.Test;

class BocdTest {
    /** The posterior of run lengths by the evidence of whole segments, which shares no formula with the detector. */
    private static double[] posterior(double[] values, double expectedRun, boolean errors) {
        int n = values.length;
        double hazard = 1 / expectedRun;
        double[] prefix = new double[n + 1];
        prefix[0] = 0;
        double[] posterior = new double[n + 1];
        double[] ends = new double[n + 1];
        // ends[t]: the evidence of the first t values with a change right after them.
        ends[0] = 1;
        for (int t = 1; t <= n; t++) {
            double all = 0;
            for (int begin = 0; begin < t; begin++) {
                double segment = ends[begin]
                        * Math.exp(evidence(values, begin, t, errors))
                        * Math.pow(1 - hazard, t - begin - 1);
                all += segment * hazard;
                if (t == n) {
                    posterior[t - begin] = segment * (1 - hazard);
                }
            }
            ends[t] = all;
        }
        posterior[0] = ends[n];
        double sum = 0;
        for (double weight : posterior) {
            sum += weight;
        }
        for (int i = 0; i <= n; i++) {
            posterior[i] /= sum;
        }
        return posterior;
    }

    private static double evidence(double[] values, int from, int to, boolean errors) {
        int n = to - from;
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        if (errors) {
            return LogBeta.value(0.5 + sum, 0.5 + n - sum) - LogBeta.value(0.5, 0.5);
        }
        double mean = sum / n;
        double squares = 0;
        for (int i = from; i < to; i++) {
            squares += (values[i] - mean) * (values[i] - mean);
        }
        double beta = 1 + squares / 2 + n * mean * mean / (2 * (1.0 + n));
        double alpha = 1 + n / 2.0;
        return LogGamma.value(alpha) - alpha * Math.log(beta) - Math.log(1.0 + n) / 2 - n / 2.0 * Math.log(2 * Math.PI);
    }

    private static double[] noise(int n, int change, boolean errors) {
        SplittableRandom random = new SplittableRandom(5);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = errors
                    ? random.nextDouble() < (i < change ? 0.2 : 0.7) ? 1 : 0
                    : random.nextGaussian() + (i < change ? 0 : 2);
        }
        return values;
    }

    @Test
    void theRunLengthsAreThoseOfTheEvidenceOfWholeSegments() {
        for (boolean errors : new boolean[] {true, false}) {
            double[] values = noise(60, 40, errors);
            Bocd detector = (errors ? Bocd.ofErrors() : Bocd.ofValues()).withExpectedRun(50);
            for (double value : values) {
                detector.update(value);
            }
            double[] expected = posterior(values, 50, errors);
            double cumulative = 0;
            int most = 0;
            for (int length = 0; length <= values.length; length++) {
                cumulative += expected[length];
                most = expected[length] > expected[most] ? length : most;
                assertThat(detector.probabilityWithin(length)).isCloseTo(cumulative, within(1e-11));
            }
            assertThat(detector.run()).isEqualTo(most).isBetween(15L, 25L);
        }
    }

    @Test
    void fewRunLengthsTellNearlyTheSameAsAll() {
        double[] values = noise(1_500, 1_000, false);
        Bocd few = Bocd.ofValues().withRuns(40).withProbability(0.999_999);
        Bocd all = Bocd.ofValues().withRuns(2_000).withProbability(0.999_999);
        for (double value : values) {
            few.update(value);
            all.update(value);
        }
        assertThat(few.run()).isEqualTo(all.run()).isBetween(475L, 505L);
        assertThat(few.probabilityWithin(520)).isCloseTo(all.probabilityWithin(520), within(1e-3));
    }

    @Test
    void reportsAChangeSoonAndOnceAndKeepsQuietWithoutOne() {
        double[] values = noise(4_000, 2_000, false);
        Bocd detector = Bocd.ofValues();
        int alarms = 0;
        int first = -1;
        for (int i = 0; i < values.length; i++) {
            if (detector.update(values[i]) == ChangeState.CHANGE) {
                alarms++;
                first = first < 0 ? i : first;
            }
        }
        assertThat(alarms).isOne();
        assertThat(first).isBetween(2_001, 2_020);
    }

    @Test
    void aValueFarOutLeavesNoWeightUndefined() {
        Bocd detector = Bocd.ofValues().withLookBack(5);
        for (int i = 0; i < 100; i++) {
            detector.update(i % 2 == 0 ? 0.1 : -0.1);
        }
        detector.update(1e150);
        assertThat(detector.probabilityWithin(1_000)).isEqualTo(1);
        detector.update(-1e150);
        assertThat(detector.probabilityWithin(1_000)).isEqualTo(1);
    }

    @Test
    void saysWhatASettingMayBe() {
        assertThatThrownBy(() -> Bocd.ofErrors().withRuns(1)).hasMessage("runs must be at least 2, got 1");
        assertThatThrownBy(() -> Bocd.ofErrors().withExpectedRun(1))
                .hasMessage("expectedRun must be in (1.0, Infinity), got 1.0");
        assertThatThrownBy(() -> Bocd.ofValues().withPrior(0, 0))
                .hasMessage("priorScale must be in (0.0, Infinity), got 0.0");
        assertThatThrownBy(() -> Bocd.ofErrors().update(0.5))
                .hasMessage("this detector watches errors: 0 or 1, got 0.5");
        assertThat(Bocd.ofValues().withPrior(2, 3))
                .hasToString(
                        "Bocd.ofValues().withExpectedRun(10000.0).withLookBack(500).withProbability(0.9).withRuns(200)"
                                + ".withPrior(2.0, 3.0)");
    }
}
