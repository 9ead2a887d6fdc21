// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.stats.Estimate;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How far the shares of a column's values are from expected ones, as total variation: half the sum of the absolute
 * differences, 0 for the same shares and 1 for shares that have nothing in common. Values that were not expected count.
 */
final class DistributionState extends CheckState {
    private static final String OTHER = "another value";

    private final Rule rule;
    private final Map<String, Double> expected = new HashMap<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long values;

    DistributionState(Rule rule) {
        this.rule = rule;
        List<Object> names = rule.values("values");
        List<Object> shares = rule.values("shares");
        for (int i = 0; i < names.size(); i++) {
            expected.put(Texts.value(names.get(i)), ((Number) shares.get(i)).doubleValue());
        }
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column column = batch.table().column(rule.column().orElseThrow());
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!column.isMissing(row)) {
                String value = Texts.value(column.value(row));
                counts.merge(expected.containsKey(value) ? value : OTHER, 1L, Long::sum);
                values++;
            }
        }
    }

    @Override
    void merge(CheckState other) {
        DistributionState that = (DistributionState) other;
        that.counts.forEach((value, times) -> counts.merge(value, times, Long::sum));
        values += that.values;
    }

    @Override
    Conclusion conclude() {
        if (values == 0) {
            return Conclusion.without(Verdict.UNDECIDED, rule + " had no value to compute from");
        }
        double distance = (double) counts.getOrDefault(OTHER, 0L) / values;
        String most = OTHER;
        double largest = distance;
        for (Map.Entry<String, Double> each : expected.entrySet()) {
            double difference = Math.abs((double) counts.getOrDefault(each.getKey(), 0L) / values - each.getValue());
            distance += difference;
            if (difference > largest) {
                largest = difference;
                most = "'" + each.getKey() + "'";
            }
        }
        distance /= 2;
        return new Conclusion(
                rule.limit().contains(distance) ? Verdict.PASS : Verdict.FAIL,
                values,
                0,
                List.of(),
                Optional.of(Estimate.exact(distance, values)),
                "the shares are " + Texts.number(distance) + " from the expected ones, most of it at " + most
                        + "; wanted is " + rule.limit());
    }
}
