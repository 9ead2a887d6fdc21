// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** The order of found runs: by a metric or parameter; of equal values the run that began last comes first. Immutable. */
public final class RunOrder {
    private final String table;
    private final String name;
    private final boolean descending;

    RunOrder(String table, String name, boolean descending) {
        this.table = table;
        this.name = name;
        this.descending = descending;
    }

    String table() {
        return table;
    }

    String name() {
        return name;
    }

    boolean isDescending() {
        return descending;
    }

    @Override
    public String toString() {
        return (table.equals("hf_metric") ? "metric" : "parameter") + "(\"" + name + "\")."
                + (descending ? "descending()" : "ascending()");
    }
}
