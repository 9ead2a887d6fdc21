// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.internal.store.Json;
import dev.holdfast.signing.UntrustedException.Problem;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private static KeyPair keys(String kind) throws GeneralSecurityException {
        if (kind.equals("Ed25519")) {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(kind));
        return generator.generateKeyPair();
    }

    @ParameterizedTest
    @ValueSource(strings = {"secp256r1", "secp384r1", "secp521r1", "Ed25519"})
    void whatIsSignedIsOpenedByTheKeyAndNoOther(String kind) throws GeneralSecurityException {
        KeyPair ours = keys(kind);
        Verifier theirs = Keys.verifier(keys(kind).getPublic());
        Envelope envelope = Envelope.parse(
                Envelope.sign("text/plain", HELLO, Keys.signer(ours)).toJson());

        assertThat(envelope.open("it", "text/plain", 1, List.of(theirs, Keys.verifier(ours.getPublic()))))
                .isEqualTo(HELLO);
        assertThat(envelope)
                .isEqualTo(Envelope.parse(envelope.toJson()))
                .hasSameHashCodeAs(Envelope.parse(envelope.toJson()));
        assertThat(Keys.keyId(ours.getPublic())).matches("[0-9a-f]{64}");
        assertThatThrownBy(() -> envelope.open("credit version 3", "text/plain", 1, List.of(theirs)))
                .isInstanceOfSatisfying(UntrustedException.class, e -> {
                    assertThat(e.problem()).isEqualTo(Problem.UNKNOWN_KEY);
                    assertThat(e.subject()).isEqualTo("credit version 3");
                })
                .hasMessage("credit version 3 is signed by [" + Keys.keyId(ours.getPublic())
                        + "], of which none is trusted; the trusted keys are [" + theirs.keyId()
                        + "]; add the key to the trust policy if it is yours");
    }

    @Test
    void eachBitOfPayloadTypeAndSignatureCounts() throws GeneralSecurityException {
        KeyPair keys = keys("Ed25519");
        List<Verifier> trusted = List.of(Keys.verifier(keys.getPublic()));
        Map<String, Object> json = Json.parseObject(
                Envelope.sign("text/plain", HELLO, Keys.signer(keys)).toJson());
        String signature = Json.toText(
                Json.toMap(Json.toList(json.get("signatures")).get(0)).get("sig"));
        byte[] bytes = Base64.getDecoder().decode(signature);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] changed = bytes.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertProblem(with(json, "text/plain", HELLO, keys, changed), trusted, Problem.WRONG_SIGNATURE);
        }
        for (int bit = 0; bit < 8 * HELLO.length; bit++) {
            byte[] changed = HELLO.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            assertProblem(with(json, "text/plain", changed, keys, bytes), trusted, Problem.WRONG_SIGNATURE);
        }
        assertProblem(with(json, "text/plaim", HELLO, keys, bytes), trusted, Problem.WRONG_SIGNATURE);
    }

    private static Envelope with(
            Map<String, Object> json, String type, byte[] payload, KeyPair keys, byte[] signature) {
        json.put("payloadType", type);
        json.put("payload", Base64.getUrlEncoder().encodeToString(payload));
        json.put(
                "signatures",
                List.of(Json.object(
                        "keyid",
                        Keys.keyId(keys.getPublic()),
                        "sig",
                        Base64.getEncoder().encodeToString(signature))));
        return Envelope.parse(Json.canonical(json));
    }

    private static void assertProblem(Envelope envelope, List<Verifier> trusted, Problem problem) {
        assertThatThrownBy(() -> envelope.open("it", "text/plain", 1, trusted))
                .isInstanceOfSatisfying(
                        UntrustedException.class, e -> assertThat(e.problem()).isEqualTo(problem));
    }

    @Test
    void anotherTypeTooFewKeysAndNoSignatureAreToldApart() throws GeneralSecurityException {
        KeyPair one = keys("Ed25519");
        KeyPair two = keys("Ed25519");
        List<Verifier> both = List.of(Keys.verifier(one.getPublic()), Keys.verifier(two.getPublic()));
        Envelope envelope = Envelope.sign("text/html", HELLO, Keys.signer(one), Keys.signer(one));

        assertThatThrownBy(() -> envelope.open("it", "text/plain", 1, both))
                .isInstanceOf(UntrustedException.class)
                .hasMessage("what is signed of it is of the type 'text/html', expected 'text/plain'; sign it anew");
        assertThatThrownBy(() -> envelope.open("it", "text/html", 2, both))
                .isInstanceOfSatisfying(
                        UntrustedException.class, e -> assertThat(e.problem()).isEqualTo(Problem.TOO_FEW_SIGNATURES))
                .hasMessageStartingWith(
                        "it is signed by [" + both.get(0).keyId() + "], expected signatures of 2 of the trusted keys");
        assertThat(Envelope.sign("t", HELLO, Keys.signer(one), Keys.signer(two)).open("it", "t", 2, both))
                .isEqualTo(HELLO);
        Envelope unsigned = Envelope.parse("{\"payload\":\"\",\"payloadType\":\"t\"}");
        assertThatThrownBy(() -> unsigned.open("it", "t", 1, both))
                .hasMessage("it has an envelope without a signature; sign it");
        assertThatIllegalStateException()
                .isThrownBy(unsigned::toBundle)
                .withMessage("a bundle holds a signature, this envelope has none; sign it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"payload\":1}",
                "{\"payload\":\"%\"}",
                "{\"signatures\":{}}",
                "{\"signatures\":[{}]}",
                "{\"signatures\":[{\"sig\":\"?\"}]}"
            })
    void whatIsNoEnvelopeIsRefused(String text) {
        assertThatThrownBy(() -> Envelope.parse(text))
                .isInstanceOfSatisfying(
                        UntrustedException.class, e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED))
                .hasMessageStartingWith(
                        "expected a DSSE envelope, a JSON object of payload, payloadType and signatures");
    }

    @Test
    void aBundleHoldsTheEnvelopeAndTheNameOfTheKey() throws GeneralSecurityException {
        KeyPair keys = keys("secp256r1");
        Map<String, Object> bundle =
                Json.parseObject(Envelope.sign("t", HELLO, Keys.signer(keys)).toBundle());

        assertThat(bundle.get("mediaType")).isEqualTo("application/vnd.dev.sigstore.bundle.v0.3+json");
        assertThat(Json.toMap(Json.toMap(bundle.get("verificationMaterial")).get("publicKey"))
                        .get("hint"))
                .isEqualTo(Keys.keyId(keys.getPublic()));
        assertThat(Json.toMap(bundle.get("dsseEnvelope")).get("payload")).isEqualTo("aGVsbG8=");
    }

    @Test
    void aTrustPolicyThatNobodyCanSatisfyIsRefused() throws GeneralSecurityException {
        Verifier key = Keys.verifier(keys("Ed25519").getPublic());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.signedByAtLeast(2, key))
                .withMessage("no version could ever be read: 2 keys must sign, 1 is trusted; name as many keys as must"
                        + " sign");
        assertThatIllegalArgumentException()
                .isThrownBy(TrustPolicy::signedBy)
                .withMessage("no version could ever be read: 1 key must sign, 0 are trusted; name as many keys as must"
                        + " sign");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.signedByAtLeast(2, key, key))
                .withMessage("the key " + key.keyId() + " is given twice; one key counts once");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustPolicy.signedByAtLeast(0, key))
                .withMessage("the signatures must be at least 1, got 0");
        assertThat(TrustPolicy.whereSignedBy(key).signatures("m")).isZero();
    }

    @Test
    void keysOfOtherKindsAreRefused() throws GeneralSecurityException {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keys.signer(rsa))
                .withMessage("expected an EC or an Ed25519 key, got one of RSA");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Envelope.sign("", HELLO))
                .withMessage("an envelope needs a payload type and a signer, got '' and 0 signers");
    }
}
