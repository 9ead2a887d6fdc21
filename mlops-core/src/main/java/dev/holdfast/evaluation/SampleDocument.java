// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Intervals;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The tables and curves that the report of each kind of sample has. */
final class SampleDocument {
    private static final int CURVE_POINTS = 200;
    private static final int BINS = 10;
    private static final int LARGEST_MATRIX = 20;
    private static final int MOST_LINES = 6;
    private static final int MOST_RANKS = 20;

    private SampleDocument() {}

    static void of(Report.Builder report, Sample<?> sample, double confidence) {
        if (sample.size() == 0) {
            return;
        }
        if (sample instanceof BinarySample binary) {
            binary(report, binary, confidence);
        } else if (sample instanceof MulticlassSample classes) {
            multiclass(report, classes);
        } else if (sample instanceof MultilabelSample labels) {
            multilabel(report, labels);
        } else if (sample instanceof RegressionSample numbers) {
            numbers(report, numbers);
        } else if (sample instanceof RankingSample queries) {
            queries(report, queries);
        }
    }

    private static void binary(Report.Builder report, BinarySample sample, double confidence) {
        Confusion confusion = Confusion.of(sample);
        report.table(
                "Confusion matrix at the threshold " + Estimate.number(sample.threshold()) + ", in " + unit(sample),
                List.of("", "Predicted positive", "Predicted negative", "All"),
                List.of(
                        cells("Truly positive", confusion.tp(), confusion.fn()),
                        cells("Truly negative", confusion.fp(), confusion.tn())));
        if (BinaryMetric.oneClass(sample).isEmpty()) {
            ranked(report, sample);
        }
        if (sample.isProbability()) {
            reliability(report, sample, confidence);
        }
    }

    private static List<String> cells(String name, double first, double second) {
        return List.of(name, Estimate.number(first), Estimate.number(second), Estimate.number(first + second));
    }

    private static String unit(Sample<?> sample) {
        return sample.isWeighted() ? "sums of weights" : "rows";
    }

    private static void ranked(Report.Builder report, BinarySample sample) {
        Curve roc = Curve.roc(sample);
        report.chart(chart(roc, List.of(line(roc, "model")), true));
        Curve precision = Curve.precisionRecall(sample);
        double share = sample.baseRate();
        report.chart(chart(
                precision,
                List.of(
                        line(precision, "model"),
                        new Chart.Series(
                                "share of positives, " + Estimate.number(share),
                                List.of(0.0, 1.0),
                                List.of(share, share))),
                false));
        Curve gain = Curve.gain(sample);
        report.chart(chart(gain, List.of(line(gain, "model")), true));
        report.chart(new Chart.Lines(
                "Threshold curve",
                "threshold: least score that predicts positive",
                "precision, recall, F1",
                List.of(
                        line(Curve.threshold("precision", sample, c -> c.tp() / (c.tp() + c.fp())), "precision"),
                        line(Curve.threshold("recall", sample, c -> c.tp() / (c.tp() + c.fn())), "recall"),
                        line(Curve.threshold("F1", sample, c -> c.fBeta(1)), "F1")),
                false));
    }

