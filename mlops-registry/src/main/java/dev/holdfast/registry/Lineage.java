// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.internal.store.Store;
import dev.holdfast.tracking.DatasetRole;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.tracking.Tracker;
import java.util.List;
import java.util.Optional;

/**
 * Where versions come from and what came of data: which versions saw a data set, which came of a run, what made a
 * version. Deleted versions are found too, as what they saw matters after they are gone. Thread-safe.
 */
public final class Lineage {
    private static final String OF = "SELECT m.name, u.number, u.digest, u.run_id, u.state FROM"
            + " (SELECT model, number, digest, run_id, state FROM hf_model_version UNION ALL"
            + " SELECT model, number, digest, run_id, 'DELETED' FROM hf_tombstone) u"
            + " JOIN hf_model m ON m.id = u.model";

    private final Store store;
    private final Tracker tracker;

    Lineage(Store store, Tracker tracker) {
        this.store = store;
        this.tracker = tracker;
    }

    /**
     * A version that saw a data set.
     *
     * @param model the model's name
     * @param version the version's number
     * @param manifestDigest the digest of its manifest
     * @param role what the data set was used for
     * @param dataset what the host called it
     * @param state the version's state, or empty when it was deleted
     */
    public record Sighting(
            String model,
            long version,
            String manifestDigest,
            DatasetRole role,
            String dataset,
            Optional<VersionState> state) {}

    /**
     * A version that came of a run, or that consists of certain bytes.
     *
     * @param model the model's name
     * @param version the version's number
     * @param manifestDigest the digest of its manifest
     * @param runId the run that produced it
     * @param state the version's state, or empty when it was deleted
     */
    public record Descendant(
            String model, long version, String manifestDigest, String runId, Optional<VersionState> state) {}

    /**
     * Tells which versions saw a data set, in whatever role and under whatever name.
     *
     * @param fingerprint the data set's fingerprint, as {@code Table.fingerprint()} gives it
     * @return the versions by model and number, once for each role and name
     */
    public List<Sighting> versionsThatSaw(String fingerprint) {
        return store.read(tx -> tx.list(
                row -> new Sighting(
                        row.getString(1),
                        row.getLong(2),
                        row.getString(3),
                        DatasetRole.valueOf(row.getString(6)),
                        row.getString(7),
                        state(row.getString(5))),
                OF.replace("u.state FROM", "u.state, d.role, d.name FROM")
                        + " JOIN hf_version_dataset d ON d.model = u.model AND d.number = u.number"
                        + " WHERE d.fingerprint = ? ORDER BY m.name, u.number, d.role, d.name",
                fingerprint));
    }

    /**
     * Tells which versions came of a run.
     *
     * @param runId the run's id
     * @return the versions by model and number
     */
    public List<Descendant> versionsOf(String runId) {
        return descendants(" WHERE u.run_id = ? ORDER BY m.name, u.number", runId);
    }

    /**
     * Tells which versions consist of certain bytes, as their model or as an attachment.
     *
     * @param digest the SHA-256 of the bytes
     * @return the versions by model and number; deleted ones have no bytes any more
     */
    public List<Descendant> versionsWith(String digest) {
        return descendants(
                " WHERE EXISTS (SELECT 1 FROM hf_version_file f WHERE f.model = u.model AND f.number = u.number"
                        + " AND f.digest = ?) ORDER BY m.name, u.number",
                digest);
    }

    private List<Descendant> descendants(String where, String argument) {
        return store.read(tx -> tx.list(
                row -> new Descendant(
                        row.getString(1), row.getLong(2), row.getString(3), row.getString(4), state(row.getString(5))),
                OF + where,
                argument));
    }

    /**
     * Returns the run that produced a version; the data sets, the evidence and the attachments are the version's own.
     *
     * @param version the version
     * @return the run, or empty when it is not in this workspace, as with a version that was imported
     */
    public Optional<RunRecord> run(ModelVersion version) {
        return tracker.find(version.runId());
    }

    private static Optional<VersionState> state(String name) {
        return name.equals("DELETED") ? Optional.empty() : Optional.of(VersionState.valueOf(name));
    }
}
