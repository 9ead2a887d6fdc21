// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The cells of a column gathered so that no bin was chosen for how few reference values it happens to hold: a bound on the
 * share of such a bin would be too low, and a stream like the reference would seem to have changed.
 *
 * <p>First come the special cells, each by itself, and what the reference never had: numbers within gaps of it or, where it
 * had few distinct ones, any other; levels. That such a bin is empty says little: a gap between neighbours holds one value
 * in expectation, and the values not yet seen are as frequent as those seen once (Good 1953, Biometrika 40), to which two
 * standard errors are added. Then numbers in ascending order, or levels in the order of their texts, so that it does not
 * depend on their counts; of more than {@value #MOST_LEVELS} levels those with less than a 64th of the rows are together.
 */
final class WatchedBins {
    private static final int MOST_LEVELS = 32;
    private static final double RARE = 1.0 / 64;
    private static final int SHOWN = 3;
    /** The special cells from {@link Bins#NAN} on, then what was never seen. */
    private static final int UNSEEN = Bins.SPECIAL - Bins.NAN;

    private final ColumnBaseline column;
    private final int[] binOfCell;
    private final long[] counts;
    /** For each bin its first cell. */
    private final int[] firstCell;

    WatchedBins(ColumnBaseline column) {
        this.column = column;
        long[] cells = column.counts().cells;
        int body = column.bins().body();
        this.binOfCell = new int[cells.length];
        Arrays.fill(binOfCell, -1);
        for (int which = Bins.NAN; which < Bins.SPECIAL; which++) {
            binOfCell[body + which] = which - Bins.NAN;
        }
        int size = column.bins() instanceof Grid grid ? numbers(grid) : levels();
        long[] sums = new long[size];
        this.firstCell = new int[size];
        for (int cell = cells.length - 1; cell >= 0; cell--) {
            sums[binOfCell[cell]] += cells[cell];
            firstCell[binOfCell[cell]] = cell;
        }
        unseen(sums);
        this.counts = Arrays.stream(sums)
                .map(count -> (long) Math.ceil(count / column.dependence()))
                .toArray();
    }

    private int numbers(Grid grid) {
        long[] cells = column.counts().cells;
        int body = grid.body();
        int next = UNSEEN + 1;
        binOfCell[body + Bins.LOW] = grid.exact ? UNSEEN : next++;
        for (int cell = 0; cell < body; cell++) {
            boolean gap = cells[cell] == 0 && (grid.exact || !grid.isPoint(cell));
            binOfCell[cell] = gap ? UNSEEN : next++;
        }
        binOfCell[body + Bins.HIGH] = grid.exact ? UNSEEN : next++;
        return next;
    }

    private int levels() {
        long[] cells = column.counts().cells;
        int body = column.bins().body();
        double least = body <= MOST_LEVELS ? 0 : RARE * column.counts().rows();
        int rare = UNSEEN + 1;
        int[] next = {rare + 1};
        binOfCell[body + Bins.LOW] = rare;
        binOfCell[body + Bins.HIGH] = UNSEEN;
        IntStream.range(0, body)
                .boxed()
                .sorted(Comparator.comparing(column.bins()::describe).thenComparing(Comparator.naturalOrder()))
                .forEach(cell -> binOfCell[cell] = cells[cell] < least ? rare : next[0]++);
        return next[0];
    }

    private void unseen(long[] sums) {
        long once = column.singletons();
        if (column.bins() instanceof Grid grid && !grid.exact) {
            sums[UNSEEN] += IntStream.range(0, grid.body())
                    .filter(cell -> binOfCell[cell] == UNSEEN)
                    .count();
            return;
        }
        if (column.bins() instanceof Levels levels) {
            if (!levels.unseenKnown) {
                // Whatever is not frequent counts as rare, new levels too.
                return;
            }
            // What is new is not among the levels that were seen, of which those seen once are less frequent than they
            // seem.
            sums[UNSEEN + 1] = Math.max(0, sums[UNSEEN + 1] - once);
        }
        sums[UNSEEN] += once + (long) Math.ceil(2 * Math.sqrt((double) once));
    }

    long[] counts() {
        return counts.clone();
    }

    int bin(int cell) {
        return binOfCell[cell];
    }

    /** Says what values in some bins have in common, and how frequent they were. */
    String describe(int[] bins) {
        double all = Kernels.sum(counts);
        int body = column.bins().body();
        int gathered = column.bins() instanceof Levels ? UNSEEN + 1 : UNSEEN;
        long inside = 0;
        List<Integer> ordinary = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (int bin : bins) {
            inside += counts[bin];
            if (bin > gathered && firstCell[bin] < body) {
                ordinary.add(firstCell[bin]);
            } else if (bins.length == 1 || counts[bin] >= RARE * all) {
                // A rare bin is watched by itself: among others it is not what became more frequent.
                words.add(special(bin));
            }
        }
        if (!ordinary.isEmpty()) {
            words.add(0, ordinary(ordinary));
        }
        return String.join(" or ", words) + " than the " + Words.percent(inside / all) + " of the baseline";
    }

    private String special(int bin) {
        if (bin < UNSEEN) {
            return Bins.name(bin + Bins.NAN);
        }
        if (column.bins() instanceof Grid grid) {
            return bin == UNSEEN || grid.body() == 0
                    ? "numbers that the baseline never had"
                    : bin == UNSEEN + 1
                            ? "below " + Words.number(grid.lowest)
                            : "above " + Words.number(grid.edges[grid.body() - 1]);
        }
        return bin == UNSEEN ? "levels that the baseline never had" : "rare levels";
    }

    private String ordinary(List<Integer> cells) {
        int from = cells.get(0);
        int to = cells.get(cells.size() - 1);
        if (column.bins() instanceof Grid grid) {
            return from == to
                    ? grid.describe(from)
                    : "between " + Words.number(grid.lower(from)) + " and " + Words.number(grid.edges[to]);
        }
        String levels = cells.stream().limit(SHOWN).map(column.bins()::describe).collect(Collectors.joining(", "));
        return levels + (cells.size() > SHOWN ? " and " + (cells.size() - SHOWN) + " more" : "");
    }
}
