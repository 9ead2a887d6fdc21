// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The answers of a classifier on a table, before it is said which class is the positive one.
 *
 * <p>The model is asked once for each row whose target is there. Immutable and thread-safe.
 */
public final class ClassificationEvaluation {
    private final Table table;
    private final List<String> truth;
    private final List<ClassScores> answers;
    private final List<String> labels;
    private final String target;
    private final int excluded;

    private ClassificationEvaluation(
            Table table,
            List<String> truth,
            List<ClassScores> answers,
            List<String> labels,
            String target,
            int excluded) {
        this.table = table;
        this.truth = truth;
        this.answers = answers;
        this.labels = labels;
        this.target = target;
        this.excluded = excluded;
    }

    static ClassificationEvaluation of(
            Predictor<Row, ClassScores> model, Table test, String target, List<String> known) {
        int[] present = FromTable.present(test.column(target));
        Table table = present.length == test.rowCount() ? test : test.rows(present);
        return of(table, present, model.predictAll(table), test, target, known);
    }

    static ClassificationEvaluation of(List<ClassScores> answers, Table test, String target, List<String> known) {
        if (answers.size() != test.rowCount()) {
            throw new IllegalArgumentException(
                    "each row needs one answer, got " + answers.size() + " for " + test.rowCount() + " rows");
        }
        int[] present = FromTable.present(test.column(target));
        List<ClassScores> given = IntStream.of(present).mapToObj(answers::get).toList();
        return of(test.rows(present), present, given, test, target, known);
    }

    private static ClassificationEvaluation of(
            Table table, int[] present, List<ClassScores> answers, Table test, String target, List<String> known) {
        Column column = test.column(target);
        List<String> truth = IntStream.of(present).mapToObj(column::text).toList();
        List<String> labels = known.isEmpty() ? labels(truth, answers) : known;
        for (int i = 0; i < present.length; i++) {
            if (!labels.contains(truth.get(i))) {
                throw new IllegalArgumentException("row " + present[i] + " has the " + target + " '" + truth.get(i)
                        + "', which is none of the model's labels " + labels);
            }
        }
        return new ClassificationEvaluation(table, truth, answers, labels, target, test.rowCount() - present.length);
    }

    private static List<String> labels(List<String> truth, List<ClassScores> answers) {
        TreeSet<String> labels = new TreeSet<>(truth);
        answers.forEach(answer -> labels.addAll(answer.labels()));
        return List.copyOf(labels);
    }

    /**
     * Evaluates the scores of one class against all others, with the threshold 0.5.
     *
     * @param label the positive class
     * @return the evaluation
     * @throws IllegalArgumentException when it is no label of the model or the data
     */
    public Evaluation<BinarySample> positive(String label) {
        return positive(label, 0.5);
    }

    /**
     * Evaluates the scores of one class against all others.
     *
     * @param label the positive class
     * @param threshold the least score that predicts it
     * @return the evaluation
     * @throws IllegalArgumentException when it is no label of the model or the data
     */
    public Evaluation<BinarySample> positive(String label, double threshold) {
        if (!labels.contains(label)) {
            throw new IllegalArgumentException("positive must be one of " + labels + ", got '" + label + "'");
        }
        boolean[] positive = new boolean[truth.size()];
        double[] scores = new double[positive.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = truth.get(i).equals(label);
            scores[i] = answers.get(i).score(label);
        }
        BinarySample sample = BinarySample.of(positive, scores, new double[0], threshold);
        return Evaluation.of(Setup.of(sample, BinaryMetric.DEFAULTS)
                .from(
                        Optional.of(table),
                        excluded,
                        "positive is " + target + " = " + label + ", threshold " + threshold,
                        Set.of(target)));
    }

    /**
     * Evaluates all classes at once: the class of the highest score is the predicted one.
     *
     * @return the evaluation; metrics of probabilities are undefined when scores are not in [0, 1]
     */
    public Evaluation<MulticlassSample> allClasses() {
        String[] predicted = answers.stream().map(ClassScores::best).toArray(String[]::new);
        double[][] scores = answers.stream()
                .map(answer -> labels.stream().mapToDouble(answer::score).toArray())
                .toArray(double[][]::new);
        boolean probable =
                Arrays.stream(scores).flatMapToDouble(Arrays::stream).allMatch(score -> score >= 0 && score <= 1);
        MulticlassSample sample = MulticlassSample.of(
                labels, truth.toArray(String[]::new), predicted, probable ? scores : new double[0][]);
        return Evaluation.of(Setup.of(sample, MulticlassMetric.DEFAULTS)
                .from(Optional.of(table), excluded, "target is " + target, Set.of(target)));
    }

    @Override
    public String toString() {
        return "ClassificationEvaluation[" + truth.size() + " rows, target " + target + ", labels " + labels + "]";
    }
}
