// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;

/** Rows and answers as JSON, so that a failing one can be copied into a test or sent to a model. */
final class RowJson {
    private RowJson() {}

    /** A missing value is null; NaN and infinities, for which JSON has no number, are texts; times are in ISO 8601. */
    static ObjectNode of(Row row) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (String name : row.names()) {
            Object value = row.value(name).orElse(null);
            if (value == null) {
                node.putNull(name);
            } else if (value instanceof Long whole) {
                node.put(name, whole);
            } else if (value instanceof Boolean flag) {
                node.put(name, flag);
            } else if (value instanceof Double number && Double.isFinite(number)) {
                node.put(name, number);
            } else {
                node.put(name, value.toString());
            }
        }
        return node;
    }

    static ObjectNode of(Prediction answer) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (answer instanceof ClassScores scores) {
            scores.labels().forEach(label -> put(node, label, scores.score(label)));
        } else if (answer instanceof Quantity quantity) {
            put(node, "value", quantity.value());
        }
        return node;
    }

    private static void put(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.put(name, Double.toString(value));
        }
    }
}
