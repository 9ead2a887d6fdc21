// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.registry.RegistryVerification.Broken;
import dev.holdfast.registry.RegistryVerification.Kind;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares what is stored of versions with what their manifests and the audit trail say. */
final class Verifier {
    /** The entries that give a version a state. */
    private static final Map<String, String> STATES = Map.of(
            "version.registered", "READY",
            "version.staged", "STAGED",
            "version.ready", "READY",
            "version.imported", "READY",
            "version.deprecated", "DEPRECATED",
            "version.retired", "RETIRED",
            "version.deleted", "DELETED");

    private final Store store;
    private final BlobStore blobs;

    Verifier(Store store, BlobStore blobs) {
        this.store = store;
        this.blobs = blobs;
    }

    private record Stored(String model, long number, String manifest, String digest, String state) {}

    /** What the audit trail says last of a version. */
    private record Told(String digest, String state) {}

    private record Snapshot(List<Stored> versions, Map<String, Map<Long, Told>> told) {}

    RegistryVerification verify() {
        Snapshot snapshot = store.read(tx -> new Snapshot(
                tx.list(
                        row -> new Stored(
                                row.getString(1), row.getLong(2), row.getString(3), row.getString(4), row.getString(5)),
                        "SELECT m.name, v.number, v.manifest, v.digest, v.state FROM hf_model_version v"
                                + " JOIN hf_model m ON m.id = v.model ORDER BY m.name, v.number"),
                told(tx)));
        List<Broken> broken = new ArrayList<>();
        Map<Blob, Optional<StorageException>> verified = new HashMap<>();
        Map<String, Map<Long, Told>> missing = snapshot.told();
        for (Stored each : snapshot.versions()) {
            Told told = missing.getOrDefault(each.model(), new TreeMap<>()).remove(each.number());
            verify(each, told == null ? new Told("nothing", "nothing") : told, verified, broken);
        }
        missing.forEach((model, versions) -> versions.forEach((number, told) -> {
            if (!told.state().equals("DELETED")) {
                broken.add(new Broken(
                        model,
                        number,
                        Kind.VERSION_MISSING,
                        "expected the manifest " + told.digest() + " by the audit trail, found no such version"));
            }
        }));
        return new RegistryVerification(snapshot.versions().size(), verified.size(), broken);
    }

    private static Map<String, Map<Long, Told>> told(Tx tx) throws SQLException {
        Map<String, Map<Long, Told>> told = new TreeMap<>();
        tx.list(
                row -> {
                    String state = STATES.get(row.getString(1));
                    if (state != null && row.getString(2).startsWith("model ")) {
                        Map<String, Object> payload = Json.parseObject(row.getString(3));
                        told.computeIfAbsent(row.getString(2).substring("model ".length()), name -> new TreeMap<>())
                                .put(
                                        Json.toLong(payload.get("version")),
                                        new Told(Json.toText(payload.get("manifest")), state));
                    }
                    return true;
                },
                "SELECT action, target, payload FROM hf_audit WHERE action LIKE 'version.%' ORDER BY sequence");
        return told;
    }

    private void verify(Stored stored, Told told, Map<Blob, Optional<StorageException>> verified, List<Broken> broken) {
        Manifest manifest;
        try {
            manifest = Manifest.read(stored.manifest(), stored.digest());
        } catch (StorageException e) {
            broken.add(
                    new Broken(stored.model(), stored.number(), Kind.MANIFEST_CHANGED, String.valueOf(e.getMessage())));
            return;
        }
        if (!told.digest().equals(stored.digest())
                || !told.state().equals(stored.state())
                || !manifest.model().equals(stored.model())
                || manifest.number() != stored.number()) {
            broken.add(new Broken(
                    stored.model(),
                    stored.number(),
                    Kind.ROW_CHANGED,
                    "expected the manifest " + told.digest() + " and the state " + told.state()
                            + " by the audit trail, found the manifest " + stored.digest() + " of " + manifest.model()
                            + " version " + manifest.number() + " and the state " + stored.state()));
        }
        for (Blob blob : manifest.blobs()) {
            verified.computeIfAbsent(blob, this::damage)
                    .ifPresent(e -> broken.add(new Broken(
                            stored.model(),
                            stored.number(),
                            e.reason() == Reason.MISSING ? Kind.FILE_MISSING : Kind.FILE_CHANGED,
                            String.valueOf(e.getMessage()))));
        }
        for (String digest : manifest.evidence()) {
            evidence(stored, digest).ifPresent(broken::add);
        }
    }

    private Optional<StorageException> damage(Blob blob) {
        try {
            blobs.verify(blob);
            return Optional.empty();
        } catch (StorageException e) {
            if (e.reason() == Reason.MISSING || e.reason() == Reason.CORRUPT) {
                return Optional.of(e);
            }
            throw e;
        }
    }

    private Optional<Broken> evidence(Stored stored, String digest) {
        List<String> documents = store.read(tx -> {
            List<String> found =
                    tx.list(row -> row.getString(1), "SELECT document FROM hf_document WHERE digest = ?", digest);
            found.addAll(tx.list(row -> row.getString(1), "SELECT document FROM hf_evidence WHERE digest = ?", digest));
            return found;
        });
        boolean changed = documents.stream().noneMatch(each -> Digests.of(each).equals(digest));
        if (!changed) {
            return Optional.empty();
        }
        return Optional.of(new Broken(
                stored.model(),
                stored.number(),
                documents.isEmpty() ? Kind.EVIDENCE_MISSING : Kind.EVIDENCE_CHANGED,
                documents.isEmpty()
                        ? "expected evidence " + digest + ", found none"
                        : "expected evidence " + digest + ", found " + Digests.of(documents.get(0))));
    }
}
