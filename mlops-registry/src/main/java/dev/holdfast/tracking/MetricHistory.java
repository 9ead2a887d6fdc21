// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.io.IOException;
import java.util.function.BiConsumer;

/**
 * The values of a run's metrics, handed over one after another, so that they need not be in memory together.
 */
@FunctionalInterface
public interface MetricHistory {
    /**
     * Hands over every value, those of one metric in the order in which they were recorded. Called again from the
     * beginning when a transaction has to be repeated.
     *
     * @param sink takes the name of a metric and a value
     * @throws IOException when they cannot be read
     */
    void read(BiConsumer<String, MetricPoint> sink) throws IOException;
}
