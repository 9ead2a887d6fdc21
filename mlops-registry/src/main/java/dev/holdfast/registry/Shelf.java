// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.BlobStore;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.EvidenceJson;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.internal.store.VersionIndex;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.ModelDescription;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import dev.holdfast.stats.Measurement;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.RunStatus;
import dev.holdfast.tracking.StoredAttachment;
import dev.holdfast.tracking.StoredModel;
import dev.holdfast.tracking.Tracker;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts versions on the shelf and takes them down: registration, reading, approval. */
final class Shelf {
    private static final String VERSIONS = "SELECT v.manifest, v.digest, v.state FROM hf_model_version v"
            + " JOIN hf_model m ON m.id = v.model WHERE m.name = ?";

    /**
     * A model of up to this size, and of up to that share of the heap, is verified in memory and read from there; a
     * larger one is read twice, or kept on the disk meanwhile, as its store does it.
     */
    private static final long IN_MEMORY_BYTES = 1L << 30;

    private static final int IN_MEMORY_SHARE = 16;

    private final Store store;
    private final BlobStore blobs;
    private final Tracker tracker;
    private final InstantSource clock;
    private final Actor usual;
    private final LoadedModels loaded;
    private final Identity identity;
    private final Seals seals;

    Shelf(
            Store store,
            BlobStore blobs,
            Tracker tracker,
            InstantSource clock,
            Actor usual,
            LoadedModels loaded,
            Identity identity,
            Seals seals) {
        this.loaded = loaded;
        this.store = store;
        this.blobs = blobs;
        this.tracker = tracker;
        this.clock = clock;
        this.usual = usual;
        this.identity = identity;
        this.seals = seals;
    }

    Seals seals() {
        return seals;
    }

    List<String> models() {
        return store.read(tx -> tx.list(
                row -> row.getString(1),
                "SELECT m.name FROM hf_model m WHERE EXISTS (SELECT 1 FROM hf_model_version v WHERE v.model = m.id)"
                        + " ORDER BY m.name"));
    }

    /** Registers a run's model; a version that is READY at once has had all of its bytes verified before. */
    ModelVersion register(String model, String runId, List<Attachment> extras, VersionState state) {
        Actor actor = identity.actingOr(
                usual, state == VersionState.READY ? "version.registered" : "version.staged", "model " + model);
        RunRecord run = tracker.find(runId)
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a run of this workspace, got the id " + runId + " that is not in it"));
        if (run.status() != RunStatus.COMPLETED) {
            throw new IllegalArgumentException("expected a completed run, got '" + run.name() + "', " + run.status());
        }
        StoredModel content = run.model()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected a run that stored a model, got '" + run.name() + "', which stored none"));
        List<StoredAttachment> attachments = attachments(run, extras);
        if (state == VersionState.READY) {
            blobs.verify(content.blob());
            attachments.forEach(each -> blobs.verify(each.blob()));
        }
        Map<String, Measurement> metrics = Manifest.metrics(tracker.evidence(run));
        return store.transact(
                Durability.FULL, tx -> insert(tx, model, actor, run, content, attachments, metrics, state));
    }

    private List<StoredAttachment> attachments(RunRecord run, List<Attachment> extras) {
        Map<String, StoredAttachment> byName = new LinkedHashMap<>();
        run.attachments().forEach(each -> byName.put(each.name(), each));
        for (Attachment extra : extras) {
            Names.check("attachment", extra.name());
            Names.check("media type", extra.mediaType());
            if (byName.containsKey(extra.name())) {
                throw new IllegalArgumentException("attachment '" + extra.name()
                        + "' is given twice: name each attachment of the run and of the registration once");
            }
            Blob blob = blobs.put(out -> out.write(extra.content()));
            byName.put(extra.name(), new StoredAttachment(extra.name(), extra.mediaType(), blob));
        }
        return List.copyOf(byName.values());
    }

    private ModelVersion insert(
            Tx tx,
            String model,
            Actor actor,
            RunRecord run,
            StoredModel content,
            List<StoredAttachment> attachments,
            Map<String, Measurement> metrics,
            VersionState state)
            throws SQLException {
        long now = Times.now(clock);
        tx.update(
                "INSERT INTO hf_model (name, created_at, next_version) VALUES (?, ?, 1) ON CONFLICT (name) DO NOTHING",
                model,
                now);
        long number = tx.number(
                "UPDATE hf_model SET next_version = next_version + 1 WHERE name = ? RETURNING next_version - 1", model);
        Manifest manifest = Manifest.write(model, number, actor, now, run, content, attachments);
        tx.update(
                "INSERT INTO hf_model_version (model, number, state, run_id, digest, manifest)"
                        + " SELECT id, ?, ?, ?, ?, ? FROM hf_model WHERE name = ?",
                number,
                state.name(),
                run.id(),
                manifest.digest(),
                manifest.json(),
                model);
        VersionIndex.add(
                tx, tx.number("SELECT id FROM hf_model WHERE name = ?", model), number, manifest.json(), metrics);
        AuditLog.append(
                tx,
                now,
                actor.name(),
                actor.roles(),
                state == VersionState.READY ? "version.registered" : "version.staged",
                "model " + model,
                Json.object("version", Json.number(number), "manifest", manifest.digest(), "run", run.id()));
        seals.sign(tx, manifest, actor, now);
        return new ModelVersion(manifest, state, this);
    }

    List<ModelVersion> versions(String model) {
        return store.read(tx -> tx.list(this::version, VERSIONS + " ORDER BY v.number", model));
    }

    ModelVersion version(String model, long number) {
        return store.read(tx -> version(tx, model, number));
    }

