// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditExport;
import dev.holdfast.audit.AuditHead;
import dev.holdfast.data.Row;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.GateResult;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.Promotion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.Safeguards;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.signing.Verifier;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.tribuo.TribuoTrainer;
import dev.holdfast.workspace.Workspace;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows about the registry, as it stands there. */
class RegistryGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "RegistryGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns(@TempDir Path folder) throws Exception {
        Table loans = Loans.servedFromTheStart(Loans.read(Optional.empty()));
        var split = loans.split(Splits.stratified("Status", 0.6, 0.4).seed(42));
        TrainedClassifier model = TribuoTrainer.classification(
                        Trainers.LOGISTIC.forSeed(),
                        FeatureSpec.of(split.train().schema()).target("Status"))
                .seed(42)
                .train(split.train());
        shows(folder, model, split.test(), KeyPairGenerator.getInstance("EC").generateKeyPair());
    }

    // spotless:off
    private static void shows(Path folder, TrainedClassifier model, Table test, KeyPair keys) throws Exception {
        Actor ann = Actor.of("Ann", "data-scientist"), bob = Actor.of("Bob", "risk-officer"), eve = Actor.of("Eve", "model-owner");
        // README
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));       // or a key service of yours behind Signer and Verifier
        PromotionPolicy policy = PromotionPolicy.of(Gates.metric("auc").atConfidence(0.95).notWorseThan("champion", 0.01),
                Gates.approvals(2).inRoles("risk-officer", "model-owner").within(Duration.ofDays(30)), Gates.approverIsNotAuthor());
        try (Workspace workspace = Workspace.open(folder, o -> o.actor(ann).safeguards(Safeguards.none()
                .signer(Keys.signer(keys)).trust(TrustPolicy.signedBy(trusted.get(0)))))) {
            RunRecord run = workspace.tracker().run("credit", "logistic", r ->
                    r.evidence(Evaluation.classification(model, test).positive("bad").run()).model(model).record());
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion version = credit.register(run);                         // its number is never used again; signed
            credit.approve(version, bob, "every floor is cleared");              // of these contents, not of the number
            Promotion early = credit.promote(version).to("champion").as(bob).under(policy).because("first model");
            List<GateResult> missing = early.failed();                           // every failed gate, with what it saw
            credit.approve(version, eve, "fits the purpose");
            credit.promote(version).to("champion").as(bob).under(policy).because("first model").orThrow();
            StorableModel<Row, ClassScores> live = credit.aliased("champion").load(TribuoCodec.classification());  // verified first
            long then = credit.aliasAt("champion", Instant.now()).orElseThrow().version();        // what it named at any time

            workspace.audit().checkpoint(Keys.signer(keys));
            AuditHead anchor = workspace.audit().head();                         // to be written down elsewhere
            workspace.audit().verify(anchor, trusted).orThrow();                 // names the first entry changed, removed, cut off...
            try (Writer out = Files.newBufferedWriter(folder.resolve("audit.jsonl"))) {
                workspace.audit().export(out);                                   // verified without the database:
            }
            AuditExport.verify(folder.resolve("audit.jsonl"), anchor, trusted).orThrow();
            // README
            assertThat(missing).singleElement().hasToString("Gates.approvals(2).inRoles(\"risk-officer\", \"model-owner\")"
                    + ".within(PT720H): FAILED, expected 2 approvals of credit version 1 in the roles risk-officer, model-owner"
                    + " within PT720H, observed 1, by Bob [risk-officer]");
            assertThat(live.predict(test.row(0)).score("bad")).isBetween(0.0, 1.0);
            assertThat(then).isEqualTo(1);
        }
    }
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        int to = lines.indexOf("            // README");
        String shown = String.join("\n", lines.subList(from, to)).indent(-8);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "}\n```\n");
    }
}
