// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

/**
 * The confusion matrix of two classes, in sums of weights.
 *
 * @param tn true negatives
 * @param fp false positives
 * @param fn false negatives
 * @param tp true positives
 */
public record Confusion(double tn, double fp, double fn, double tp) {
    /**
     * Counts a sample at its threshold.
     *
     * @param sample the rows
     * @return the matrix
     */
    public static Confusion of(BinarySample sample) {
        double tn = 0;
        double fp = 0;
        double fn = 0;
        double tp = 0;
        for (int i = 0; i < sample.size(); i++) {
            double weight = sample.weight(i);
            if (sample.truth(i)) {
                if (sample.predicted(i)) {
                    tp += weight;
                } else {
                    fn += weight;
                }
            } else if (sample.predicted(i)) {
                fp += weight;
            } else {
                tn += weight;
            }
        }
        return new Confusion(tn, fp, fn, tp);
    }

    /**
     * Returns the sum of all weights.
     *
     * @return the total
     */
    public double total() {
        return tn + fp + fn + tp;
    }

    double fBeta(double beta) {
        double square = beta * beta;
        return (1 + square) * tp / ((1 + square) * tp + fp + square * fn);
    }

    double balancedAccuracy() {
        return (tp / (tp + fn) + tn / (tn + fp)) / 2;
    }

    double matthews() {
        return (tp * tn - fp * fn)
                / (Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn));
    }

    double kappa() {
        double n = total();
        double chance = ((tp + fp) * (tp + fn) + (tn + fp) * (tn + fn)) / n;
        return 1 - (n - tp - tn) / (n - chance);
    }
}
