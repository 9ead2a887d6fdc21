// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import dev.holdfast.drift.DriftFinding.Cause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Tests whether there are more values that the reference never had than a fresh sample of it would bring. */
final class UnseenValues {
    private final ColumnComparison column;

    UnseenValues(ColumnComparison column) {
        this.column = column;
    }

    void examine() {
        long fresh = count();
        if (fresh == 0 || column.current.values() == 0) {
            return;
        }
        double share = (double) fresh / column.current.values();
        double expected = expected();
        boolean grid = column.baseline.bins() instanceof Grid;
        String names = grid ? numbers() : String.join(", ", column.current.unseen.describe(3));
        column.candidate(
                Cause.UNSEEN,
                probability(fresh),
                "share",
                column.share(fresh, column.current.values()),
                Severity.ofShare(share - expected),
                share - expected >= column.settings.minimumShare(),
                Words.percent(share) + " of values are " + (grid ? "numbers" : "levels")
                        + " that the reference never had, " + names + ", expected " + Words.percent(expected));
    }

    /** Returns the share of values that chance brings though the reference never had them. */
    double expected() {
        return (double) column.baseline.singletons()
                / Math.max(1, column.baseline.counts().values());
    }

    /** The larger of what single values and what whole levels that the reference missed by chance would explain. */
    private double probability(long fresh) {
        long all = column.baseline.counts().values();
        double single = Kernels.greater(
                column.baseline.singletons() + 1, all + 1, fresh, column.current.values(), column.dependence);
        double share = (double) column.current.values() / (all + column.current.values());
        return Math.max(single, Kernels.unseen(levelTotals(fresh), share, (double) fresh, column.dependence));
    }

    /** The rows of each level on both sides together, as far as they are known one by one. */
    private double[] levelTotals(long fresh) {
        List<Double> totals = new ArrayList<>();
        long[] before = column.baseline.counts().cells;
        for (int cell = 0; cell < column.baseline.bins().body(); cell++) {
            if (before[cell] + column.current.cells[cell] > 0) {
                totals.add((double) before[cell] + column.current.cells[cell]);
            }
        }
        if (column.baseline.bins() instanceof Levels levels && levels.rare.length > 0) {
            double rare = (double) column.baseline.counts().special(Bins.LOW) + column.current.special(Bins.LOW);
            totals.addAll(Collections.nCopies(levels.rare.length, rare / levels.rare.length));
        }
        if (column.baseline.bins() instanceof Grid) {
            totals.add((double) column.current.special(Bins.LOW));
            totals.add((double) column.current.special(Bins.HIGH));
        } else {
            List<Long> named = column.current.unseen.counts();
            double rest = fresh;
            for (long each : named) {
                totals.add((double) each);
                rest -= each;
            }
            double mean = named.isEmpty() ? 1 : (fresh - rest) / named.size();
            for (; rest > 0; rest -= mean) {
                totals.add(Math.min(rest, mean));
            }
        }
        return totals.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Names the cells between known numbers that hold most of the unseen ones. */
    private String numbers() {
        Grid grid = (Grid) column.baseline.bins();
        long most = 0;
        String name = "";
        for (int cell = 0; cell < grid.body(); cell++) {
            if (column.baseline.counts().cells[cell] == 0 && column.current.cells[cell] > most) {
                most = column.current.cells[cell];
                name = grid.describe(cell);
            }
        }
        boolean between = most >= column.current.special(Bins.LOW) + column.current.special(Bins.HIGH);
        return "most of them " + (between ? name : column.whereOutside().replaceFirst(".* now ", ""));
    }

    /** Returns how many values now are such as the reference never had. */
    long count() {
        if (column.baseline.bins() instanceof Grid grid) {
            long fresh = column.current.special(Bins.LOW) + column.current.special(Bins.HIGH);
            for (int cell = 0; cell < grid.body(); cell++) {
                fresh += column.baseline.counts().cells[cell] == 0 ? column.current.cells[cell] : 0;
            }
            return fresh;
        }
        return column.current.special(Bins.HIGH);
    }
}
