// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.internal.store.Times;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.Verifier;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The end of the audit trail at some time, signed: whoever holds it, and trusts a key that signed it, can tell later that
 * the trail up to there was neither changed nor cut short.
 *
 * <p>Its text is a signed note: five lines (a title, the digest of the trail's first entry, the number and the digest of
 * the last, the time in microseconds), an empty line, and for each key a line of a dash, the key's name and the signature
 * in base64. The signature is over the five lines with their line ends. Immutable and thread-safe.
 *
 * @param sequence the number of the last entry
 * @param digest its digest
 * @param origin the digest of the first entry, by which trails are told apart
 * @param at when it was made
 * @param keyIds the names that stand beside the signatures
 * @param note the text
 */
public record AuditCheckpoint(
        long sequence, String digest, String origin, Instant at, List<String> keyIds, String note) {
    private static final String TITLE = "holdfast audit checkpoint v1";
    private static final String DASH = "\u2014 ";

    /**
     * Copies the list.
     *
     * @param sequence the number of the last entry
     * @param digest its digest
     * @param origin the digest of the first entry, by which trails are told apart
     * @param at when it was made
     * @param keyIds the names that stand beside the signatures
     * @param note the text
     */
    public AuditCheckpoint {
        keyIds = List.copyOf(keyIds);
    }

    static AuditCheckpoint sign(AuditHead head, String origin, long atMicros, Signer... signers) {
        String body = TITLE + "\n" + origin + "\n" + head.sequence() + "\n" + head.digest() + "\n" + atMicros + "\n";
        StringBuilder note = new StringBuilder(body).append('\n');
        for (Signer signer : signers) {
            String signature = Base64.getEncoder().encodeToString(signer.sign(body.getBytes(StandardCharsets.UTF_8)));
            note.append(DASH)
                    .append(signer.keyId())
                    .append(' ')
                    .append(signature)
                    .append('\n');
        }
        return parse(note.toString());
    }

    /**
     * Reads a checkpoint. Its signatures are not verified yet.
     *
     * @param note the text
     * @return the checkpoint
     * @throws IllegalArgumentException when the text is none
     */
    public static AuditCheckpoint parse(String note) {
        String[] lines = note.split("\n", -1);
        if (lines.length < 8
                || !lines[0].equals(TITLE)
                || !lines[5].isEmpty()
                || !lines[lines.length - 1].isEmpty()
                || !isDigest(lines[1])
                || !isDigest(lines[3])) {
            throw new IllegalArgumentException("expected a checkpoint that begins with '" + TITLE
                    + "' and has a signature, got a text of " + lines.length + " lines that is none");
        }
        List<String> keys = new ArrayList<>();
        for (int i = 6; i < lines.length - 1; i++) {
            keys.add(signature(lines[i])[0]);
        }
        return new AuditCheckpoint(
                Long.parseLong(lines[2]), lines[3], lines[1], Times.toInstant(Long.parseLong(lines[4])), keys, note);
    }

    private static String[] signature(String line) {
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !line.startsWith(DASH)) {
            throw new IllegalArgumentException(
                    "expected a line of a dash, a key and a signature in a checkpoint, got '" + line + "'");
        }
        return new String[] {parts[1], parts[2]};
    }

    private static boolean isDigest(String text) {
        return text.matches("[0-9a-f]{64}");
    }

    /**
     * Tells whether a trusted key signed this checkpoint.
     *
     * @param keys the keys that are trusted
     * @return true when one of them made one of the signatures
     */
    public boolean isSignedBy(List<Verifier> keys) {
        int end = note.indexOf("\n\n") + 1;
        byte[] body = note.substring(0, end).getBytes(StandardCharsets.UTF_8);
        for (String line : note.substring(end + 1).lines().toList()) {
            byte[] bytes;
            try {
                bytes = Base64.getDecoder().decode(signature(line)[1]);
            } catch (IllegalArgumentException e) {
                return false;
            }
            if (keys.stream().anyMatch(key -> key.verify(body, bytes))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "AuditCheckpoint[entry " + sequence + ", " + digest + ", signed by " + keyIds + "]";
    }
}
