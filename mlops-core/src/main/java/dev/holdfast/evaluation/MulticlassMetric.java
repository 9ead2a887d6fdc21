// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Intervals;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * The metrics of several classes, from the confusion matrix C (rows true) and the probabilities.
 *
 * <p>Macro averages weigh every label alike, weighted averages by its share of the truth, micro averages by row. Within an
 * average a class with nothing predicted or nothing true counts 0, as is customary; the metrics of a single class are
 * undefined then. The accuracy has Wilson's interval, all others the bootstrap.
 */
public final class MulticlassMetric {
    /** The share of rows whose class is predicted. */
    public static final Metric<MulticlassSample> ACCURACY = of("accuracy", Classes::accuracy)
            .withInterval((sample, confidence) ->
                    Intervals.wilson((long) new Classes(sample).trace(), sample.size(), confidence));

    /** The mean recall of the classes that occur. */
    public static final Metric<MulticlassSample> BALANCED_ACCURACY = of("balanced-accuracy", Classes::balancedAccuracy);

    /** Cohen's kappa, agreement beyond chance. */
    public static final Metric<MulticlassSample> KAPPA = of("kappa", classes -> classes.kappa(0));

    /** Kappa with the distance of the labels for a weight. */
    public static final Metric<MulticlassSample> KAPPA_LINEAR = of("kappa-linear", classes -> classes.kappa(1));

    /** Kappa with the squared distance of the labels for a weight. */
    public static final Metric<MulticlassSample> KAPPA_QUADRATIC = of("kappa-quadratic", classes -> classes.kappa(2));

    /** Matthews' correlation of truth and prediction. */
    public static final Metric<MulticlassSample> MCC = of("mcc", Classes::matthews);

    /** The share of rows whose class is missed. */
    public static final Metric<MulticlassSample> HAMMING_LOSS =
            Metric.lowerIsBetter("hamming-loss", sample -> 1 - new Classes(sample).accuracy());

    /** The macro average of precision. */
    public static final Metric<MulticlassSample> PRECISION_MACRO =
            of("precision-macro", classes -> classes.macro(classes::precision));

    /** The macro average of recall. */
    public static final Metric<MulticlassSample> RECALL_MACRO =
            of("recall-macro", classes -> classes.macro(classes::recall));

    /** The macro average of F1. */
    public static final Metric<MulticlassSample> F1_MACRO = of("f1-macro", classes -> classes.macro(classes::f1));

    /** The weighted average of precision. */
    public static final Metric<MulticlassSample> PRECISION_WEIGHTED =
            of("precision-weighted", classes -> classes.weighted(classes::precision));

    /** The weighted average of recall. */
    public static final Metric<MulticlassSample> RECALL_WEIGHTED =
            of("recall-weighted", classes -> classes.weighted(classes::recall));

    /** The weighted average of F1. */
    public static final Metric<MulticlassSample> F1_WEIGHTED =
            of("f1-weighted", classes -> classes.weighted(classes::f1));

    /** The micro average of F1, which for one class a row is that of precision and recall too. */
    public static final Metric<MulticlassSample> F1_MICRO = of("f1-micro", Classes::accuracy);

    /** The negative mean log probability of the true class, clipped to [2.22e-16, 1 - 2.22e-16] and renormalised. */
    public static final Metric<MulticlassSample> LOG_LOSS =
            Metric.lowerIsBetter("log-loss", MulticlassMetric::logLoss).unless(MulticlassMetric::noProbabilities);

    /** The mean area under the ROC curve of each class against the rest. */
    public static final Metric<MulticlassSample> AUC_OVR_MACRO =
            auc("auc-ovr-macro", sample -> MulticlassCurves.oneVersusRest(sample, false));

    /** The same, weighted by the classes' shares. */
    public static final Metric<MulticlassSample> AUC_OVR_WEIGHTED =
            auc("auc-ovr-weighted", sample -> MulticlassCurves.oneVersusRest(sample, true));

    /** The mean area under the ROC curve over pairs of classes (Hand, Till 2001, doi:10.1023/A:1010920819831). */
    public static final Metric<MulticlassSample> AUC_OVO_MACRO =
            auc("auc-ovo-macro", sample -> MulticlassCurves.oneVersusOne(sample, false));

    /** The same, weighted by the pairs' shares. */
    public static final Metric<MulticlassSample> AUC_OVO_WEIGHTED =
            auc("auc-ovo-weighted", sample -> MulticlassCurves.oneVersusOne(sample, true));

    /** What an evaluation computes when it is not told otherwise. */
    static final List<Metric<MulticlassSample>> DEFAULTS =
            List.of(ACCURACY, BALANCED_ACCURACY, F1_MACRO, F1_WEIGHTED, MCC, LOG_LOSS, AUC_OVR_MACRO);

    private MulticlassMetric() {}

    /**
     * Returns the precision of one class.
     *
     * @param label the index of the class
     * @return the metric, named {@code "precision-2"}
     */
    public static Metric<MulticlassSample> precision(int label) {
        return of("precision-" + label, classes -> classes.precision(label));
    }

    /**
     * Returns the recall of one class.
     *
     * @param label the index of the class
     * @return the metric, named {@code "recall-2"}
     */
    public static Metric<MulticlassSample> recall(int label) {
        return of("recall-" + label, classes -> classes.recall(label));
    }

    /**
     * Returns the F1 of one class.
     *
     * @param label the index of the class
     * @return the metric, named {@code "f1-2"}
     */
    public static Metric<MulticlassSample> f1(int label) {
        return of("f1-" + label, classes -> classes.f1(label));
    }

    private static Metric<MulticlassSample> of(String name, ToDoubleFunction<Classes> function) {
        return Metric.higherIsBetter(name, sample -> function.applyAsDouble(new Classes(sample)));
    }

    private static Metric<MulticlassSample> auc(String name, ToDoubleFunction<MulticlassSample> function) {
        return Metric.higherIsBetter(name, function).unless(MulticlassMetric::noRoc);
    }

    /** Each class needs rows of its own and of others, or its curve is not defined. */
    private static String noRoc(MulticlassSample sample) {
        if (!sample.hasProbabilities()) {
            return noProbabilities(sample);
        }
        double[] weights = new double[sample.labels().size()];
        for (int row = 0; row < sample.size(); row++) {
            weights[sample.truth(row)] += sample.weight(row);
        }
        for (int label = 0; label < weights.length; label++) {
            if (weights[label] == 0) {
                return "no row has the class '" + sample.labels().get(label) + "' among " + sample.size() + " rows";
            }
        }
        return weights.length < 2 ? "there is one class only" : "";
    }

    private static String noProbabilities(MulticlassSample sample) {
        return sample.hasProbabilities() ? "" : "the probabilities of the classes are unknown";
    }

    private static double logLoss(MulticlassSample sample) {
        double sum = 0;
        double total = 0;
        for (int row = 0; row < sample.size(); row++) {
            double norm = 0;
            for (int label = 0; label < sample.labels().size(); label++) {
                norm += clip(sample.probability(row, label));
            }
            double p = clip(sample.probability(row, sample.truth(row))) / norm;
            sum -= sample.weight(row) * Math.log(p);
            total += sample.weight(row);
        }
        return sum / total;
    }

    private static double clip(double p) {
        return Math.min(Math.max(p, Math.ulp(1.0)), 1 - Math.ulp(1.0));
    }
}
