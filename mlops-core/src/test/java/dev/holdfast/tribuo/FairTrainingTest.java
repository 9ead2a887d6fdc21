// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.mitigation.BeforeTraining;
import dev.holdfast.fairness.mitigation.ExponentiatedGradient;
import dev.holdfast.fairness.mitigation.FairMixture;
import dev.holdfast.fairness.mitigation.GridSearch;
import dev.holdfast.fairness.mitigation.MitigatedModel;
import dev.holdfast.fairness.mitigation.Mitigation;
import dev.holdfast.fairness.mitigation.ThresholdOptimizer;
import dev.holdfast.fairness.mitigation.UnseenGroup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.TrainerProvenance;

/** Mitigations with Tribuo's trainers. */
class FairTrainingTest {
    private static final Table LOANS = TestModels.loans(4_000, 5);

    static {
        TestModels.spec(LOANS); // sets the level of Tribuo's log
    }

    /** Income is what most depends on being an owner: to be independent of the home costs accuracy. */
    private static TribuoTrainer<TrainedClassifier> logistic(Table table) {
        return TribuoTrainer.classification(
                seed -> new LogisticRegressionTrainer(),
                FeatureSpec.of(table.schema()).target("Status").exclude("Marital"));
    }

    /** The largest difference between groups in the probability of being selected. */
    private static double gap(FairMixture fair, Table rows, String sensitive) {
        double[] probabilities = fair.probabilities(rows);
        Map<String, Double> rates = new java.util.TreeMap<>();
        Map<String, Integer> counts = new java.util.TreeMap<>();
        for (int row = 0; row < probabilities.length; row++) {
            String group = rows.column(sensitive).isMissing(row)
                    ? "(missing)"
                    : rows.column(sensitive).text(row);
            rates.merge(group, probabilities[row], Double::sum);
            counts.merge(group, 1, Integer::sum);
        }
        rates.replaceAll((group, sum) -> sum / counts.getOrDefault(group, 1));
        return rates.values().stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                - rates.values().stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    private static double point(Mitigation told, String measurement) {
        return java.util.Objects.requireNonNull(told.measurements().get(measurement))
                .orThrow()
                .point();
    }

    @Test
    void exponentiatedGradientWithLogisticRegressionKeepsItsBoundAndComesBackFromItsBytes() throws IOException {
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.05))
                .rounds(20)
                .fit(logistic(LOANS)::train, LOANS, "Status", "good", "Home");

