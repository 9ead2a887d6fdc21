// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.ClassificationEvaluation;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.MulticlassMetric;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.evaluation.Sample;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Evaluates the answers of an examination by any metric.
 *
 * <p>A metric does not say at run time which kind of sample it measures, and one of a user's own could not: its type is
 * erased. But the first act of its function is the cast to its sample, so the kinds that fit the model are tried in turn,
 * two classes before several, and a {@link ClassCastException} means the next one.
 */
final class Measuring {
    /** Metrics of two classes that are the same for either positive class, but for scores right at a threshold or edge. */
    private static final Set<Metric<?>> SYMMETRIC = Set.of(
            BinaryMetric.AUC,
            BinaryMetric.GINI,
            BinaryMetric.KS_STATISTIC,
            BinaryMetric.ACCURACY,
            BinaryMetric.BALANCED_ACCURACY,
            BinaryMetric.MCC,
            BinaryMetric.KAPPA,
            BinaryMetric.LOG_LOSS,
            BinaryMetric.BRIER,
            BinaryMetric.EXPECTED_CALIBRATION_ERROR);

    private Measuring() {}

    /** What is done to an evaluation of any kind of sample before it runs, such as cutting slices. */
    interface Step {
        /** Changes nothing. */
        Step NONE = new Step() {
            @Override
            public <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation) {
                return evaluation;
            }
        };