    ModelVersion version(Tx tx, String model, long number) throws SQLException {
        Optional<ModelVersion> version = tx.first(this::version, VERSIONS + " AND v.number = ?", model, number);
        if (version.isEmpty()) {
            Optional<Tombstone> tombstone = Lifecycle.tombstones(tx, model).stream()
                    .filter(each -> each.version() == number)
                    .findFirst();
            if (tombstone.isPresent()) {
                throw new IllegalArgumentException(model + " version " + number + " was deleted at "
                        + tombstone.get().at() + " by "
                        + tombstone.get().actor().name() + ": "
                        + tombstone.get().reason());
            }
            List<Long> numbers = tx.list(
                    row -> row.getLong(1),
                    "SELECT v.number FROM hf_model_version v JOIN hf_model m ON m.id = v.model WHERE m.name = ?"
                            + " ORDER BY v.number",
                    model);
            throw new IllegalArgumentException(
                    "model '" + model + "' has no version " + number + "; its versions are " + numbers);
        }
        return version.get();
    }

    Optional<ModelVersion> aliased(String model, String alias) {
        return store.read(tx -> tx.first(
                this::version,
                "SELECT v.manifest, v.digest, v.state FROM hf_alias a JOIN hf_model m ON m.id = a.model"
                        + " JOIN hf_model_version v ON v.model = a.model AND v.number = a.version"
                        + " WHERE m.name = ? AND a.name = ?",
                model,
                alias));
    }

    /** Returns a version that may be gone. */
    Optional<ModelVersion> find(Tx tx, String model, long number) throws SQLException {
        return tx.first(this::version, VERSIONS + " AND v.number = ?", model, number);
    }

    /** Reads a row of manifest, digest and state. */
    ModelVersion version(ResultSet row) throws SQLException {
        return new ModelVersion(
                Manifest.read(row.getString(1), row.getString(2)), VersionState.valueOf(row.getString(3)), this);
    }

    List<Evidence> evidence(Manifest manifest) {
        return documents(manifest).stream().map(EvidenceJson::read).toList();
    }

    /** Returns the evidence as it is stored, in the order of the manifest. */
    List<String> documents(Manifest manifest) {
        Map<String, String> found = new HashMap<>();
        store.read(tx -> tx.list(
                row -> found.put(row.getString(1), row.getString(2)),
                "SELECT v.digest, v.document FROM hf_evidence v JOIN hf_run r ON r.seq = v.run WHERE r.id = ?",
                manifest.runId()));
        List<String> documents = new ArrayList<>();
        for (String digest : manifest.evidence()) {
            String document = Optional.ofNullable(found.get(digest))
                    .or(() -> imported(digest))
                    .orElse("");
            if (!Digests.of(document).equals(digest)) {
                throw new StorageException(
                        document.isEmpty() ? Reason.MISSING : Reason.CORRUPT,
                        "evidence " + digest,
                        "evidence of " + manifest.model() + " version " + manifest.number() + " is "
                                + (document.isEmpty() ? "missing" : "damaged") + ": expected SHA-256 " + digest
                                + "; restore the database from a copy",
                        null);
            }
            documents.add(document);
        }
        return List.copyOf(documents);
    }

    /** Evidence of a version that came from elsewhere, whose run is not here. */
    private Optional<String> imported(String digest) {
        return store.read(
                tx -> tx.first(row -> row.getString(1), "SELECT document FROM hf_document WHERE digest = ?", digest));
    }

    Attachment attachment(Manifest manifest, String name) {
        StoredAttachment attachment = manifest.attachments().get(name);
        if (attachment == null) {
            throw new IllegalArgumentException("no attachment '" + name + "'; " + manifest.model() + " version "
                    + manifest.number() + " has " + manifest.attachments().keySet());
        }
        seals.require(manifest);
        try (InputStream in = blobs.open(attachment.blob())) {
            return Attachment.of(name, attachment.mediaType(), in.readAllBytes());
        } catch (IOException e) {
            throw unreadable(manifest, "attachment '" + name + "'", e);
        }
    }

    <I, O> StorableModel<I, O> load(Manifest manifest, ModelCodec<I, O> codec) {
        if (!codec.format().equals(manifest.content().format())) {
            throw new IllegalArgumentException("expected a codec of the format '"
                    + manifest.content().format() + "', got one of '" + codec.format() + "'");
        }
        seals.require(manifest);
        return loaded.get(manifest.content().blob(), codec, () -> read(manifest, codec));
    }

    private <I, O> StorableModel<I, O> read(Manifest manifest, ModelCodec<I, O> codec) {
        StoredModel content = manifest.content();
        Blob blob = content.blob();
        ModelDescription description =
                new ModelDescription(content.signature(), content.parameterDigest(), content.provenance());
        try {
            if (blob.sizeBytes()
                    <= Math.min(IN_MEMORY_BYTES, Runtime.getRuntime().maxMemory() / IN_MEMORY_SHARE)) {
                return codec.readVerified(blobs.read(blob), description);
            }
            try (InputStream in = blobs.openVerified(blob)) {
                return codec.read(in, description);
            }
        } catch (IOException e) {
            throw unreadable(manifest, "model", e);
        }
    }

    private static StorageException unreadable(Manifest manifest, String what, IOException cause) {
        String version = manifest.model() + " version " + manifest.number();
        return new StorageException(
                Reason.FAILED, version, "the " + what + " of " + version + " could not be read: " + cause, cause);
    }

    static Actor actor(String name, String roles) {
        HashSet<String> names = new HashSet<>();
        Json.toList(Json.parse(roles)).forEach(role -> names.add(Json.toText(role)));
        return new Actor(name, names);
    }
}
