// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import dev.holdfast.data.Schema;
import java.util.List;
import java.util.Objects;

/**
 * What a model takes and gives.
 *
 * @param inputs the columns it reads; more may be there
 * @param target the name of what it predicts
 * @param labels the classes of a classifier in the model's order; empty for a regression
 */
public record Signature(Schema inputs, String target, List<String> labels) {
    /**
     * Copies the list.
     *
     * @param inputs the columns it reads; more may be there
     * @param target the name of what it predicts
     * @param labels the classes of a classifier in the model's order; empty for a regression
     */
    public Signature {
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(target, "target");
        labels = List.copyOf(labels);
    }
}
