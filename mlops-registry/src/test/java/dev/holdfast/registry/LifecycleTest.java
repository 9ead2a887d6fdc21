// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.Table;
import dev.holdfast.model.Attachment;
import dev.holdfast.report.Evidence;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.GarbageReport;
import dev.holdfast.workspace.Workspace;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From staging to the tombstone. */
class LifecycleTest {
    private static final Actor ANNA = Actor.of("Anna", "data-scientist");
    private static final Actor BEN = Actor.of("Ben", "risk-officer");

    private record Loan(double income, String status) {}

    private final ManualClock clock = new ManualClock();
    private final Table loans = Table.of(Loan.class, List.of(new Loan(10, "bad"), new Loan(90, "good")));
    private Path folder;
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary.resolve("w");
        workspace = backing().open(folder, o -> o.clock(clock).actor(ANNA));
        credit = workspace.registry().model("credit");
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    private RunRecord run(double threshold, Evidence... evidence) {
        return workspace.tracker().run("credit", "threshold", run -> {
            run.dataset(DatasetRole.TRAINING, "loans", loans).model(new ThresholdModel(threshold));
            for (Evidence each : evidence) {
                run.evidence(each);
            }
            return run.record();
        });
    }

    private Path file(String digest) {
        return folder.resolve("blobs").resolve(digest.substring(0, 1)).resolve(digest.substring(1));
    }

    private static String modelDigest(ModelVersion version) {
        return version.contents().content().blob().digest();
    }

