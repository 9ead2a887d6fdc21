// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CalibrationTest {
    @Test
    void readsBackWhatItWrote() {
        Calibration platt =
                PlattCalibration.fit(new double[] {-1, 0.3, 0.2, 2}, new boolean[] {false, false, true, true});
        Calibration isotonic = IsotonicCalibration.fit(new double[] {0.1, 0.4, 0.35, 0.8}, new double[] {0, 0, 1, 1});
        assertThat(Calibration.parse(platt.toText())).isEqualTo(platt);
        assertThat(Calibration.parse(isotonic.toText())).isEqualTo(isotonic);
        assertThat(isotonic.apply(0.375)).isEqualTo(0.5);
        assertThat(isotonic.apply(-9)).isZero();
        assertThat(isotonic.apply(9)).isOne();
    }

    @Test
    void calibratesASample() {
        BinarySample sample = BinarySample.of(
                new boolean[] {false, true, false, true}, new double[] {-3, 1, -2, 4}, new double[0], 0);
        BinarySample calibrated = PlattCalibration.fit(
                        new double[] {-3, 1, -2, 4, 0, 0.5}, new boolean[] {false, true, false, true, true, false})
                .apply(sample);
        assertThat(BinaryMetric.BRIER.undefined(calibrated)).isEmpty();
        assertThat(BinaryMetric.AUC.value(calibrated)).isOne();
    }

    @Test
    void refusesWhatIsNoCalibration() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.parse("platt 1 2"))
                .withMessage("a calibration starts with 'holdfast-calibration/1', got 'platt 1 2'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.parse("holdfast-calibration/1 spline 1 2"))
                .withMessage("a calibration is platt or isotonic, got 'spline'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.parse("holdfast-calibration/1 platt 1 x"))
                .withMessage("a calibration holds numbers, got 'x'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlattCalibration.fit(new double[] {1, 2}, new boolean[] {true, true}))
                .withMessage("rows of both classes with scores that vary are needed, got 2 positive and 0 negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicCalibration.fit(new double[0], new double[0]))
                .withMessage("scores and outcomes must be equally long and not empty, got 0 and 0");
    }

    @Test
    void ordersLargeArraysAsSmallOnes() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values =
                random.doubles(5_000, -10, 10).map(v -> Math.rint(v * 50) / 50).toArray();
        int[] order = Order.descending(values);
        assertThat(Arrays.stream(order).sorted().toArray())
                .isEqualTo(java.util.stream.IntStream.range(0, 5_000).toArray());
        for (int i = 1; i < order.length; i++) {
            assertThat(values[order[i - 1]] > values[order[i]]
                            || (values[order[i - 1]] == values[order[i]] && order[i - 1] < order[i]))
                    .isTrue();
        }
    }
}
