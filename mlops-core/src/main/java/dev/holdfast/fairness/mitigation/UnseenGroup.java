// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

/**
 * What a fitted mitigation does with a row of a group that was not there when it was fitted, or whose group is not told.
 *
 * <p>There is no default: whoever fits a mitigation that reads groups chooses one.
 */
public enum UnseenGroup {
    /** It is treated by the rule that fits all rows together best. */
    POOLED,
    /** The call fails with an {@link IllegalArgumentException} that names the group and those that are known. */
    REFUSE;

    /** Fails for a group that is not known when such are refused. */
    void require(int code, String group, java.util.List<String> known) {
        if (code < 0 && this == REFUSE) {
            throw new IllegalArgumentException(
                    "group '" + group + "' was not there when the mitigation was fitted; known are " + known);
        }
    }

    /** What is said of it, given what pooling means. */
    String described(String pooled) {
        return this == REFUSE ? "the call fails and names the group" : pooled;
    }
}
