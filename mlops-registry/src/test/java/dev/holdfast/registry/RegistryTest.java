// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.Row;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Undefined;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryTest {
    private static final Actor ANNA = Actor.of("anna", "trainer");
    private static final Actor BEN = Actor.of("ben", "risk");
    private static final Actor CARLA = Actor.of("carla");
    private static final PromotionPolicy NONE = PromotionPolicy.of();

    private Path folder;

    private final ManualClock clock = new ManualClock();
    private Workspace workspace;
    private RegisteredModel credit;

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        workspace = backing().open(folder.resolve("w"), o -> o.clock(clock).actor(ANNA));
        credit = workspace.registry().model("credit");
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private RunRecord run(double threshold, Evidence... evidence) {
        return workspace.tracker().run("credit", "threshold", run -> {
            run.parameter("threshold", threshold).model(new ThresholdModel(threshold));
            for (Evidence each : evidence) {
                run.evidence(each);
            }
            return run.record();
        });
    }

    private ModelVersion promoted(ModelVersion version) {
        return credit.promote(version)
                .to("champion")
                .as(BEN)
                .under(NONE)
                .because("test")
                .orThrow();
    }

    @Test
    void aVersionLoadsTheModelThatTheRunStored() {
        ModelVersion version = credit.register(
                run(50), Attachment.of("baseline", "text/plain", "bins".getBytes(StandardCharsets.UTF_8)));

        assertThat(version.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
        assertThat(version).hasToString("credit version 1");
        assertThat(version.attachment("baseline"))
                .isEqualTo(Attachment.of("baseline", "text/plain", "bins".getBytes(StandardCharsets.UTF_8)));
        assertThat(version.attachmentNames()).containsExactly("baseline");
        assertThat(version.author()).isEqualTo(ANNA);
        assertThat(version.registeredAt()).isEqualTo(clock.instant());
        assertThat(version.signature()).isEqualTo(new ThresholdModel(50).signature());
        assertThat(version.parameterDigest()).isEqualTo(new ThresholdModel(50).parameterDigest());
        assertThat(version.provenance()).containsEntry("trainer", "threshold");
        assertThat(version.format()).isEqualTo("threshold/1");
        assertThat(version.state()).isEqualTo(VersionState.READY);
        assertThat(Digests.of(version.manifest())).isEqualTo(version.digest());
        assertThat(credit.version(1)).isEqualTo(version).hasSameHashCodeAs(version);
        assertThat(workspace.registry().models())
                .extracting(RegisteredModel::name)
                .containsExactly("credit");
    }

    @Test
    void anUnknownVersionOrAttachmentIsNamedWithThoseThatAreThere() {
        ModelVersion version = credit.register(run(50));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.version(7))
                .withMessage("model 'credit' has no version 7; its versions are [1]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> version.attachment("baseline"))
                .withMessage("no attachment 'baseline'; credit version 1 has []");
    }

    @Test
    void onlyACompletedRunWithAModelIsRegistered() {
        RunRecord empty = workspace.tracker().run("credit", "empty", run -> run.record());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.register(empty))
                .withMessage("expected a run that stored a model, got 'empty', which stored none");

        workspace.tracker().run("credit", "early", run -> {
            run.model(new ThresholdModel(1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> credit.register(run.record()))
                    .withMessage("expected a completed run, got 'early', RUNNING");
            return true;
        });
        assertThat(credit.versions()).isEmpty();
    }

    @Test
    void anAttachmentNamedTwiceIsRefused() {
        Attachment one = Attachment.of("card", "text/plain", new byte[] {1});
        RunRecord run = workspace
                .tracker()
                .run(
                        "credit",
                        "threshold",
                        r -> r.model(new ThresholdModel(1)).attachment(one).record());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> credit.register(run, one))
                .withMessage("attachment 'card' is given twice: name each attachment of the run and of the"
                        + " registration once");
        assertThat(credit.register(run).attachment("card")).isEqualTo(one);
    }

    @Test
    void aVersionIsNotMadeWhenBytesAreDamagedOrGone() throws IOException {
        RunRecord run = run(50);
        Path blob = blobOf(run);
        Files.writeString(blob, "threshold 51.0");

        assertThatThrownBy(() -> credit.register(run))
                .isInstanceOfSatisfying(StorageException.class, e -> {
                    assertThat(e.reason()).isEqualTo(StorageException.Reason.CORRUPT);
                    assertThat(e.place()).isEqualTo(blob.toString());
                })
                .hasMessageContaining("is damaged: expected 14 bytes with SHA-256");
        // What is damaged was set aside, and stays damaged.
        assertThat(blob).doesNotExist();
        assertThatThrownBy(() -> credit.register(run))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.CORRUPT));
        RunRecord gone = run(60);
        Files.delete(blobOf(gone));
        assertThatThrownBy(() -> credit.register(gone))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(StorageException.Reason.MISSING));
        assertThat(credit.versions()).isEmpty();
    }

    @Test
    void theCodecNeverSeesDamagedBytes() throws IOException {
        RunRecord run = run(50);
        ModelVersion version = credit.register(run);
        Files.writeString(blobOf(run), "threshold 51.0");
        ModelCodec<Row, ClassScores> codec = new ModelCodec<>() {
            @Override
            public String format() {
                return ThresholdModel.FORMAT;
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) {
                throw new AssertionError("damaged bytes reached the codec");
            }
        };

        assertThatThrownBy(() -> version.load(codec)).isInstanceOf(StorageException.class);
    }

    @Test
    void aCodecOfAnotherFormatIsRefused() {
        ModelVersion version = credit.register(run(50));
        ModelCodec<Row, ClassScores> other = new ModelCodec<>() {
            @Override
            public String format() {
                return "onnx/1";
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) {
                throw new AssertionError("not reached");
            }
        };

        assertThatIllegalArgumentException()
                .isThrownBy(() -> version.load(other))
                .withMessage("expected a codec of the format 'threshold/1', got one of 'onnx/1'");
    }

    @Test
    void theManifestIsTheSameForTheSameContentsAndAnotherForOthers() {
        RunRecord run = run(50);
        ModelVersion one = credit.register(run);
        ModelVersion two = credit.register(run);

        assertThat(one.digest()).isNotEqualTo(two.digest());
        assertThat(one.manifest().replace("\"version\":1", "\"version\":2")).isEqualTo(two.manifest());
        assertThat(one).isNotEqualTo(two);
    }

    @Test
    void eightThreadsThatRegisterGetDistinctNumbersWithoutGaps() throws Exception {
        RunRecord run = run(50);
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            List<Callable<Long>> tasks =
                    java.util.Collections.nCopies(40, () -> credit.register(run).number());
            Stream<Long> numbers = executor.invokeAll(tasks).stream().map(RegistryTest::get);
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(java.util.stream.LongStream.rangeClosed(1, 40)
                            .boxed()
                            .toList());
        } finally {
            executor.shutdown();
        }
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException | java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aPromotionMovesTheAliasAndKeepsItsHistory() {
        ModelVersion one = credit.register(run(50));
        ModelVersion two = credit.register(run(60));
        assertThat(credit.alias("champion")).isEmpty();
        assertThat(credit.aliasRevision("champion")).isZero();

        promoted(one);
        clock.advance(Duration.ofDays(1));
        Promotion promotion =
                credit.promote(two).to("champion").as(BEN).under(NONE).because("better");

        assertThat(promotion).isInstanceOfSatisfying(Promotion.Promoted.class, promoted -> {
            assertThat(promoted.change())
                    .isEqualTo(new AliasChange(
                            "credit",
                            "champion",
                            2,
                            2,
                            OptionalLong.of(1),
                            AliasChange.Kind.PROMOTION,
                            BEN,
                            "better",
                            clock.instant(),
                            java.util.Optional.empty()));
            assertThat(promoted.outcome()).isEqualTo(Outcome.PASSED);
        });
        assertThat(credit.alias("champion")).contains(two);
        assertThat(credit.aliases()).containsExactly("champion");
        assertThat(credit.aliasRevision("champion")).isEqualTo(2);
        assertThat(credit.aliasHistory("champion"))
                .extracting(AliasChange::version)
                .containsExactly(1L, 2L);
    }

    @Test
    void rollbacksGoBackStepByStep() {
        for (int i = 1; i <= 3; i++) {
            promoted(credit.register(run(i)));
        }

        assertThat(credit.rollback("champion").as(BEN).because("complaints").number())
                .isEqualTo(2);
        assertThat(credit.rollback("champion").as(BEN).because("more").number()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback("champion").as(BEN).because("even more"))
                .withMessage("the alias 'champion' of model 'credit' has named no other version before version 1 that"
                        + " could be gone back to");
        promoted(credit.version(3));
        assertThat(credit.rollback("champion").as(BEN).because("again").number())
                .isEqualTo(1);
        assertThat(credit.aliasHistory("champion"))
                .extracting(AliasChange::kind)
                .endsWith(AliasChange.Kind.PROMOTION, AliasChange.Kind.ROLLBACK);
    }

    @Test
    void aRollbackPassesOverRetiredVersions() {
        for (int i = 1; i <= 3; i++) {
            promoted(credit.register(run(i)));
        }
        ModelVersion retired = credit.retire(credit.version(2), BEN, "biased");

        assertThat(retired.state()).isEqualTo(VersionState.RETIRED);
        assertThat(credit.rollback("champion").as(BEN).because("why").number()).isEqualTo(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> promoted(retired))
                .withMessage("credit version 2 is retired; no alias can name it");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.retire(credit.version(1), BEN, "why"))
                .withMessage("credit version 1 cannot be retired, [champion] names it; move the alias first");
    }

    @Test
    void aRollbackOfAnAliasThatWasNeverSetSaysSo() {
        credit.register(run(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback("champion").as(BEN).because("why"))
                .withMessage("the alias 'champion' of model 'credit' names no version yet");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback("champion").because("why"))
                .withMessage("a rollback needs the actor: call as(...) first");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.rollback("champion").as(BEN).as(CARLA))
                .withMessage("the actor is given twice: Actor[name=ben, roles=[risk]] and Actor[name=carla, roles=[]]");
    }

    @Test
    void aPromotionNeedsEachPartOnce() {
        ModelVersion version = credit.register(run(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> credit.promote(version).as(BEN).under(NONE).because("why"))
                .withMessage("a promotion needs the alias: call to(...) first");
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> credit.promote(version).to("champion").under(NONE).because("why"))
                .withMessage("a promotion needs the actor: call as(...) first");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.promote(version).to("champion").as(BEN).because("why"))
                .withMessage("a promotion needs the policy: call under(...) first");
        assertThatIllegalStateException()
                .isThrownBy(() -> credit.promote(version).to("champion").to("shadow"))
                .withMessage("the alias is given twice: champion and shadow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model("other").promote(version))
                .withMessage("expected a version of 'other', got credit version 1");
    }

    @Test
    void aPromotionThatExpectsAnotherRevisionIsRefused() {
        ModelVersion one = credit.register(run(1));
        promoted(one);
        ModelVersion two = credit.register(run(2));

        Promotion late = credit.promote(two)
                .to("champion")
                .as(BEN)
                .under(NONE)
                .expecting(0)
                .because("why");

        assertThat(late.failed())
                .containsExactly(
                        new GateResult("expecting(0)", Outcome.FAILED, "revision 0 of champion", "revision 1"));
        assertThat(credit.alias("champion")).contains(one);
        assertThat(credit.promote(two)
                        .to("champion")
                        .as(BEN)
                        .under(NONE)
                        .expecting(1)
                        .because("why"))
                .isInstanceOf(Promotion.Promoted.class);
    }

    @Test
    void aGateIsAskedAgainWhenSomebodyMovesTheAliasMeanwhile() {
        ModelVersion one = credit.register(run(1));
        ModelVersion two = credit.register(run(2));
        List<Boolean> asked = new java.util.ArrayList<>();
        Gate slow = candidate -> {
            boolean first = asked.isEmpty();
            asked.add(true);
            if (first) {
                promoted(one);
            }
            return new GateResult("slow", Outcome.PASSED, "nothing", "nothing");
        };

        Promotion promotion = credit.promote(two)
                .to("champion")
                .as(BEN)
                .under(PromotionPolicy.of(slow))
                .because("why");

        assertThat(promotion).isInstanceOf(Promotion.Promoted.class);
        assertThat(asked).hasSize(2);
        assertThat(credit.aliasRevision("champion")).isEqualTo(2);
    }

    @Test
    void everyChangeIsAuditedWithItsActor() {
        ModelVersion version = credit.register(run(1));
        credit.approve(version, BEN, "looked at it");
        promoted(version);
        PromotionPolicy strict = PromotionPolicy.of(Gates.approvals(2));
        credit.promote(version).to("shadow").as(CARLA).under(strict).because("hope");
        promoted(credit.register(run(2)));
        credit.rollback("champion").as(BEN).because("worse");
        credit.retire(credit.version(2), CARLA, "worse");

        assertThat(workspace.audit().entries())
                .extracting(AuditEntry::action)
                .containsExactly(
                        "run.started",
                        "run.ended",
                        "version.registered",
                        "version.approved",
                        "alias.promoted",
                        "promotion.refused",
                        "run.started",
                        "run.ended",
                        "version.registered",
                        "alias.promoted",
                        "alias.rolled-back",
                        "version.retired");
        assertThat(workspace.audit().entries().get(5).actor()).isEqualTo(CARLA);
        assertThat(workspace.audit().entries().get(5).payload()).contains("\"failed\":[\"Gates.approvals(2)\"]");
        assertThat(workspace.audit().entries().get(5).remarks().orElseThrow())
                .contains("\"gate\":\"Gates.approvals(2)\"", "\"observed\":\"1, by ben\"", "\"reason\":\"hope\"");
        assertThat(workspace.audit().verify().orThrow().entries()).isEqualTo(12);
    }

    @Test
    void evidenceComesBackAsItWasAndAnEvaluationGoesBeforeOthers() {
        Examination other = new Examination(
                "contract",
                Outcome.WARNED,
                "odd",
                java.util.Map.of("auc", new Undefined("not mine")),
                dev.holdfast.report.Report.titled("contract").text("odd").build());
        Examination evaluation = Examination.evaluation("auc", 0.8, 0.05);

        ModelVersion version = credit.register(run(1, evaluation, other));

        assertThat(version.metrics())
                .containsExactly(
                        java.util.Map.entry("auc", evaluation.measurements().get("auc")));
        assertThat(version.evidence())
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first.measurements()).isEqualTo(evaluation.measurements()),
                        second -> assertThat(second.report()).isEqualTo(other.report()));
        assertThat(version.evidence().get(1)).hasToString("contract: WARNED, odd");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "C:\\windows\\system32",
                "CON",
                "a/b",
                ".",
                "trailing. ",
                "x'; DROP TABLE hf_model; --",
                "\u0130stanbul",
                "\uD83D\uDE00"
            })
    void aHostileNameIsDataAndNeverAPath(String name) throws IOException {
        Set<Path> before = outside();
        RegisteredModel model = workspace.registry().model(name);
        RunRecord run = workspace
                .tracker()
                .run(
                        name,
                        name,
                        r -> r.parameter(name, name)
                                .tag(name, name)
                                .metric(name, 1)
                                .model(new ThresholdModel(1))
                                .attachment(Attachment.of(name, name, new byte[] {1}))
                                .record());
        ModelVersion version = model.register(run);
        model.promote(version).to(name).as(Actor.of(name)).under(NONE).because(name);

        assertThat(model.alias(name)).contains(version);
        assertThat(version.attachmentNames()).containsExactly(name);
        assertThat(run.parameters()).containsEntry(name, name);
        assertThat(workspace.registry().models())
                .extracting(RegisteredModel::name)
                .containsExactly(name);
        assertThat(workspace.audit().verify().intact()).isTrue();
        assertThat(outside()).isEqualTo(before);
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.map(each -> each.getFileName().toString()))
                    .allMatch(
                            file -> file.matches("[0-9a-f]|[0-9a-f]{63}|blobs|tmp|w|holdfast\\.(json|db|db-wal|db-shm)")
                                    || file.equals(folder.getFileName().toString()));
        }
    }

    private Set<Path> outside() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.collect(java.util.stream.Collectors.toSet());
        }
    }

    @Test
    void aNameThatCannotBeStoredIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model(""))
                .withMessage("the name of a model must have 1 to 500 characters, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model("x".repeat(501)))
                .withMessage("the name of a model must have 1 to 500 characters, got 501");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> workspace.registry().model("a\0b"))
                .withMessage("the name of a model cannot hold the character NUL, got one at index 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Actor.of("a\uD800b"))
                .withMessage(
                        "the name of an actor must be well-formed Unicode, got half of a surrogate pair at index 1");
    }

    private Path blobOf(RunRecord run) {
        String digest = run.model().orElseThrow().blob().digest();
        return folder.resolve("w/blobs").resolve(digest.substring(0, 1)).resolve(digest.substring(1));
    }
}
