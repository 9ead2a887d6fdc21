// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.artifact.Blob;
import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.registry.AliasChange;
import dev.holdfast.registry.Approval;
import dev.holdfast.registry.Gates;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.registry.VersionState;
import dev.holdfast.report.Outcome;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetReference;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.EvidenceReference;
import dev.holdfast.tracking.MetricPoint;
import dev.holdfast.tracking.MetricValue;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunCondition;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whole workspaces of earlier schemas, as files that are never made again, are opened by this code with all that is in
 * them. When a schema is released, {@code -Dholdfast.corpus=DIR} writes the file of it, and its number is added below.
 */
class WorkspaceCorpusTest {
    private static final Actor ANNA = Actor.of("Anna \u0131", "trainer");
    private static final Actor BEN = Actor.of("Ben", "risk");
    private static final Actor CARLA = Actor.of("Carla");
    private static final PromotionPolicy POLICY =
            PromotionPolicy.of(Gates.approvals(1).inRoles("risk"), Gates.approverIsNotAuthor());
    private static final Table ROWS =
            Table.of(NumberColumn.of("Income", 10, 20, 60), TextColumn.of("City", "a", "b", "a"));
    private static final long[] BITS = {
        0x7ff8000000000123L,
        0xfff0000000000001L,
        Long.MIN_VALUE,
        Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY),
        1
    };
    private static final long[] STEPS = {5, 5, -3, Long.MAX_VALUE, Long.MIN_VALUE};

    @ParameterizedTest
    @ValueSource(ints = 4)
    void aWorkspaceOfAnEarlierSchemaIsOpenedWithAllThatIsInIt(int schema, @TempDir Path temporary)
            throws IOException, SQLException {
        Path folder = unpack("workspace-" + schema + ".zip", temporary);
        assertThat(schemaOf(folder)).isEqualTo(schema);

        try (Workspace workspace = open(folder, new ManualClock())) {
            assertTracked(workspace);
            assertRegistered(workspace);
            assertGoverned(workspace);
            assertThat(workspace.registry().verify().intact()).isTrue();
            goesOn(workspace);
        }
        assertThat(schemaOf(folder)).isGreaterThanOrEqualTo(schema);
        try (Workspace again = Workspace.open(folder, o -> o.migration(Migration.VALIDATE))) {
            assertTracked(again);
        }
    }

    private static Workspace open(Path folder, ManualClock clock) {
        return Workspace.open(folder, o -> o.clock(clock).actor(ANNA));
    }

    private static void assertTracked(Workspace workspace) throws IOException {
        Tracker tracker = workspace.tracker();
        assertThat(tracker.experiments()).startsWith("credit \u4e2d", "other");
        RunRecord whole =
                tracker.search(RunCondition.tag("team", "risk")).list().get(0);
        assertThat(whole.name()).isEqualTo("whole");
        assertThat(whole.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(whole.actor()).isEqualTo(ANNA);
        assertThat(whole.startedAt()).hasToString("2026-03-01T12:00:00Z");
        assertThat(whole.endedAt()).map(Object::toString).contains("2026-03-01T12:01:00Z");
        assertThat(whole.parameters())
                .containsExactly(
                        Map.entry("penalty", 0.01),
                        Map.entry("n", Long.MIN_VALUE),
                        Map.entry("nan", Double.NaN),
                        Map.entry("text", "a\n\"b\" \ud83d\ude00"),
                        Map.entry("flag", false));
        assertThat(tracker.history(whole.id(), "m").stream()
                        .mapToLong(point -> Double.doubleToRawLongBits(point.value()))
                        .toArray())
                .isEqualTo(BITS);
        assertThat(tracker.history(whole.id(), "m").stream()
                        .mapToLong(MetricPoint::step)
                        .toArray())
                .isEqualTo(STEPS);
        assertThat(whole.metrics()).containsEntry("auc", 0.75).containsEntry("m", Double.MIN_VALUE);
        assertThat(whole.datasets()).containsExactly(DatasetReference.of(DatasetRole.TRAINING, "loans", ROWS));
        assertThat(whole.evidence()).extracting(EvidenceReference::outcome).containsExactly(Outcome.PASSED);
        assertThat(tracker.evidence(whole)).extracting("summary").containsExactly("evaluated");
        assertThat(whole.environment()).containsKeys("java.version", "dependencies");
        assertThat(tracker.dependencies(whole)).isNotEmpty();
        for (RunArtifact artifact : tracker.artifacts(whole.id())) {
            try (InputStream in = tracker.open(artifact)) {
                assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("<svg/>");
            }
        }
        assertThat(tracker.artifacts(whole.id())).extracting(RunArtifact::path).containsExactly("plots/roc \u4e2d.svg");
        List<RunRecord> other = tracker.runs("other");
        assertThat(other).extracting(RunRecord::name).contains("failed", "part");
        RunRecord failed = tracker.search(RunCondition.named("failed")).list().get(0);
        assertThat(failed.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.type()).isEqualTo("java.lang.IllegalStateException");
            assertThat(failure.message()).isEqualTo("no data");
            assertThat(failure.stackDigest()).hasSize(64);
        });
        RunRecord part = tracker.search(RunCondition.named("part")).list().get(0);
        assertThat(part.parent()).contains(failed.id());
        try (Stream<Blob> blobs = workspace.blobs().list()) {
            List<Blob> all = blobs.toList();
            assertThat(all).hasSizeGreaterThanOrEqualTo(4);
            all.forEach(workspace.blobs()::verify);
        }
    }

    private static void assertRegistered(Workspace workspace) {
        RegisteredModel credit = workspace.registry().model("credit");
        assertThat(credit.versions()).extracting(ModelVersion::number).containsExactly(1L, 2L);
        assertThat(credit.tombstones())
                .singleElement()
                .satisfies(each -> assertThat(each.version()).isEqualTo(3));
        ModelVersion first = credit.version(1);
        assertThat(first.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
        StorableModel<Row, ClassScores> champion = credit.aliased("champion").load(ThresholdModel.codec());
        assertThat(champion.predict(ROWS.row(2)).best()).isEqualTo("good");
        assertThat(champion.predict(ROWS.row(0)).best()).isEqualTo("bad");
        assertThat(first.metrics()).containsOnlyKeys("auc");
        assertThat(first.attachment("notes").content()).isEqualTo("n\u0131".getBytes(StandardCharsets.UTF_8));
        assertThat(first.author()).isEqualTo(ANNA);
        assertThat(credit.version(2).state()).isEqualTo(VersionState.DEPRECATED);
        assertThat(credit.tags(first)).containsExactly(Map.entry("region", "eu"));
        assertThat(credit.amendment(first, "note")).contains("{\"text\":\"kept\"}");
        assertThat(credit.holds(first))
                .singleElement()
                .satisfies(hold -> assertThat(hold.holder()).isEqualTo("scoring"));
        assertThat(workspace.registry().lineage()).isNotNull();
    }

    private static void assertGoverned(Workspace workspace) {
        RegisteredModel credit = workspace.registry().model("credit");
        assertThat(credit.aliased("champion").number()).isEqualTo(1);
        assertThat(credit.aliasHistory("champion"))
                .extracting(AliasChange::kind)
                .containsExactlyInAnyOrder(
                        AliasChange.Kind.PROMOTION, AliasChange.Kind.PROMOTION, AliasChange.Kind.ROLLBACK);
        assertThat(credit.approvals(credit.version(1)))
                .extracting(Approval::actor)
                .containsExactly(BEN);
        assertThat(workspace.audit().verify().orThrow().entries()).isGreaterThan(15);
        List<AuditEntry> entries = workspace.audit().entries();
        assertThat(entries).extracting(AuditEntry::action).contains("run.started", "run.ended", "person.erased");
        assertThat(entries)
                .filteredOn(each -> each.actor().name().equals("Ben"))
                .isNotEmpty();
        assertThat(entries).extracting(each -> each.actor().name()).doesNotContain("Carla");
    }

    /** What was there before does not keep new things from being recorded. */
    private static void goesOn(Workspace workspace) {
        RunRecord run = workspace
                .tracker()
                .run(
                        "credit \u4e2d",
                        "new",
                        r -> r.metric("auc", 0.8).model(new ThresholdModel(55)).record());
        RegisteredModel credit = workspace.registry().model("credit");
        ModelVersion next = credit.register(run);
        assertThat(next.number()).isEqualTo(4);
        credit.approve(next, BEN, "again");
        credit.promote(next)
                .to("champion")
                .as(BEN)
                .under(POLICY)
                .because("newer")
                .orThrow();
        assertThat(credit.rollback("champion").as(BEN).because("older").number())
                .isEqualTo(1);
        assertThat(workspace.audit().verify().intact()).isTrue();
    }

    /** Writes the workspace that the test above reads; refuses to write one anew. */
    @Test
    @EnabledIfSystemProperty(named = "holdfast.corpus", matches = ".+")
    void theWorkspaceOfThisSchemaIsWritten(@TempDir Path temporary) throws IOException, SQLException {
        Path folder = temporary.resolve("w");
        ManualClock clock = new ManualClock();
        try (Workspace workspace = open(folder, clock)) {
            RunRecord whole = whole(workspace, clock);
            failed(workspace);
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion first = credit.register(
                    whole, Attachment.of("notes", "text/plain", "n\u0131".getBytes(StandardCharsets.UTF_8)));
            ModelVersion second = credit.register(model(workspace, 90));
            credit.delete(credit.register(model(workspace, 70)), BEN, "by mistake");
            credit.amend(first, "note", "{\"text\":\"kept\"}", BEN, "to be known");
            for (ModelVersion each : List.of(first, second)) {
                credit.approve(each, BEN, "fine");
                clock.advance(Duration.ofMinutes(1));
                credit.promote(each)
                        .to("champion")
                        .as(BEN)
                        .under(POLICY)
                        .because("better")
                        .orThrow();
            }
            credit.rollback("champion").as(BEN).because("worse after all");
            credit.deprecate(second, BEN, "worse");
            credit.tag(first, "region", "eu", BEN);
            credit.hold(first, "scoring", CARLA, "served elsewhere");
            workspace.audit().erase("Carla", BEN, "asked for it");
            assertTracked(workspace);
            assertRegistered(workspace);
            assertGoverned(workspace);
        }
        try (Connection connection = DriverManager.getConnection(address(folder));
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode=DELETE");
            statement.execute("VACUUM");
        }
        Path target = Path.of(System.getProperty("holdfast.corpus")).resolve("workspace-" + schemaOf(folder) + ".zip");
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
                ZipOutputStream zip = new ZipOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                zip.putNextEntry(new ZipEntry(folder.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, zip);
            }
        }
    }

    private static RunRecord whole(Workspace workspace, ManualClock clock) {
        return workspace.tracker().run("credit \u4e2d", "whole", run -> {
            run.parameter("penalty", 0.01).parameter("n", Long.MIN_VALUE).parameter("nan", Double.NaN);
            run.parameter("text", "a\n\"b\" \ud83d\ude00").parameter("flag", false);
            for (int i = 0; i < BITS.length; i++) {
                run.metric("m", STEPS[i], Double.longBitsToDouble(BITS[i]));
            }
            run.metrics(List.of(new MetricValue("auc", 0, 0.5), new MetricValue("auc", 1, 0.75)));
            run.tag("team", "none").tag("team", "risk");
            run.dataset(DatasetRole.TRAINING, "loans", ROWS);
            run.evidence(Examination.evaluation("auc", 0.75, 0.05));
            run.model(new ThresholdModel(50));
            run.artifact(
                    "plots/roc \u4e2d.svg",
                    "image/svg+xml",
                    out -> out.write("<svg/>".getBytes(StandardCharsets.UTF_8)));
            run.attachment(Attachment.of("schema", "application/json", "{}".getBytes(StandardCharsets.UTF_8)));
            clock.advance(Duration.ofMinutes(1));
            return run.record();
        });
    }

    private static RunRecord model(Workspace workspace, double threshold) {
        return workspace
                .tracker()
                .run(
                        "other",
                        "model",
                        run -> run.model(new ThresholdModel(threshold)).record());
    }

    private static void failed(Workspace workspace) {
        try {
            workspace.tracker().run("other", "failed", run -> {
                run.run("part", part -> part.metric("m", 1));
                throw new IllegalStateException("no data");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("no data");
        }
    }

    private static String address(Path folder) {
        return "jdbc:sqlite:" + folder.resolve("holdfast.db");
    }

    private static int schemaOf(Path folder) throws SQLException {
        try (Connection connection = DriverManager.getConnection(address(folder));
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT MAX(version) FROM hf_migration")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Path unpack(String name, Path temporary) throws IOException {
        Path folder = temporary.resolve("w");
        try (InputStream in =
                        Objects.requireNonNull(WorkspaceCorpusTest.class.getResourceAsStream("/corpus/" + name), name);
                ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                assertThat(file.startsWith(folder)).isTrue();
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.copy(zip, file);
            }
        }
        return folder;
    }
}
