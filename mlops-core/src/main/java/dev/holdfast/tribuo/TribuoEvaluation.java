// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.MulticlassSample;
import dev.holdfast.evaluation.RegressionSample;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Evaluations of plain Tribuo models on plain Tribuo datasets, for those who train without tables.
 *
 * <p>Examples without a known output are left out. The weights of examples count when they are not all 1. The evaluation has
 * no table, as datasets are sparse: slice by values of your own ({@link Evaluation#slices(String, String[])}), or turn a
 * dense dataset into a table by {@link TribuoTables}. Stateless and thread-safe; each example is predicted once.
 *
 * <pre>{@code
 * EvaluationReport report = TribuoEvaluation.binary(model, test, "bad").seed(42).run();
 * }</pre>
 */
public final class TribuoEvaluation {
    private TribuoEvaluation() {}

    /**
     * Starts the evaluation of the scores of one class against all others, with the threshold 0.5.
     *
     * @param model the classifier
     * @param test examples it has not seen
     * @param positive the positive class
     * @return the evaluation
     * @throws IllegalArgumentException when the model does not know the class, or an example has a weight that is not above 0
     */
    public static Evaluation<BinarySample> binary(Model<Label> model, Dataset<Label> test, String positive) {
        if (!labels(model).contains(positive)) {
            throw new IllegalArgumentException("positive must be one of " + labels(model) + ", got '" + positive + "'");
        }
        List<Answered<Label>> answered =
                answered(model, test, label -> !label.getLabel().equals(Label.UNKNOWN));
        boolean[] truth = new boolean[answered.size()];
        double[] scores = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = answered.get(i).example().getOutput().getLabel().equals(positive);
            scores[i] = score(answered.get(i).prediction(), positive);
        }
        return Evaluation.binary(BinarySample.of(truth, scores, weights(answered), 0.5));
    }

    /**
     * Starts the evaluation of all classes; probabilities are known when the model gives them.
     *
     * @param model the classifier
     * @param test examples it has not seen
     * @return the evaluation; its labels are those of the model in text order
     * @throws IllegalArgumentException when an example has a class that the model does not know, or a weight that is not
     *     above 0
     */
    public static Evaluation<MulticlassSample> multiclass(Model<Label> model, Dataset<Label> test) {
        List<String> labels = labels(model);
        List<Answered<Label>> answered =
                answered(model, test, label -> !label.getLabel().equals(Label.UNKNOWN));
        String[] truth = new String[answered.size()];
        String[] predicted = new String[truth.length];
        double[][] scores = new double[model.generatesProbabilities() ? truth.length : 0][];
        for (int i = 0; i < truth.length; i++) {
            Prediction<Label> prediction = answered.get(i).prediction();
            truth[i] = answered.get(i).example().getOutput().getLabel();
            predicted[i] = prediction.getOutput().getLabel();
            if (scores.length > 0) {
                scores[i] = labels.stream()
                        .mapToDouble(label -> Math.min(1, Math.max(0, score(prediction, label))))
                        .toArray();
            }
        }
        return Evaluation.multiclass(MulticlassSample.of(labels, truth, predicted, scores, weights(answered)));
    }

    /**
     * Starts the evaluation of one predicted number; the host needs {@code tribuo-regression-core}.
     *
     * @param model the regression
     * @param test examples it has not seen
     * @param dimension the name of the number; Tribuo's own for a single one is {@code "DIM-0"}
     * @return the evaluation
     * @throws IllegalArgumentException when the model or an example lacks the number, a number is not finite, or a weight is
     *     not above 0
     */
    public static Evaluation<RegressionSample> regression(
            Model<Regressor> model, Dataset<Regressor> test, String dimension) {
        List<Answered<Regressor>> answered = answered(model, test, regressor -> true);
        double[] truth = new double[answered.size()];
        double[] predicted = new double[truth.length];
        for (int i = 0; i < truth.length; i++) {
            truth[i] = value(answered.get(i).example().getOutput(), dimension, "example " + i);
            predicted[i] = value(answered.get(i).prediction().getOutput(), dimension, "the model");
        }
        return Evaluation.regression(RegressionSample.of(truth, predicted, weights(answered)));
    }

    private record Answered<T extends Output<T>>(Example<T> example, Prediction<T> prediction) {}

    private interface Known<T> {
        boolean test(T output);
    }

    private static <T extends Output<T>> List<Answered<T>> answered(Model<T> model, Dataset<T> test, Known<T> known) {
        List<Answered<T>> answered = new ArrayList<>();
        for (Example<T> example : test) {
            if (known.test(example.getOutput())) {
                answered.add(new Answered<>(example, model.predict(example)));
            }
        }
        return answered;
    }

    private static List<String> labels(Model<Label> model) {
        TreeSet<String> labels = new TreeSet<>();
        model.getOutputIDInfo().getDomain().forEach(label -> labels.add(label.getLabel()));
        return List.copyOf(labels);
    }

    private static double score(Prediction<Label> prediction, String label) {
        Label scored = prediction.getOutputScores().get(label);
        return scored == null ? 0 : scored.getScore();
    }

    private static double value(Regressor regressor, String dimension, String whose) {
        for (Regressor.DimensionTuple each : regressor) {
            if (each.getName().equals(dimension)) {
                return each.getValue();
            }
        }
        throw new IllegalArgumentException(
                whose + " has no number '" + dimension + "', but " + String.join(", ", regressor.getNames()));
    }

    private static <T extends Output<T>> double[] weights(List<Answered<T>> answered) {
        boolean plain = answered.stream().allMatch(each -> each.example().getWeight() == 1f);
        return plain
                ? new double[0]
                : answered.stream()
                        .mapToDouble(each -> each.example().getWeight())
                        .toArray();
    }
}
