// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Objects;

/**
 * One reason why a row is bad.
 *
 * @param column the column, or several joined by a comma; empty for a rule on the table without columns of its own
 * @param rule the rule that the row breaks
 * @param value the value that breaks it, hidden as the contract says when the column is sensitive
 */
public record Breach(String column, String rule, String value) {
    /**
     * Checks that nothing is null.
     *
     * @param column the column
     * @param rule the rule
     * @param value the value
     */
    public Breach {
        Objects.requireNonNull(column, "column");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return (column.isEmpty() ? "" : column + ": ") + rule + ", got '" + Texts.visible(value) + "'";
    }
}