        <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation);
    }

    /** The metric by which a model is held against another or a trivial one unless a test names one. */
    static <O extends Prediction> Metric<?> lead(Examination<O> examination) {
        Prediction first = examination.given().get(0);
        if (first instanceof Quantity) {
            return RegressionMetric.RMSE;
        }
        boolean binary = labels(examination).size() == 2
                || examination.options().positive().isPresent();
        return binary ? BinaryMetric.AUC : MulticlassMetric.ACCURACY;
    }

    static <O extends Prediction> EvaluationReport run(Examination<O> examination, Metric<?> metric) {
        return run(examination, metric, Step.NONE);
    }

    static <O extends Prediction> EvaluationReport run(Examination<O> examination, Metric<?> metric, Step step) {
        List<O> answers = examination.given();
        String target = examination.target();
        return answers.get(0) instanceof Quantity
                ? regression(examination, target, metric, step)
                : classification(examination, target, metric, step);
    }

    private static <O extends Prediction> EvaluationReport regression(
            Examination<O> examination, String target, Metric<?> metric, Step step) {
        List<Quantity> numbers =
                examination.given().stream().map(Quantity.class::cast).toList();
        Table table = examination.table();
        for (int i = 0; i < numbers.size(); i++) {
            if (!Double.isFinite(numbers.get(i).value())) {
                throw unusable(examination, i, numbers.get(i));
            }
        }
        Column truth = table.column(target);
        List<Quantity> present = IntStream.range(0, numbers.size())
                .filter(row -> !truth.isMissing(row))
                .mapToObj(numbers::get)
                .toList();
        Evaluation<?> evaluation = readable(() -> Evaluation.regression(replay(present), table, target));
        try {
            return measured(examination, evaluation, metric, step);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(metric + " is no metric of predicted numbers; use RegressionMetric", e);
        }
    }

    /** A predictor that repeats answers which were given before. */
    private static <O> Predictor<Row, O> replay(List<O> answers) {
        return new Predictor<>() {
            @Override
            public O predict(Row row) {
                throw new IllegalStateException("answers are repeated all at once");
            }

            @Override
            public List<O> predictAll(Iterable<? extends Row> rows) {
                return answers;
            }
        };
    }

    static Predictor<Row, ClassScores> classifier(Examination<?> examination) {
        return replay(scores(examination));
    }

    /** The scores of a classifier, all finite, of classes that hold the truth of each row. */
    private static List<ClassScores> scores(Examination<?> examination) {
        List<ClassScores> scores = new ArrayList<>();
        for (Prediction each : examination.given()) {
            if (!(each instanceof ClassScores classes)) {
                throw new IllegalStateException(
                        "this assertion is on a classifier, but the model predicts numbers: " + each);
            }
            if (!classes.labels().stream().allMatch(label -> Double.isFinite(classes.score(label)))) {
                throw unusable(examination, scores.size(), classes);
            }
            scores.add(classes);
        }
        Set<String> labels = labels(examination);
        Table table = examination.table();
        Column truth = table.column(examination.target());
        for (int i = 0; i < table.rowCount(); i++) {
            if (!truth.isMissing(i) && !labels.contains(truth.text(i))) {
                throw new Unmet(
                        "data of another schema: " + truth.name() + " is '" + truth.text(i) + "' in "
                                + RowText.place(table, i) + ", which is none of the model's classes " + labels,
                        "give test data with the classes that the model was trained on");
            }
        }
        return scores;
    }

    private static Unmet unusable(Examination<?> examination, int index, Prediction answer) {
        Table table = examination.table();
        return new Unmet(
                "the answer " + Behaviour.text(answer) + " to " + RowText.place(table, index)
                        + ", which is no finite number",
                table.row(index),
                "mend the model for such rows");
    }

    /** The classes of the model: those of its signature, else all that it scored. */
    static Set<String> labels(Examination<?> examination) {
        Set<String> labels = new TreeSet<>();
        examination.subject().signature().ifPresent(signature -> labels.addAll(signature.labels()));
        if (labels.isEmpty()) {
            examination.given().forEach(each -> labels.addAll(((ClassScores) each).labels()));
        }
        return labels;
    }

    private static EvaluationReport classification(
            Examination<?> examination, String target, Metric<?> metric, Step step) {
        List<ClassScores> scores = scores(examination);
        List<String> labels = List.copyOf(labels(examination));
        ClassificationEvaluation classes =
                readable(() -> Evaluation.classification(scores, examination.table(), target));
        String positive = examination.options().positive().orElse(labels.get(0));
        if (!labels.contains(positive)) {
            throw new IllegalArgumentException(
                    "the positive class must be one of " + labels + ", got '" + positive + "'");
        }
        double threshold = examination.options().threshold();
        EvaluationReport report;
        try {
            report = measured(examination, classes.positive(positive, threshold), metric, step);
        } catch (ClassCastException e) {
            return severalClasses(examination, classes, metric, step);
        }
        if (examination.options().positive().isEmpty()) {
            requireSymmetry(examination, classes, labels, metric, report);
        }
        return report;
    }

    private static EvaluationReport severalClasses(
            Examination<?> examination, ClassificationEvaluation classes, Metric<?> metric, Step step) {
        try {
            return measured(examination, classes.allClasses(), metric, step);
        } catch (ClassCastException e) {
            throw new IllegalArgumentException(
                    metric + " is no metric of a classifier; use BinaryMetric or MulticlassMetric", e);
        }
    }

    /** Without a positive class a metric of two classes must not depend on which one is it. */
    private static void requireSymmetry(
            Examination<?> examination,
            ClassificationEvaluation classes,
            List<String> labels,
            Metric<?> metric,
            EvaluationReport report) {
        boolean symmetric = labels.size() == 2 && SYMMETRIC.contains(metric);
        if (labels.size() == 2 && !symmetric) {
            double threshold = examination.options().threshold();
            Measurement other = measured(
                            examination.with(examination.options().withReplicates(10)),
                            classes.positive(labels.get(1), threshold),
                            metric,
                            Step.NONE)
                    .metric(metric);
            Measurement one = report.metric(metric);
            symmetric = one.value().isEmpty() == other.value().isEmpty()
                    && Math.abs(one.value().orElse(0) - other.value().orElse(0))
                            <= 1e-9 * Math.max(1, Math.abs(one.value().orElse(0)));
        }
        if (!symmetric) {
            throw new IllegalStateException(metric + " depends on which class is the positive one: name it, as in"
                    + " positive(\"" + labels.get(labels.size() - 1) + "\"); the classes are " + labels);
        }
    }

    private static <S extends Sample<S>> EvaluationReport measured(
            Examination<?> examination, Evaluation<S> evaluation, Metric<?> metric, Step step) {
        @SuppressWarnings("unchecked") // a wrong guess is a ClassCastException, which the caller expects
        Metric<S> same = (Metric<S>) metric;
        Examination.Options options = examination.options();
        return step.apply(evaluation
                        .metrics(same)
                        .confidence(options.confidence())
                        .seed(options.seed())
                        .replicates(options.replicates()))
                .run();
    }

    private interface Reading<T> {
        T read();
    }

    private static <T> T readable(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Unmet(
                    "rows that cannot be evaluated: " + e.getMessage(), e, Map.of("what to do", "mend the test data"));
        }
    }

    /** A measured value as messages have it: {@code "0.7012 [0.6701, 0.7322] (95 %, n = 1191)"}. */
    static String text(Measurement measured) {
        if (measured instanceof Estimate estimate && estimate.confidence() < 1) {
            return estimate + " (" + Estimate.number(100 * estimate.confidence()) + " %, n = " + estimate.n() + ")";
        }
        return measured instanceof Estimate estimate ? estimate + " (n = " + estimate.n() + ")" : measured.toString();
    }
}
