// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What becomes of groups with few rows, when they are not to stand alone: they are counted together, in a group of their
 * own.
 */
record SmallGroups(Kind kind, int minimum) {
    enum Kind {
        ALONE,
        POOLED,
        SUPPRESSED
    }

    static final SmallGroups ALONE = new SmallGroups(Kind.ALONE, 0);

    /** Counts small groups together and adds to the exclusions which they are. */
    Attribute apply(Attribute attribute, byte[] cells, List<Exclusion> leftOut) {
        if (kind == Kind.ALONE) {
            return attribute;
        }
        int[] rows = new int[attribute.groups().size()];
        for (int row = 0; row < cells.length; row++) {
            if (attribute.code(row) >= 0 && cells[row] >= 0) {
                rows[attribute.code(row)]++;
            }
        }
        List<Integer> bySize = IntStream.range(0, rows.length)
                .boxed()
                .sorted(Comparator.comparingInt(group -> rows[group]))
                .toList();
        List<Integer> together = new ArrayList<>();
        int sum = 0;
        for (int group : bySize) {
            // One hidden count is everybody's minus those that are shown: the next smallest is hidden with it.
            boolean complement = kind == Kind.SUPPRESSED
                    && !together.isEmpty()
                    && (sum < minimum
                            || together.stream().filter(each -> rows[each] > 0).count() < 2);
            boolean few = rows[group] < minimum && (rows[group] > 0 || kind == Kind.SUPPRESSED);
            if (few || complement) {
                together.add(group);
                sum += rows[group];
            }
        }
        if (together.isEmpty() || (kind == Kind.POOLED && together.size() < 2)) {
            return attribute;
        }
        String name = attribute.unusedName(kind == Kind.POOLED ? "(other)" : "(suppressed)");
        for (int group : together) {
            leftOut.add(new Exclusion(
                    attribute.name(),
                    attribute.groups().get(group),
                    "all",
                    kind == Kind.POOLED ? rows[group] : sum,
                    reason(rows[group], name)));
        }
        return attribute.together(together, name);
    }

    private String reason(int rows, String name) {
        return kind == Kind.POOLED
                ? Names.count(rows, "rows") + ", fewer than the minimum of " + minimum + ": counted in '" + name + "'"
                : "suppressed, for fewer than " + minimum + " rows or so that those cannot be worked out: counted in '"
                        + name + "'";
    }
}
