// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.SqliteDialect;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.RegistryVerification.Broken;
import dev.holdfast.registry.RegistryVerification.Kind;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte that belongs to a version, changed in turn by somebody who can write the disk and the database. */
class RegistryTamperTest {
    private Path folder;
    private Workspace workspace;
    private Connection database;
    private ModelVersion first;
    private ModelVersion second;

    @BeforeEach
    void open(@TempDir Path temporary) throws SQLException {
        folder = temporary.resolve("w");
        workspace = Workspace.open(folder, o -> o.actor(Actor.of("Anna")));
        RegisteredModel credit = workspace.registry().model("credit");
        first = credit.register(run(50), Attachment.of("notes", "text/plain", "ok".getBytes(StandardCharsets.UTF_8)));
        second = credit.register(run(60));
        database = SqliteDialect.dataSource(folder.resolve("holdfast.db")).getConnection();
        database.createStatement().execute("PRAGMA busy_timeout=5000");
        database.createStatement().execute("PRAGMA synchronous=OFF");
        assertThat(workspace.registry().verify().intact()).isTrue();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
        workspace.close();
    }

    private RunRecord run(double threshold) {
        return workspace
                .tracker()
                .run(
                        "e",
                        "r",
                        r -> r.evidence(Examination.evaluation("auc", 0.8, 0.1))
                                .model(new ThresholdModel(threshold))
                                .record());
    }

    private void update(String sql, Object... arguments) throws SQLException {
        try (PreparedStatement statement = database.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            assertThat(statement.executeUpdate()).isPositive();
        }
    }

    private Broken firstBroken() {
        RegistryVerification verification = workspace.registry().verify();
        assertThatThrownBy(verification::orThrow).isInstanceOf(StorageException.class);
        return verification.first().orElseThrow();
    }

