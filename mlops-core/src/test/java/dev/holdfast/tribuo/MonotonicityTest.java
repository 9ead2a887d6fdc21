// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.MonotonicityProof.Proven;
import dev.holdfast.model.MonotonicityProof.Refuted;
import dev.holdfast.model.MonotonicityProof.Undecided;
import dev.holdfast.model.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.ensemble.AdaBoostTrainer;
import org.tribuo.classification.sgd.kernel.KernelSVMTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.kernel.Linear;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.ensemble.AveragingCombiner;
import org.tribuo.regression.rtree.CARTJointRegressionTrainer;
import org.tribuo.regression.rtree.CARTRegressionTrainer;
import org.tribuo.regression.rtree.impurity.MeanSquaredError;
import org.tribuo.regression.sgd.objectives.SquaredLoss;

class MonotonicityTest {
    private static final Table LOANS = TestModels.loans(400, 3);

    private static TrainedClassifier train(LongFunction<Trainer<Label>> trainer, Table table) {
        return TribuoTrainer.classification(trainer, TestModels.spec(table))
                .seed(42)
                .train(table);
    }

    /** Rows of which {@code y} is a function of {@code x}, whatever the other columns hold. */
    private static Table curve(DoubleUnaryOperator function, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder x = NumberColumn.builder("x");
        NumberColumn.Builder other = NumberColumn.builder("other");
        TextColumn.Builder kind = TextColumn.builder("kind");
        NumberColumn.Builder y = NumberColumn.builder("y");
        for (int i = 0; i < 200; i++) {
            double value = 10 * random.nextDouble();
            x.add(value);
            other.add(random.nextDouble());
            kind.add(random.nextBoolean() ? "a" : "b");
            y.add(function.applyAsDouble(value));
        }
        return Table.of(x.build(), other.build(), kind.build(), y.build());
    }

    private static TrainedRegression regression(LongFunction<Trainer<Regressor>> trainer, Table table) {
        return TribuoTrainer.regression(trainer, FeatureSpec.of(table.schema()).target("y"))
                .seed(1)
                .train(table);
    }

    private static Trainer<Regressor> regressionTree(long seed) {
        return new CARTRegressionTrainer(5);
    }

    private static Trainer<Regressor> regressionForest(long seed) {
        return new RandomForestTrainer<>(
                new CARTRegressionTrainer(5, 2f, 0f, 0.7f, false, new MeanSquaredError(), seed),
                new AveragingCombiner(),
                5,
                seed);
    }

    /** The counterexample must hold in the model itself, and differ in one column alone. */
    private static void requireTrue(TrainedClassifier model, String column, String output, Refuted refuted) {
        assertThat(model.predict(refuted.before()).score(output)).isEqualTo(refuted.scoreBefore());
        assertThat(model.predict(refuted.after()).score(output)).isEqualTo(refuted.scoreAfter());
        assertThat(refuted.after())
                .isEqualTo(refuted.before().with(column, refuted.after().value(column)));
        assertThat(refuted.after().number(column))
                .isGreaterThan(refuted.before().number(column));
    }

