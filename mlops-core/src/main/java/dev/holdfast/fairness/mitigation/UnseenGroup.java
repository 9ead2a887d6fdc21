// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

/** What a fitted mitigation does with a row of a group that was not there when it was fitted. */
public enum UnseenGroup {
    /** It is treated by the rule that fits all rows together best. */
    POOLED,
    /** The call fails with an {@link IllegalArgumentException} that names the group and those that are known. */
    REFUSE
}
