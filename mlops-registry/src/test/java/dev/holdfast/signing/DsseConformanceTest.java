// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.holdfast.internal.store.Json;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Verifies the envelopes that DSSE publishes; {@code -Dholdfast.vectors=DIR} reads other vectors. */
class DsseConformanceTest {
    /** What precedes an Ed25519 key of 32 bytes in its X.509 form (RFC 8410). */
    private static final String ED25519 = "302a300506032b6570032100";

    @TestFactory
    Stream<DynamicTest> envelopesAreAcceptedAndRejectedAsPublished() throws IOException {
        Map<String, Object> vectors = Json.parseObject(read());
        Map<String, Object> keys = Json.toMap(vectors.get("keys"));
        return Json.toList(vectors.get("cases")).stream()
                .map(Json::toMap)
                .map(each -> dynamicTest(Json.toText(each.get("id")), () -> check(each, keys)));
    }

    private static String read() throws IOException {
        String folder = System.getProperty("holdfast.vectors", "");
        if (!folder.isEmpty() && Files.exists(Path.of(folder, "dsse.json"))) {
            return Files.readString(Path.of(folder, "dsse.json"));
        }
        try (InputStream in =
                Objects.requireNonNull(DsseConformanceTest.class.getResourceAsStream("/reference/dsse.json"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void check(Map<String, Object> vector, Map<String, Object> keys) throws GeneralSecurityException {
        Envelope envelope = Envelope.parse(Json.canonical(Json.object(
                "payload",
                Objects.requireNonNull(vector.get("payload")),
                "payloadType",
                Objects.requireNonNull(vector.get("payloadType")),
                "signatures",
                Objects.requireNonNull(vector.get("signatures")))));
        byte[] payload = Base64.getDecoder()
                .decode(Json.toText(vector.get("payload")).replace('-', '+').replace('_', '/'));
        String signed = Json.toText(vector.get("signed"));
        if (!signed.isEmpty()) {
            assertThat(HexFormat.of().formatHex(Envelope.message(envelope.payloadType(), payload)))
                    .isEqualTo(signed);
        }
        List<Verifier> trusted = Json.toList(vector.get("trusted")).stream()
                .map(name -> verifier(Json.toText(name), Json.toText(keys.get(Json.toText(name)))))
                .toList();
        boolean accepted = Json.toList(vector.get("types")).stream().anyMatch(type -> {
            try {
                int threshold = (int) Json.toLong(vector.get("threshold"));
                assertThat(envelope.open("it", Json.toText(type), threshold, trusted))
                        .isEqualTo(payload);
                return true;
            } catch (UntrustedException e) {
                return false;
            }
        });
        assertThat(accepted)
                .isEqualTo(Objects.requireNonNull(vector.get("expect")).equals("accept"));
    }

    private static Verifier verifier(String name, String hex) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(HexFormat.of().parseHex(ED25519 + hex)));
            Verifier verifier = Keys.verifier(key);
            return new Verifier() {
                @Override
                public String keyId() {
                    return name;
                }

                @Override
                public boolean verify(byte[] message, byte[] signature) {
                    return verifier.verify(message, signature);
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The example of protocol.md: ECDSA on P-256 whose signature is r and s side by side, which a host's own verifier knows. */
    @Test
    void theExampleOfTheProtocolIsVerifiedByAVerifierOfTheHost() throws GeneralSecurityException {
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        PublicKey key = KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(
                                new BigInteger(
                                        "46950820868899156662930047687818585632848591499744589407958293238635476079160"),
                                new BigInteger(
                                        "5640078356564379163099075877009565129882514886557779369047442380624545832820")),
                        curve.getParameterSpec(ECParameterSpec.class)));
        Verifier own = new Verifier() {
            @Override
            public String keyId() {
                return "raw";
            }

            @Override
            public boolean verify(byte[] message, byte[] bytes) {
                try {
                    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
                    signature.initVerify(key);
                    signature.update(message);
                    return signature.verify(bytes);
                } catch (GeneralSecurityException e) {
                    return false;
                }
            }
        };
        Envelope envelope = Envelope.parse("{\"payload\": \"aGVsbG8gd29ybGQ=\", \"payloadType\":"
                + " \"http://example.com/HelloWorld\", \"signatures\": [{\"sig\": \"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ"
                + "+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==\"}]}");

        assertThat(envelope.open("it", "http://example.com/HelloWorld", 1, List.of(own)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("hello world");
        assertThat(Envelope.message("http://example.com/HelloWorld", "hello world".getBytes(StandardCharsets.UTF_8)))
                .asString(StandardCharsets.UTF_8)
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
        // The library's own verifiers read DER, as model signing writes it.
        assertThatThrownBy(() -> envelope.open("it", "http://example.com/HelloWorld", 1, List.of(Keys.verifier(key))))
                .isInstanceOf(UntrustedException.class);
    }
}
