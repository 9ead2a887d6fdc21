// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * How one group is decided: with probability {@code ignore} at random at the rate {@code constant}, else by the first
 * threshold with probability {@code first} and by the second otherwise. A score above its threshold is selected.
 */
record ThresholdRule(double ignore, double constant, double first, double threshold, double second) {
    static ThresholdRule above(double threshold) {
        return new ThresholdRule(0, 0, 1, threshold, threshold);
    }

    static ThresholdRule from(JsonNode node) throws IOException {
        return new ThresholdRule(
                StoredJson.share(node, "ignore"),
                StoredJson.share(node, "constant"),
                StoredJson.share(node, "first"),
                StoredJson.number(node, "threshold"),
                StoredJson.number(node, "second"));
    }

    void putInto(ObjectNode node) {
        node.put("ignore", String.valueOf(ignore))
                .put("constant", String.valueOf(constant))
                .put("first", String.valueOf(first))
                .put("threshold", String.valueOf(threshold))
                .put("second", String.valueOf(second));
    }

    double probability(double score) {
        return mixed(score > threshold ? 1 : 0, score > second ? 1 : 0, constant);
    }

    /** What the rule makes of a quantity that is one thing at each threshold and another when decided at random. */
    double mixed(double atThreshold, double atSecond, double atRandom) {
        return ignore * atRandom + (1 - ignore) * (first * atThreshold + (1 - first) * atSecond);
    }

    boolean isRandom() {
        return ignore > 0 || (first > 0 && first < 1 && threshold != second);
    }

    @Override
    public String toString() {
        if (!isRandom()) {
            return "select above " + (first > 0 ? threshold : second);
        }
        return "select above " + threshold + " with probability " + first + ", above " + second + " otherwise"
                + (ignore > 0 ? "; with probability " + ignore + " at random at the rate " + constant : "");
    }
}
