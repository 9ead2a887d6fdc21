// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FlightDriftTest {
    @Test
    void bothMonthsAreComparedWithJanuaryAndEachHasItsReport(@TempDir Path folder) {
        String text = FlightDrift.text(DataSets.FLIGHTS.read(), folder);
        assertThat(text)
                .contains(
                        "2001-02: 1 finding in 1 of 4 columns, 5,964 rows against 6,937; delay: the distribution moved")
                .contains("2001-03: No drift in 4 columns, 7,099 rows against 6,937.");
        assertThat(folder.resolve("flights-2001-02.html")).content().contains("<svg");
        assertThat(folder.resolve("flights-2001-03.html")).content().contains("No drift in 4 columns");
    }
}
