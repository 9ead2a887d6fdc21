// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.MonotonicityProver;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.model.Trend;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Model;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * A Tribuo regression together with the features it was trained on: rows in, a quantity in the unit of the target out.
 *
 * <p>A row may have more columns than the model needs; one that lacks a needed column is refused, which is another
 * thing than a missing value. What a missing value, a NaN or a text never seen in training become is said at
 * {@link FeatureSpec}.
 *
 * <p>Linear models are scored from plain arrays, within 1e-12 of what Tribuo answers and several times faster; every
 * other model by Tribuo itself.
 *
 * <p>Immutable and thread-safe. A prediction has no side effects and takes no lock, apart from the first, which compiles
 * those arrays while other threads that predict wait for them. Written and read back it gives the same quantities to the
 * last bit.
 */
public final class TrainedRegression implements StorableModel<Row, Quantity>, MonotonicityProver {
    static final String KIND = "regression";

    private final FittedModel<Regressor> fitted;

    private TrainedRegression(FittedModel<Regressor> fitted) {
        this.fitted = fitted;
    }

    static TrainedRegression of(
            Model<Regressor> model, Featurizer featurizer, Signature signature, Map<String, String> provenance) {
        return new TrainedRegression(FittedModel.of(KIND, model, featurizer, signature, provenance));
    }

    static TrainedRegression from(ModelFile file, Optional<String> known) throws IOException {
        FittedModel<Regressor> fitted = FittedModel.from(file, KIND, Regressor.class, known);
        int quantities = fitted.model().getOutputIDInfo().size();
        if (quantities != 1 || !file.signature().labels().isEmpty()) {
            throw new IOException("a regression must predict one quantity and no classes, got " + quantities
                    + " quantities and the classes " + file.signature().labels());
        }
        return new TrainedRegression(fitted);
    }

    FittedModel<Regressor> fitted() {
        return fitted;
    }

    /**
     * Predicts the target for a row.
     *
     * @param row the row; columns that the model does not read are ignored
     * @return the quantity, finite unless the training was fed such extremes that the model itself overflows
     * @throws IllegalArgumentException when the row has no column that the model needs, or a value is not of the
     *     column's type
     * @throws IllegalStateException when a text stands where a number should
     */
    @Override
    public Quantity predict(Row row) {
        if (fitted.scorer().isPresent()) {
            return new Quantity(fitted.scorer().get().score(fitted.featurizer().values(row))[0]);
        }
        return new Quantity(fitted.predict(row, RegressionFactory.UNKNOWN_REGRESSOR)
                .getOutput()
                .getValues()[0]);
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
        if (!output.equals(signature().target())) {
            throw new IllegalArgumentException(
                    "the model predicts '" + signature().target() + "', not '" + output + "'");
        }
        return new Monotonicity(
                        fitted, column, trend, output, 0, row -> predict(row).value())
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
    public Model<Regressor> tribuoModel() {
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
        return "TrainedRegression[" + fitted + "]";
    }
}
