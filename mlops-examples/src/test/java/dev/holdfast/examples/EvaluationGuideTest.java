// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Row;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.evaluation.CrossValidation;
import dev.holdfast.evaluation.CrossValidationReport;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.MetricDifference;
import dev.holdfast.evaluation.ModelComparison;
import dev.holdfast.evaluation.calibration.CalibratedClassifier;
import dev.holdfast.evaluation.calibration.CalibrationMethod;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Measurement;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows about evaluation, as it stands there. */
class EvaluationGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "EvaluationGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns() throws IOException {
        Table loans = Loans.servedFromTheStart(Loans.read(Optional.empty()));
        var split = loans.split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));
        StorableModel<Row, ClassScores> model = Trainers.fit(Trainers.LOGISTIC, split.train(), 42);
        StorableModel<Row, ClassScores> champion =
                Trainers.fit(Trainers.LOGISTIC, split.train().without("Home", "Marital", "Expenses"), 42);
        shows(loans, split.test(), model, champion);
    }

    // spotless:off
    private static void shows(Table loans, Table test,
            StorableModel<Row, ClassScores> model, StorableModel<Row, ClassScores> champion) {
        boolean[] truth = {true, false, true, false, true};
        double[] scores = {0.9, 0.4, 0.6, 0.7, 0.8};
        // README
        Measurement auc = Evaluation.binary(truth, scores).run().metric("auc");   // plain arrays: 0.8333 [0.1523, 0.9929]

        Metric<BinarySample> cost = Metric.lowerIsBetter("cost", sample -> {      // a metric of your own
            double sum = 0, total = 0;
            for (int i = 0; i < sample.size(); i++) {
                sum += sample.truth(i) == sample.predicted(i) ? 0 : sample.weight(i) * (sample.truth(i) ? 5 : 1);
                total += sample.weight(i);
            }
            return sum / total;
        });
        Evaluation<BinarySample> evaluation = Evaluation.classification(model, test).positive("bad")
                .metrics(BinaryMetric.AUC, BinaryMetric.BRIER, cost)
                .slices("Home").slice("young", row -> row.number("Age") < 30)     // any column, any condition
                .searchSlices().seed(42);                                         // and where it errs most
        EvaluationReport report = evaluation.run();   // intervals, trivial baseline beside, report().toHtml()

        ModelComparison versus = report.compareWith(Evaluation.classification(champion, test).positive("bad").run())
                .withMargin("auc", 0.02);             // DeLong, McNemar, paired bootstrap on the same rows
        boolean safe = versus.difference("auc").isNotInferior();

        CrossValidationReport folds = CrossValidation.stratified(5).seed(42).classification(loans, "Status",
                train -> Trainers.fit(Trainers.LOGISTIC, train, 42), answers -> answers.positive("bad"));
        Measurement mean = folds.metric("auc");       // over folds, corrected as they share training rows
        // README
        assertThat(auc).hasToString("0.8333 [0.1523, 0.9929]");
        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.measurements()).containsOnlyKeys("auc", "brier", "cost");
        assertThat(report.slices()).anySatisfy(slice -> assertThat(slice.name()).isEqualTo("young"));
        assertThat(report.baseline()).containsKey("cost");
        assertThat(versus.difference("cost").difference().estimate()).isPresent();
        assertThat(versus.verdict("auc")).isNotEqualTo(MetricDifference.Verdict.WORSE);
        assertThat(safe).isTrue();
        assertThat(mean.orThrow().lower()).isGreaterThan(0.7);
    }
    // spotless:on

    @Test
    void aCalibratedModelIsRegisteredAndLoadedAsAWhole(@TempDir Path folder) throws IOException {
        Table loans = Loans.servedFromTheStart(Loans.read(Optional.empty()));
        var split = loans.split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));
        CalibratedClassifier model = CalibratedClassifier.fit(
                Trainers.fit(Trainers.LOGISTIC, split.train(), 42), split.validation(), CalibrationMethod.ISOTONIC);
        try (Workspace workspace = Workspace.open(folder, o -> o.actor(Actor.of("Ann")))) {
            RunRecord run = workspace
                    .tracker()
                    .run("credit", "calibrated", r -> r.model(model).record());
            ModelVersion version = workspace.registry().model("credit").register(run);
            StorableModel<Row, ClassScores> loaded =
                    version.load(CalibratedClassifier.codec(TribuoCodec.classification()));
            assertThat(loaded.predictAll(split.test())).isEqualTo(model.predictAll(split.test()));
            assertThat(version.format()).isEqualTo("holdfast-calibrated/1(tribuo-protobuf/1)");
        }
    }

    @Test
    void theReadmeShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        List<String> shown = lines.subList(from, lines.lastIndexOf("        // README"));
        assertThat(shown).hasSizeLessThanOrEqualTo(25);
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("```java\n" + String.join("\n", shown).indent(-8) + "```\n");
    }
}
