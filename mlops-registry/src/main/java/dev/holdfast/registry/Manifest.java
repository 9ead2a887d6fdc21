// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.artifact.StorageException;
import dev.holdfast.artifact.StorageException.Reason;
import dev.holdfast.audit.Actor;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Times;
import dev.holdfast.model.Signature;
import dev.holdfast.report.Evidence;
import dev.holdfast.stats.Measurement;
import dev.holdfast.tracking.DatasetReference;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.EvidenceReference;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.StoredAttachment;
import dev.holdfast.tracking.StoredModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a version consists of, as its canonical JSON document says; the digest is the SHA-256 of that document. Whatever
 * has an order is an array, because canonical JSON sorts members.
 */
record Manifest(
        String json,
        String digest,
        String model,
        long number,
        Actor author,
        String trainedBy,
        Instant registeredAt,
        String runId,
        StoredModel content,
        Map<String, StoredAttachment> attachments,
        List<DatasetUse> datasets,
        List<String> evidence) {
    private static final int FORMAT = 1;

    /** Writes the manifest of a new version. */
    static Manifest write(
            String model,
            long number,
            Actor author,
            long atMicros,
            RunRecord run,
            StoredModel content,
            List<StoredAttachment> attachments) {
        Signature signature = content.signature();
        String json = Json.canonical(Json.object(
                "format",
                FORMAT,
                "model",
                model,
                "version",
                Json.number(number),
                "author",
                Json.object("name", author.name(), "roles", List.copyOf(author.roles())),
                "registeredAt",
                Json.number(atMicros),
                "run",
                run(run),
                "content",
                Json.object(
                        "blob",
                        blob(content.blob()),
                        "format",
                        content.format(),
                        "parameterDigest",
                        content.parameterDigest(),
                        "provenance",
                        pairs(content.provenance())),
                "signature",
                Json.object(
                        "inputs",
                        signature.inputs().toJson(),
                        "target",
                        signature.target(),
                        "labels",
                        signature.labels()),
                "attachments",
                attachments.stream().map(Manifest::attachment).toList(),
                "datasets",
                run.datasets().stream().map(Manifest::dataset).toList(),
                "evidence",
                run.evidence().stream().map(Manifest::evidence).toList()));
        return read(json, Digests.of(json));
    }

    private static Map<String, Object> run(RunRecord run) {
        List<Object> parameters = new ArrayList<>();
        run.parameters().forEach((name, value) -> parameters.add(List.of(name, value.toString())));
        return Json.object(
                "id",
                run.id(),
                "experiment",
                run.experiment(),
                "name",
                run.name(),
                "actor",
                run.actor().name(),
                "parameters",
                parameters,
                "environment",
                pairs(run.environment()));
    }

    private static Map<String, Object> blob(Blob blob) {
        return Json.object("sha256", blob.digest(), "size", Json.number(blob.sizeBytes()));
    }

    private static List<Object> pairs(Map<String, String> map) {
        List<Object> pairs = new ArrayList<>();
        map.forEach((name, value) -> pairs.add(List.of(name, value)));
        return pairs;
    }

    private static Map<String, Object> attachment(StoredAttachment each) {
        return Json.object("name", each.name(), "mediaType", each.mediaType(), "blob", blob(each.blob()));
    }

    private static Map<String, Object> dataset(DatasetReference each) {
        return Json.object(
                "role",
                each.role().name(),
                "name",
                each.name(),
                "sha256",
                each.fingerprint(),
                "rows",
                Json.number(each.rows()),
                "schema",
                each.schema().toJson());
    }

    private static Map<String, Object> evidence(EvidenceReference each) {
        return Json.object("kind", each.kind(), "outcome", each.outcome().name(), "sha256", each.digest());
    }

    /**
     * Reads a manifest.
     *
     * @throws StorageException when it is not the document of the digest, or none that this version can read
     */
    static Manifest read(String json, String digest) {
        if (!Digests.of(json).equals(digest)) {
            throw damaged(digest, "found SHA-256 " + Digests.of(json), null);
        }
        try {
            Map<String, Object> root = Json.parseObject(json);
            long format = Json.toLong(root.get("format"));
            if (format > FORMAT) {
                throw new StorageException(
                        Reason.NEWER_FORMAT,
                        "manifest " + digest,
                        "the manifest " + digest + " has format " + format + ", this version of Holdfast knows up to "
                                + FORMAT + "; use the newer version that wrote it",
                        null);
            }
            if (format != FORMAT) {
                throw damaged(digest, "found format " + format, null);
            }
            Map<String, Object> author = Json.toMap(root.get("author"));
            Map<String, Object> run = Json.toMap(root.get("run"));
            Map<String, StoredAttachment> attachments = new LinkedHashMap<>();
            for (Object each : Json.toList(root.get("attachments"))) {
                Map<String, Object> attachment = Json.toMap(each);
                String name = Json.toText(attachment.get("name"));
                attachments.put(
                        name,
                        new StoredAttachment(
                                name, Json.toText(attachment.get("mediaType")), toBlob(attachment.get("blob"))));
            }
            return new Manifest(
                    json,
                    digest,
                    Json.toText(root.get("model")),
                    Json.toLong(root.get("version")),
                    new Actor(Json.toText(author.get("name")), new HashSet<>(texts(author.get("roles")))),
                    Json.toText(run.get("actor")),
                    Times.toInstant(Json.toLong(root.get("registeredAt"))),
                    Json.toText(run.get("id")),
                    content(Json.toMap(root.get("content")), Json.toMap(root.get("signature"))),
                    Collections.unmodifiableMap(attachments),
                    Json.toList(root.get("datasets")).stream()
                            .map(each -> toDataset(Json.toMap(each)))
                            .toList(),
                    Json.toList(root.get("evidence")).stream()
                            .map(each -> Json.toText(Json.toMap(each).get("sha256")))
                            .toList());
        } catch (IllegalArgumentException e) {
            throw damaged(digest, "found " + e.getMessage(), e);
        }
    }

    private static StoredModel content(Map<String, Object> json, Map<String, Object> signature) {
        Map<String, String> provenance = new LinkedHashMap<>();
        for (Object pair : Json.toList(json.get("provenance"))) {
            List<String> both = texts(pair);
            provenance.put(both.get(0), both.get(1));
        }
        return new StoredModel(
                toBlob(json.get("blob")),
                Json.toText(json.get("format")),
                Json.toText(json.get("parameterDigest")),
                new Signature(
                        Schema.parse(Json.toText(signature.get("inputs"))),
                        Json.toText(signature.get("target")),
                        texts(signature.get("labels"))),
                provenance);
    }

    private static DatasetUse toDataset(Map<String, Object> json) {
        return new DatasetUse(
                DatasetRole.valueOf(Json.toText(json.get("role"))),
                Json.toText(json.get("name")),
                Json.toText(json.get("sha256")),
                Json.toLong(json.get("rows")));
    }

    private static Blob toBlob(@Nullable Object json) {
        Map<String, Object> blob = Json.toMap(json);
        return new Blob(Json.toText(blob.get("sha256")), Json.toLong(blob.get("size")));
    }

    private static List<String> texts(@Nullable Object json) {
        return Json.toList(json).stream().map(Json::toText).toList();
    }

    private static StorageException damaged(String digest, String found, @Nullable Throwable cause) {
        return new StorageException(
                Reason.CORRUPT,
                "manifest " + digest,
                "the manifest " + digest + " is damaged: expected format " + FORMAT + " with this SHA-256, " + found
                        + "; restore the database from a copy",
                cause);
    }

    /** Returns every blob that the version consists of, the model first. */
    List<Blob> blobs() {
        List<Blob> blobs = new ArrayList<>();
        blobs.add(content.blob());
        attachments.values().forEach(each -> blobs.add(each.blob()));
        return blobs;
    }

    /** Returns the names of who had a hand in it: who ran the training and who registered the version. */
    Set<String> authors() {
        Set<String> authors = new TreeSet<>();
        authors.add(author.name());
        authors.add(trainedBy);
        return authors;
    }

    static Map<String, Measurement> metrics(List<Evidence> evidence) {
        Map<String, Measurement> metrics = new LinkedHashMap<>();
        evidence.stream().filter(each -> !isEvaluation(each)).forEach(each -> metrics.putAll(each.measurements()));
        evidence.stream().filter(Manifest::isEvaluation).forEach(each -> metrics.putAll(each.measurements()));
        return Collections.unmodifiableMap(metrics);
    }

    private static boolean isEvaluation(Evidence evidence) {
        return evidence.kind().equals("evaluation");
    }

    @Override
    public String toString() {
        return attachments.keySet().stream()
                .collect(Collectors.joining(", ", model + " version " + number + " [", "]"));
    }
}