        assertThat(gap(fair, LOANS, "Home")).isLessThanOrEqualTo(0.055);
        Mitigation told = fair.mitigation(LOANS);
        assertThat(point(told, "unfairness-before")).isGreaterThan(0.2);
        assertThat(point(told, "accuracy-cost")).isBetween(0.0, 0.3);
        byte[] stored = TestModels.bytes(fair);
        FairMixture read =
                (FairMixture) FairMixture.codec(TribuoCodec.classification()).read(new ByteArrayInputStream(stored));
        assertThat(read.predictAll(LOANS)).isEqualTo(fair.predictAll(LOANS));
        assertThat(read.parameterDigest()).isEqualTo(fair.parameterDigest());
        assertThat(read.provenance()).containsEntry("rows.weighted", "true").containsKey("trainer");
    }

    @Test
    void aGridOfLogisticRegressionsIsFairerThanTheOneWithoutPrices() {
        FairMixture one = GridSearch.of(Criterion.demographicParity().atMost(0.15), 7)
                .fit(logistic(LOANS)::train, LOANS, "Status", "good", "Home");
        Mitigation told = one.mitigation(LOANS);
        assertThat(point(told, "unfairness-after")).isLessThan(point(told, "unfairness-before") - 0.05);
        assertThat(one.front()).hasSizeGreaterThan(1);
    }

    @Test
    void thresholdsOnATribuoModelAreStoredWithIt() throws IOException {
        TrainedClassifier model = logistic(LOANS).train(LOANS);
        int[] truth = LOANS.rows()
                .mapToInt(row -> row.text("Status").equals("good") ? 1 : 0)
                .toArray();
        double[] scores = LOANS.rows()
                .mapToDouble(row -> model.predict(row).score("good"))
                .toArray();
        String[] groups = LOANS.rows()
                .map(row -> row.isMissing("Home") ? "(missing)" : row.text("Home"))
                .toArray(String[]::new);
        MitigatedModel fair = MitigatedModel.of(
                model,
                "good",
                "Home",
                ThresholdOptimizer.of(Criterion.demographicParity().atMost(0.03), UnseenGroup.REFUSE)
                        .fit(truth, scores, groups));
        assertThat(dev.holdfast.fairness.Fairness.of(fair, LOANS)
                        .favorable("good")
                        .sensitive("Home")
                        .run()
                        .disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "Home")
                        .value()
                        .orThrow()
                        .point())
                .isLessThanOrEqualTo(0.03 + 1e-9);
        assertThat(MitigatedModel.codec(TribuoCodec.classification())
                        .read(new ByteArrayInputStream(TestModels.bytes(fair)))
                        .predictAll(LOANS))
                .isEqualTo(fair.predictAll(LOANS));
    }

    /** A trainer that, like those of LibLinear and LibSVM, does not say that it honours weights. */
    private static final class Unweighted implements Trainer<Label> {
        private final LogisticRegressionTrainer inner = new LogisticRegressionTrainer();
        private float heaviest;

        @Override
        public Model<Label> train(Dataset<Label> examples, Map<String, Provenance> run) {
            return train(examples, run, INCREMENT_INVOCATION_COUNT);
        }

        @Override
        public Model<Label> train(Dataset<Label> examples, Map<String, Provenance> run, int invocationCount) {
            examples.forEach(example -> heaviest = Math.max(heaviest, example.getWeight()));
            assertThat(heaviest).isEqualTo(1f);
            return inner.train(examples, run, invocationCount);
        }

        @Override
        public int getInvocationCount() {
            return inner.getInvocationCount();
        }

        @Override
        public void setInvocationCount(int invocationCount) {
            inner.setInvocationCount(invocationCount);
        }

        @Override
        public TrainerProvenance getProvenance() {
            return inner.getProvenance();
        }
    }

    private static TribuoTrainer<TrainedClassifier> unweighted(Table table) {
        return TribuoTrainer.classification(
                        seed -> new Unweighted(),
                        FeatureSpec.of(table.schema()).target("Status").exclude("Marital"))
                .resamplingIgnoredWeights();
    }

    @Test
    void trainersThatIgnoreWeightsGetRowsDrawnByWeight() {
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.05))
                .rounds(20)
                .fit(unweighted(LOANS)::train, LOANS, "Status", "good", "Home");
        assertThat(gap(fair, LOANS, "Home")).isLessThanOrEqualTo(0.06);
        assertThat(fair.provenance()).containsEntry("rows.resampled-by-weight", "true");
        assertThat(unweighted(LOANS)).asString().endsWith(", resampling ignored weights]");
        // One that honours weights is given them all the same.
        double[] weights = IntStream.range(0, LOANS.rowCount())
                .mapToDouble(row -> 1 + row % 3)
                .toArray();
        assertThat(new LogisticRegressionTrainer()).isInstanceOf(WeightedExamples.class);
        assertThat(logistic(LOANS)
                        .resamplingIgnoredWeights()
                        .train(LOANS, weights)
                        .parameterDigest())
                .isEqualTo(logistic(LOANS).train(LOANS, weights).parameterDigest());
        assertThat(unweighted(LOANS).train(LOANS, weights).parameterDigest())
                .isEqualTo(unweighted(LOANS).train(LOANS, weights).parameterDigest())
                .isNotEqualTo(unweighted(LOANS).seed(1).train(LOANS, weights).parameterDigest());
    }

    @Test
    void aRowOfTwiceTheMeanWeightIsDrawnTwice() {
        assertThat(TrainingRows.systematic(new float[] {2, 1, 1, 0.5f, 0.5f}, 3))
                .containsSubsequence(0, 0, 1, 2)
                .hasSize(5);
        for (long seed = 0; seed < 50; seed++) {
            int[] drawn = TrainingRows.systematic(new float[] {5, 0.5f, 0.5f, 2, 2}, seed);
            long first = Arrays.stream(drawn).filter(row -> row == 0).count();
            assertThat(first).isBetween(2L, 3L);
            assertThat(drawn).isSorted();
        }
    }

    @Test
    void whatMitigationsBeforeTrainingDoToALogisticRegressionIsMeasuredOnOtherRows() {
        Table train = LOANS.slice(0, 3_000);
        Table test = LOANS.slice(3_000, 4_000);
        BeforeTraining before = BeforeTraining.of(
                Criterion.demographicParity().atMost(0.05),
                (rows, weights) -> logistic(rows).train(rows, weights),
                train,
                test,
                "Status",
                "good",
                "Home");
        for (BeforeTraining.Trained trained : java.util.List.of(
                before.reweighing(1),
                before.relabelling(),
                before.correlationRemoval(1, UnseenGroup.POOLED, "Income", "Age"),
                before.repair(1, UnseenGroup.POOLED, "Income"))) {
            Mitigation told = trained.mitigation();
            assertThat(told.before().overall().n()).isEqualTo(1_000);
            assertThat(told.accuracyCost().orThrow().lower())
                    .isLessThan(told.accuracyCost().orThrow().upper());
            assertThat(trained.model().predictAll(test)).hasSize(1_000);
        }
        Mitigation reweighed = before.reweighing(1).mitigation();
        assertThat(point(reweighed, "unfairness-after")).isLessThanOrEqualTo(point(reweighed, "unfairness-before"));
    }

    private static Table read(String name) {
        Path folder = Path.of(System.getProperty("holdfast.data", "data"));
        Optional<Path> file = Stream.of(folder, folder.resolveSibling("committable"))
                .map(each -> each.resolve(name))
                .filter(Files::isRegularFile)
                .findFirst();
        Assumptions.assumeTrue(file.isPresent(), "no " + name + " in " + folder);
        return Csv.with(csv -> csv.renameDuplicates()).read(file.orElseThrow());
    }

    @Test
    void onRealLoansLogisticRegressionIsBroughtWithinTheBound() {
        Table loans = read("credit_data.csv");
        Table rows = loans.where(row -> row.has("Home"));
        TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(
                seed -> new LogisticRegressionTrainer(),
                FeatureSpec.of(rows.schema()).target("Status").exclude("Home", "Marital"));
        FairMixture fair = ExponentiatedGradient.of(
                        Criterion.demographicParity().atMost(0.04))
                .fit(trainer::train, rows, "Status", "good", "Home");
        Mitigation told = fair.mitigation(rows);
        assertThat(point(told, "unfairness-before")).isGreaterThan(0.06);
        assertThat(gap(fair, rows, "Home")).as(told.summary()).isLessThanOrEqualTo(0.041);
        assertThat(point(told, "accuracy-cost")).as(told.summary()).isLessThan(0.04);
    }

    private static Table compas() {
        Table raw = read("compas-two-years.csv");
        Table pair = raw.where(row ->
                (row.text("race").equals("African-American") || row.text("race").equals("Caucasian"))
                        && !row.isMissing("days_b_screening_arrest")
                        && Math.abs(row.number("days_b_screening_arrest")) <= 30);
        return new WithText(
                        pair.select("age", "priors_count", "c_charge_degree", "sex", "race", "two_year_recid", "id"))
                .rows();
    }

    private static FairMixture fairOnCompas(Table rows, String... excluded) {
        TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(
                seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1, 0.1), 10, 100_000, 32, seed),
                FeatureSpec.of(rows.schema()).target("two_year_recid").exclude(excluded));
        return ExponentiatedGradient.of(Criterion.demographicParity().atMost(0.04))
                .keyedBy("id", 1)
                .fit(trainer::train, rows, "two_year_recid", "1", "race");
    }

    @Test
    void onCompasLogisticRegressionIsBroughtWithinTheBoundAndCheaplyWhereItMayReadTheGroup() {
        Table rows = compas();
        FairMixture blind = fairOnCompas(rows, "race", "id");
        Mitigation dear = blind.mitigation(rows);
        assertThat(point(dear, "unfairness-before")).isGreaterThan(0.15);
        assertThat(gap(blind, rows, "race")).as(dear.summary()).isLessThanOrEqualTo(0.041);
        FairMixture seeing = fairOnCompas(rows, "id");
        Mitigation cheap = seeing.mitigation(rows);
        assertThat(gap(seeing, rows, "race")).as(cheap.summary()).isLessThanOrEqualTo(0.041);
        assertThat(point(cheap, "accuracy-cost")).as(cheap.summary()).isLessThan(0.04);
    }

    /** The rows with their target as text, as a training under a constraint hands it to the trainer. */
    private record WithText(Table given) {
        Table rows() {
            TextColumn.Builder label = TextColumn.builder("two_year_recid");
            given.rows().forEach(row -> label.add(row.text("two_year_recid")));
            return given.with(label.build());
        }
    }
}
