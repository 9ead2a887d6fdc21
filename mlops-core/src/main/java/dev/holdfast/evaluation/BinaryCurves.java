// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

/** One pass over the rows in descending order of their scores, by groups of equal scores. */
final class BinaryCurves {
    private BinaryCurves() {}

    /** The weights of the positives and negatives at or above one score. */
    interface Steps {
        void at(double score, double positives, double negatives);
    }

    static void walk(BinarySample sample, Steps steps) {
        int[] order = sample.descending();
        double positives = 0;
        double negatives = 0;
        int i = 0;
        while (i < order.length) {
            double score = sample.score(order[i]);
            while (i < order.length && sample.score(order[i]) == score) {
                int row = order[i++];
                if (sample.truth(row)) {
                    positives += sample.weight(row);
                } else {
                    negatives += sample.weight(row);
                }
            }
            steps.at(score, positives, negatives);
        }
    }

    static double auc(BinarySample sample) {
        double[] state = new double[3]; // area, positives before, negatives before
        walk(sample, (score, positives, negatives) -> {
            state[0] += (negatives - state[2]) * (positives + state[1]) / 2;
            state[1] = positives;
            state[2] = negatives;
        });
        return state[0] / (state[1] * state[2]);
    }

    static double averagePrecision(BinarySample sample) {
        double[] state = new double[2]; // area, positives before
        walk(sample, (score, positives, negatives) -> {
            if (positives > state[1]) {
                state[0] += (positives - state[1]) * positives / (positives + negatives);
                state[1] = positives;
            }
        });
        return state[0] / state[1];
    }

    static double kolmogorovSmirnov(BinarySample sample) {
        double[] total = new double[2];
        walk(sample, (score, positives, negatives) -> {
            total[0] = positives;
            total[1] = negatives;
        });
        double[] max = new double[1];
        walk(
                sample,
                (score, positives, negatives) ->
                        max[0] = Math.max(max[0], Math.abs(positives / total[0] - negatives / total[1])));
        return max[0];
    }

    static double precisionRecallTrapezoid(BinarySample sample) {
        double[] state = {0, 0, 1}; // area, positives before, precision before
        walk(sample, (score, positives, negatives) -> {
            double precision = positives + negatives == 0 ? 1 : positives / (positives + negatives);
            state[0] += (positives - state[1]) * (precision + state[2]) / 2;
            state[1] = positives;
            state[2] = precision;
        });
        return state[0] / state[1];
    }

    /** Gain and lift of the rows of the highest scores. */
    static double[] gain(BinarySample sample, double fraction) {
        double total = 0;
        double positives = 0;
        for (int row = 0; row < sample.size(); row++) {
            total += sample.weight(row);
            positives += sample.truth(row) ? sample.weight(row) : 0;
        }
        // A product such as 0.1 * 30 may lie a rounding above a whole number of rows.
        double wanted = sample.isWeighted() ? fraction * total : Math.ceil(fraction * total - 1e-9);
        double left = wanted;
        double found = 0;
        for (int row : sample.descending()) {
            double taken = Math.min(left, sample.weight(row));
            found += sample.truth(row) ? taken : 0;
            left -= taken;
            if (left <= 0) {
                break;
            }
        }
        return new double[] {found / positives, found / wanted / (positives / total)};
    }
}
