// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** One thing that a schema asks of a JSON value; a value of a kind that it is not about satisfies it. */
interface JsonConstraint {
    boolean accepts(JsonNode value);

    static JsonConstraint all(List<JsonConstraint> parts) {
        List<JsonConstraint> copy = List.copyOf(parts);
        return value -> satisfied(copy, value) == copy.size();
    }

    /** How many of some constraints a value satisfies; a plain loop, for a stream needs many frames at every level. */
    static int satisfied(List<JsonConstraint> parts, JsonNode value) {
        int satisfied = 0;
        for (JsonConstraint part : parts) {
            satisfied += part.accepts(value) ? 1 : 0;
        }
        return satisfied;
    }
}
