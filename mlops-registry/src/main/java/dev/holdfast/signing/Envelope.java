// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import dev.holdfast.internal.store.Json;
import dev.holdfast.signing.UntrustedException.Problem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Bytes with their type and the signatures over both: DSSE 1.0 (secure-systems-lab, "Dead Simple Signing Envelope").
 *
 * <p>What is signed is {@code "DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload}, with lengths in bytes as decimal
 * digits, so that a signature of bytes of one type never passes for one of another. The names of the keys stand beside
 * the signatures as hints and decide nothing: a signature counts when a trusted key made it. Immutable and thread-safe.
 */
public final class Envelope {
    private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

    private final String payloadType;
    private final byte[] payload;
    private final List<Sealed> signatures;

    private record Sealed(String keyId, String signature) {
        byte[] bytes() {
            return decode(signature);
        }
    }

    private Envelope(String payloadType, byte[] payload, List<Sealed> signatures) {
        this.payloadType = payloadType;
        this.payload = payload;
        this.signatures = signatures;
    }

    /**
     * Signs bytes.
     *
     * @param payloadType what the bytes are, such as {@code "application/vnd.in-toto+json"}
     * @param payload the bytes
     * @param signers who signs, at least one
     * @return the envelope
     * @throws IllegalArgumentException when the type is empty or nobody signs
     */
    public static Envelope sign(String payloadType, byte[] payload, Signer... signers) {
        if (payloadType.isEmpty() || signers.length == 0) {
            throw new IllegalArgumentException("an envelope needs a payload type and a signer, got '" + payloadType
                    + "' and " + signers.length + " signers");
        }
        byte[] message = message(payloadType, payload);
        List<Sealed> signatures = new ArrayList<>();
        for (Signer signer : signers) {
            signatures.add(new Sealed(signer.keyId(), Base64.getEncoder().encodeToString(signer.sign(message))));
        }
        return new Envelope(payloadType, payload.clone(), List.copyOf(signatures));
    }

    /**
     * Reads an envelope. Nothing is verified yet.
     *
     * @param json the JSON form; base64 of either alphabet
     * @return the envelope
     * @throws UntrustedException when the text is no envelope
     */
    public static Envelope parse(String json) {
        try {
            Map<String, Object> root = Json.parseObject(json);
            List<Sealed> signatures = new ArrayList<>();
            for (Object each : Json.toList(root.getOrDefault("signatures", List.of()))) {
                Map<String, Object> signature = Json.toMap(each);
                Sealed read =
                        new Sealed(Json.toText(signature.getOrDefault("keyid", "")), Json.toText(signature.get("sig")));
                decode(read.signature());
                signatures.add(read);
            }
            return new Envelope(
                    Json.toText(root.getOrDefault("payloadType", "")),
                    decode(Json.toText(root.getOrDefault("payload", ""))),
                    List.copyOf(signatures));
        } catch (IllegalArgumentException e) {
            throw new UntrustedException(
                    Problem.MALFORMED,
                    "an envelope",
                    "expected a DSSE envelope, a JSON object of payload, payloadType and signatures, found a text that"
                            + " is none: " + e.getMessage(),
                    e);
        }
    }

    private static byte[] decode(String text) {
        String standard = text.replace('-', '+').replace('_', '/');
        byte[] bytes = Base64.getDecoder().decode(standard);
        // The bits that a last character has too many must be zero: one signature has one text.
        String again = Base64.getEncoder().encodeToString(bytes);
        if (!again.equals(standard) && !again.replace("=", "").equals(standard)) {
            throw new IllegalArgumentException("expected base64, got a text with bits that mean nothing");
        }
        return bytes;
    }

    /**
     * Returns the bytes that signatures are made of (PAE in the specification).
     *
     * @param payloadType the type
     * @param payload the bytes
     * @return what a signer signs
     */
    public static byte[] message(String payloadType, byte[] payload) {
        byte[] type = payloadType.getBytes(StandardCharsets.UTF_8);
        byte[] start = Keys.utf8("DSSEv1 " + type.length + " ");
        byte[] middle = Keys.utf8(" " + payload.length + " ");
        byte[] message = Arrays.copyOf(start, start.length + type.length + middle.length + payload.length);
        System.arraycopy(type, 0, message, start.length, type.length);
        System.arraycopy(middle, 0, message, start.length + type.length, middle.length);
        System.arraycopy(payload, 0, message, start.length + type.length + middle.length, payload.length);
        return message;
    }

    /**
     * Returns the bytes once they are trusted.
     *
     * @param subject what the bytes are about, for messages
     * @param type the payload type that is understood here
     * @param threshold how many different keys must have signed, at least 1
     * @param keys the keys that are trusted
     * @return the payload
     * @throws UntrustedException when fewer trusted keys have signed, or the type is another
     */
    public byte[] open(String subject, String type, int threshold, List<Verifier> keys) {
        int wanted = Math.max(1, threshold);
        Set<String> accepted = accepted(keys);
        if (accepted.size() < wanted) {
            throw refused(subject, wanted, accepted, keys);
        }
        if (!payloadType.equals(type)) {
            throw new UntrustedException(
                    Problem.WRONG_PAYLOAD_TYPE,
                    subject,
                    "what is signed of " + subject + " is of the type '" + payloadType + "', expected '" + type
                            + "'; sign it anew",
                    null);
        }
        return payload.clone();
    }

    /**
     * Returns the names of the trusted keys that have signed.
     *
     * @param keys the keys that are trusted
     * @return the names of those of them that made a signature, each once
     */
    public Set<String> accepted(List<Verifier> keys) {
        byte[] message = message(payloadType, payload);
        Set<String> accepted = new TreeSet<>();
        for (Sealed signature : signatures) {
            for (Verifier key : keys) {
                if (!accepted.contains(key.keyId()) && key.verify(message, signature.bytes())) {
                    accepted.add(key.keyId());
                }
            }
        }
        return accepted;
    }

    private UntrustedException refused(String subject, int wanted, Set<String> accepted, List<Verifier> keys) {
        List<String> trusted = keys.stream().map(Verifier::keyId).toList();
        List<String> named = keyIds();
        if (named.isEmpty()) {
            return new UntrustedException(
                    Problem.UNSIGNED, subject, subject + " has an envelope without a signature; sign it", null);
        }
        for (String name : named) {
            if (trusted.contains(name) && !accepted.contains(name)) {
                return new UntrustedException(
                        Problem.WRONG_SIGNATURE,
                        subject,
                        "the signature of " + subject + " that names the key " + name
                                + " was not made by it of these bytes; what is stored was changed",
                        null);
            }
        }
        if (accepted.isEmpty()) {
            return new UntrustedException(
                    Problem.UNKNOWN_KEY,
                    subject,
                    subject + " is signed by " + named + ", of which none is trusted; the trusted keys are " + trusted
                            + "; add the key to the trust policy if it is yours",
                    null);
        }
        return new UntrustedException(
                Problem.TOO_FEW_SIGNATURES,
                subject,
                subject + " is signed by " + accepted + ", expected signatures of " + wanted + " of the trusted keys "
                        + trusted + "; have it signed by more of them",
                null);
    }

    /**
     * Returns the type of the bytes, trusted or not.
     *
     * @return the type
     */
    public String payloadType() {
        return payloadType;
    }

    /**
     * Returns the names that stand beside the signatures. They are hints that anybody could have written.
     *
     * @return the names, in the order of the signatures
     */
    public List<String> keyIds() {
        return signatures.stream().map(Sealed::keyId).toList();
    }

    /**
     * Returns the JSON form.
     *
     * @return canonical JSON, standard base64
     */
    public String toJson() {
        return Json.canonical(Json.object(
                "payload",
                Base64.getEncoder().encodeToString(payload),
                "payloadType",
                payloadType,
                "signatures",
                signatures.stream()
                        .map(each -> Json.object("keyid", each.keyId(), "sig", each.signature()))
                        .toList()));
    }

    /**
     * Returns the form in which OpenSSF model signing reads signatures: a Sigstore bundle around the envelope, with the
     * name of the first key as its hint.
     *
     * @return canonical JSON
     * @throws IllegalStateException when there is no signature
     */
    public String toBundle() {
        if (signatures.isEmpty()) {
            throw new IllegalStateException("a bundle holds a signature, this envelope has none; sign it");
        }
        return Json.canonical(Json.object(
                "mediaType",
                BUNDLE,
                "verificationMaterial",
                Json.object("publicKey", Json.object("hint", signatures.get(0).keyId()), "tlogEntries", List.of()),
                "dsseEnvelope",
                Json.parseObject(toJson())));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that
                && payloadType.equals(that.payloadType)
                && Arrays.equals(payload, that.payload)
                && signatures.equals(that.signatures);
    }

    @Override
    public int hashCode() {
        return Objects.hash(payloadType, Arrays.hashCode(payload), signatures);
    }

    @Override
    public String toString() {
        return "Envelope[" + payloadType + ", " + payload.length + " bytes, signed by " + keyIds() + "]";
    }
}
