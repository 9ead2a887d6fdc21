// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

/** Areas under ROC curves over several classes. */
final class MulticlassCurves {
    private MulticlassCurves() {}

    static double oneVersusRest(MulticlassSample sample, boolean weighted) {
        double sum = 0;
        double total = 0;
        for (int label = 0; label < sample.labels().size(); label++) {
            double weight = weighted ? share(sample, label) : 1;
            sum += weight * auc(sample, label, -1);
            total += weight;
        }
        return sum / total;
    }

    static double oneVersusOne(MulticlassSample sample, boolean weighted) {
        double sum = 0;
        double total = 0;
        for (int a = 0; a < sample.labels().size(); a++) {
            for (int b = a + 1; b < sample.labels().size(); b++) {
                double weight = weighted ? share(sample, a) + share(sample, b) : 1;
                sum += weight * (auc(sample, a, b) + auc(sample, b, a)) / 2;
                total += weight;
            }
        }
        return sum / total;
    }

    private static double share(MulticlassSample sample, int label) {
        double sum = 0;
        for (int row = 0; row < sample.size(); row++) {
            sum += sample.truth(row) == label ? sample.weight(row) : 0;
        }
        return sum;
    }

    /** The area for the rows of one class against those of another, or of all others for -1; NaN when a side is empty. */
    private static double auc(MulticlassSample sample, int positive, int negative) {
        int count = 0;
        int[] rows = new int[sample.size()];
        for (int row = 0; row < rows.length; row++) {
            if (sample.weight(row) > 0
                    && (negative < 0 || sample.truth(row) == positive || sample.truth(row) == negative)) {
                rows[count++] = row;
            }
        }
        boolean[] truth = new boolean[count];
        double[] scores = new double[count];
        double[] weights = new double[count];
        for (int i = 0; i < count; i++) {
            truth[i] = sample.truth(rows[i]) == positive;
            scores[i] = sample.probability(rows[i], positive);
            weights[i] = sample.weight(rows[i]);
        }
        return BinaryCurves.auc(BinarySample.of(truth, scores, weights, 0.5));
    }
}
