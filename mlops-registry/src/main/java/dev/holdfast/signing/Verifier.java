// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

/** Tells whether a key made a signature: the public half of a {@link Signer}. Implementations are thread-safe. */
public interface Verifier {
    /**
     * Returns the name of the key, as its {@link Signer} has it.
     *
     * @return the name
     */
    String keyId();

    /**
     * Verifies a signature. Bytes that are no signature at all are a wrong signature, not an error.
     *
     * @param message the bytes that were signed
     * @param signature the signature
     * @return true when this key made the signature of exactly this message
     */
    boolean verify(byte[] message, byte[] signature);
}
