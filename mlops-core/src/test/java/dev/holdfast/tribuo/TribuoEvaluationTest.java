// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.evaluation.MulticlassMetric;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.evaluation.LabelEvaluation;
import org.tribuo.classification.evaluation.LabelEvaluator;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;
import org.tribuo.regression.rtree.CARTRegressionTrainer;

class TribuoEvaluationTest {
    private static <T extends Output<T>> MutableDataset<T> empty(OutputFactory<T> factory) {
        return new MutableDataset<>(new SimpleDataSourceProvenance("test", factory), factory);
    }

    private static MutableDataset<Label> loans(long seed, int n) {
        SplittableRandom random = new SplittableRandom(seed);
        MutableDataset<Label> dataset = empty(new LabelFactory());
        for (int i = 0; i < n; i++) {
            double x = random.nextDouble();
            dataset.add(example(new Label(random.nextDouble() < x ? "bad" : "good"), x));
        }
        return dataset;
    }

    private static <T extends Output<T>> Example<T> example(T output, double x) {
        return new ArrayExample<>(output, new String[] {"one", "x"}, new double[] {1, x});
    }

    private static Model<Label> classifier() {
        return new LogisticRegressionTrainer().train(loans(1, 400));
    }

    @Test
    void agreesWithTribuoAndAddsIntervalsAndABaseline() {
        Model<Label> model = classifier();
        MutableDataset<Label> test = loans(2, 300);
        LabelEvaluation tribuo = new LabelEvaluator().evaluate(model, test);
        EvaluationReport report =
                TribuoEvaluation.binary(model, test, "bad").replicates(100).run();
        Estimate auc = report.metric(BinaryMetric.AUC).orThrow();
        assertThat(auc.point()).isCloseTo(tribuo.AUCROC(new Label("bad")), within(1e-12));
        assertThat(auc.lower()).isLessThan(auc.point());
        assertThat(report.metric(BinaryMetric.RECALL).orThrow().point())
                .isCloseTo(tribuo.recall(new Label("bad")), within(1e-12));
        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.baselines()).containsOnlyKeys("prevalence");
        EvaluationReport all =
                TribuoEvaluation.multiclass(model, test).replicates(100).run();
        assertThat(all.metric(MulticlassMetric.ACCURACY).orThrow().point()).isCloseTo(tribuo.accuracy(), within(1e-12));
        assertThat(all.metric(MulticlassMetric.F1_MACRO).orThrow().point())
                .isCloseTo(tribuo.macroAveragedF1(), within(1e-12));
        assertThat(all.metric(MulticlassMetric.LOG_LOSS)).isInstanceOf(Estimate.class);
    }

    @Test
    void weightsOfExamplesCountAndUnknownOnesAreLeftOut() {
        Model<Label> model = classifier();
        MutableDataset<Label> test = empty(new LabelFactory());
        test.add(example(new Label("bad"), 0.99));
        test.add(example(new Label("good"), 0.98));
        test.add(example(LabelFactory.UNKNOWN_LABEL, 0.5));
        EvaluationReport plain = TribuoEvaluation.binary(model, test, "bad")
                .metrics(BinaryMetric.ACCURACY)
                .run();
        assertThat(plain.rows()).isEqualTo(2);
        assertThat(plain.metric("accuracy").orThrow().point()).isEqualTo(0.5);
        test.getExample(0).setWeight(3f);
        assertThat(TribuoEvaluation.binary(model, test, "bad")
                        .metrics(BinaryMetric.ACCURACY)
                        .run()
                        .metric("accuracy")
                        .orThrow()
                        .point())
                .isEqualTo(0.75);
        test.getExample(0).setWeight(0f);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TribuoEvaluation.binary(model, test, "bad"))
                .withMessage("weights must be finite and above 0, got 0.0 in row 0");
    }

    @Test
    void evaluatesNumbers() {
        SplittableRandom random = new SplittableRandom(3);
        MutableDataset<Regressor> dataset = empty(new RegressionFactory());
        for (int i = 0; i < 200; i++) {
            double x = random.nextDouble();
            dataset.add(example(new Regressor("DIM-0", 10 * x + random.nextDouble()), x));
        }
        Model<Regressor> model = new CARTRegressionTrainer(4).train(dataset);
        EvaluationReport report = TribuoEvaluation.regression(model, dataset, "DIM-0")
                .replicates(100)
                .run();
        assertThat(report.metric(RegressionMetric.RMSE).orThrow().point()).isLessThan(1.5);
        assertThat(report.baselines()).containsOnlyKeys("mean", "median");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TribuoEvaluation.regression(model, dataset, "price"))
                .withMessage("example 0 has no number 'price', but DIM-0");
    }

    @Test
    void refusesAClassThatTheModelDoesNotKnow() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TribuoEvaluation.binary(classifier(), loans(2, 10), "ugly"))
                .withMessage("positive must be one of [bad, good], got 'ugly'");
    }
}
