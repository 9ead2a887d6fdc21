// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.baseline.DummyClassifierTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.Hinge;
import org.tribuo.math.optimisers.SGD;

class TrainedClassifierTest {
    private static final Table LOANS = TestModels.loans(300, 1);

    @Test
    void theSignatureTellsColumnsTargetAndClasses() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);

        assertThat(model.signature().inputs())
                .isEqualTo(Schema.of(
                        Field.optional("Income", ColumnType.NUMBER),
                        Field.required("Age", ColumnType.INTEGER),
                        Field.optional("Home", ColumnType.TEXT),
                        Field.optional("Guarantee", ColumnType.BOOLEAN)));
        assertThat(model.signature().target()).isEqualTo("Status");
        assertThat(model.signature().labels()).containsExactly("bad", "good");
        assertThat(model.format()).isEqualTo("tribuo-protobuf/1");
        assertThat(model.isProbabilistic()).isTrue();
        assertThat(model.tribuoModel().getOutputIDInfo().size()).isEqualTo(2);
        assertThat(model).hasToString("TrainedClassifier[LinearSGDModel of 'Status' in [bad, good], 11 features]");
        assertThat(model.featureNames())
                .containsExactly(
                        "Age",
                        "Age?missing",
                        "Guarantee",
                        "Guarantee?missing",
                        "Home=owner",
                        "Home=parents",
                        "Home=rent",
                        "Home?missing",
                        "Home?unseen",
                        "Income",
                        "Income?missing");
    }

    @Test
    void itLearns() {
        Table test = TestModels.loans(300, 2);
        for (TrainedClassifier model : List.of(TestModels.trainedLinear(LOANS), TestModels.trainedForest(LOANS))) {
            long right = test.rows()
                    .filter(row -> model.predict(row).best().equals(row.text("Status")))
                    .count();
            assertThat(right).isGreaterThan(230);
        }
    }

    @Test
    void scoresAreProbabilitiesInTheOrderOfTheLabels() {
        for (TrainedClassifier model : List.of(TestModels.trainedLinear(LOANS), TestModels.trainedForest(LOANS))) {
            for (ClassScores scores : model.predictAll(LOANS)) {
                assertThat(scores.labels()).containsExactly("bad", "good");
                assertThat(scores.score("bad") + scores.score("good")).isCloseTo(1, within(1e-9));
            }
        }
    }

    @Test
    void theSameSeedLearnsTheSameAndAnotherSeedAnotherForest() {
        TrainedClassifier first = TestModels.trainedForest(LOANS);
        TrainedClassifier second = TestModels.trainedForest(LOANS);
        TrainedClassifier other = TribuoTrainer.classification(TestModels::forest, TestModels.spec(LOANS))
                .seed(43)
                .train(LOANS);

        assertThat(first.parameterDigest()).matches("[0-9a-f]{64}").isEqualTo(second.parameterDigest());
        assertThat(other.parameterDigest()).isNotEqualTo(first.parameterDigest());
        assertThat(second.predictAll(LOANS)).isEqualTo(first.predictAll(LOANS));
        assertThat(TestModels.trainedLinear(LOANS).parameterDigest())
                .isEqualTo(TestModels.trainedLinear(LOANS).parameterDigest())
                .isNotEqualTo(TestModels.trainedLinear(TestModels.loans(300, 9)).parameterDigest());
    }

    /** The digest was written down once; trees need no function whose last bit differs between machines. */
    @Test
    void aForestIsTheSameOnEveryMachine() {
        assertThat(TestModels.trainedForest(LOANS).parameterDigest())
                .isEqualTo("1e438ec32954be5f5498cf7df6b05e8a294c87c8d2a624fd11f478e3025a35ee");
    }

    @Test
    void oneTrainerCanTrainTwice() {
        TribuoTrainer<TrainedClassifier> trainer =
                TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS));

        assertThat(trainer.train(LOANS).parameterDigest())
                .isEqualTo(trainer.train(LOANS).parameterDigest());
    }

    @Test
    void provenanceTellsTrainerSeedAndRowsInAStableOrder() {
        Map<String, String> told = TestModels.trainedForest(LOANS).provenance();

        assertThat(told)
                .containsEntry("trainer", "org.tribuo.common.tree.RandomForestTrainer")
                .containsEntry("trainer.numMembers", "5")
                .containsEntry("trainer.innerTrainer", "org.tribuo.classification.dtree.CARTClassificationTrainer")
                .containsEntry("trainer.innerTrainer.maxDepth", "6")
                .containsEntry("seed", "42")
                .containsEntry("rows", "300")
                .containsEntry("rows.excluded-without-target", "0")
                .containsEntry("rows.weighted", "false")
                .containsEntry("values.not-finite", "0")
                .containsEntry("columns", "4")
                .containsEntry("features", "11")
                .containsEntry("target", "Status")
                .containsEntry("tribuo.version", "4.3.2")
                .containsKey("java.version");
        assertThat(List.copyOf(told.keySet()))
                .isEqualTo(
                        List.copyOf(TestModels.trainedForest(LOANS).provenance().keySet()));
    }

    @Test
    void threadsGetTheAnswersThatOneThreadGets() throws Exception {
        for (TrainedClassifier model : List.of(TestModels.trainedLinear(LOANS), TestModels.trainedForest(LOANS))) {
            List<ClassScores> expected = model.predictAll(LOANS);
            ExecutorService executor = Executors.newFixedThreadPool(4);
            try {
                List<Future<List<ClassScores>>> answers = new ArrayList<>();
                for (int i = 0; i < 16; i++) {
                    answers.add(executor.submit(() -> model.predictAll(LOANS)));
                }
                for (Future<List<ClassScores>> answer : answers) {
                    assertThat(answer.get()).isEqualTo(expected);
                }
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Test
    void anUnseenCategoryIsAnsweredAndReported() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        Row row = Row.of("Income", 100, "Age", 40, "Home", "boat", "Guarantee", true);

        assertThat(model.predict(row).labels()).containsExactly("bad", "good");
        assertThat(model.unseenCategories(row)).containsExactly("Home");
        assertThat(model.unseenCategories(row.with("Home", "rent"))).isEmpty();
        assertThat(model.unseenCategories(LOANS)).isEmpty();
    }

    @Test
    void aRowWithoutANeededColumnIsRefusedByName() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);

        assertThatThrownBy(() -> model.predict(Row.of("Income", 100, "Age", 40, "Guarantee", true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the row has no column 'Home', which the model needs; it has [Income, Age, Guarantee]");
    }

    @Test
    void aRowOfATableAndTheSameValuesByHandGetTheSameAnswer() {
        TrainedClassifier model = TestModels.trainedForest(LOANS);
        for (Row row : LOANS) {
            Row copy = Row.of("extra", 1);
            for (String name : row.names()) {
                copy = copy.with(name, row.value(name));
            }
            assertThat(model.predict(copy)).isEqualTo(model.predict(row));
        }
    }

    @Test
    void integersAndBooleansCanBeTheTarget() {
        Table table = Table.of(
                NumberColumn.of("x", 1, 2, 3, 4, 5, 6),
                IntegerColumn.of("class", 0, 0, 0, 1, 1, 1),
                BooleanColumn.of("flag", true, true, true, false, false, false));
        FeatureSpec spec = FeatureSpec.of(table.schema());

        assertThat(TribuoTrainer.classification(
                                TestModels::linear, spec.target("class").exclude("flag"))
                        .train(table)
                        .signature()
                        .labels())
                .containsExactly("0", "1");
        assertThat(TribuoTrainer.classification(
                                TestModels::linear, spec.target("flag").exclude("class"))
                        .train(table)
                        .predict(Row.of("x", 1))
                        .best())
                .isEqualTo("true");
        assertThatThrownBy(() -> TribuoTrainer.classification(TestModels::linear, spec.target("x"))
                        .train(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'x' of a classifier must be TEXT, BOOLEAN or INTEGER, got NUMBER");
    }

    @Test
    void aTableThatCannotBeTrainedOnIsRefusedWithTheReason() {
        assertRefused(LOANS.slice(0, 0), "the training table has no rows");
        assertRefused(
                LOANS.without("Status"),
                "the training table has no target column 'Status'; it has [Income, Age, Home, Guarantee, Marital]");
        assertRefused(
                LOANS.without("Age"),
                "the training table has no column 'Age', which the feature specification names; it has [Income, Home, "
                        + "Guarantee, Marital, Status]");
        Table good = LOANS.where(row -> row.text("Status").equals("good"));
        assertRefused(
                good,
                "a classifier needs two classes at least, got only 'good' in the " + good.rowCount()
                        + " rows of target 'Status'");
        assertRefused(
                target("a", Label.UNKNOWN),
                "'LABEL##UNKNOWN' in target 'Status' cannot be a class: Tribuo keeps " + "that text for itself");
        assertRefused(
                target("a", "\ud800"), "'\ud800' in target 'Status' cannot be a class: it has an unpaired surrogate");
    }

    private static Table target(String first, String second) {
        return LOANS.slice(0, 2).with(TextColumn.of("Status", first, second));
    }

    private static void assertRefused(Table table, String message) {
        assertThatThrownBy(() -> TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS))
                        .train(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void missingTargetsAreRefusedOrLeftOut() {
        TextColumn.Builder status = TextColumn.builder("Status");
        for (int row = 0; row < 300; row++) {
            if (row < 3) {
                status.addMissing();
            } else {
                status.add(LOANS.column("Status").text(row));
            }
        }
        Table table = LOANS.with(status.build());
        TribuoTrainer<TrainedClassifier> trainer =
                TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS));

        assertThatThrownBy(() -> trainer.train(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'Status' is missing in 3 of 300 rows; call excludingMissingTargets() to train "
                        + "on the others");
        TrainedClassifier model = trainer.excludingMissingTargets().train(table);
        assertThat(model.provenance()).containsEntry("rows", "297").containsEntry("rows.excluded-without-target", "3");
        assertThat(model.parameterDigest())
                .isEqualTo(trainer.train(LOANS.slice(3, 300)).parameterDigest());
        assertThatThrownBy(() -> trainer.excludingMissingTargets().train(table.slice(0, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'Status' has no value in any of the 3 rows");
        assertThat(trainer.excludingMissingTargets().toString())
                .isEqualTo("TribuoTrainer[" + TestModels.spec(LOANS) + ", seed 0, excluding missing targets]");
    }

    @Test
    void aUsedTribuoTrainerIsRefused() {
        Trainer<Label> shared = new LogisticRegressionTrainer();
        TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(seed -> shared, TestModels.spec(LOANS));
        assertThat(trainer.train(LOANS).provenance()).containsKey("trainer.optimiser");

        assertThatThrownBy(() -> trainer.train(LOANS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("trainerForSeed must return a new trainer every time, got a "
                        + "org.tribuo.classification.sgd.linear.LogisticRegressionTrainer that has trained 1 times "
                        + "before");
    }

    @Test
    void weightsMoveTheModel() {
        double[] weights = new double[LOANS.rowCount()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = LOANS.column("Status").text(row).equals("good") ? 10 : 0.1;
        }
        TribuoTrainer<TrainedClassifier> linear =
                TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS));
        TribuoTrainer<TrainedClassifier> forest =
                TribuoTrainer.classification(TestModels::forest, TestModels.spec(LOANS));

        for (TribuoTrainer<TrainedClassifier> trainer : List.of(linear, forest)) {
            assertThat(good(trainer.train(LOANS, weights))).isGreaterThan(good(trainer.train(LOANS)));
            assertThat(trainer.train(LOANS, weights).provenance()).containsEntry("rows.weighted", "true");
        }
    }

    private static long good(TrainedClassifier model) {
        return LOANS.rows()
                .filter(row -> model.predict(row).best().equals("good"))
                .count();
    }

    @Test
    void weightsMustFitTheRowsAndTheTrainer() {
        TribuoTrainer<TrainedClassifier> trainer =
                TribuoTrainer.classification(TestModels::linear, TestModels.spec(LOANS));
        Table two = LOANS.slice(0, 2);

        assertThatThrownBy(() -> trainer.train(two, new double[] {1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there must be one weight a row, got 1 weights for 2 rows");
        assertThatThrownBy(() -> trainer.train(two, new double[] {1, -1}))
                .hasMessage("weights must be finite and at least 0, got -1.0 for row 1");
        assertThatThrownBy(() -> trainer.train(two, new double[] {Double.NaN, 1}))
                .hasMessage("weights must be finite and at least 0, got NaN for row 0");
        assertThatThrownBy(() -> trainer.train(two, new double[] {1e300, 1}))
                .hasMessage("weights must be finite and at least 0, got 1.0E300 for row 0");
        assertThatThrownBy(() -> trainer.train(two, new double[] {0, 0})).hasMessage("the weights of all 2 rows are 0");
        double[] ones = new double[300];
        java.util.Arrays.fill(ones, 1);
        assertThatThrownBy(() -> TribuoTrainer.classification(
                                DummyClassifierTrainer::createUniformTrainer, TestModels.spec(LOANS))
                        .train(LOANS, ones))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("org.tribuo.classification.baseline.DummyClassifierTrainer ignores the weights of "
                        + "examples; train without them, or call resamplingIgnoredWeights()");
    }

    @Test
    void aRowOfWeightZeroIsLeftOut() {
        double[] weights = new double[LOANS.rowCount()];
        java.util.Arrays.fill(weights, 10, 300, 1);
        double[] ones = new double[290];
        java.util.Arrays.fill(ones, 1);
        TribuoTrainer<TrainedClassifier> trainer =
                TribuoTrainer.classification(TestModels::forest, TestModels.spec(LOANS));

        TrainedClassifier model = trainer.train(LOANS, weights);
        assertThat(model.provenance()).containsEntry("rows", "290");
        assertThat(model.parameterDigest())
                .isEqualTo(trainer.train(LOANS.slice(10, 300), ones).parameterDigest());
        TextColumn.Builder status = TextColumn.builder("Status");
        status.add("good").addMissing();
        assertThatThrownBy(() -> trainer.excludingMissingTargets()
                        .train(LOANS.slice(0, 2).with(status.build()), new double[] {0, 1}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no row has both a value in target 'Status' and a weight");
    }

    @Test
    void aTrainingThatDivergesIsRefused() {
        TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(
                seed -> new LinearSGDTrainer(new Hinge(), SGD.getSimpleSGD(Double.MAX_VALUE), 5, 1000, 1, seed),
                TestModels.spec(LOANS));

        assertThatThrownBy(() -> trainer.train(LOANS))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the training diverged: the score of 'bad' is NaN for the first row; use a smaller learning "
                                + "rate");
    }
}
