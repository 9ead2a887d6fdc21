// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.signing;

/**
 * Signs with a private key that it alone knows: one of the JDK ({@link Keys#signer}), or one that never leaves a key
 * management service or a hardware module of the host. Implementations are thread-safe.
 */
public interface Signer {
    /**
     * Returns the name of the key. It is written beside each signature as a hint of which key to try; {@link Keys} gives
     * its keys a digest of the public key.
     *
     * @return the name, 1 to 200 characters without white space
     */
    String keyId();

    /**
     * Signs a message.
     *
     * @param message the bytes to sign, whole; the algorithm digests them itself
     * @return the signature
     */
    byte[] sign(byte[] message);
}
