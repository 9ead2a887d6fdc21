// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.tracking.DatasetRole.TRAINING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.deployment.Deployment;
import dev.holdfast.drift.Baseline;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.model.ClassScores;
import dev.holdfast.monitor.ModelMonitor;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.tribuo.TribuoTrainer;
import dev.holdfast.validation.DataContract;
import dev.holdfast.workspace.Workspace;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

class ReadmeTest {
    private static final Path SOURCE = Path.of("src", "test", "java", "dev", "holdfast", "examples", "ReadmeTest.java");

    @Test
    void theExampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
        Path csv = folder.resolve("loans.csv");
        try (InputStream in = Objects.requireNonNull(Loans.class.getResourceAsStream(Loans.BUILT_IN))) {
            Files.copy(in, csv);
        }
        assertThat(championOf(csv, folder.resolve("workspace"))).isBetween(0.0, 1.0);
        try (Workspace workspace = Workspace.open(folder.resolve("workspace"))) {
            assertThat(workspace.registry().model("credit").alias("champion"))
                    .map(ModelVersion::number)
                    .contains(1L);
        }
    }

    // spotless:off
    private static double championOf(Path csv, Path folder) {
        // README
        Table loans = Csv.read(csv);
        DataContract.named("loans").column("Age", c -> c.integer().required().between(18, 100)).build().check(loans).orThrow();
        Split split = loans.split(Splits.stratified("Status", 0.6, 0.2, 0.2).seed(42));
        FeatureSpec features = FeatureSpec.of(loans.schema()).target("Status");
        TrainedClassifier model = TribuoTrainer.classification(seed -> new LogisticRegressionTrainer(), features)
                .seed(42).train(split.train());                               // features travel inside the model
        EvaluationReport quality = Evaluation.classification(model, split.test()).positive("bad").run();

        Actor ann = Actor.of("Ann", "data-scientist"), bob = Actor.of("Bob", "risk-officer");
        try (Workspace workspace = Workspace.open(folder, o -> o.actor(ann))) {
            RunRecord run = workspace.tracker().run("credit", "logistic", r ->
                    r.dataset(TRAINING, "loans", split.train()).evidence(quality).model(model).record());
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion version = credit.register(run, Baseline.of(model, split.train()).toAttachment());
            credit.approve(version, bob, "good enough to start with");
            credit.promote(version).to("champion").as(bob)
                    .under(PromotionPolicy.of(Gates.metric("auc").atLeast(0.7), Gates.approvals(1)))
                    .because("first model").orThrow();                        // or read which gates failed, and why
            try (ModelMonitor monitor = ModelMonitor.of(Baseline.from(version.attachment("baseline")))
                            .onAlert(alert -> System.err.println(alert.reason())).open();
                    Deployment<Row, ClassScores> deployment = Deployment.of(credit, TribuoCodec.classification())
                            .champion("champion").listener(monitor).open()) {
                return deployment.predict(split.test().row(0)).score("bad"); // swap and roll back while it serves
            }
        }
        // README
    }
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        String shown = String.join("\n", lines.subList(from, lines.lastIndexOf("        // README")))
                .indent(-8);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "```\n");
    }
}
