// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, in lower-case hexadecimal digits. */
public final class Digests {
    private Digests() {}

    /**
     * Returns a digest in the making.
     *
     * @return the digest
     */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must know SHA-256", e);
        }
    }

    /**
     * Returns the digest of a text in UTF-8.
     *
     * @param text the text
     * @return 64 digits
     */
    public static String of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the digest of bytes.
     *
     * @param bytes the bytes
     * @return 64 digits
     */
    public static String of(byte[] bytes) {
        return hex(sha256().digest(bytes));
    }

    /**
     * Returns bytes in hexadecimal digits.
     *
     * @param bytes the bytes
     * @return two digits a byte
     */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
