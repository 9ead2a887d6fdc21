// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.tracking.DatasetRole.TEST;
import static dev.holdfast.tracking.DatasetRole.TRAINING;
import static dev.holdfast.tracking.RunCondition.metric;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.stats.Estimate;
import dev.holdfast.tracking.Reproduction;
import dev.holdfast.tracking.Run;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.Tracker;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.tribuo.TribuoTrainer;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** What the README shows about tracking, as it stands there. */
class TrackingGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "TrackingGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns(@TempDir Path folder) throws IOException {
        Table loans = Loans.read(Optional.empty());
        Split split = loans.split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));
        Path notes = Files.writeString(folder.resolve("why.txt"), "it was late");
        assertThat(shows(folder, split, notes)).isInstanceOf(Reproduction.Identical.class);
        assertThat(Files.readString(folder.resolve("comparison.html"))).contains("Parameters that differ", "rate");
        try (Workspace copy = Workspace.open(folder.resolve("copy"))) {
            assertThat(copy.tracker().importFrom(folder.resolve("runs.jsonl")).imported())
                    .isEqualTo(4);
            assertThat(copy.tracker()
                            .artifacts(copy.tracker().runs("credit").get(0).id()))
                    .extracting(RunArtifact::path)
                    .containsExactly("notes/why.txt");
        }
    }

    // spotless:off
    private static Reproduction shows(Path folder, Split split, Path notes) {
        FeatureSpec features = FeatureSpec.of(split.train().schema()).target("Status");
        // README
        try (Workspace workspace = Workspace.open(folder.resolve("holdfast"))) { // or connect(dataSource, blobs)
            Tracker tracker = workspace.tracker();
            for (double rate : new double[] {0.01, 0.1, 1}) {
                tracker.run("credit", "logistic " + rate, run -> {         // an exception is a FAILED run
                    TrainedClassifier model = TribuoTrainer.classification(seed -> new LinearSGDTrainer(
                            new LogMulticlass(), new AdaGrad(rate), 5, 1000, 1, seed), features).seed(42).train(split.train());
                    EvaluationReport quality = Evaluation.classification(model, split.test()).positive("bad").run();
                    return run.parameter("rate", rate).dataset(TRAINING, "loans", split.train())
                            .dataset(TEST, "loans", split.test()).model(model).evidence(quality)
                            .metric("auc", auc(quality)).record();
                });
            }
            try (Run run = tracker.start("credit", "by hand")) {           // left without complete(), it has failed
                for (int epoch = 0; epoch < 20; epoch++) run.metric("loss", epoch, Math.exp(-epoch));
                run.artifact("notes/why.txt", notes).complete();
            }
            List<RunRecord> best = tracker.search(RunCondition.parse("metric(\"auc\") >= 0.7 and parameter(\"rate\") < 10"))
                    .orderBy(metric("auc").descending()).limit(3).list();  // or in Java: metric("auc").atLeast(0.7).and(...)
            tracker.compare(best).report().write(folder.resolve("comparison.html"));
            tracker.exportTo(folder.resolve("runs.jsonl"));                // importFrom: ids, bits and bytes as they were
            return tracker.reproduce(best.get(0), TribuoCodec.retrainer(), split.train()); // identical, or what differed
        }
        // README
    }
    // spotless:on

    private static double auc(EvaluationReport quality) {
        return ((Estimate) quality.metric("auc")).point();
    }

    @Test
    void theReadmeShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        List<String> shown = lines.subList(from, lines.lastIndexOf("        // README"));
        assertThat(shown).hasSizeLessThanOrEqualTo(26);
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("```java\n" + String.join("\n", shown).indent(-8) + "```\n");
    }
}
