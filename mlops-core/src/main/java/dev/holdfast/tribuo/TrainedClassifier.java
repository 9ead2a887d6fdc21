// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.MonotonicityProver;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.model.Trend;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Model;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/**
 * A Tribuo classifier together with the features it was trained on: rows in, scores of the classes out.
 *
 * <p>The classes are in text order. Scores are what the Tribuo model gives: probabilities where it is a probabilistic
 * one ({@link #isProbabilistic}), else scores of any scale. A row may have more columns than the model needs; one that
 * lacks a needed column is refused, which is another thing than a missing value. What a missing value, a NaN or a text
 * never seen in training become is said at {@link FeatureSpec}.
 *
 * <p>Linear models, trees and voting forests are scored from plain arrays, within 1e-12 of what Tribuo answers and
 * several times faster; every other model by Tribuo itself.
 *
 * <p>Immutable and thread-safe. A prediction has no side effects and takes no lock, apart from the first, which compiles
 * those arrays while other threads that predict wait for them. Written and read back it gives the same scores to the
 * last bit.
 */
public final class TrainedClassifier implements StorableModel<Row, ClassScores>, MonotonicityProver {
    static final String KIND = "classification";

    private final FittedModel<Label> fitted;

    /** Tribuo's number of each label of the signature. */
    private final int[] ids;

    private TrainedClassifier(FittedModel<Label> fitted) {
        this.fitted = fitted;
        this.ids = fitted.signature().labels().stream()
                .mapToInt(label -> fitted.model().getOutputIDInfo().getID(new Label(label)))
                .toArray();
    }

    static TrainedClassifier of(
            Model<Label> model, Featurizer featurizer, Signature signature, Map<String, String> provenance) {
        return new TrainedClassifier(FittedModel.of(KIND, model, featurizer, signature, provenance));
    }

    static TrainedClassifier from(ModelFile file, Optional<String> known) throws IOException {
        FittedModel<Label> fitted = FittedModel.from(file, KIND, Label.class, known);
        List<String> labels = fitted.model().getOutputIDInfo().getDomain().stream()
                .map(Label::getLabel)
                .sorted()
                .toList();
        if (!labels.equals(file.signature().labels())) {
            throw new IOException("the classes of the model, " + labels + ", are not those of its signature, "
                    + file.signature().labels());
        }
        return new TrainedClassifier(fitted);
    }

    FittedModel<Label> fitted() {
        return fitted;
    }

    /**
     * Scores the classes for a row.
     *
     * @param row the row; columns that the model does not read are ignored
     * @return one score a class, in the order of the signature's labels
     * @throws IllegalArgumentException when the row has no column that the model needs, or a value is not of the
     *     column's type
     * @throws IllegalStateException when a text stands where a number should
     */
    @Override
    public ClassScores predict(Row row) {
        List<String> labels = fitted.signature().labels();
        double[] inOrder = new double[ids.length];
        if (fitted.scorer().isPresent()) {
            double[] byId = fitted.scorer().get().score(fitted.featurizer().values(row));
            for (int i = 0; i < ids.length; i++) {
                inOrder[i] = byId[ids[i]];
            }
        } else {
            Map<String, Label> scores =
                    fitted.predict(row, LabelFactory.UNKNOWN_LABEL).getOutputScores();
            for (int i = 0; i < ids.length; i++) {
                Label label = scores.get(labels.get(i));
                inOrder[i] = label == null ? 0 : label.getScore();
            }
        }
        return ClassScores.of(labels, inOrder);
    }

    /**
     * Tells whether the scores are probabilities.
     *
     * @return true when each score is in [0, 1] and they sum to 1
     */
    public boolean isProbabilistic() {
        return fitted.model().generatesProbabilities();
    }

    /**
     * Returns the text columns in which a row holds a category that training did not see.
     *
     * @param row the row
     * @return the columns' names in the order of the signature; empty when training saw all
     * @throws IllegalArgumentException when the row has no column that the model needs
     */
    public List<String> unseenCategories(Row row) {
        return fitted.featurizer().unseen(row);
    }

    /**
     * Counts the rows of a table that hold categories that training did not see.
     *
     * @param table the rows
     * @return the number of such rows by column; without the columns that have none
     * @throws IllegalArgumentException when the table has no column that the model needs
     */
    public Map<String, Long> unseenCategories(Table table) {
        return fitted.featurizer().unseen(table);
    }

    /**
     * Proves from the weights of a linear model, or from the leaves of its trees, how an output moves when a column is
     * raised; other models are left undecided.
     *
     * <p>Exact for linear models and single trees. Trees that are summed are proven when each of them moves as claimed;
     * otherwise up to 500 rows are searched for a counterexample. A column of whole numbers is raised by whole numbers.
     *
     * @throws IllegalArgumentException {@inheritDoc}
     */
    @Override
    public MonotonicityProof monotonicity(String column, Trend trend, String output) {
        int label = signature().labels().indexOf(output);
        if (label < 0) {
            throw new IllegalArgumentException("the model has no class '" + output + "'; it has "
                    + signature().labels());
        }
        return new Monotonicity(
                        fitted,
                        column,
                        trend,
                        output,
                        ids[label],
                        row -> predict(row).score(output))
                .prove();
    }

    /**
     * Returns the names of the features, as Tribuo knows them.
     *
     * @return the names in text order; see {@link FeatureSpec} for how they are written
     */
    public List<String> featureNames() {
        return List.of(fitted.featurizer().names());
    }

    /**
     * Returns the Tribuo model inside, for what only Tribuo offers, such as its top features.
     *
     * @return the model; it expects examples with the features of {@link #featureNames()}
     */
    public Model<Label> tribuoModel() {
        return fitted.model();
    }

    @Override
    public String format() {
        return ModelFile.FORMAT;
    }

    @Override
    public Signature signature() {
        return fitted.signature();
    }

    /**
     * Writes the model in the layout that {@link TribuoCodec} describes; the same model writes the same bytes.
     *
     * @param out where to; not closed
     * @throws IOException when writing fails
     */
    @Override
    public void writeTo(OutputStream out) throws IOException {
        fitted.writeTo(out);
    }

    @Override
    public String parameterDigest() {
        return fitted.parameterDigest();
    }

    @Override
    public Map<String, String> provenance() {
        return fitted.provenance();
    }

    @Override
    public String toString() {
        return "TrainedClassifier[" + fitted + "]";
    }
}
