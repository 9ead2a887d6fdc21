// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static dev.holdfast.registry.VersionCondition.metric;
import static dev.holdfast.registry.VersionCondition.state;
import static dev.holdfast.registry.VersionState.READY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Table;
import dev.holdfast.registry.card.CardFinding;
import dev.holdfast.registry.card.CardFinding.Rule;
import dev.holdfast.registry.card.CardNotes;
import dev.holdfast.registry.card.ModelCard;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.GarbageReport;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of cards, archives and clean-up. */
class VersionGuideTest {
    private record Loan(double income, String status) {}

    @Test
    void cardsArchivesAndCleanUp(@TempDir Path folder) throws IOException, NoSuchAlgorithmException {
        ManualClock clock = new ManualClock();
        Actor bob = Actor.of("Bob", "risk-officer");
        Table loans = Table.of(Loan.class, List.of(new Loan(10, "bad"), new Loan(90, "good")));
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Path page = folder.resolve("card.html");
        Path archive = folder.resolve("credit-1.zip");
        try (Workspace workspace = Workspace.open(folder.resolve("here"), o -> o.clock(clock));
                Workspace elsewhere = Workspace.open(folder.resolve("there"), o -> o.clock(clock))) {
            Registry registry = workspace.registry();
            RegisteredModel credit = registry.model("credit");
            RunRecord run = workspace
                    .tracker()
                    .run(
                            "credit",
                            "threshold",
                            r -> r.dataset(DatasetRole.TRAINING, "loans", loans)
                                    .evidence(Examination.evaluation("auc", 0.8, 0.1))
                                    .model(new ThresholdModel(50))
                                    .record());

            CardNotes notes = CardNotes.overview("Scores applications for small consumer loans.")
                    .owner("Risk team", "risk@example.org")
                    .license("Apache-2.0")
                    .useCase("Beside a loan officer")
                    .outOfScope("Mortgages")
                    .limitation("Applications of 2015 to 2017 only");
            ModelVersion version = credit.register(run, notes.toAttachment());
            ModelCard card = ModelCard.of(credit, version);
            List<CardFinding> missing = card.lint(Duration.ofDays(365), clock);
            Files.writeString(page, card.toHtml());

            registry.archive(version, card, archive, Keys.signer(keys));
            TrustPolicy trust = TrustPolicy.signedBy(Keys.verifier(keys.getPublic()));
            ModelVersion arrived = elsewhere.registry().importArchive(archive, trust, bob);

            List<Lineage.Sighting> saw = registry.lineage().versionsThatSaw(loans.fingerprint());
            List<ModelVersion> good = registry.search(metric("auc").atLeast(0.7).and(state(READY)))
                    .list();
            RegistryVerification whole = registry.verify();
            GarbageReport deleted = workspace.garbage().collect();

            assertThat(missing).extracting(CardFinding::rule).containsExactly(Rule.SLICE_METRIC, Rule.FAIRNESS);
            assertThat(arrived).isEqualTo(version);
            assertThat(saw).hasSize(1);
            assertThat(good).containsExactly(version);
            assertThat(whole.intact()).isTrue();
            assertThat(deleted.deleted()).isZero();
            assertThat(page).isNotEmptyFile();
        }
    }
}
