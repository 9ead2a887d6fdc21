// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.Row;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.signing.UntrustedException;
import dev.holdfast.signing.UntrustedException.Problem;
import dev.holdfast.signing.Verifier;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.spec.ECGenParameterSpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions are signed when they are registered and verified before a byte of them is read. */
class SigningTest {
    private static final Actor ANNA = Actor.of("anna");
    private final KeyPair ours;
    private final KeyPair theirs;
    private final Path folder;

    SigningTest(@TempDir Path temporary) throws GeneralSecurityException {
        folder = temporary;
        ours = keys("secp256r1");
        theirs = keys("secp384r1");
    }

    private static KeyPair keys(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    private static Verifier verifier(KeyPair keys) {
        return Keys.verifier(keys.getPublic());
    }

    private Workspace open(UnaryOperator<Safeguards> safeguards) {
        return Workspace.open(folder.resolve("w"), o -> o.actor(ANNA).safeguards(safeguards.apply(Safeguards.none())));
    }

    private ModelVersion register(UnaryOperator<Safeguards> safeguards) {
        try (Workspace workspace = open(safeguards)) {
            RunRecord run = workspace
                    .tracker()
                    .run("e", "r", r -> r.model(new ThresholdModel(50)).record());
            return workspace
                    .registry()
                    .model("credit")
                    .register(run, Attachment.of("card", "text/plain", "hello".getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** A codec that must not see a byte. */
    private static ModelCodec<Row, ClassScores> untouched() {
        return new ModelCodec<>() {
            @Override
            public String format() {
                return ThresholdModel.FORMAT;
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) {
                throw new AssertionError("a byte was read that is not trusted");
            }
        };
    }

    private void assertRefused(TrustPolicy policy, Problem problem, String message) {
        try (Workspace workspace = open(s -> s.trust(policy))) {
            ModelVersion version = workspace.registry().model("credit").version(1);
            assertThatThrownBy(() -> version.load(untouched()))
                    .isInstanceOfSatisfying(UntrustedException.class, e -> {
                        assertThat(e.problem()).isEqualTo(problem);
                        assertThat(e.subject()).isEqualTo("credit version 1");
                    })
                    .hasMessageStartingWith(message);
            assertThatThrownBy(() -> version.attachment("card")).isInstanceOf(UntrustedException.class);
        }
    }

    private void tamper(String sql, Object... arguments) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("w/holdfast.db"));
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setObject(i + 1, arguments[i]);
            }
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aVersionIsSignedWhenItIsRegisteredAndReadByWhoTrustsTheKey() {
        ModelVersion version = register(s -> s.signer(Keys.signer(ours)));

        try (Workspace workspace = open(s -> s.trust(TrustPolicy.signedBy(verifier(theirs), verifier(ours))))) {
            ModelVersion same = workspace.registry().model("credit").version(1);
            assertThat(same).isEqualTo(version);
            assertThat(same.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
            assertThat(same.attachment("card").content()).asString().isEqualTo("hello");
            assertThat(workspace.audit().entries())
                    .filteredOn(entry -> entry.action().equals("version.signed"))
                    .singleElement()
                    .extracting(AuditEntry::payload)
                    .asString()
                    .contains(Keys.keyId(ours.getPublic()));
        }
    }

    @Test
    void theStatementIsTheOneOfOpenSsfModelSigning() {
        register(s -> s.signer(Keys.signer(ours)));
        try (Workspace workspace = open(s -> s)) {
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion version = credit.version(1);
            Envelope envelope = credit.signatures(version).get(0);
            Map<String, Object> statement = Json.parseObject(new String(
                    envelope.open("it", "application/vnd.in-toto+json", 1, List.of(verifier(ours))),
                    StandardCharsets.UTF_8));

            assertThat(statement.get("_type")).isEqualTo("https://in-toto.io/Statement/v1");
            assertThat(statement.get("predicateType")).isEqualTo("https://model_signing/signature/v1.0");
            Map<String, Object> predicate = Json.toMap(statement.get("predicate"));
            assertThat(Json.toMap(predicate.get("serialization")))
                    .containsEntry("method", "files")
                    .containsEntry("hash_type", "sha256")
                    .containsEntry("allow_symlinks", false);
            List<Map<String, Object>> resources = Json.toList(predicate.get("resources")).stream()
                    .map(Json::toMap)
                    .toList();
            MessageDigest root = Digests.sha256();
            resources.forEach(each -> root.update(HexFormat.of().parseHex(Json.toText(each.get("digest")))));
            String card = Digests.of("hello");
            assertThat(resources)
                    .extracting(each -> each.get("name"))
                    .isSorted()
                    .hasSize(3);
            assertThat(resources)
                    .contains(
                            Json.object("name", "manifest.json", "algorithm", "sha256", "digest", version.digest()),
                            Json.object("name", "blobs/" + card, "algorithm", "sha256", "digest", card));
            assertThat(statement.get("subject"))
                    .isEqualTo(
                            List.of(Map.of("name", "credit", "digest", Map.of("sha256", Digests.hex(root.digest())))));
        }
    }

    @Test
    void whatIsNotSignedIsReadOnlyWhereThatIsAllowed() {
        register(s -> s);

        assertRefused(
                TrustPolicy.signedBy(verifier(ours)),
                Problem.UNSIGNED,
                "credit version 1 is not signed, expected a signature by one of the keys ["
                        + Keys.keyId(ours.getPublic()) + "]; sign it with RegisteredModel.sign if it is to be trusted");
        try (Workspace workspace = open(s -> s.trust(TrustPolicy.whereSignedBy(verifier(ours))))) {
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion version = credit.version(1);
            assertThat(version.load(ThresholdModel.codec())).isNotNull();
            credit.sign(version, Keys.signer(theirs), ANNA);
            assertThatThrownBy(() -> version.load(untouched()))
                    .as("what is signed must be signed by a trusted key")
                    .isInstanceOfSatisfying(
                            UntrustedException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.UNKNOWN_KEY));
            credit.sign(version, Keys.signer(ours), ANNA);
            assertThat(version.load(ThresholdModel.codec())).isNotNull();
        }
    }

    @Test
    void anUnknownKeyIsRefused() {
        register(s -> s.signer(Keys.signer(theirs)));

        assertRefused(
                TrustPolicy.signedBy(verifier(ours)),
                Problem.UNKNOWN_KEY,
                "credit version 1 is signed by [" + Keys.keyId(theirs.getPublic()) + "], of which none is trusted");
    }

    @Test
    void tooFewSignaturesAreRefusedAndASecondKeyMakesThemEnough() {
        register(s -> s.signer(Keys.signer(ours)));
        TrustPolicy both = TrustPolicy.signedByAtLeast(2, verifier(ours), verifier(theirs));
        assertRefused(
                both,
                Problem.TOO_FEW_SIGNATURES,
                "credit version 1 is signed by [" + Keys.keyId(ours.getPublic()) + "], expected signatures of 2");
        try (Workspace workspace = open(s -> s)) {
            RegisteredModel credit = workspace.registry().model("credit");
            credit.sign(credit.version(1), Keys.signer(ours), ANNA);
        }
        assertRefused(both, Problem.TOO_FEW_SIGNATURES, "credit version 1 is signed by");
        try (Workspace workspace = open(s -> s)) {
            RegisteredModel credit = workspace.registry().model("credit");
            credit.sign(credit.version(1), Keys.signer(theirs), ANNA);
            credit.requireSigned(credit.version(1), both);
        }
    }

    @Test
    void aSignatureOfAnotherVersionOrAnotherTypeIsRefused() {
        ModelVersion one = register(s -> s.signer(Keys.signer(ours)));
        ModelVersion two = register(s -> s.signer(Keys.signer(ours)));
        assertThat(one.digest()).isNotEqualTo(two.digest());
        TrustPolicy policy = TrustPolicy.signedBy(verifier(ours));
        tamper("UPDATE hf_signature SET envelope = (SELECT envelope FROM hf_signature WHERE version = 2)");
        assertRefused(
                policy,
                Problem.OTHER_CONTENT,
                "the signature of credit version 1 is one of https://model_signing/signature/v1.0 of");

        Envelope other = Envelope.sign("text/plain", "hello".getBytes(StandardCharsets.UTF_8), Keys.signer(ours));
        tamper("UPDATE hf_signature SET envelope = ?", other.toJson());
        assertRefused(
                policy,
                Problem.WRONG_PAYLOAD_TYPE,
                "what is signed of credit version 1 is of the type 'text/plain', expected"
                        + " 'application/vnd.in-toto+json'");
        Envelope empty = Envelope.sign(
                "application/vnd.in-toto+json", "hello".getBytes(StandardCharsets.UTF_8), Keys.signer(ours));
        tamper("UPDATE hf_signature SET envelope = ?", empty.toJson());
        assertRefused(policy, Problem.OTHER_CONTENT, "the signature of credit version 1 is one of no statement");
        tamper("UPDATE hf_signature SET envelope = 'x'");
        try (Workspace workspace = open(s -> s.trust(policy))) {
            ModelVersion version = workspace.registry().model("credit").version(1);
            assertThatThrownBy(() -> version.load(untouched()))
                    .isInstanceOfSatisfying(
                            UntrustedException.class,
                            e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED));
        }
    }

    @Test
    void aManifestThatWasExchangedTogetherWithItsDigestIsNotTheOneThatWasSigned() {
        ModelVersion version = register(s -> s.signer(Keys.signer(ours)));
        String forged = version.manifest().replace("\"name\":\"anna\"", "\"name\":\"mary\"");
        tamper("UPDATE hf_model_version SET manifest = ?, digest = ?", forged, Digests.of(forged));

        assertRefused(
                TrustPolicy.signedBy(verifier(ours)),
                Problem.OTHER_CONTENT,
                "the signature of credit version 1 is one of https://model_signing/signature/v1.0 of");
    }

    @Test
    void everyByteOfASignatureCounts() {
        register(s -> s.signer(Keys.signer(ours)));
        try (Workspace workspace = open(s -> s)) {
            RegisteredModel credit = workspace.registry().model("credit");
            ModelVersion version = credit.version(1);
            String json = credit.signatures(version).get(0).toJson();
            TrustPolicy policy = TrustPolicy.signedBy(verifier(ours));
            // The name of the key is a hint that decides nothing.
            int hint = json.indexOf("\"keyid\":\"");
            int step = Integer.getInteger("holdfast.stride", 7);
            for (int i = 0; i < json.length(); i += step) {
                if (i < hint || i >= hint + 10 + 64) {
                    tamper(
                            "UPDATE hf_signature SET envelope = ?",
                            json.substring(0, i) + (char) (json.charAt(i) ^ 1) + json.substring(i + 1));
                    assertThatThrownBy(() -> credit.requireSigned(version, policy))
                            .as("character " + i)
                            .isInstanceOf(UntrustedException.class);
                }
            }
        }
    }
}
