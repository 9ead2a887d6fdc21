// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.Exclusion;
import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessMeasure;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.FairnessVerdict;
import dev.holdfast.fairness.GroupMetrics;
import dev.holdfast.fairness.GroupMetricsReport;
import dev.holdfast.fairness.GroupRate;
import dev.holdfast.fairness.GroupTest;
import dev.holdfast.fairness.mitigation.Reweighing;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.stats.Measurement;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What the README shows about fairness, as it stands there. */
class FairnessGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "FairnessGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns() throws IOException {
        Table loans = Loans.servedFromTheStart(Loans.read(Optional.empty()));
        var split = loans.split(Splits.stratified("Status", 0.6, 0.4).seed(42));
        shows(split.train(), split.test());
    }

    // spotless:off
    private static void shows(Table train, Table test) {
        TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(
                Trainers.LOGISTIC.forSeed(), FeatureSpec.of(train.schema()).target("Status")).seed(42);
        // README
        Function<StorableModel<Row, ClassScores>, FairnessReport> audit = model -> Fairness.of(model, test)
                .favorable("good").sensitive("Age", 25, 40, 60).sensitive("Marital").intersections(2)
                .criterion(Criterion.demographicParity().atMost(0.05)).minimumGroup(30).seed(42).run();
        TrainedClassifier model = trainer.train(train);
        FairnessReport before = audit.apply(model);
        FairnessVerdict verdict = before.verdict();     // UNFAIR: the whole interval is above 0.05
        Measurement gap = before.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "Marital").value(); // 0.29
        List<Exclusion> leftOut = before.excluded();    // who was too few, and for what
        List<GroupTest> tests = before.tests(GroupRate.SELECTION_RATE);   // each group against all others; Holm, BH
        GroupMetricsReport scores = GroupMetrics.of(model, test, "Status", "good").by("Marital")
                .metric(BinaryMetric.AUC).metric(BinaryMetric.BRIER).run();      // or any function of your own

        int[] good = train.rows().mapToInt(row -> row.text("Status").equals("good") ? 1 : 0).toArray();
        String[] marital = train.rows().map(row -> row.text("Marital")).toArray(String[]::new);
        TrainedClassifier reweighed = trainer.train(train, Reweighing.fit(good, marital).weights());
        FairnessReport after = audit.apply(reweighed);
        Measurement left = after.disparity(FairnessMeasure.DEMOGRAPHIC_PARITY_DIFFERENCE, "Marital").value(); // 0.17
        Measurement accuracy = after.overall().rate(GroupRate.ACCURACY);        // beside that of before
        String html = after.report().toHtml();          // verdict, forest plots, who was left out and why
        // README
        assertThat(verdict).isEqualTo(FairnessVerdict.UNFAIR);
        assertThat(gap).hasToString("0.2901 [0.09967, 0.484]");
        assertThat(left).hasToString("0.1704 [0.0008285, 0.34]");
        assertThat(after.verdict()).isEqualTo(FairnessVerdict.INCONCLUSIVE);
        assertThat(before.overall().rate(GroupRate.ACCURACY)).hasToString("0.8245 [0.8019, 0.8451]");
        assertThat(accuracy).hasToString("0.8203 [0.7975, 0.8411]");
        assertThat(leftOut).anySatisfy(each -> assertThat(each.reason()).endsWith("fewer than the minimum of 30"));
        assertThat(tests).hasSize(before.groups().size());
        assertThat(scores.byGroup("auc")).containsKeys("single", "married");
        assertThat(html).contains("Left out of comparisons");
    }
    // spotless:on

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
