// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.internal.store.VersionIndex;
import dev.holdfast.registry.ArchiveException.Problem;
import dev.holdfast.registry.card.ModelCard;
import dev.holdfast.report.Evidence;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.stats.Measurement;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes a version as one signed file, and takes such a file in. */
final class Archives {
    private final Store store;
    private final BlobStore blobs;
    private final Shelf shelf;
    private final InstantSource clock;

    Archives(Store store, BlobStore blobs, Shelf shelf, InstantSource clock) {
        this.store = store;
        this.blobs = blobs;
        this.shelf = shelf;
        this.clock = clock;
    }

    Path write(ModelVersion version, ModelCard card, Path file, Signer... signers) {
        Manifest manifest = version.contents();
        Map<String, byte[]> documents = new LinkedHashMap<>();
        documents.put(ArchiveIndex.MANIFEST, utf8(manifest.json()));
        documents.put(ArchiveIndex.CARD, utf8(card.toJson()));
        documents.put(ArchiveIndex.AUDIT, utf8(audit(version)));
        for (String document : shelf.documents(manifest)) {
            documents.put(ArchiveIndex.evidencePath(Digests.of(document)), utf8(document));
        }
        Map<String, Blob> members = new LinkedHashMap<>();
        documents.forEach((path, bytes) -> members.put(path, new Blob(Digests.of(bytes), bytes.length)));
        Map<String, Blob> files = new LinkedHashMap<>();
        manifest.blobs().forEach(blob -> files.put(ArchiveIndex.blobPath(blob.digest()), blob));
        members.putAll(files);
        String index = new ArchiveIndex(version.model(), version.number(), version.digest(), members).toJson();
        documents.put(
                ArchiveIndex.PATH,
                utf8(Envelope.sign(ArchiveIndex.TYPE, utf8(index), signers).toJson()));
        Path temporary = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(temporary);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Map.Entry<String, byte[]> each : documents.entrySet()) {
                    zip.putNextEntry(entry(each.getKey()));
                    zip.write(each.getValue());
                }
                for (Map.Entry<String, Blob> each : files.entrySet()) {
                    zip.putNextEntry(entry(each.getKey()));
                    try (InputStream in = blobs.open(each.getValue())) {
                        in.transferTo(zip);
                    }
                }
            }
            return Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed("written", file, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Two archives of one version differ in nothing but what happened meanwhile, so no time goes in. */
    private static ZipEntry entry(String path) {
        ZipEntry entry = new ZipEntry(path);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            // What matters is the failure that led here; a file named .tmp is plainly left over.
            return;
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The entries of the audit trail about a version, one canonical object a line, with people as pseudonyms. */
    private String audit(ModelVersion version) {
        StringBuilder lines = new StringBuilder();
        store.read(tx -> tx.list(
                row -> {
                    Map<String, Object> payload = Json.parseObject(row.getString(6));
                    if (payload.containsKey("version") && Json.toLong(payload.get("version")) == version.number()) {
                        lines.append(Json.canonical(Json.object(
                                        "sequence", Json.number(row.getLong(1)),
                                        "at", Json.number(row.getLong(2)),
                                        "actor", row.getString(3),
                                        "roles", row.getString(4),
                                        "action", row.getString(5),
                                        "payload", row.getString(6),
                                        "commitment",
                                                Optional.ofNullable(row.getString(7))
                                                        .orElse(""),
                                        "previous", row.getString(8),
                                        "hash", row.getString(9))))
                                .append('\n');
                    }
                    return true;
                },
                "SELECT sequence, at, actor, roles, action, payload, commitment, previous, hash FROM hf_audit"
                        + " WHERE target = ? ORDER BY sequence",
                "model " + version.model()));
        return lines.toString();
    }

    ModelVersion read(Path file, TrustPolicy trust, Actor actor) {
        try (ArchiveFile archive = ArchiveFile.open(file, trust)) {
            ArchiveIndex index = archive.index();
            Manifest manifest = Manifest.read(archive.text(ArchiveIndex.MANIFEST), index.manifest());
            if (!manifest.model().equals(index.model()) || manifest.number() != index.version()) {
                throw new ArchiveException(
                        Problem.MEMBER_CHANGED,
                        "the manifest in " + file + " is of " + manifest + ", the index names " + index.model()
                                + " version " + index.version(),
                        null);
            }
            archive.requireMembersOf(manifest);
            Map<String, String> documents = new LinkedHashMap<>();
            List<Evidence> evidence = new ArrayList<>();
            for (String digest : manifest.evidence()) {
                String document = archive.text(ArchiveIndex.evidencePath(digest));
                documents.put(digest, document);
                evidence.add(EvidenceJson.read(document));
            }
            archive.verify(ArchiveIndex.CARD);
            archive.verify(ArchiveIndex.AUDIT);
            for (Blob blob : manifest.blobs()) {
                archive.store(blob, blobs);
            }
            Map<String, Measurement> metrics = Manifest.metrics(evidence);
            return store.transact(
                    Durability.FULL, tx -> insert(tx, manifest, documents, metrics, actor, file.toString()));
        } catch (IOException e) {
            throw failed("read", file, e);
        }
    }

    private ModelVersion insert(
            Tx tx,
            Manifest manifest,
            Map<String, String> documents,
            Map<String, Measurement> metrics,
            Actor actor,
            String place)
            throws SQLException {
        long now = Times.now(clock);
        tx.update(
                "INSERT INTO hf_model (name, created_at, next_version) VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING",
                manifest.model(),
                now);
        // Raised in any case, so that two imports, or an import and a registration, come one after the other.
        long next = tx.number(
                "UPDATE hf_model SET next_version = CASE WHEN next_version <= ? THEN ? ELSE next_version END"
                        + " WHERE name = ? RETURNING next_version",
                manifest.number(),
                manifest.number() + 1,
                manifest.model());
        Optional<ModelVersion> there = shelf.find(tx, manifest.model(), manifest.number());
        if (there.isPresent() && there.get().digest().equals(manifest.digest())) {
            return there.get();
        }
        long model = tx.number("SELECT id FROM hf_model WHERE name = ?", manifest.model());
        boolean buried =
                tx.number("SELECT COUNT(*) FROM hf_tombstone WHERE model = ? AND number = ?", model, manifest.number())
                        > 0;
        if (there.isPresent() || buried || next > manifest.number() + 1) {
            throw new ArchiveException(
                    Problem.NUMBER_TAKEN,
                    manifest.model() + " version " + manifest.number() + " in " + place + " cannot be taken in: "
                            + (there.isPresent()
                                    ? "another version has this number here"
                                    : buried
                                            ? "a version with this number was deleted here"
                                            : "versions up to " + (next - 1) + " were registered here")
                            + ", and a number is never used twice; import into a workspace of its own",
                    null);
        }
        tx.update(
                "INSERT INTO hf_model_version (model, number, state, run_id, digest, manifest) VALUES (?, ?, ?, ?, ?, ?)",
                model,
                manifest.number(),
                VersionState.READY.name(),
                manifest.runId(),
                manifest.digest(),
                manifest.json());
        VersionIndex.add(tx, model, manifest.number(), manifest.json(), metrics);
        for (Map.Entry<String, String> each : documents.entrySet()) {
            tx.update(
                    "INSERT INTO hf_document (digest, document) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                    each.getKey(),
                    each.getValue());
        }
        AuditLog.append(
                tx,
                now,
                actor.name(),
                actor.roles(),
                "version.imported",
                "model " + manifest.model(),
                Json.object("version", Json.number(manifest.number()), "manifest", manifest.digest()),
                Map.of("from", place));
        return shelf.version(tx, manifest.model(), manifest.number());
    }

    private static ArchiveException failed(String what, Path file, IOException cause) {
        return new ArchiveException(
                Problem.FAILED, "the archive " + file + " could not be " + what + ": " + cause, cause);
    }
}
