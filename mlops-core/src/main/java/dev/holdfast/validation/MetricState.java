// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/** A number that Java code computes, found by its id and version; what it throws is an error of this check only. */
final class MetricState extends CheckState {
    private final Rule rule;
    private final CheckContext context;
    private final Optional<CustomMetric> metric;
    private final Sum above = new Sum();
    private final Sum below = new Sum();
    private double smallest = Double.POSITIVE_INFINITY;
    private double largest = Double.NEGATIVE_INFINITY;
    private boolean undefined;
    private long rows;

    MetricState(Rule rule, CheckContext context) {
        this.rule = rule;
        this.context = context;
        this.metric = context.metric(rule.textArgument("id"), rule.whole("version"));
    }

    @Override
    void add(Batch batch, BitSet chosen) {
        CustomMetric bound = metric.orElseThrow(
                () -> new CheckFailure("no code is bound to the metric '" + rule.textArgument("id") + "', version "
                        + rule.whole("version")
                        + "; code is not stored with a contract, bind it with withMetric(id, version, metric)"));
        if (chosen.isEmpty()) {
            return;
        }
        Table table = rule.column().map(c -> batch.table().select(c)).orElse(batch.table());
        Table part = chosen.cardinality() == table.rowCount()
                ? table
                : table.rows(chosen.stream().toArray());
        double number;
        double denominator;
        try {
            number = bound.number(part);
            denominator = bound.denominator(part);
        } catch (RuntimeException e) {
            throw new CheckFailure(
                    "the metric '" + rule.textArgument("id") + "' threw in the batch that starts in row "
                            + batch.rowNumber(0) + ": "
                            + context.shown(e),
                    e);
        }
        rows += part.rowCount();
        undefined |= Double.isNaN(number) || Double.isNaN(denominator);
        above.add(number);
        below.add(denominator);
        smallest = Math.min(smallest, number);
        largest = Math.max(largest, number);
    }

    @Override
    void merge(CheckState other) {
        MetricState that = (MetricState) other;
        rows += that.rows;
        undefined |= that.undefined;
        above.add(that.above);
        below.add(that.below);
        smallest = Math.min(smallest, that.smallest);
        largest = Math.max(largest, that.largest);
    }

    @Override
    Conclusion conclude() {
        if (rows == 0 || metric.isEmpty()) {
            return Conclusion.without(Verdict.UNDECIDED, rule + " had no row to compute from");
        }
        double value = switch (metric.get().join()) {
            case SUM -> above.value();
            case SMALLEST -> smallest;
            case LARGEST -> largest;
            case RATIO -> above.value() / below.value();
        };
        if (undefined || !Double.isFinite(value)) {
            return new Conclusion(
                    Verdict.UNDECIDED,
                    rows,
                    0,
                    List.of(),
                    Optional.empty(),
                    rule + " is not defined: the code gave " + (undefined ? "NaN" : value));
        }
        Verdict verdict = rule.limit().contains(value) ? Verdict.PASS : Verdict.FAIL;
        if (rule.column().filter(context::hides).isPresent()) {
            // The largest of some values is a value.
            return new Conclusion(
                    verdict,
                    rows,
                    0,
                    List.of(),
                    Optional.of(new Undefined("the column is sensitive")),
                    "the metric '" + rule.textArgument("id") + "' (hidden) is compared with " + rule.limit());
        }
        return new Conclusion(
                verdict,
                rows,
                0,
                List.of(),
                Optional.of(Estimate.exact(value, rows)),
                "the metric '" + rule.textArgument("id") + "' is " + Texts.measure(value, rule.limit()) + "; wanted is "
                        + rule.limit());
    }

    /** A compensated sum (Neumaier 1974), so that the size of the batches hardly shows. */
    private static final class Sum {
        private double sum;
        private double lost;

        void add(double value) {
            double total = sum + value;
            lost += Math.abs(sum) >= Math.abs(value) ? (sum - total) + value : (value - total) + sum;
            sum = total;
        }

        void add(Sum other) {
            add(other.sum);
            lost += other.lost;
        }

        double value() {
            return sum + lost;
        }
    }
}
