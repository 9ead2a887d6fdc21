// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.Blob;
import dev.holdfast.internal.store.Json;
import dev.holdfast.registry.ArchiveException.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What is in an archive: the signed document that names every other member with its digest and size.
 *
 * @param model the model's name
 * @param version the version's number
 * @param manifest the digest of the manifest
 * @param members path to digest and size, in the order in which they are written
 */
record ArchiveIndex(String model, long version, String manifest, Map<String, Blob> members) {
    static final String PATH = "index.dsse.json";
    static final String TYPE = "application/vnd.holdfast.version-archive+json";
    static final String MANIFEST = "manifest.json";
    static final String CARD = "card.json";
    static final String AUDIT = "audit.jsonl";

    /** A member has one of these names and no other, so that none can lead out of a folder. */
    private static final Pattern PATHS = Pattern.compile(
            "manifest\\.json|card\\.json|audit\\.jsonl|blobs/[0-9a-f]{64}|evidence/[0-9a-f]{64}\\.json");

    private static final int FORMAT = 1;

    static String blobPath(String digest) {
        return "blobs/" + digest;
    }

    static String evidencePath(String digest) {
        return "evidence/" + digest + ".json";
    }

    String toJson() {
        return Json.canonical(Json.object(
                "format",
                FORMAT,
                "model",
                model,
                "version",
                Json.number(version),
                "manifest",
                manifest,
                "members",
                members.entrySet().stream()
                        .map(each -> Json.object(
                                "path",
                                each.getKey(),
                                "sha256",
                                each.getValue().digest(),
                                "size",
                                Json.number(each.getValue().sizeBytes())))
                        .toList()));
    }

    static ArchiveIndex parse(String json, String place) {
        try {
            Map<String, Object> root = Json.parseObject(json);
            long format = Json.toLong(root.get("format"));
            if (format > FORMAT) {
                throw new ArchiveException(
                        Problem.NEWER_FORMAT,
                        place + " has format " + format + ", this version of Holdfast knows up to " + FORMAT
                                + "; use the newer version that wrote it",
                        null);
            }
            Map<String, Blob> members = new LinkedHashMap<>();
            for (Object each : Json.toList(root.get("members"))) {
                Map<String, Object> member = Json.toMap(each);
                String path = Json.toText(member.get("path"));
                Blob blob = new Blob(Json.toText(member.get("sha256")), Json.toLong(member.get("size")));
                if (!PATHS.matcher(path).matches() || members.put(path, blob) != null) {
                    throw new IllegalArgumentException("a member is called '" + path + "', or twice so");
                }
            }
            return new ArchiveIndex(
                    Json.toText(root.get("model")),
                    Json.toLong(root.get("version")),
                    Json.toText(root.get("manifest")),
                    members);
        } catch (IllegalArgumentException e) {
            throw new ArchiveException(
                    Problem.NOT_AN_ARCHIVE, place + " has an index that cannot be read: " + e.getMessage(), e);
        }
    }
}
