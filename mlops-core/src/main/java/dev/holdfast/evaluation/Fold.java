// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * One division of rows into those to train on and those to test on.
 *
 * <p>The factories make all folds of a cross-validation; the same arguments and seed give the same folds. Immutable and
 * thread-safe.
 *
 * <pre>{@code
 * for (Fold fold : Fold.stratified(labels, 5, 42)) {
 *     model = train(fold.train(table));
 * }
 * }</pre>
 */
public final class Fold {
    private final int[] train;
    private final int[] test;

    private Fold(int[] train, int[] test) {
        this.train = train;
        this.test = test;
    }

    /**
     * Returns folds whose test rows have nearly the shares of labels of all rows; each row is tested once.
     *
     * @param labels the label of each row
     * @param folds the number of folds, in [2, rows]
     * @param seed the seed of the order in which rows are dealt out
     * @return the folds
     * @throws IllegalArgumentException when the number of folds is out of its range
     */
    public static List<Fold> stratified(String[] labels, int folds, long seed) {
        check(folds, labels.length, "rows");
        Map<String, List<Integer>> strata = new LinkedHashMap<>();
        for (int row : shuffled(labels.length, seed)) {
            strata.computeIfAbsent(labels[row], key -> new ArrayList<>()).add(row);
        }
        int[] foldOf = new int[labels.length];
        int next = 0;
        for (List<Integer> stratum : strata.values()) {
            for (int row : stratum) {
                foldOf[row] = next++ % folds;
            }
        }
        return of(foldOf, folds);
    }

    /**
     * Returns folds that keep all rows of a group together; groups are dealt out to the smallest fold, largest first.
     *
     * @param groups the group of each row, such as a customer
     * @param folds the number of folds, in [2, groups]
     * @param seed the seed of the order among groups of one size
     * @return the folds
     * @throws IllegalArgumentException when the number of folds is out of its range
     */
    public static List<Fold> grouped(String[] groups, int folds, long seed) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int row : shuffled(groups.length, seed)) {
            rows.computeIfAbsent(groups[row], key -> new ArrayList<>()).add(row);
        }
        check(folds, rows.size(), "groups");
        List<List<Integer>> largestFirst = new ArrayList<>(rows.values());
        largestFirst.sort((a, b) -> Integer.compare(b.size(), a.size()));
        int[] foldOf = new int[groups.length];
        int[] sizes = new int[folds];
        for (List<Integer> group : largestFirst) {
            int smallest = 0;
            for (int fold = 1; fold < folds; fold++) {
                smallest = sizes[fold] < sizes[smallest] ? fold : smallest;
            }
            for (int row : group) {
                foldOf[row] = smallest;
            }
            sizes[smallest] += group.size();
        }
        return of(foldOf, folds);
    }

    /**
     * Returns folds that never test on rows before those trained on: rows are in order of time, cut into one block more than
     * folds; each fold tests on a block and trains on all before it.
     *
     * @param rows the number of rows
     * @param folds the number of folds, in [1, rows - 1]
     * @return the folds
     * @throws IllegalArgumentException when the number of folds is out of its range
     */
    public static List<Fold> timeOrdered(int rows, int folds) {
        Integer[] keys = IntStream.range(0, rows).boxed().toArray(Integer[]::new);
        return timeOrdered(keys, folds, key -> key, "no");
    }

    /**
     * The same for rows in any order, by the time of each. Rows of one time stay in one block, so a fold may train on nothing
     * that happened at the time it is tested at, nor within the gap before.
     *
     * @param plusGap the time at which a row may first be tested by what learned of it
     */
    static <T extends Comparable<T>> List<Fold> timeOrdered(
            T[] times, int folds, UnaryOperator<T> plusGap, String gap) {
        int rows = times.length;
        if (folds < 1 || folds >= rows) {
            throw new IllegalArgumentException(
                    "folds must be in [1, rows - 1], got " + folds + " for " + rows + " rows");
        }
        int[] order = IntStream.range(0, rows)
                .boxed()
                .sorted(Comparator.comparing(row -> times[row]))
                .mapToInt(row -> row)
                .toArray();
        List<Fold> list = new ArrayList<>();
        int to = cut(times, order, (int) ((long) rows / (folds + 1)));
        for (int fold = 1; fold <= folds; fold++) {
            int from = to;
            to = cut(times, order, (int) ((long) rows * (fold + 1) / (folds + 1)));
            if (from >= to) {
                throw new IllegalArgumentException("each of " + folds
                        + " folds needs a time of its own to test on, but fold " + fold
                        + " has none; ask for fewer folds");
            }
            T first = times[order[from]];
            int[] train = IntStream.range(0, from)
                    .map(i -> order[i])
                    .filter(row -> plusGap.apply(times[row]).compareTo(first) <= 0)
                    .sorted()
                    .toArray();
            if (train.length == 0) {
                throw new IllegalArgumentException("fold " + fold + " has no rows to train on before " + first
                        + " with " + gap + " gap; ask for fewer folds or a smaller gap");
            }
            list.add(new Fold(train, Arrays.stream(order, from, to).sorted().toArray()));
        }
        return List.copyOf(list);
    }

    /** Moves a cut on to where the next time begins. */
    private static <T extends Comparable<T>> int cut(T[] times, int[] order, int at) {
        int cut = at;
        while (cut > 0 && cut < order.length && times[order[cut]].compareTo(times[order[cut - 1]]) == 0) {
            cut++;
        }
        return cut;
    }

    private static List<Fold> of(int[] foldOf, int folds) {
        List<Fold> list = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int current = fold;
            list.add(new Fold(
                    IntStream.range(0, foldOf.length)
                            .filter(row -> foldOf[row] != current)
                            .toArray(),
                    IntStream.range(0, foldOf.length)
                            .filter(row -> foldOf[row] == current)
                            .toArray()));
        }
        return List.copyOf(list);
    }

    private static int[] shuffled(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] order = IntStream.range(0, rows).toArray();
        for (int i = rows - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private static void check(int folds, int most, String what) {
        if (folds < 2 || folds > most) {
            throw new IllegalArgumentException(
                    "folds must be in [2, " + what + "], got " + folds + " for " + most + " " + what);
        }
    }

    /**
     * Returns the rows to train on.
     *
     * @return a copy of their indexes, ascending
     */
    public int[] trainRows() {
        return train.clone();
    }

    /**
     * Returns the rows to test on.
     *
     * @return a copy of their indexes, ascending
     */
    public int[] testRows() {
        return test.clone();
    }

    /**
     * Returns the part of a table to train on.
     *
     * @param table the table
     * @return its training rows
     */
    public Table train(Table table) {
        return table.rows(train);
    }

    /**
     * Returns the part of a table to test on.
     *
     * @param table the table
     * @return its test rows
     */
    public Table test(Table table) {
        return table.rows(test);
    }

    int trainSize() {
        return train.length;
    }

    int testSize() {
        return test.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fold that && Arrays.equals(train, that.train) && Arrays.equals(test, that.test);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(train) + Arrays.hashCode(test);
    }

    @Override
    public String toString() {
        return "Fold[" + train.length + " to train, " + test.length + " to test]";
    }
}
