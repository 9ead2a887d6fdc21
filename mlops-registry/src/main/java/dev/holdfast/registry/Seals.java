// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.AuditLog;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Durability;
import dev.holdfast.internal.store.Json;
import dev.holdfast.internal.store.Store;
import dev.holdfast.internal.store.Times;
import dev.holdfast.internal.store.Tx;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.signing.UntrustedException;
import dev.holdfast.signing.UntrustedException.Problem;
import dev.holdfast.signing.Verifier;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Signs what versions consist of, and verifies it before a byte of them is read. What is signed is an in-toto statement
 * as OpenSSF model signing has it (predicate {@code https://model_signing/signature/v1.0}): the version as a folder of
 * {@code manifest.json} and {@code blobs/<SHA-256>}.
 */
final class Seals {
    static final String PAYLOAD_TYPE = "application/vnd.in-toto+json";
    private static final String STATEMENT = "https://in-toto.io/Statement/v1";
    private static final String PREDICATE = "https://model_signing/signature/v1.0";
    private static final String SIGNED = "version.signed";

    private final Store store;
    private final InstantSource clock;
    private final Identity identity;
    private final Optional<Signer> signer;
    private final Optional<TrustPolicy> trust;

    Seals(Store store, InstantSource clock, Identity identity, Safeguards safeguards) {
        this.store = store;
        this.clock = clock;
        this.identity = identity;
        this.signer = safeguards.signer();
        this.trust = safeguards.trust();
    }

    /** Returns the statement that names every file of a version: canonical JSON. */
    static String statement(Manifest manifest) {
        TreeMap<String, String> files = new TreeMap<>();
        files.put("manifest.json", manifest.digest());
        String content = manifest.content().blob().digest();
        files.put("blobs/" + content, content);
        manifest.attachments().values().forEach(each -> {
            String digest = each.blob().digest();
            files.put("blobs/" + digest, digest);
        });
        MessageDigest root = Digests.sha256();
        List<Object> resources = new ArrayList<>();
        files.forEach((name, digest) -> {
            root.update(HexFormat.of().parseHex(digest));
            resources.add(Json.object("algorithm", "sha256", "digest", digest, "name", name));
        });
        return Json.canonical(Json.object(
                "_type",
                STATEMENT,
                "subject",
                List.of(Json.object(
                        "name", manifest.model(), "digest", Json.object("sha256", Digests.hex(root.digest())))),
                "predicateType",
                PREDICATE,
                "predicate",
                Json.object(
                        "serialization",
                        Json.object(
                                "method",
                                "files",
                                "hash_type",
                                "sha256",
                                "allow_symlinks",
                                false,
                                "ignore_paths",
                                List.of("model.sig")),
                        "resources",
                        resources)));
    }

    private static byte[] payload(Manifest manifest) {
        return statement(manifest).getBytes(StandardCharsets.UTF_8);
    }

    /** Signs a version that is being registered with the workspace's own key, if there is one. */
    void sign(Tx tx, Manifest manifest, Actor actor, long now) throws SQLException {
        if (signer.isPresent()) {
            keep(tx, manifest, Envelope.sign(PAYLOAD_TYPE, payload(manifest), signer.get()), actor, now);
        }
    }

    Envelope sign(Manifest manifest, Signer key, Actor named) {
        Actor actor = identity.acting(named, SIGNED, "model " + manifest.model());
        Envelope envelope = Envelope.sign(PAYLOAD_TYPE, payload(manifest), key);
        store.transact(Durability.FULL, tx -> {
            keep(tx, manifest, envelope, actor, Times.now(clock));
            return envelope;
        });
        return envelope;
    }

    private static void keep(Tx tx, Manifest manifest, Envelope envelope, Actor actor, long now) throws SQLException {
        tx.update(
                "INSERT INTO hf_signature (model, version, digest, envelope) SELECT id, ?, ?, ? FROM hf_model"
                        + " WHERE name = ?",
                manifest.number(),
                manifest.digest(),
                envelope.toJson(),
                manifest.model());
        AuditLog.append(
                tx,
                now,
                actor.name(),
                actor.roles(),
                SIGNED,
                "model " + manifest.model(),
                Json.object(
                        "version",
                        Json.number(manifest.number()),
                        "manifest",
                        manifest.digest(),
                        "keys",
                        envelope.keyIds()));
    }

    List<Envelope> envelopes(Manifest manifest) {
        return store
                .read(tx -> tx.list(
                        row -> row.getString(1),
                        "SELECT s.envelope FROM hf_signature s JOIN hf_model m ON m.id = s.model"
                                + " WHERE m.name = ? AND s.version = ? ORDER BY s.seq",
                        manifest.model(),
                        manifest.number()))
                .stream()
                .map(Envelope::parse)
                .toList();
    }

    /**
     * Verifies that a version is signed as the workspace's policy demands.
     *
     * @throws UntrustedException when it is not
     */
    void require(Manifest manifest) {
        if (trust.isPresent()) {
            require(manifest, trust.get());
        }
    }

    void require(Manifest manifest, TrustPolicy policy) {
        String version = manifest.model() + " version " + manifest.number();
        List<Verifier> keys = policy.keys(manifest.model());
        int threshold = policy.signatures(manifest.model());
        List<Envelope> envelopes = envelopes(manifest);
        if (envelopes.isEmpty()) {
            if (threshold == 0) {
                return;
            }
            throw new UntrustedException(
                    Problem.UNSIGNED,
                    version,
                    version + " is not signed, expected a signature by one of the keys "
                            + keys.stream().map(Verifier::keyId).toList()
                            + "; sign it with RegisteredModel.sign if it is to be trusted",
                    null);
        }
        Set<String> accepted = new TreeSet<>();
        envelopes.forEach(each -> accepted.addAll(each.accepted(keys)));
        for (Envelope each : envelopes) {
            if (!each.accepted(keys).isEmpty() || accepted.size() < Math.max(1, threshold)) {
                byte[] payload = each.open(version, PAYLOAD_TYPE, 1, keys);
                requireSame(manifest, version, new String(payload, StandardCharsets.UTF_8));
            }
        }
        if (accepted.size() < threshold) {
            throw new UntrustedException(
                    Problem.TOO_FEW_SIGNATURES,
                    version,
                    version + " is signed by " + accepted + ", expected signatures of " + threshold
                            + " of the trusted keys "
                            + keys.stream().map(Verifier::keyId).toList()
                            + "; have it signed by more of them",
                    null);
        }
    }

    private static void requireSame(Manifest manifest, String version, String statement) {
        if (!statement.equals(statement(manifest))) {
            String subject = "another content";
            try {
                Map<String, Object> root = Json.parseObject(statement);
                subject = root.get("predicateType") + " of " + root.get("subject");
            } catch (IllegalArgumentException e) {
                subject = "no statement: " + e.getMessage();
            }
            throw new UntrustedException(
                    Problem.OTHER_CONTENT,
                    version,
                    "the signature of " + version + " is one of " + subject
                            + ", expected one of its manifest and files; what is stored was exchanged",
                    null);
        }
    }
}
