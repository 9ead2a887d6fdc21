// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Objects;
import java.util.Optional;

/**
 * One way in which a contract differs from an older one.
 *
 * @param column the column that it is about, or empty for the table as a whole
 * @param rule the rule as it is now, or as it was when it is gone: {@code "between(0, 1000)"}
 * @param kind what changed
 * @param breaking true when data that met the older contract may fail this one
 * @param why the reason, in words for a person
 */
public record ContractChange(Optional<String> column, String rule, Kind kind, boolean breaking, String why) {
    /** How a rule, or what is said about a column, may change. */
    public enum Kind {
        /** It was not there before. */
        ADDED,
        /** It is not there any more. */
        REMOVED,
        /** All data that meet it now met it before, and some that met it before do not now. */
        TIGHTENED,
        /** All data that met it before meet it now, and some more. */
        LOOSENED,
        /** It asks for something else, of which neither includes the other as far as can be told. */
        CHANGED
    }

    /**
     * Checks that nothing is null.
     *
     * @param column the column that it is about, or empty for the table as a whole
     * @param rule the rule
     * @param kind what changed
     * @param breaking true when data that met the older contract may fail this one
     * @param why the reason, in words for a person
     */
    public ContractChange {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(why, "why");
    }

    @Override
    public String toString() {
        return (breaking ? "breaking: " : "compatible: ") + Texts.visible(why);
    }
}
