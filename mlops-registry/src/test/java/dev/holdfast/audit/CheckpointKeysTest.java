// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.AuditVerification.Break;
import dev.holdfast.audit.AuditVerification.Tampering;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.Verifier;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys that sign checkpoints come and go; the checkpoints stay. */
class CheckpointKeysTest {
    private Path folder;
    private Workspace workspace;
    private AuditTrail audit;
    private KeyPair old;
    private KeyPair present;
    private KeyPair stranger;

    @BeforeEach
    void open(@TempDir Path temporary) throws GeneralSecurityException {
        folder = temporary;
        workspace = Workspace.open(temporary.resolve("w"));
        audit = workspace.audit();
        old = KeyPairGenerator.getInstance("EC").generateKeyPair();
        present = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        stranger = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private void checkpoint(int entry, KeyPair... keys) {
        audit.record(Actor.of("anna"), "did", "thing " + entry, Map.of());
        Signer[] signers = new Signer[keys.length];
        for (int i = 0; i < keys.length; i++) {
            signers[i] = Keys.signer(keys[i]);
        }
        assertThat(audit.checkpoint(signers).sequence()).isEqualTo(entry);
    }

    /** One checkpoint by the old key, one by both while they change, one by the new key. */
    private void rotate() {
        checkpoint(1, old);
        checkpoint(2, old, present);
        checkpoint(3, present);
    }

    private static List<Verifier> trusted(KeyPair... keys) {
        return List.of(keys).stream()
                .map(each -> Keys.verifier(each.getPublic()))
                .toList();
    }

    private Path export() throws IOException {
        StringBuilder out = new StringBuilder();
        audit.export(out);
        return Files.writeString(folder.resolve("audit.jsonl"), out);
    }

    @Test
    void checkpointsOfAnOldKeyVerifyWhileItIsAmongTheTrustedOnes() throws IOException {
        rotate();

        for (List<Verifier> keys : List.of(trusted(old, present), trusted(present, stranger, old))) {
            assertThat(audit.verify(keys).orThrow().checkpoints()).isEqualTo(3);
            assertThat(audit.verify(audit.head(), keys).orThrow().checkpoints()).isEqualTo(3);
            assertThat(AuditExport.verify(export(), keys).orThrow().checkpoints())
                    .isEqualTo(3);
        }
    }

    @Test
    void aCheckpointWhoseKeyIsTrustedNoMoreIsNamedWithItsKeyAndTheTrustedOnes() throws IOException {
        rotate();
        Break first = new Break(
                1,
                Tampering.CHANGED,
                "the checkpoint of entry 1 is signed by [" + Keys.keyId(old.getPublic())
                        + "], expected a signature by one of the trusted keys [" + Keys.keyId(present.getPublic())
                        + "]");

        assertThat(audit.verify(trusted(present)).firstBreak()).contains(first);
        assertThat(AuditExport.verify(export(), trusted(present)).firstBreak()).contains(first);
        assertThat(audit.verify(trusted(old)).firstBreak())
                .map(Break::sequence)
                .as("the second is signed by both")
                .contains(3L);
    }

    @Test
    void aCheckpointByAnUnknownKeyIsNamedAmongThoseOfTrustedKeys() throws IOException {
        rotate();
        checkpoint(4, stranger);
        checkpoint(5, present);
        Break found = new Break(
                4,
                Tampering.CHANGED,
                "the checkpoint of entry 4 is signed by [" + Keys.keyId(stranger.getPublic())
                        + "], expected a signature by one of the trusted keys [" + Keys.keyId(old.getPublic()) + ", "
                        + Keys.keyId(present.getPublic()) + "]");

        assertThat(audit.verify(trusted(old, present)).firstBreak()).contains(found);
        assertThat(AuditExport.verify(export(), trusted(old, present)).firstBreak())
                .contains(found);
        assertThat(audit.verify(trusted(old, present, stranger)).orThrow().checkpoints())
                .isEqualTo(5);
    }

    @Test
    void aKeyThatOnlyCallsItselfATrustedOneIsNotBelieved() {
        Signer mallory = new Signer() {
            @Override
            public String keyId() {
                return Keys.keyId(present.getPublic());
            }

            @Override
            public byte[] sign(byte[] message) {
                return Keys.signer(stranger).sign(message);
            }
        };
        audit.record(Actor.of("anna"), "did", "thing", Map.of());
        audit.checkpoint(mallory);

        assertThat(audit.verify(trusted(old, present)).firstBreak())
                .map(Break::detail)
                .contains("the checkpoint of entry 1 is signed by [" + mallory.keyId()
                        + "], expected a signature by one of the trusted keys [" + Keys.keyId(old.getPublic()) + ", "
                        + mallory.keyId() + "]");
    }
}
