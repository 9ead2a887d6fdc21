// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

import dev.holdfast.internal.store.Digests;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Base64;

/**
 * Signers and verifiers for keys that the JDK holds: ECDSA on the curves P-256, P-384 and P-521, with SHA-256, SHA-384
 * and SHA-512 and signatures in DER, and Ed25519.
 *
 * <p>The name of a key is the SHA-256 of its public half as PEM, in hexadecimal digits; OpenSSF model signing names keys
 * so. Where the keys come from, and how they are kept, is the host's affair: {@code KeyPairGenerator.getInstance("EC")},
 * a {@code KeyStore}, a PKCS#11 token.
 */
public final class Keys {
    private Keys() {}

    /**
     * Returns the signer of a key pair.
     *
     * @param keys an EC or Ed25519 key pair
     * @return the signer
     * @throws IllegalArgumentException when the keys are of another kind or curve
     */
    public static Signer signer(KeyPair keys) {
        return new JdkSigner(keyId(keys.getPublic()), algorithm(keys.getPublic()), keys.getPrivate());
    }

    /**
     * Returns the verifier of a public key.
     *
     * @param key an EC or Ed25519 key
     * @return the verifier
     * @throws IllegalArgumentException when the key is of another kind or curve
     */
    public static Verifier verifier(PublicKey key) {
        return new JdkVerifier(keyId(key), algorithm(key), key);
    }

    /**
     * Returns the name of a public key.
     *
     * @param key the key
     * @return the SHA-256 of its PEM text, 64 hexadecimal digits
     */
    public static String keyId(PublicKey key) {
        byte[] lineEnd = {'\n'};
        String body = Base64.getMimeEncoder(64, lineEnd).encodeToString(key.getEncoded());
        return Digests.of("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n");
    }

    private static String algorithm(PublicKey key) {
        if (key instanceof ECPublicKey elliptic) {
            int bits = elliptic.getParams().getOrder().bitLength();
            return switch (bits) {
                case 256 -> "SHA256withECDSA";
                case 384 -> "SHA384withECDSA";
                case 521 -> "SHA512withECDSA";
                default ->
                    throw new IllegalArgumentException(
                            "expected a key on the curve P-256, P-384 or P-521, got one of " + bits + " bits");
            };
        }
        if (key.getAlgorithm().equals("EdDSA") || key.getAlgorithm().equals("Ed25519")) {
            return "Ed25519";
        }
        throw new IllegalArgumentException("expected an EC or an Ed25519 key, got one of " + key.getAlgorithm());
    }

    private record JdkSigner(String keyId, String algorithm, PrivateKey key) implements Signer {
        @Override
        public byte[] sign(byte[] message) {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initSign(key);
                signature.update(message);
                return signature.sign();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key " + keyId + " cannot sign with " + algorithm, e);
            }
        }

        @Override
        public String toString() {
            return "Signer[" + algorithm + ", " + keyId + "]";
        }
    }

    private record JdkVerifier(String keyId, String algorithm, PublicKey key) implements Verifier {
        @Override
        public boolean verify(byte[] message, byte[] bytes) {
            try {
                Signature signature = Signature.getInstance(algorithm);
                signature.initVerify(key);
                signature.update(message);
                return signature.verify(bytes);
            } catch (SignatureException e) {
                // What is no signature of this algorithm was not made by this key.
                return false;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("the key " + keyId + " cannot verify with " + algorithm, e);
            }
        }

        @Override
        public String toString() {
            return "Verifier[" + algorithm + ", " + keyId + "]";
        }
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
