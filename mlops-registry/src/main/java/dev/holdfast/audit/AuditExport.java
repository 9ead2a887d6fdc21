// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.Json;
import dev.holdfast.signing.Verifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Verifies an exported audit trail without the database that it is from.
 *
 * <p>The file is read in constant memory, a second and a third time where it is broken. A trail that was exported in part
 * shows as cut short, as its first line says how long it is.
 */
public final class AuditExport {
    private static final String CHECKPOINT = "{\"checkpoint\":";
    private static final int FORMAT = 1;

    private AuditExport() {}

    /**
     * Verifies every entry, and the checkpoints, whoever signed them.
     *
     * @param file the export
     * @return whether all entries are as they were written
     * @throws StorageException when the file cannot be read, is no export, or is one of a newer format
     */
    public static AuditVerification verify(Path file) {
        return verify(file, Optional.empty(), List.of());
    }

    /**
     * Verifies every entry, and that each checkpoint was signed by a trusted key.
     *
     * @param file the export
     * @param keys the keys that are trusted
     * @return whether all entries are as they were written
     * @throws StorageException when the file cannot be read, is no export, or is one of a newer format
     */
    public static AuditVerification verify(Path file, List<Verifier> keys) {
        return verify(file, Optional.empty(), keys);
    }

    /**
     * Verifies every entry against all that is known of them.
     *
     * @param file the export
     * @param anchor what {@link AuditTrail#head()} gave earlier
     * @param keys the keys that are trusted to sign checkpoints
     * @return whether all entries are as they were written
     * @throws StorageException when the file cannot be read, is no export, or is one of a newer format
     */
    public static AuditVerification verify(Path file, AuditHead anchor, List<Verifier> keys) {
        return verify(file, Optional.of(anchor), keys);
    }

    static String header(AuditHead head) {
        return Json.canonical(Json.object(
                "digest", head.digest(), "holdfastAudit", FORMAT, "sequence", Json.number(head.sequence())));
    }

    static String checkpoint(String note) {
        return Json.canonical(Json.object("checkpoint", note));
    }

    private static AuditVerification verify(Path file, Optional<AuditHead> anchor, List<Verifier> keys) {
        try {
            Preamble preamble = preamble(file, keys);
            List<Known> known = new ArrayList<>(Anchors.of(anchor));
            known.add(Anchors.head(preamble.head()));
            known.addAll(preamble.checkpoints());
            Links links = reader -> read(file, preamble.lines(), reader);
            return new ChainCheck(links, preamble.head().sequence(), known).verify();
        } catch (IOException e) {
            throw unreadable(file, e);
        } catch (UncheckedIOException e) {
            throw unreadable(file, Objects.requireNonNull(e.getCause()));
        }
    }

    private record Preamble(AuditHead head, List<Known> checkpoints, int lines) {}

    private static Preamble preamble(Path file, List<Verifier> keys) throws IOException {
        try (ExportReader in = new ExportReader(file)) {
            AuditHead head = head(file, Objects.requireNonNullElse(in.line(), ""));
            List<Known> checkpoints = new ArrayList<>();
            for (String line = in.line(); line != null && line.startsWith(CHECKPOINT); line = in.line()) {
                checkpoints.add(toKnown(line, keys));
            }
            return new Preamble(head, checkpoints, 1 + checkpoints.size());
        }
    }

    private static AuditHead head(Path file, String line) {
        Map<String, Object> json;
        long format;
        try {
            json = Json.parseObject(line);
            format = Json.toLong(json.get("holdfastAudit"));
        } catch (IllegalArgumentException e) {
            throw new StorageException(
                    Reason.CORRUPT,
                    file.toString(),
                    file + " is no export of an audit trail, or its first line is damaged: expected "
                            + header(new AuditHead(0, "...")) + ", found '" + start(line) + "'; export the trail anew",
                    e);
        }
        if (format != FORMAT) {
            throw new StorageException(
                    format > FORMAT ? Reason.NEWER_FORMAT : Reason.CORRUPT,
                    file.toString(),
                    file + " has format " + format + ", this version of Holdfast knows format " + FORMAT
                            + "; use the newer version that wrote it",
                    null);
        }
        try {
            AuditHead head = new AuditHead(Json.toLong(json.get("sequence")), Json.toText(json.get("digest")));
            if (header(head).equals(line)) {
                return head;
            }
        } catch (IllegalArgumentException e) {
            // Told below, as what is no number is told.
        }
        throw new StorageException(
                Reason.CORRUPT,
                file.toString(),
                "the first line of " + file + " is damaged, found '" + start(line) + "'; export the trail anew",
                null);
    }

    private static String start(String line) {
        return line.length() > 100 ? line.substring(0, 100) + "..." : line;
    }

    private static Known toKnown(String line, List<Verifier> keys) {
        try {
            String note = Json.toText(Json.parseObject(line).get("checkpoint"));
            if (!checkpoint(note).equals(line)) {
                throw new IllegalArgumentException("it is not written as an export writes it");
            }
            return Anchors.checkpoint(AuditCheckpoint.parse(note).sequence(), note, keys);
        } catch (IllegalArgumentException e) {
            return new Known(1, "", "a checkpoint", null, "is damaged: " + e.getMessage(), true);
        }
    }

    private static void read(Path file, int skip, Predicate<Link> reader) {
        try (ExportReader in = new ExportReader(file)) {
            for (int i = 0; i < skip; i++) {
                in.line();
            }
            long position = 1;
            for (String line = in.line(); line != null; line = in.line()) {
                if (!reader.test(Link.of(position++, line))) {
                    return;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StorageException unreadable(Path file, IOException cause) {
        return new StorageException(
                Reason.FAILED, file.toString(), "the export " + file + " could not be read: " + cause, cause);
    }
}
