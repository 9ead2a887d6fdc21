// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
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
        assertThat(BinaryMetric.BRIER.value(calibrated)).isBetween(0.0, 0.25);
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
    void aRowOfWeightTwoCountsAsTwoRows() {
        double[] scores = {-2, -1, 0.5, 0.2, 1, 2};
        boolean[] positive = {false, false, true, false, true, true};
        double[] twice = {-2, -1, -1, 0.5, 0.2, 1, 2, 2};
        boolean[] positiveTwice = {false, false, false, true, false, true, true, true};
        PlattCalibration weighted = PlattCalibration.fit(scores, positive, 1, 2, 1, 1, 1, 2);
        PlattCalibration repeated = PlattCalibration.fit(twice, positiveTwice);
        assertThat(weighted.slope()).isCloseTo(repeated.slope(), within(1e-9));
        assertThat(weighted.intercept()).isCloseTo(repeated.intercept(), within(1e-9));
        assertThat(IsotonicCalibration.fit(new double[] {1, 2, 3}, new double[] {1, 0, 1}, 1, 3, 1)
                        .values())
                .containsExactly(0.25, 0.25, 1);
    }

    @Test
    void mapsScoresAtTheEndsOfTheLine() {
        Calibration flat = Calibration.parse("holdfast-calibration/1 platt 0 0");
        assertThat(flat.apply(Double.POSITIVE_INFINITY)).isEqualTo(0.5);
        Calibration rising = Calibration.parse("holdfast-calibration/1 platt -1 0");
        assertThat(rising.apply(Double.POSITIVE_INFINITY)).isOne();
        assertThat(rising.apply(Double.NEGATIVE_INFINITY)).isZero();
        IsotonicCalibration steps = IsotonicCalibration.fit(new double[] {0, 1}, new double[] {0, 1});
        assertThat(steps.applyWithin(1.5)).isEmpty();
        assertThat(steps.applyWithin(0.5)).hasValue(0.5);
        for (Calibration each : new Calibration[] {flat, steps}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> each.apply(Double.NaN))
                    .withMessage("the score must be a number, got NaN");
            assertThat(Calibration.parse(each.toText())).hasSameHashCodeAs(each).hasToString(each.toString());
        }
    }

    @Test
    void refusesRowsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlattCalibration.fit(new double[] {1}, new boolean[0]))
                .withMessage("scores and positive must be equally long, got 1 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PlattCalibration.fit(new double[] {1, 2}, new boolean[] {true, false}, 1))
                .withMessage("weights must be one a row, got 1 for 2 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicCalibration.fit(new double[] {1, 2}, new double[] {0, 1}, 1, -1))
                .withMessage("weights must be finite and above 0, got -1.0 in row 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IsotonicCalibration.fit(new double[] {1, Double.NaN}, new double[] {0, 1}))
                .withMessage("scores must hold finite values, got NaN in row 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.parse("holdfast-calibration/1 isotonic 2 1 0 1"))
                .withMessage("knots must ascend, got 2.0 before 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Calibration.parse("holdfast-calibration/1 isotonic 1 2 3"))
                .withMessage("each knot needs one value, got 1 knots and 2 values");
    }
}
