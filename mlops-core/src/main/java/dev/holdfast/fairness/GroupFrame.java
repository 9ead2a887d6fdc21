// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import dev.holdfast.stats.Measurement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * Counts of rows by group, truth and decision: all that rates and their comparisons need, in a few numbers a group.
 *
 * <p>Filled in one pass over coded rows, a few milliseconds for a million. Frames of the same attribute and groups add
 * up, so that batches, days or instances are counted where they are and examined together by
 * {@link Fairness#of(GroupFrame...)}, with the result that all rows at once would give. Immutable and thread-safe.
 *
 * <pre>{@code
 * GroupFrame year = january.merge(february);
 * FairnessReport report = Fairness.of(year).criterion(Criterion.equalizedOdds().atMost(0.10)).run();
 * }</pre>
 */
public final class GroupFrame {
    private final Frame frame;

    private GroupFrame(Frame frame) {
        this.frame = frame;
    }

    /**
     * Counts rows.
     *
     * @param attribute the sensitive attribute
     * @param groups the names of its groups
     * @param codes the group of each row as an index into the names; -1 for a row of no group, which is not counted
     * @param outcomes what became of each row: {@link #outcome}; -1 for a row without truth or decision, which is not
     *     counted
     * @param weights the weight of each row, at least 0 and finite, or none for equal ones
     * @return the counts
     * @throws IllegalArgumentException when lengths differ, a name stands twice, or a code, outcome or weight is outside
     *     its range
     */
    public static GroupFrame of(
            String attribute, List<String> groups, int[] codes, byte[] outcomes, double... weights) {
        if (codes.length != outcomes.length || (weights.length > 0 && weights.length != codes.length)) {
            throw new IllegalArgumentException("each row needs a group, an outcome and, if any has, a weight, got "
                    + codes.length + ", " + outcomes.length + " and " + weights.length);
        }
        if (new LinkedHashSet<>(groups).size() < groups.size()) {
            throw new IllegalArgumentException("each group needs a name of its own, got " + groups);
        }
        int outside = 0;
        for (int row = 0; row < codes.length; row++) {
            // The sign bit stays when any of the four is negative.
            outside |= codes[row] + 1 | groups.size() - 1 - codes[row] | outcomes[row] + 1 | 3 - outcomes[row];
        }
        if (outside < 0) {
            throw outside(groups.size(), codes, outcomes);
        }
        Fairness.checkWeights(weights);
        return new GroupFrame(Frame.of(
                new Attribute(Objects.requireNonNull(attribute, "attribute"), groups, codes), outcomes, weights));
    }

    private static IllegalArgumentException outside(int groups, int[] codes, byte[] outcomes) {
        int row = 0;
        while (codes[row] >= -1 && codes[row] < groups && outcomes[row] >= -1 && outcomes[row] <= 3) {
            row++;
        }
        return new IllegalArgumentException("a group must be -1 to " + (groups - 1) + " and an outcome -1 to 3, got "
                + codes[row] + " and " + outcomes[row] + " in row " + row);
    }

    /**
     * Returns the code of what became of a row.
     *
     * @param positive whether its truth is favourable
     * @param selected whether the decision on it is
     * @return 0 for a true negative, 1 for a false positive, 2 for a false negative, 3 for a true positive
     */
    public static byte outcome(boolean positive, boolean selected) {
        return (byte) ((positive ? 2 : 0) + (selected ? 1 : 0));
    }

    /**
     * Adds up two frames.
     *
     * @param other a frame of the same attribute and groups
     * @return the counts of the rows of both
     * @throws IllegalArgumentException when attribute or groups differ
     */
    public GroupFrame merge(GroupFrame other) {
        return new GroupFrame(frame.merge(other.frame));
    }

    /**
     * Returns the attribute.
     *
     * @return its name
     */
    public String attribute() {
        return frame.attribute();
    }

    /**
     * Returns the groups.
     *
     * @return their names, in the order of their codes
     */
    public List<String> groups() {
        return frame.groups();
    }

    /**
     * Returns a rate of a group.
     *
     * @param rate the rate
     * @param group the group's name
     * @param confidence the confidence of its interval, in (0, 1)
     * @return the rate with Wilson's interval, or why it is undefined
     * @throws IllegalArgumentException when there is no such group or the confidence is outside
     */
    public Measurement rate(GroupRate rate, String group, double confidence) {
        int code = groups().indexOf(group);
        if (code < 0) {
            throw new IllegalArgumentException("no group '" + group + "' of '" + attribute() + "'; it has " + groups());
        }
        return frame.measure(code, rate, confidence);
    }

    Frame frame() {
        return frame;
    }
}