    private static void reliability(Report.Builder report, BinarySample sample, double confidence) {
        Curve curve = Curve.reliability(sample, BINS);
        report.chart(chart(curve, List.of(curve.series("model")), true));
        Reliability reliability = Reliability.uniform(sample, BINS);
        double[] edges = reliability.edges();
        List<List<String>> rows = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            if (reliability.weight(bin) > 0) {
                long n = Math.round(reliability.weight(bin));
                rows.add(List.of(
                        (bin == 0 ? "[" : "(") + Estimate.number(edges[bin]) + ", " + Estimate.number(edges[bin + 1])
                                + "]",
                        Estimate.number(reliability.weight(bin)),
                        Estimate.number(reliability.expected(bin)),
                        sample.isWeighted()
                                ? Estimate.number(reliability.observed(bin))
                                : Intervals.wilson(Math.round(reliability.observed(bin) * n), n, confidence)
                                        .toString()));
            }
        }
        report.table(
                "Reliability by bin of the probability",
                List.of("Probability", sample.isWeighted() ? "Weight" : "Rows", "Mean predicted", "Share of positives"),
                rows);
    }

    private static void multiclass(Report.Builder report, MulticlassSample sample) {
        int labels = sample.labels().size();
        if (labels <= LARGEST_MATRIX) {
            double[][] confusion = sample.confusion();
            List<String> columns = new ArrayList<>(List.of("True class"));
            sample.labels().forEach(label -> columns.add("predicted " + label));
            List<List<String>> rows = new ArrayList<>();
            for (int label = 0; label < labels; label++) {
                List<String> cells = new ArrayList<>(List.of(sample.labels().get(label)));
                Arrays.stream(confusion[label]).mapToObj(Estimate::number).forEach(cells::add);
                rows.add(cells);
            }
            report.table("Confusion matrix, in " + unit(sample), columns, rows);
        }
        Classes classes = new Classes(sample);
        List<List<String>> rows = new ArrayList<>();
        for (int label = 0; label < labels; label++) {
            rows.add(List.of(
                    sample.labels().get(label),
                    Estimate.number(classes.trueTotal(label)),
                    numberOr(classes.precision(label), "nothing predicted"),
                    numberOr(classes.recall(label), "nothing true"),
                    numberOr(classes.f1(label), "nothing predicted or true")));
        }
        report.table("By class", List.of("Class", "True", "Precision", "Recall", "F1"), rows);
        if (sample.hasProbabilities()) {
            oneVersusRest(report, sample, labels);
        }
    }

    private static void oneVersusRest(Report.Builder report, MulticlassSample sample, int labels) {
        List<Chart.Series> roc = new ArrayList<>();
        List<Chart.Series> reliability = new ArrayList<>();
        for (int label = 0; label < Math.min(labels, MOST_LINES); label++) {
            BinarySample one = sample.oneVersusRest(label);
            String name = sample.labels().get(label);
            if (BinaryMetric.oneClass(one).isEmpty()) {
                roc.add(line(Curve.roc(one), name));
            }
            reliability.add(Curve.reliability(one, BINS).series(name));
        }
        String which = labels > MOST_LINES ? ", the first " + MOST_LINES + " classes" : "";
        if (!roc.isEmpty()) {
            report.chart(new Chart.Lines(
                    "ROC curves, each class against the rest" + which,
                    "false positive rate",
                    "true positive rate",
                    roc,
                    true));
        }
        report.chart(new Chart.Lines(
                "Reliability curves, each class against the rest" + which,
                "mean predicted probability",
                "share of the class",
                reliability,
                true));
    }

    private static void multilabel(Report.Builder report, MultilabelSample sample) {
        List<List<String>> rows = new ArrayList<>();
        for (int label = 0; label < sample.labels().size(); label++) {
            Confusion c = MultilabelMetric.ofLabel(sample, label);
            rows.add(List.of(
                    sample.labels().get(label),
                    Estimate.number(c.tp()),
                    Estimate.number(c.fp()),
                    Estimate.number(c.fn()),
                    Estimate.number(c.tn()),
                    numberOr(c.tp() / (c.tp() + c.fp()), "nothing predicted"),
                    numberOr(c.tp() / (c.tp() + c.fn()), "nothing true"),
                    numberOr(c.fBeta(1), "nothing predicted or true")));
        }
        report.table(
                "By label, in " + unit(sample),
                List.of(
                        "Label",
                        "True positive",
                        "False positive",
                        "False negative",
                        "True negative",
                        "Precision",
                        "Recall",
                        "F1"),
                rows);
    }

    /** The mean truth by tenths of the rows in order of their predictions. */
    private static void numbers(Report.Builder report, RegressionSample sample) {
        double[] predictions = new double[sample.size()];
        Arrays.setAll(predictions, sample::predicted);
        int[] order = Order.descending(predictions);
        int bins = Math.min(BINS, order.length);
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        for (int bin = bins - 1; bin >= 0; bin--) {
            double weight = 0;
            double predicted = 0;
            double truth = 0;
            for (int i = (int) ((long) order.length * bin / bins); i < (long) order.length * (bin + 1) / bins; i++) {
                double w = sample.weight(order[i]);
                weight += w;
                predicted += w * sample.predicted(order[i]);
                truth += w * sample.truth(order[i]);
            }
            x.add(predicted / weight);
            y.add(truth / weight);
        }
        List<Double> ends = List.of(x.get(0), x.get(bins - 1));
        report.chart(new Chart.Lines(
                "Truth by prediction, tenths of the rows",
                "mean prediction",
                "mean truth",
                List.of(new Chart.Series("model", x, y), new Chart.Series("without bias", ends, ends)),
                false));
    }

    private static void queries(Report.Builder report, RankingSample sample) {
        int without = 0;
        int longest = 1;
        for (int query = 0; query < sample.size(); query++) {
            boolean relevant = false;
            for (int rank = 0; rank < sample.documents(query); rank++) {
                relevant |= sample.relevance(query, rank) > 0;
            }
            without += relevant ? 0 : 1;
            longest = Math.max(longest, sample.documents(query));
        }
        if (without > 0) {
            report.text(without + " of " + sample.size() + " queries have no relevant document and count 0.");
        }
        List<Double> ranks = new ArrayList<>();
        List<Double> gains = new ArrayList<>();
        List<Double> recalls = new ArrayList<>();
        for (int k = 1; k <= Math.min(longest, MOST_RANKS); k++) {
            ranks.add((double) k);
            gains.add(RankingMetric.ndcg(k).value(sample));
            recalls.add(RankingMetric.recall(k).value(sample));
        }
        report.chart(new Chart.Lines(
                "By the number of ranks",
                "k: ranks that count",
                "NDCG, recall",
                List.of(new Chart.Series("NDCG@k", ranks, gains), new Chart.Series("recall@k", ranks, recalls)),
                false));
    }

    private static String numberOr(double value, String otherwise) {
        return Double.isNaN(value) ? "undefined: " + otherwise : Estimate.number(value);
    }

    private static Chart.Series line(Curve curve, String legend) {
        return curve.thinned(CURVE_POINTS).series(legend);
    }

    private static Chart.Lines chart(Curve curve, List<Chart.Series> lines, boolean diagonal) {
        return new Chart.Lines(curve.name(), curve.xLabel(), curve.yLabel(), lines, diagonal);
    }
}