    @Test
    void aLogisticModelIsDecidedByTheSignOfItsWeights() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);

        MonotonicityProof falling = model.monotonicity("Income", Trend.FALLING, "bad");
        MonotonicityProof rising = model.monotonicity("Income", Trend.RISING, "bad");

        assertThat(falling).isInstanceOf(Proven.class);
        assertThat(((Proven) falling).reason())
                .matches("the weight of 'Income' for 'bad' is -[0-9.]+, and the smallest one of another class [0-9.]+");
        assertThat(rising).isInstanceOf(Refuted.class);
        requireTrue(model, "Income", "bad", (Refuted) rising);
        assertThat(((Refuted) rising).scoreAfter()).isLessThan(((Refuted) rising).scoreBefore());
        assertThat(model.monotonicity("Income", Trend.RISING, "good")).isInstanceOf(Proven.class);
        assertThat(model.monotonicity("Income", Trend.FALLING, "good")).isInstanceOf(Refuted.class);
    }

    @Test
    void aTruthValueIsRaisedFromFalseToTrue() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);

        assertThat(model.monotonicity("Guarantee", Trend.FALLING, "bad")).isInstanceOf(Proven.class);
        Refuted refuted = (Refuted) model.monotonicity("Guarantee", Trend.RISING, "bad");
        assertThat(refuted.before().value("Guarantee")).contains(false);
        assertThat(refuted.after().value("Guarantee")).contains(true);
        TrainedClassifier tree = train(seed -> new CARTClassificationTrainer(6, 1f, seed), LOANS);
        assertThat(tree.monotonicity("Guarantee", Trend.RISING, "bad")).isInstanceOf(Refuted.class);
    }

    @Test
    void scoresThatAreNotNormalisedAreDecidedByTheirOwnWeightAlone() {
        TrainedClassifier model =
                train(seed -> new LinearSGDTrainer(new Hinge(), new AdaGrad(0.5, 0.1), 3, 1000, 1, seed), LOANS);

        MonotonicityProof proof = model.monotonicity("Income", Trend.FALLING, "bad");

        assertThat(((Proven) proof).reason()).startsWith("the weight of 'Income' for 'bad' is -");
        assertThat(model.monotonicity("Income", Trend.RISING, "bad")).isInstanceOf(Refuted.class);
    }

    @Test
    void aClassInTheMiddleOfThreeNeitherRisesNorFalls() {
        TextColumn.Builder status = TextColumn.builder("Status");
        for (Row row : LOANS) {
            double income = row.isMissing("Income") ? 100 : row.number("Income");
            status.add(income < 80 ? "poor" : income < 160 ? "middle" : "rich");
        }
        TrainedClassifier model = TestModels.trainedLinear(LOANS.with(status.build()));

        for (Trend trend : Trend.values()) {
            MonotonicityProof proof = model.monotonicity("Income", trend, "middle");
            assertThat(proof).as(trend.name()).isInstanceOf(Refuted.class);
            requireTrue(model, "Income", "middle", (Refuted) proof);
        }
        assertThat(model.monotonicity("Income", Trend.RISING, "rich")).isInstanceOf(Proven.class);
        assertThat(model.monotonicity("Income", Trend.FALLING, "poor")).isInstanceOf(Proven.class);
    }

    @Test
    void aTreeIsDecidedByItsLeaves() {
        TrainedRegression rising = regression(MonotonicityTest::regressionTree, curve(x -> x * x, 1));
        TrainedRegression bent = regression(MonotonicityTest::regressionTree, curve(x -> Math.abs(x - 7), 1));

        assertThat(rising.monotonicity("x", Trend.RISING, "y"))
                .isEqualTo(new Proven("no two leaves of the tree are against it"));
        assertThat(rising.monotonicity("x", Trend.FALLING, "y")).isInstanceOf(Refuted.class);
        for (Trend trend : Trend.values()) {
            Refuted refuted = (Refuted) bent.monotonicity("x", trend, "y");
            double rise = refuted.scoreAfter() - refuted.scoreBefore();
            assertThat(trend == Trend.RISING ? -rise : rise).isPositive();
            assertThat(bent.predict(refuted.after()).value()).isEqualTo(refuted.scoreAfter());
        }
    }

    @Test
    void aJointRegressionTreeIsReadAsWell() {
        TrainedRegression rising = regression(seed -> new CARTJointRegressionTrainer(4), curve(x -> x, 2));

        assertThat(rising.monotonicity("x", Trend.RISING, "y")).isInstanceOf(Proven.class);
        assertThat(rising.monotonicity("x", Trend.FALLING, "y")).isInstanceOf(Refuted.class);
    }

    @Test
    void aSumOfRisingTreesRises() {
        Table table = curve(x -> x > 5 ? 1 : 0, 4);
        TrainedRegression forest = regression(MonotonicityTest::regressionForest, table.without("other", "kind"));

        assertThat(forest.monotonicity("x", Trend.RISING, "y"))
                .isEqualTo(new Proven("no two leaves of any of the 5 trees are against it"));
        assertThat(forest.monotonicity("x", Trend.FALLING, "y")).isInstanceOf(Refuted.class);
    }

    @Test
    void aForestThatFallsSomewhereIsRefutedByARow() {
        TrainedClassifier forest = TestModels.trainedForest(LOANS);

        MonotonicityProof proof = forest.monotonicity("Age", Trend.RISING, "bad");

        requireTrue(forest, "Age", "bad", (Refuted) proof);
        assertThat(((Refuted) proof).before().value("Age").orElseThrow()).isInstanceOf(Long.class);
    }

    @Test
    void aModelThatNeverMovesIsProvenBothWays() {
        // These trees have a leaf each: their rows weigh too little to be divided.
        TrainedClassifier boosted =
                train(seed -> new AdaBoostTrainer(new CARTClassificationTrainer(2, 1f, seed), 5, seed), LOANS);

        for (Trend trend : Trend.values()) {
            assertThat(boosted.monotonicity("Income", trend, "bad"))
                    .isEqualTo(new Proven("no two leaves of any of the 5 trees are against it"));
        }
    }

    @Test
    void otherModelsAreLeftUndecided() {
        TrainedClassifier model = train(seed -> new KernelSVMTrainer(new Linear(), 0.1, 2, seed), LOANS);

        assertThat(model.monotonicity("Income", Trend.FALLING, "bad"))
                .isEqualTo(new Undecided("KernelSVMModel is neither a linear model nor made of trees"));
    }

    @Test
    void linearRegressionsAreDecidedByTheWeight() {
        TrainedRegression model = regression(
                seed -> new org.tribuo.regression.sgd.linear.LinearSGDTrainer(
                        new SquaredLoss(), new AdaGrad(1, 0.1), 50, 10_000, 1, seed),
                curve(x -> 3 * x, 5));

        assertThat(model.monotonicity("x", Trend.RISING, "y")).isInstanceOf(Proven.class);
        assertThat(model.monotonicity("x", Trend.FALLING, "y")).isInstanceOf(Refuted.class);
    }

    @Test
    void misuseIsToldFromAProof() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        TrainedRegression regression = regression(MonotonicityTest::regressionTree, curve(x -> x, 1));

        assertThatThrownBy(() -> model.monotonicity("Incme", Trend.RISING, "bad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model reads no column 'Incme'; it reads [Income, Age, Home, Guarantee]");
        assertThatThrownBy(() -> model.monotonicity("Marital", Trend.RISING, "bad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the model reads no column 'Marital'");
        assertThatThrownBy(() -> model.monotonicity("Home", Trend.RISING, "bad"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the texts of column 'Home' have no order; only numbers and truth values can be raised");
        assertThatThrownBy(() -> model.monotonicity("Income", Trend.RISING, "worse"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model has no class 'worse'; it has [bad, good]");
        assertThatThrownBy(() -> regression.monotonicity("x", Trend.RISING, "z"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the model predicts 'y', not 'z'");
    }

    /** What is proven holds for rows at random, and what is refuted is refuted by rows: whatever trees are grown. */
    @Property(tries = 40)
    void theAnswerAgreesWithTheModel(@ForAll long seed) {
        Table table = TestModels.loans(60, seed);
        List<TrainedClassifier> models = List.of(
                train(s -> new CARTClassificationTrainer(3, 1f, s), table),
                train(TestModels::forest, table),
                train(TestModels::linear, table));
        SplittableRandom random = new SplittableRandom(seed);
        for (TrainedClassifier model : models) {
            for (String column : List.of("Income", "Age")) {
                for (Trend trend : Trend.values()) {
                    MonotonicityProof proof = model.monotonicity(column, trend, "bad");
                    if (proof instanceof Refuted refuted) {
                        requireTrue(model, column, "bad", refuted);
                    } else if (proof instanceof Proven) {
                        requireNoFall(model, column, trend, random);
                    }
                }
            }
        }
    }

    private static void requireNoFall(TrainedClassifier model, String column, Trend trend, SplittableRandom random) {
        for (int i = 0; i < 20; i++) {
            Row base = Row.of(
                    "Income", random.nextInt(6) == 0 ? null : 300 * random.nextDouble() - 20,
                    "Age", random.nextLong(15, 90),
                    "Home",
                            random.nextInt(6) == 0
                                    ? null
                                    : List.of("rent", "owner", "parents", "boat")
                                            .get(random.nextInt(4)),
                    "Guarantee", random.nextInt(6) == 0 ? null : random.nextBoolean());
            List<Double> scores = new ArrayList<>();
            for (int step : IntStream.range(0, 60).toArray()) {
                Object value = column.equals("Age") ? (Object) (2L * step) : (Object) (step * 5.0 - 20);
                scores.add(model.predict(base.with(column, value)).score("bad"));
            }
            for (int step = 1; step < scores.size(); step++) {
                double rise = scores.get(step) - scores.get(step - 1);
                assertThat(trend == Trend.RISING ? rise : -rise).isGreaterThanOrEqualTo(-1e-12);
            }
        }
    }

    @Test
    void theSimplestNumberOfAnIntervalHasTheFewestDigits() {
        assertThat(RowsBetween.simplest(-1, 2)).isZero();
        assertThat(RowsBetween.simplest(31.4, 47.9)).isEqualTo(40);
        assertThat(RowsBetween.simplest(41.2, 47.9)).isEqualTo(47);
        assertThat(RowsBetween.simplest(-47.9, -41.2)).isEqualTo(-42);
        assertThat(RowsBetween.simplest(0.12345, 0.12346)).isEqualTo(0.12346);
    }
}
