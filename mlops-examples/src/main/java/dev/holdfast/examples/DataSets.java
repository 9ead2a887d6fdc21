// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Csv;
import dev.holdfast.data.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/** The real data sets that this module brings along; the file DATA.md beside them tells where they come from. */
enum DataSets {
    CREDIT_DATA("credit_data.csv"),
    LENDING_CLUB("lending_club.csv.gz"),
    CHURN("mlc_churn.csv.gz"),
    CHICAGO("chicago.csv.gz"),
    FLIGHTS("flights-20k.csv.gz");

    private final String resource;

    DataSets(String resource) {
        this.resource = resource;
    }

    Table read() {
        try (InputStream in = Objects.requireNonNull(DataSets.class.getResourceAsStream(resource), resource)) {
            return Csv.read(in, resource);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
