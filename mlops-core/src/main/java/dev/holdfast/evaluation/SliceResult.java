// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.stats.Measurement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The metrics of one slice of the rows.
 *
 * @param name which rows, such as {@code "Home = owner"}
 * @param rows how many they are
 * @param measurements the metrics by name; undefined in a slice below the minimum
 */
public record SliceResult(String name, int rows, Map<String, Measurement> measurements) {
    /**
     * Copies the map, in its order.
     *
     * @param name as above
     * @param rows as above
     * @param measurements as above
     */
    public SliceResult {
        Objects.requireNonNull(name, "name");
        measurements = Collections.unmodifiableMap(new LinkedHashMap<>(measurements));
    }
}
