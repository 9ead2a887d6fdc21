// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.registry.card.CardNotes;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What earlier releases wrote is read. The files are never made anew; a new format adds files. */
class CorpusTest {
    private static byte[] file(String name) throws IOException {
        try (InputStream in = CorpusTest.class.getResourceAsStream("/corpus/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void aManifestOfFormat1IsRead() throws IOException {
        String json = new String(file("manifest-1.json"), StandardCharsets.UTF_8);

        Manifest manifest = Manifest.read(json, Digests.of(json));

        assertThat(manifest.model()).isEqualTo("credit");
        assertThat(manifest.number()).isEqualTo(1);
        assertThat(manifest.author()).isEqualTo(Actor.of("Anna", "data-scientist"));
        assertThat(manifest.content().format()).isEqualTo("threshold/1");
        assertThat(manifest.attachments()).containsOnlyKeys("model-card", "notes");
        assertThat(manifest.evidence()).hasSize(1);
        assertThat(manifest.datasets()).singleElement().satisfies(each -> {
            assertThat(each.role()).isEqualTo(DatasetRole.TRAINING);
            assertThat(each.rows()).isEqualTo(2);
        });
    }

    @Test
    void anArchiveOfFormat1IsTakenIn(@TempDir Path folder) throws IOException, GeneralSecurityException {
        Path archive = Files.write(folder.resolve("archive-1.zip"), file("archive-1.zip"));
        byte[] key = Base64.getDecoder().decode(new String(file("archive-1.pub"), StandardCharsets.US_ASCII).strip());
        TrustPolicy trust = TrustPolicy.signedBy(
                Keys.verifier(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(key))));

        try (Workspace workspace = Workspace.open(folder.resolve("w"))) {
            ModelVersion version = workspace.registry().importArchive(archive, trust, Actor.of("Tom"));
            assertThat(version.manifest()).isEqualTo(new String(file("manifest-1.json"), StandardCharsets.UTF_8));
            assertThat(version.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
            assertThat(version.metrics()).containsOnlyKeys("auc");
            assertThat(CardNotes.of(version))
                    .isEqualTo(CardNotes.overview("Scores loans.").owner("Risk team", "risk@example.org"));
            assertThat(workspace.registry().verify().intact()).isTrue();
        }
    }
}
