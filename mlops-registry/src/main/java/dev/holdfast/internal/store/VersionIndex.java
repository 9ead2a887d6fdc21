// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The rows that follow from manifests, so that files, data sets and metrics of versions are found. */
public final class VersionIndex {
    private static final List<String> TABLES =
            List.of("hf_version_file", "hf_version_dataset", "hf_version_metric", "hf_version_tag");

    private VersionIndex() {}

    private record Missing(long model, long number, String manifest) {}

    /**
     * Adds the rows of a version.
     *
     * @param tx the transaction
     * @param model the key of the model
     * @param number the version's number
     * @param manifest its manifest
     * @param metrics what its evidence measured; what is undefined is left out
     * @throws SQLException when the database fails
     */
    public static void add(Tx tx, long model, long number, String manifest, Map<String, Measurement> metrics)
            throws SQLException {
        Map<String, Object> root = Json.parseObject(manifest);
        file(
                tx,
                model,
                number,
                "MODEL",
                "model",
                Json.toMap(Json.toMap(root.get("content")).get("blob")));
        for (Object each : Json.toList(root.get("attachments"))) {
            Map<String, Object> attachment = Json.toMap(each);
            file(
                    tx,
                    model,
                    number,
                    "ATTACHMENT",
                    Json.toText(attachment.get("name")),
                    Json.toMap(attachment.get("blob")));
        }
        for (Object each : Json.toList(root.get("datasets"))) {
            Map<String, Object> dataset = Json.toMap(each);
            tx.update(
                    "INSERT INTO hf_version_dataset (model, number, role, name, fingerprint) VALUES (?, ?, ?, ?, ?)",
                    model,
                    number,
                    Json.toText(dataset.get("role")),
                    Json.toText(dataset.get("name")),
                    Json.toText(dataset.get("sha256")));
        }
        for (Map.Entry<String, Measurement> metric : metrics.entrySet()) {
            if (metric.getValue() instanceof Estimate estimate && Double.isFinite(estimate.point())) {
                tx.update(
                        "INSERT INTO hf_version_metric (model, number, name, point) VALUES (?, ?, ?, ?)",
                        model,
                        number,
                        metric.getKey(),
                        estimate.point());
            }
        }
    }

    private static void file(Tx tx, long model, long number, String role, String name, Map<String, Object> blob)
            throws SQLException {
        tx.update(
                "INSERT INTO hf_version_file (model, number, role, name, digest, size_bytes) VALUES (?, ?, ?, ?, ?, ?)",
                model,
                number,
                role,
                name,
                Json.toText(blob.get("sha256")),
                Json.toLong(blob.get("size")));
    }

    /**
     * Adds what is missing of versions that were registered before these tables were there.
     *
     * @param tx the transaction
     * @return how many versions
     * @throws SQLException when the database fails
     */
    public static int complete(Tx tx) throws SQLException {
        List<Missing> missing = tx.list(
                row -> new Missing(row.getLong(1), row.getLong(2), row.getString(3)),
                "SELECT v.model, v.number, v.manifest FROM hf_model_version v WHERE NOT EXISTS"
                        + " (SELECT 1 FROM hf_version_file f WHERE f.model = v.model AND f.number = v.number)");
        for (Missing each : missing) {
            add(tx, each.model(), each.number(), each.manifest(), Map.of());
        }
        return missing.size();
    }

    /**
     * Removes the rows of a version.
     *
     * @param tx the transaction
     * @param model the key of the model
     * @param number the version's number
     * @throws SQLException when the database fails
     */
    public static void remove(Tx tx, long model, long number) throws SQLException {
        for (String table : TABLES) {
            if (!table.equals("hf_version_dataset")) {
                tx.update("DELETE FROM " + table + " WHERE model = ? AND number = ?", model, number);
            }
        }
    }
}
