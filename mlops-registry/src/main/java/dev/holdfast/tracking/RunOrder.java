// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * An order of found runs, by a metric or a parameter. A run without a value comes last, and so does NaN; among equal
 * values the next order decides, after the last one the run that began last comes first. Immutable.
 */
public final class RunOrder {
    private final Criterion.Kind kind;
    private final String name;
    private final boolean descending;

    RunOrder(Criterion.Kind kind, String name, boolean descending) {
        this.kind = kind;
        this.name = name;
        this.descending = descending;
    }

    String table() {
        return kind.table();
    }

    String name() {
        return name;
    }

    boolean isDescending() {
        return descending;
    }

    @Override
    public String toString() {
        return kind.of(name) + (descending ? ".descending()" : ".ascending()");
    }
}