    @Test
    void aChangeOfAnyByteOfAManifestIsFoundAndItsLoadRefused() throws Exception {
        int changes = 0;
        for (ModelVersion version : List.of(first, second)) {
            String manifest = version.manifest();
            for (int i = 0; i < manifest.length(); i++) {
                String changed =
                        manifest.substring(0, i) + (manifest.charAt(i) == 'x' ? 'y' : 'x') + manifest.substring(i + 1);
                update("UPDATE hf_model_version SET manifest = ? WHERE number = ?", changed, version.number());
                Broken broken = firstBroken();
                assertThat(broken.version()).isEqualTo(version.number());
                assertThat(broken.kind()).isEqualTo(Kind.MANIFEST_CHANGED);
                assertThatThrownBy(() -> workspace
                                .registry()
                                .model("credit")
                                .version(version.number())
                                .load(ThresholdModel.codec()))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT));
                changes++;
            }
            update("UPDATE hf_model_version SET manifest = ? WHERE number = ?", manifest, version.number());
        }
        assertThat(changes).isGreaterThan(1_000);
        assertThat(workspace.registry().verify().intact()).isTrue();
    }

    @Test
    void aChangeOfAnyBitOfAFileIsFoundAndItsLoadRefused() throws Exception {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(folder.resolve("blobs"))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertThat(files).hasSize(3);
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            String digest = Digests.of(bytes);
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                byte[] changed = bytes.clone();
                changed[bit / 8] ^= (byte) (1 << (bit % 8));
                Files.write(file, changed);
                assertThat(firstBroken().kind()).isEqualTo(Kind.FILE_CHANGED);
                assertRefused(digest, Reason.CORRUPT);
            }
            Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
            assertThat(firstBroken().kind()).isEqualTo(Kind.FILE_CHANGED);
            assertRefused(digest, Reason.CORRUPT);
            Files.deleteIfExists(file);
            forgetDamaged();
            assertThat(firstBroken().kind()).isEqualTo(Kind.FILE_MISSING);
            assertRefused(digest, Reason.MISSING);
            Files.write(file, bytes);
        }
        assertThat(workspace.registry().verify().orThrow().files()).isEqualTo(3);
    }

    /** What was found damaged was set aside; without it the file is as if it had never been there. */
    private void forgetDamaged() throws IOException {
        try (Stream<Path> walk = Files.walk(folder.resolve("blobs").resolve("quarantine"))) {
            for (Path each : walk.filter(Files::isRegularFile).toList()) {
                Files.delete(each);
            }
        }
    }

    /** The model or attachment with these bytes cannot be read, and says why. */
    private void assertRefused(String digest, Reason reason) {
        for (ModelVersion version : List.of(first, second)) {
            if (version.contents().content().blob().digest().equals(digest)) {
                assertThatThrownBy(() -> version.load(ThresholdModel.codec()))
                        .isInstanceOfSatisfying(
                                StorageException.class,
                                e -> assertThat(e.reason()).isEqualTo(reason));
                return;
            }
        }
        assertThatThrownBy(() -> first.attachment("notes"))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void aChangeOfAnyByteOfTheEvidenceIsFound() throws Exception {
        String document = database.createStatement()
                .executeQuery("SELECT document FROM hf_evidence WHERE run = 1")
                .getString(1);
        // Both runs hold the same evidence: a copy of it heals nothing unless it is one.
        for (int i = 0; i < document.length(); i++) {
            String changed =
                    document.substring(0, i) + (document.charAt(i) == 'x' ? 'y' : 'x') + document.substring(i + 1);
            update("UPDATE hf_evidence SET document = ?", changed);
            assertThat(firstBroken().kind()).isEqualTo(Kind.EVIDENCE_CHANGED);
            assertThatThrownBy(first::evidence).isInstanceOf(StorageException.class);
        }
        update("DELETE FROM hf_evidence");
        assertThat(firstBroken().kind()).isEqualTo(Kind.EVIDENCE_MISSING);
        assertThatThrownBy(first::evidence).isInstanceOf(StorageException.class);
    }

    @Test
    void aManifestThatWasReplacedWithItsDigestDoesNotAgreeWithTheAuditTrail() throws Exception {
        String forged = first.manifest().replace("Anna", "Eve!");
        update("UPDATE hf_model_version SET manifest = ?, digest = ? WHERE number = 1", forged, Digests.of(forged));

        assertThat(firstBroken())
                .hasToString("credit version 1: ROW_CHANGED, expected the manifest " + first.digest()
                        + " and the state READY by the audit trail, found the manifest " + Digests.of(forged)
                        + " of credit version 1 and the state READY");
    }

    @Test
    void aStateThatWasChangedAndAVersionThatWasRemovedDoNotAgreeWithTheAuditTrail() throws Exception {
        update("UPDATE hf_model_version SET state = 'RETIRED' WHERE number = 2");
        assertThat(firstBroken().kind()).isEqualTo(Kind.ROW_CHANGED);
        update("DELETE FROM hf_model_version WHERE number = 2");

        assertThat(firstBroken())
                .isEqualTo(new Broken(
                        "credit",
                        2,
                        Kind.VERSION_MISSING,
                        "expected the manifest " + second.digest() + " by the audit trail, found no such version"));
    }

    @Test
    void aManifestOfANewerFormatIsRefusedWithAWordOnWhatToDo() throws Exception {
        String newer = first.manifest().replace("\"format\":1,\"model\"", "\"format\":2,\"model\"");
        assertThat(newer).isNotEqualTo(first.manifest());
        update("UPDATE hf_model_version SET manifest = ?, digest = ? WHERE number = 1", newer, Digests.of(newer));

        assertThatThrownBy(() -> workspace.registry().model("credit").version(1))
                .isInstanceOfSatisfying(
                        StorageException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NEWER_FORMAT))
                .hasMessage("the manifest " + Digests.of(newer)
                        + " has format 2, this version of Holdfast knows up to 1; use the newer version that wrote it");
    }
}
