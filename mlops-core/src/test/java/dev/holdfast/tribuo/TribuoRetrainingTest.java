// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.Retraining;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

/** A stored model is trained again from what it tells of its training. */
class TribuoRetrainingTest {
    private static final Table LOANS = TestModels.loans(150, 3);

    private static Retraining retrain(StorableModel<?, ?> model, Table data) throws IOException {
        return TribuoCodec.retrainer().retrain(new ByteArrayInputStream(TestModels.bytes(model)), data);
    }

    private static StorableModel<?, ?> retrained(StorableModel<?, ?> model, Table data) throws IOException {
        return ((Retraining.Trained) retrain(model, data)).model();
    }

    private static String refusal(StorableModel<?, ?> model, Table data) throws IOException {
        return ((Retraining.Impossible) retrain(model, data)).reason();
    }

    static List<LongFunction<Trainer<Label>>> trainers() {
        return List.of(
                TestModels::linear,
                TestModels::forest,
                seed -> new LogisticRegressionTrainer(),
                seed -> new CARTClassificationTrainer(5),
                seed -> new AdaBoostTrainer(new CARTClassificationTrainer(3), 4, seed));
    }

    @ParameterizedTest
    @MethodSource("trainers")
    void trainingAgainGivesTheSameBytes(LongFunction<Trainer<Label>> trainer) throws IOException {
        TrainedClassifier model = TribuoTrainer.classification(trainer, TestModels.spec(LOANS))
                .seed(42)
                .train(LOANS);

        assertThat(TestModels.bytes(retrained(model, LOANS))).isEqualTo(TestModels.bytes(model));
        StorableModel<?, ?> stored = TestModels.read(TestModels.bytes(model));
        assertThat(TestModels.bytes(retrained(stored, LOANS.without("Marital"))))
                .isEqualTo(TestModels.bytes(model));
    }

    @Test
    void twoTrainingsOfTheSameRowsWriteTheSameBytes() {
        assertThat(TestModels.bytes(TestModels.trainedForest(LOANS)))
                .isEqualTo(TestModels.bytes(TestModels.trainedForest(LOANS)));
    }

    @Test
    void aRegressionIsTrainedAgainToo() throws IOException {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3, 4, 5, 6), IntegerColumn.of("y", 2, 4, 6, 8, 10, 13));
        FeatureSpec spec = FeatureSpec.of(table.schema()).target("y");
        for (LongFunction<Trainer<Regressor>> trainer : List.<LongFunction<Trainer<Regressor>>>of(
                seed -> new CARTRegressionTrainer(4),
                seed -> new LinearSGDTrainer(new SquaredLoss(), SGD.getLinearDecaySGD(0.01), 10, seed))) {
            TrainedRegression model =
                    TribuoTrainer.regression(trainer, spec).seed(9).train(table);
            assertThat(TestModels.bytes(retrained(model, table))).isEqualTo(TestModels.bytes(model));
        }
    }

    @Test
    void rowsWithoutATargetAreLeftOutAgain() throws IOException {
        Table holes = Table.of(
                NumberColumn.of("x", 1, 2, 3, 4, 5),
                TextColumn.builder("y")
                        .add("a")
                        .add("b")
                        .addMissing()
                        .add("a")
                        .add("b")
                        .build());
        TrainedClassifier model = TribuoTrainer.classification(
                        TestModels::linear, FeatureSpec.of(holes.schema()).target("y"))
                .excludingMissingTargets()
                .train(holes);

        assertThat(TestModels.bytes(retrained(model, holes))).isEqualTo(TestModels.bytes(model));
    }

    @Test
    void otherDataGiveAnotherModel() throws IOException {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);

        assertThat(retrained(model, LOANS.slice(0, 100)).parameterDigest()).isNotEqualTo(model.parameterDigest());
        assertThat(retrained(model, LOANS.slice(0, 100)).provenance())
                .containsEntry("rows", "100")
                .containsEntry("trainer", model.provenance().get("trainer"));
    }

    @Test
    void whatCannotBeTrainedAgainSaysWhy() throws IOException {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        double[] weights = new double[LOANS.rowCount()];
        Arrays.fill(weights, 2);
        TrainedClassifier weighted = TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS))
                .train(LOANS, weights);

        assertThat(refusal(weighted, LOANS)).isEqualTo("its rows were weighted, and a model does not hold the weights");
        assertThat(refusal(model, LOANS.without("Home")))
                .isEqualTo("the data have no column 'Home', which it learned from; they have"
                        + " [Income, Age, Guarantee, Marital, Status]");
        assertThat(refusal(model, LOANS.slice(0, 0)))
                .isEqualTo("the data cannot be trained on: the training table has no rows");
        String[] ages = LOANS.rows().map(row -> "old").toArray(String[]::new);
        assertThat(refusal(model, LOANS.with(TextColumn.of("Status", ages))))
                .startsWith("the data cannot be trained on: a classifier needs two classes at least, got only 'old'");
    }

    @Test
    void aModelWithoutSeedOrOfAnotherClassIsNotTrainedAgain() throws IOException {
        byte[] stored = TestModels.bytes(TestModels.trainedLinear(LOANS));
        ModelFile file = ModelFile.read(new ByteArrayInputStream(stored));
        Map<String, String> provenance = new LinkedHashMap<>(file.provenance());
        provenance.remove("seed");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ModelFile(
                        file.kind(),
                        file.signature(),
                        file.featurizer(),
                        provenance,
                        file.parameterDigest(),
                        file.model())
                .writeTo(out);

        assertThat(TribuoCodec.retrainer().retrain(new ByteArrayInputStream(out.toByteArray()), LOANS))
                .isEqualTo(new Retraining.Impossible("its provenance names no seed"));
        assertThat(TribuoCodec.retrainer().format()).isEqualTo("tribuo-protobuf/1");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> TribuoCodec.retrainer().retrain(new ByteArrayInputStream(new byte[9]), LOANS));
    }
}
