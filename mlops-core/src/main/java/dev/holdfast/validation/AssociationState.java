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
 * How two columns go together: Pearson's correlation, Cramér's V or the mutual information in bits, over rows in which both
 * have a value.
 */
final class AssociationState extends CheckState {
    private static final int MOST_CELLS = 100_000;

    private final Rule rule;
    private final String left;
    private final String right;
    private final String statistic;
    private final Map<List<Object>, Long> cells = new HashMap<>();
    private long n;
    private double meanX;
    private double meanY;
    private double xx;
    private double yy;
    private double xy;

    AssociationState(Rule rule) {
        this.rule = rule;
        this.left = rule.texts("columns").get(0);
        this.right = rule.texts("columns").get(1);
        this.statistic = rule.textArgument("statistic");
    }

    @Override
    void add(Batch batch, BitSet rows) {
        Column x = batch.table().column(left);
        Column y = batch.table().column(right);
        for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
            if (!x.isMissing(row) && !y.isMissing(row)) {
                n++;
                if (statistic.equals("correlation")) {
                    double dx = x.number(row) - meanX;
                    double dy = y.number(row) - meanY;
                    meanX += dx / n;
                    meanY += dy / n;
                    xx += dx * (x.number(row) - meanX);
                    yy += dy * (y.number(row) - meanY);
                    xy += dx * (y.number(row) - meanY);
                } else if (cells.size() <= MOST_CELLS) {
                    cells.merge(List.of(x.value(row), y.value(row)), 1L, Long::sum);
                }
            }
        }
    }

    @Override
    void merge(CheckState other) {
        AssociationState that = (AssociationState) other;
        if (that.n == 0) {
            return;
        }
        double weight = (double) n * that.n / (n + that.n);
        double dx = that.meanX - meanX;
        double dy = that.meanY - meanY;
        xx += that.xx + dx * dx * weight;
        yy += that.yy + dy * dy * weight;
        xy += that.xy + dx * dy * weight;
        meanX += dx * that.n / (n + that.n);
        meanY += dy * that.n / (n + that.n);
        n += that.n;
        that.cells.forEach((cell, times) -> cells.merge(cell, times, Long::sum));
    }

    @Override
    Conclusion conclude() {
        if (cells.size() > MOST_CELLS) {
            return Conclusion.without(
                    Verdict.UNDECIDED, "there are more than " + MOST_CELLS + " pairs of values, too many for " + rule);
        }
        double value = switch (statistic) {
            case "correlation" -> xy / Math.sqrt(xx * yy);
            case "cramersV" -> cramersV();
            default -> mutualInformation();
        };
        if (Double.isNaN(value) || n < 2) {
            return Conclusion.without(
                    Verdict.UNDECIDED, rule + " is not defined: " + n + " complete rows, or a column that is constant");
        }
        return new Conclusion(
                rule.limit().contains(value) ? Verdict.PASS : Verdict.FAIL,
                n,
                0,
                List.of(),
                Optional.of(Estimate.exact(value, n)),
                statistic + " of " + left + " and " + right + " is " + Texts.measure(value, rule.limit())
                        + "; wanted is " + rule.limit());
    }

    private Map<Object, Long> margin(int side) {
        Map<Object, Long> margin = new HashMap<>();
        cells.forEach((cell, times) -> margin.merge(cell.get(side), times, Long::sum));
        return margin;
    }

    private double cramersV() {
        Map<Object, Long> rows = margin(0);
        Map<Object, Long> columns = margin(1);
        double chiSquare = -n;
        for (Map.Entry<List<Object>, Long> cell : cells.entrySet()) {
            double observed = cell.getValue();
            double r = rows.getOrDefault(cell.getKey().get(0), 0L);
            double c = columns.getOrDefault(cell.getKey().get(1), 0L);
            chiSquare += observed * observed * n / (r * c);
        }
        int smaller = Math.min(rows.size(), columns.size());
        return Math.sqrt(Math.max(0, chiSquare) / ((double) n * (smaller - 1)));
    }

    private double mutualInformation() {
        Map<Object, Long> rows = margin(0);
        Map<Object, Long> columns = margin(1);
        double bits = 0;
        for (Map.Entry<List<Object>, Long> cell : cells.entrySet()) {
            double observed = cell.getValue();
            double r = rows.getOrDefault(cell.getKey().get(0), 0L);
            double c = columns.getOrDefault(cell.getKey().get(1), 0L);
            bits += observed / n * Math.log(observed * n / (r * c)) / Math.log(2);
        }
        return Math.max(0, bits);
    }
}
