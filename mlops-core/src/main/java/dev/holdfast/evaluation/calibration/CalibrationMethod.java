// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

/** How scores are mapped to probabilities. */
public enum CalibrationMethod {
    /** By the best monotone function: needs a thousand rows or more, corrects any monotone distortion. */
    ISOTONIC,
    /** By the best logistic function: does with few rows, corrects distortions of that shape only. */
    PLATT;

    Calibration fit(double[] scores, boolean[] positive, double[] weights) {
        if (this == PLATT) {
            return PlattCalibration.fit(scores, positive, weights);
        }
        double[] outcomes = new double[positive.length];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = positive[i] ? 1 : 0;
        }
        return IsotonicCalibration.fit(scores, outcomes, weights);
    }
}
