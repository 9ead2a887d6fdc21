// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.ArrayList;
import java.util.List;

/**
 * Counts of categories on both sides, with those that are expected less than five times in the smaller sample joined.
 *
 * <p>What is joined is decided by both samples together, so that the choice favours neither.
 */
final class Pooled {
    private static final double FEWEST_EXPECTED = 5;

    private final List<String> names;
    private final long[] before;
    private final long[] now;

    private Pooled(List<String> names, long[] before, long[] now) {
        this.names = names;
        this.before = before;
        this.now = now;
    }

    static Pooled of(ColumnCounts reference, ColumnCounts current, long fresh) {
        List<String> names = new ArrayList<>();
        List<long[]> cells = new ArrayList<>();
        Bins bins = reference.bins;
        long n1 = 0;
        long n2 = fresh;
        for (int cell = 0; cell < bins.body(); cell++) {
            if (reference.cells[cell] > 0) {
                n1 += reference.cells[cell];
                n2 += current.cells[cell];
                names.add(bins.describe(cell));
                cells.add(new long[] {reference.cells[cell], current.cells[cell]});
            }
        }
        long[] rest = {reference.special(Bins.LOW), fresh};
        if (bins instanceof Levels) {
            rest[1] += current.special(Bins.LOW);
        } else {
            rest[0] = 0;
        }
        n1 += rest[0];
        n2 += rest[1] - fresh;
        double smaller = Math.min(n1, n2) / (double) (n1 + n2);
        for (int i = cells.size() - 1; i >= 0; i--) {
            long[] cell = cells.get(i);
            if ((cell[0] + cell[1]) * smaller < FEWEST_EXPECTED) {
                rest[0] += cell[0];
                rest[1] += cell[1];
                cells.remove(i);
                names.remove(i);
            }
        }
        return joined(names, cells, rest, smaller);
    }

    private static Pooled joined(List<String> names, List<long[]> cells, long[] rest, double smaller) {
        if (rest[0] + rest[1] > 0) {
            // A remainder that is itself too rare goes to the smallest category, unless that would leave only one.
            if ((rest[0] + rest[1]) * smaller < FEWEST_EXPECTED && cells.size() > 1) {
                int least = 0;
                for (int i = 1; i < cells.size(); i++) {
                    long[] cell = cells.get(i);
                    least = cell[0] + cell[1] < cells.get(least)[0] + cells.get(least)[1] ? i : least;
                }
                long[] smallest = cells.remove(least);
                String name = names.remove(least);
                cells.add(new long[] {smallest[0] + rest[0], smallest[1] + rest[1]});
                names.add(cells.size() > 1 ? "rare values with " + name : name);
            } else {
                cells.add(rest);
                names.add("rare values");
            }
        }
        long[] before = new long[cells.size()];
        long[] now = new long[cells.size()];
        for (int i = 0; i < before.length; i++) {
            before[i] = cells.get(i)[0];
            now[i] = cells.get(i)[1];
        }
        return new Pooled(names, before, now);
    }

    long[] before() {
        return before;
    }

    long[] now() {
        return now;
    }

    int size() {
        return before.length;
    }

    /** Says which category's share changed most. */
    String largestMove() {
        double n1 = Kernels.sum(before);
        double n2 = Kernels.sum(now);
        int most = 0;
        for (int i = 1; i < before.length; i++) {
            if (Math.abs(now[i] / n2 - before[i] / n1) > Math.abs(now[most] / n2 - before[most] / n1)) {
                most = i;
            }
        }
        return Words.percent(now[most] / n2) + " of values are now " + names.get(most) + ", reference "
                + Words.percent(before[most] / n1);
    }
}