    private void promote(ModelVersion version) {
        credit.promote(version)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of())
                .because("t")
                .orThrow();
    }

    @Test
    void aStagedVersionIsReadyOnceItsBytesWereVerified() throws Exception {
        ModelVersion staged = credit.stage(run(50));
        assertThat(staged.state()).isEqualTo(VersionState.STAGED);
        assertThatIllegalStateException()
                .isThrownBy(() -> staged.load(ThresholdModel.codec()))
                .withMessage("credit version 1 is staged; call RegisteredModel.complete(version) first, which verifies"
                        + " its bytes");
        assertThatIllegalStateException()
                .isThrownBy(() -> promote(staged))
                .withMessage("credit version 1 is staged; no alias can name it");

        byte[] bytes = Files.readAllBytes(file(modelDigest(staged)));
        Files.delete(file(modelDigest(staged)));
        assertThatThrownBy(() -> credit.complete(staged, BEN))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThat(credit.version(1).state()).isEqualTo(VersionState.STAGED);

        Files.write(file(modelDigest(staged)), bytes);
        ModelVersion ready = credit.complete(staged, BEN);
        assertThat(ready.state()).isEqualTo(VersionState.READY);
        assertThat(ready).isEqualTo(staged);
        assertThat(ready.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.complete(ready, BEN))
                .withMessage("credit version 1 is ready; only a staged version becomes ready");
        assertThat(workspace.registry().verify().orThrow().versions()).isEqualTo(1);
        assertThat(workspace.audit().entries())
                .extracting(AuditEntry::action)
                .containsSubsequence("version.staged", "version.ready");
    }

    @Test
    void aDeprecatedVersionKeepsItsAliasesAndGetsNoOther() {
        ModelVersion version = credit.register(run(50));
        promote(version);

        assertThat(credit.deprecate(version, BEN, "old").state()).isEqualTo(VersionState.DEPRECATED);

        assertThat(credit.alias("champion")).contains(version);
        assertThatIllegalStateException()
                .isThrownBy(() -> promote(version))
                .withMessage("credit version 1 is deprecated; no alias can name it");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.deprecate(version, BEN, "again"))
                .withMessage("credit version 1 is deprecated; only a ready version becomes deprecated");
        assertThat(workspace.registry().verify().intact()).isTrue();
    }

    @Test
    void whatIsReferencedCannotBeDeletedAndTheRefusalNamesTheReferences() {
        ModelVersion version = credit.register(run(50));
        promote(version);
        credit.approve(version, BEN, "fine");
        credit.hold(version, "deployment eu-1", BEN, "served there");

        assertThatIllegalStateException()
                .isThrownBy(() -> credit.delete(version, ANNA, "tidy"))
                .withMessage(
                        "credit version 1 cannot be deleted, it is referenced by the alias 'champion', the approval"
                                + " of Ben, the hold of 'deployment eu-1'; take these references away first, or retire the"
                                + " version");
        assertThat(credit.versions()).containsExactly(version);
        assertThat(credit.holds(version))
                .containsExactly(new Hold("deployment eu-1", BEN, "served there", clock.instant(), Optional.empty()));
        assertThat(credit.release(version, "deployment eu-1", BEN, "moved")).isTrue();
        assertThat(credit.release(version, "deployment eu-1", BEN, "moved")).isFalse();
        assertThat(credit.holds(version)).isEmpty();
    }

    @Test
    void aDeletionLeavesATombstoneAndItsNumberIsNeverUsedAgain() {
        ModelVersion first = credit.register(run(50), Attachment.of("notes", "text/plain", new byte[] {1, 2, 3}));
        RunRecord run = run(60);
        ModelVersion second = credit.register(run);
        promote(first);
        promote(second);
        promote(first);

        Tombstone tombstone = credit.delete(second, BEN, "trained on the wrong data");

        assertThat(credit.versions()).containsExactly(first);
        assertThat(credit.tombstones()).containsExactly(tombstone);
        assertThat(tombstone)
                .isEqualTo(new Tombstone(
                        "credit", 2, second.digest(), run.id(), BEN, "trained on the wrong data", clock.instant()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.version(2))
                .withMessage("credit version 2 was deleted at 2026-03-01T12:00:00Z by Ben: trained on the wrong data");
        assertThatIllegalArgumentException().isThrownBy(() -> credit.delete(second, BEN, "again"));
        assertThat(credit.register(run(70)).number()).isEqualTo(3);
        credit.delete(credit.version(3), BEN, "x");
        assertThat(credit.register(run(70)).number()).isEqualTo(4);
        assertThat(workspace.registry().verify().intact()).isTrue();
        // What an alias named before is passed over when it is gone.
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback("champion").as(BEN).because("t"))
                .withMessageContaining("has named no other version");
    }

    @Test
    void aModelWhoseVersionsAreAllDeletedIsListedNoMoreAndCountsOn() {
        credit.delete(credit.register(run(50)), BEN, "x");

        assertThat(workspace.registry().models()).isEmpty();
        assertThat(credit.register(run(60)).number()).isEqualTo(2);
    }

    @Test
    void theBytesOfADeletedVersionAreCollectedOnceNothingNamesThem() {
        RunRecord run = run(50);
        ModelVersion version = credit.register(run, Attachment.of("notes", "text/plain", new byte[] {1, 2, 3}));
        String notes = Objects.requireNonNull(version.contents().attachments().get("notes"))
                .blob()
                .digest();
        workspace.blobs().put(out -> out.write("stray".getBytes(StandardCharsets.UTF_8)));
        credit.delete(version, BEN, "x");

        assertThat(workspace.garbage().collect().marked()).as("leased still").isZero();
        clock.advance(Duration.ofHours(25));
        GarbageReport marking = workspace.garbage().collect();
        assertThat(marking.marked()).isEqualTo(2);
        assertThat(marking.waiting()).isEqualTo(2);
        assertThat(marking.waitingBytes()).isEqualTo(8);
        assertThat(file(notes)).exists();
        clock.advance(Duration.ofHours(23));
        assertThat(workspace.garbage().collect().deleted())
                .as("within the grace")
                .isZero();
        clock.advance(Duration.ofHours(2));
        GarbageReport deletion = workspace.garbage().collect();

        assertThat(deletion.deleted()).isEqualTo(2);
        assertThat(deletion.deletedBytes()).isEqualTo(8);
        assertThat(file(notes)).doesNotExist();
        assertThat(file(modelDigest(version))).as("the run names it").exists();
        assertThat(workspace.audit().entries()).extracting(AuditEntry::action).contains("blobs.collected");
        assertThat(workspace.audit().verify().intact()).isTrue();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.garbage().grace(Duration.ofSeconds(-1)))
                .withMessage("a grace must be at least 0, got PT-1S");
    }

    @Test
    void whatIsStoredAgainWhileItIsMarkedIsRescued() {
        workspace.blobs().put(out -> out.write(7));
        clock.advance(Duration.ofHours(25));
        assertThat(workspace.garbage().collect().marked()).isEqualTo(1);

        ModelVersion version = credit.register(run(50), Attachment.of("seven", "text/plain", new byte[] {7}));
        clock.advance(Duration.ofHours(50));
        GarbageReport report = workspace.garbage().grace(Duration.ZERO).collect();

        assertThat(report.deleted()).isZero();
        assertThat(version.attachment("seven").content()).containsExactly(7);
    }

    @Test
    void lineageLeadsFromDataToVersionsAndBackAlsoWhenTheyAreDeleted() {
        RunRecord run = run(50, Examination.evaluation("auc", 0.8, 0.1));
        ModelVersion kept = credit.register(run);
        ModelVersion deleted = credit.register(run(60));
        credit.delete(deleted, BEN, "x");
        workspace.registry().model("other").register(run);

        Lineage lineage = workspace.registry().lineage();
        assertThat(lineage.versionsThatSaw(loans.fingerprint()))
                .containsExactly(
                        new Lineage.Sighting(
                                "credit",
                                1,
                                kept.digest(),
                                DatasetRole.TRAINING,
                                "loans",
                                Optional.of(VersionState.READY)),
                        new Lineage.Sighting(
                                "credit", 2, deleted.digest(), DatasetRole.TRAINING, "loans", Optional.empty()),
                        new Lineage.Sighting(
                                "other",
                                1,
                                workspace.registry().model("other").version(1).digest(),
                                DatasetRole.TRAINING,
                                "loans",
                                Optional.of(VersionState.READY)));
        assertThat(lineage.versionsThatSaw("0".repeat(64))).isEmpty();
        assertThat(lineage.versionsOf(run.id()))
                .extracting(Lineage.Descendant::model)
                .containsExactly("credit", "other");
        assertThat(lineage.versionsWith(modelDigest(kept)))
                .extracting(Lineage.Descendant::model)
                .containsExactly("credit", "other");
        assertThat(lineage.run(kept)).contains(run);
        assertThat(kept.datasets())
                .containsExactly(new DatasetUse(DatasetRole.TRAINING, "loans", loans.fingerprint(), 2));
    }

    @Test
    void versionsAreFoundByStateAliasTagMetricAndDataSet() {
        List<ModelVersion> versions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            versions.add(credit.register(run(i, Examination.evaluation("auc", 0.70 + i / 50.0, 0.01))));
        }
        ModelVersion other = workspace.registry().model("other").register(run(50));
        promote(versions.get(3));
        credit.tag(versions.get(1), "region", "us", BEN);
        credit.tag(versions.get(1), "region", "eu", BEN);
        credit.retire(versions.get(0), BEN, "old");
        assertThat(credit.tags(versions.get(1))).containsExactly(Map.entry("region", "eu"));

        assertThat(found(VersionCondition.state(VersionState.RETIRED))).containsExactly(versions.get(0));
        assertThat(found(VersionCondition.alias("champion"))).containsExactly(versions.get(3));
        assertThat(found(VersionCondition.tag("region", "eu"))).containsExactly(versions.get(1));
        assertThat(found(VersionCondition.metric("auc").atLeast(0.74)))
                .containsExactly(versions.get(4), versions.get(3), versions.get(2));
        assertThat(found(VersionCondition.metric("auc").above(0.74))).containsExactly(versions.get(4), versions.get(3));
        assertThat(found(VersionCondition.metric("auc").below(0.72))).containsExactly(versions.get(0));
        assertThat(found(VersionCondition.metric("auc").atMost(0.72).not().and(VersionCondition.model("credit"))))
                .containsExactly(versions.get(4), versions.get(3), versions.get(2));
        assertThat(found(VersionCondition.dataset(loans.fingerprint()))).hasSize(6);
        assertThat(found(VersionCondition.run(other.runId()).or(VersionCondition.alias("champion"))))
                .containsExactly(versions.get(3), other);
        assertThat(VersionCondition.state(VersionState.READY)
                        .and(VersionCondition.metric("auc").atLeast(0.8))
                        .not())
                .hasToString("not ((state = READY and metric \"auc\" >= 0.8))");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VersionCondition.metric("auc").above(Double.NaN))
                .withMessage("expected a number to compare the metric 'auc' with, got NaN");
    }

    private List<ModelVersion> found(VersionCondition condition) {
        VersionSearch search = workspace.registry().search(condition);
        List<ModelVersion> paged = new ArrayList<>();
        VersionSearch.Page page = search.limit(2).page();
        paged.addAll(page.versions());
        while (page.next().isPresent()) {
            page = search.limit(2).page(page.next().get());
            paged.addAll(page.versions());
        }
        assertThat(paged).isEqualTo(search.list());
        return paged;
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        workspace.registry().search(VersionCondition.any()).page("[1"))
                .withMessage("expected where a page begins, as Page.next() tells, got '[1'");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        workspace.registry().search(VersionCondition.any()).limit(0))
                .withMessage("a limit must be from 1 to 10,000, got 0");
        assertThat(workspace.registry().search(VersionCondition.any())).hasToString("search(any).limit(100)");
    }

    @Test
    void aModelThatMayBeSharedIsReadOnceAndTheOthersEachTime() throws Exception {
        ModelVersion version = credit.register(run(50));
        assertThat(version.load(ThresholdModel.codec())).isNotSameAs(version.load(ThresholdModel.codec()));
        assertThat(version.sizeBytes()).isEqualTo(Files.size(file(modelDigest(version))));
        try (Stream<Path> walk = Files.walk(folder.resolve("blobs"))) {
            assertThat(walk.filter(Files::isRegularFile)).hasSize(1);
        }
    }
}
