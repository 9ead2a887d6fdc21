// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.math.optimisers.SGD;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.linear.LinearSGDTrainer;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

class TrainedRegressionTest {
    private static final Table RENTS = rents(300, 1);

    private static Table rents(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder size = NumberColumn.builder("Size");
        TextColumn.Builder city = TextColumn.builder("City");
        NumberColumn.Builder rent = NumberColumn.builder("Rent");
        for (int i = 0; i < rows; i++) {
            double metres = 20 + 100 * random.nextDouble();
            boolean large = random.nextBoolean();
            if (random.nextInt(20) == 0) {
                size.addMissing();
            } else {
                size.add(metres);
            }
            city.add(large ? "Berlin" : "Ulm");
            rent.add(100 + 5 * metres + (large ? 200 : 0));
        }
        return Table.of(size.build(), city.build(), rent.build());
    }

    private static FeatureSpec spec() {
        return FeatureSpec.of(RENTS.schema()).target("Rent");
    }

    private static Trainer<Regressor> linear(long seed) {
        return new LinearSGDTrainer(new SquaredLoss(), new AdaGrad(50, 0.1), 50, 10_000, 1, seed);
    }

    private static Trainer<Regressor> forest(long seed) {
        return new RandomForestTrainer<>(
                new CARTRegressionTrainer(6, 2f, 0f, 0.7f, false, new MeanSquaredError(), seed),
                new AveragingCombiner(),
                5,
                seed);
    }

    private static TrainedRegression trained(boolean forest, Table table) {
        return (forest
                        ? TribuoTrainer.regression(TrainedRegressionTest::forest, spec())
                        : TribuoTrainer.regression(TrainedRegressionTest::linear, spec()))
                .seed(42)
                .train(table);
    }

    @Test
    void itLearnsInTheUnitOfTheTarget() {
        TrainedRegression model = trained(false, RENTS);

        assertThat(model.predict(Row.of("Size", 60, "City", "Ulm")).value()).isCloseTo(400, within(25.0));
        assertThat(model.predict(Row.of("Size", 60, "City", "Berlin")).value()).isCloseTo(600, within(25.0));
        assertThat(trained(true, RENTS)
                        .predict(Row.of("Size", 60, "City", "Berlin"))
                        .value())
                .isCloseTo(600, within(120.0));
        assertThat(model.signature().target()).isEqualTo("Rent");
        assertThat(model.signature().labels()).isEmpty();
        assertThat(model.format()).isEqualTo("tribuo-protobuf/1");
        assertThat(model).hasToString("TrainedRegression[LinearSGDModel of 'Rent', 6 features]");
        assertThat(model.featureNames())
                .containsExactly("City=Berlin", "City=Ulm", "City?missing", "City?unseen", "Size", "Size?missing");
        assertThat(model.tribuoModel().getFeatureIDMap().size()).isEqualTo(6);
        assertThat(model.unseenCategories(Row.of("Size", 1, "City", "Bonn"))).containsExactly("City");
        assertThat(model.unseenCategories(RENTS)).isEqualTo(Map.of());
        assertThat(model.provenance())
                .containsEntry("trainer", "org.tribuo.regression.sgd.linear.LinearSGDTrainer")
                .containsEntry("seed", "42");
    }

    @Property(tries = 6)
    void aModelReadBackAnswersTheSame(@ForAll boolean forest, @ForAll long seed) throws IOException {
        Table table = rents(80, seed);
        TrainedRegression model = trained(forest, table);

        byte[] bytes = TestModels.bytes(model);
        StorableModel<Row, Quantity> read = TribuoCodec.regression().read(new ByteArrayInputStream(bytes));

        assertThat(read.predictAll(RENTS)).isEqualTo(model.predictAll(RENTS));
        assertThat(read.parameterDigest())
                .isEqualTo(model.parameterDigest())
                .isEqualTo(trained(forest, table).parameterDigest());
        assertThat(TestModels.bytes(read)).isEqualTo(bytes);
    }

    @Property(tries = 6)
    void theScorerAnswersWhatTribuoAnswers(@ForAll boolean forest, @ForAll long seed) {
        TrainedRegression model = trained(forest, rents(60, seed));

        assertThat(model.fitted().scorer().isPresent()).isNotEqualTo(forest);
        for (Row row : RENTS) {
            double answer = model.fitted()
                    .predict(row, RegressionFactory.UNKNOWN_REGRESSOR)
                    .getOutput()
                    .getValues()[0];
            assertThat(model.predict(row).value()).isCloseTo(answer, within(1e-12 * Math.abs(answer)));
        }
    }

    @Test
    void aFileOfTheOtherKindIsRefused() {
        byte[] regression = TestModels.bytes(trained(false, RENTS));
        byte[] classifier = TestModels.bytes(TestModels.trainedLinear(TestModels.loans(50, 1)));

        assertThatThrownBy(() -> TestModels.read(regression))
                .isInstanceOf(IOException.class)
                .hasMessage("the file holds a model for regression, not for classification");
        assertThatThrownBy(() -> TribuoCodec.regression().read(new ByteArrayInputStream(classifier)))
                .isInstanceOf(IOException.class)
                .hasMessage("the file holds a model for classification, not for regression");
        assertThatThrownBy(() -> TribuoCodec.regression()
                        .read(new ByteArrayInputStream(TestModels.renamed(classifier, "regression"))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Tribuo cannot read the model: Attempted to cast model to "
                        + "org.tribuo.regression.Regressor which is not valid");
    }

    @Test
    void aTargetThatIsNoFiniteNumberIsRefused() {
        TribuoTrainer<TrainedRegression> trainer = TribuoTrainer.regression(TrainedRegressionTest::linear, spec());
        Table two = RENTS.slice(0, 2);

        assertThatThrownBy(() -> trainer.train(two.with(NumberColumn.of("Rent", 1, Double.NaN))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'Rent' is NaN or infinite in 1 of 2 rows");
        assertThatThrownBy(() -> trainer.train(two.with(TextColumn.of("Rent", "a", "b"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'Rent' of a regression must be NUMBER or INTEGER, got TEXT");
    }

    @Test
    void aTrainingThatDivergesIsRefused() {
        TribuoTrainer<TrainedRegression> trainer = TribuoTrainer.regression(
                seed -> new LinearSGDTrainer(new SquaredLoss(), SGD.getSimpleSGD(1e6), 50, 10_000, 1, seed), spec());

        assertThatThrownBy(() -> trainer.train(RENTS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("the training diverged: the model predicts (NaN|-?Infinity) for the first row; "
                        + "use a smaller learning rate or another scale of the target");
    }

    @Test
    void weightsMoveTheModel() {
        double[] weights = new double[RENTS.rowCount()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = RENTS.column("City").text(row).equals("Ulm") ? 1 : 0;
        }
        for (TribuoTrainer<TrainedRegression> trainer : List.of(
                TribuoTrainer.regression(TrainedRegressionTest::linear, spec()),
                TribuoTrainer.regression(TrainedRegressionTest::forest, spec()))) {
            assertThat(trainer.train(RENTS, weights).parameterDigest())
                    .isNotEqualTo(trainer.train(RENTS).parameterDigest());
        }
    }
}
