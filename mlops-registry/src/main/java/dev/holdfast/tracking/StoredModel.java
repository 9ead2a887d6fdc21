// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.artifact.Blob;
import dev.holdfast.model.Signature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The model that a run stored.
 *
 * @param blob its bytes
 * @param format their format
 * @param parameterDigest the SHA-256 of what was learned
 * @param signature what the model takes and gives
 * @param provenance how it came to be, name to value
 */
public record StoredModel(
        Blob blob, String format, String parameterDigest, Signature signature, Map<String, String> provenance) {
    /**
     * Copies the map.
     *
     * @param blob its bytes
     * @param format their format
     * @param parameterDigest the SHA-256 of what was learned
     * @param signature what the model takes and gives
     * @param provenance how it came to be, name to value
     */
    public StoredModel {
        Objects.requireNonNull(blob, "blob");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(parameterDigest, "parameterDigest");
        Objects.requireNonNull(signature, "signature");
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }
}
