// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import java.util.List;

/**
 * The metrics of rows that have any number of labels each.
 *
 * <p>Micro averages count all pairs of row and label together; macro averages weigh each label alike, one without a true or
 * predicted row counting 0. All have the interval of the bootstrap over rows.
 */
public final class MultilabelMetric {
    /** The share of rows of which all labels are predicted and no other. */
    public static final Metric<MultilabelSample> SUBSET_ACCURACY = Metric.higherIsBetter("subset-accuracy", sample -> {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            boolean right = true;
            for (int label = 0; label < sample.labels().size(); label++) {
                right &= sample.truth(row, label) == sample.predicted(row, label);
            }
            sum += right ? sample.weight(row) : 0;
            total += sample.weight(row);
        }
        return sum / total;
    });

    /** The share of pairs of row and label that are wrong. */
    public static final Metric<MultilabelSample> HAMMING_LOSS = Metric.lowerIsBetter("hamming-loss", sample -> {
        Confusion all = all(sample);
        return (all.fp() + all.fn()) / all.total();
    });

    /** The F1 of all pairs of row and label. */
    public static final Metric<MultilabelSample> F1_MICRO = Metric.higherIsBetter(
                    "f1-micro", (MultilabelSample sample) -> all(sample).fBeta(1))
            .unless(sample -> Double.isNaN(all(sample).fBeta(1))
                    ? "no label is there or predicted among " + sample.size() + " rows"
                    : "");

    /** The mean F1 of the labels. */
    public static final Metric<MultilabelSample> F1_MACRO = Metric.higherIsBetter("f1-macro", sample -> {
        double sum = 0;
        for (int label = 0; label < sample.labels().size(); label++) {
            double f1 = ofLabel(sample, label).fBeta(1);
            sum += Double.isNaN(f1) ? 0 : f1;
        }
        return sum / sample.labels().size();
    });

    /** What an evaluation computes when it is not told otherwise. */
    static final List<Metric<MultilabelSample>> DEFAULTS = List.of(F1_MICRO, F1_MACRO, SUBSET_ACCURACY, HAMMING_LOSS);

    private MultilabelMetric() {}

    static Confusion ofLabel(MultilabelSample sample, int label) {
        double[] sums = new double[4];
        for (int row = 0; row < sample.size(); row++) {
            int cell = (sample.truth(row, label) ? 2 : 0) + (sample.predicted(row, label) ? 1 : 0);
            sums[cell] += sample.weight(row);
        }
        return new Confusion(sums[0], sums[1], sums[2], sums[3]);
    }

    private static Confusion all(MultilabelSample sample) {
        Confusion sum = new Confusion(0, 0, 0, 0);
        for (int label = 0; label < sample.labels().size(); label++) {
            Confusion each = ofLabel(sample, label);
            sum = new Confusion(sum.tn() + each.tn(), sum.fp() + each.fp(), sum.fn() + each.fn(), sum.tp() + each.tp());
        }
        return sum;
    }
}
