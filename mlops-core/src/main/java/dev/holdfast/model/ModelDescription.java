// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What is known of a stored model beside its bytes, for codecs of formats whose bytes do not tell it themselves.
 *
 * @param signature what the model takes and gives
 * @param parameterDigest see {@link StorableModel#parameterDigest()}
 * @param provenance see {@link StorableModel#provenance()}
 */
public record ModelDescription(Signature signature, String parameterDigest, Map<String, String> provenance) {
    /**
     * Copies the map.
     *
     * @param signature what the model takes and gives
     * @param parameterDigest see {@link StorableModel#parameterDigest()}
     * @param provenance see {@link StorableModel#provenance()}
     */
    public ModelDescription {
        Objects.requireNonNull(signature, "signature");
        Objects.requireNonNull(parameterDigest, "parameterDigest");
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    }
}
