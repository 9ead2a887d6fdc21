// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import java.util.Optional;

/**
 * Walks a tree against itself: finds two leaves that a row can reach before and after one of its features is raised, of
 * which the second has the smaller number. A tree without such a pair never falls with that feature, and only such a one.
 *
 * <p>Pairs below which no leaf is too large are left out, so that a tree that rises is walked in little more than its
 * size; in the worst case the steps are the square of the leaves, and end at a limit. Not thread-safe.
 */
final class LeafPairs {
    /** About a second of walking. */
    private static final long MOST_STEPS = 20_000_000;

    private final ValueTree tree;
    private final int raised;
    private final FeatureBox shared;
    private final FeatureBox ends = new FeatureBox(2);
    private final RowsBetween rows;
    private long steps;
    private boolean unbuildable;

    /** The position of the raised feature, and what makes rows of the boxes that are found. */
    LeafPairs(ValueTree tree, int raised, int features, RowsBetween rows) {
        this.tree = tree;
        this.raised = raised;
        this.shared = new FeatureBox(features);
        this.rows = rows;
    }

    /** How a walk ended. */
    enum End {
        RISES,
        FALLS,
        TOO_LARGE,
        UNBUILDABLE
    }

    /** How it ended and, where the tree falls, the rows that show it. */
    record Walk(End end, Optional<RowsBetween.Raise> raise) {}

    Walk walk() {
        Optional<RowsBetween.Raise> found = compare(0, 0);
        if (found.isPresent()) {
            return new Walk(End.FALLS, found);
        }
        if (steps > MOST_STEPS) {
            return new Walk(End.TOO_LARGE, found);
        }
        return new Walk(unbuildable ? End.UNBUILDABLE : End.RISES, found);
    }

    private Optional<RowsBetween.Raise> compare(int before, int after) {
        if (++steps > MOST_STEPS || tree.most(before) <= tree.least(after) || !(ends.lower(0) < ends.upper(1))) {
            return Optional.empty();
        }
        if (!tree.isLeaf(before)) {
            return split(before, after, true);
        }
        if (!tree.isLeaf(after)) {
            return split(before, after, false);
        }
        RowsBetween.Answer answer = rows.between(shared, ends);
        unbuildable |= answer.unbuildable();
        return answer.raise();
    }

    /** Goes down both sides of the node before, or of the node after. */
    private Optional<RowsBetween.Raise> split(int before, int after, boolean first) {
        int node = first ? before : after;
        boolean isRaised = tree.feature(node) == raised;
        FeatureBox box = isRaised ? ends : shared;
        int feature = isRaised ? (first ? 0 : 1) : tree.feature(node);
        double low = box.lower(feature);
        double high = box.upper(feature);
        for (boolean above : new boolean[] {false, true}) {
            if (box.narrow(feature, tree.threshold(node), above)) {
                int child = above ? tree.above(node) : tree.others(node);
                Optional<RowsBetween.Raise> found = compare(first ? child : before, first ? after : child);
                if (found.isPresent()) {
                    return found;
                }
                box.set(feature, low, high);
            }
        }
        return Optional.empty();
    }
}
