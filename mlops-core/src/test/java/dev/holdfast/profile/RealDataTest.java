// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Csv;
import dev.holdfast.data.CsvFormat;
import dev.holdfast.data.Table;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Reads and profiles real files whose counts were taken by another tool; skipped where they are not there. */
class RealDataTest {
    private record Known(String file, long rows, int columns, Map<String, Long> missing) {
        @Override
        public String toString() {
            return file;
        }
    }

    private static Known known(String file, long rows, int columns, Object... missing) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (int i = 0; i < missing.length; i += 2) {
            counts.put((String) missing[i], ((Integer) missing[i + 1]).longValue());
        }
        return new Known(file, rows, columns, counts);
    }

    @TestFactory
    Stream<DynamicTest> haveTheirKnownCounts() {
        Path readOnly = Path.of(System.getProperty("holdfast.data", "absent"));
        Assumptions.assumeTrue(Files.isDirectory(readOnly), "no data sets in " + readOnly + " (set -Dholdfast.data)");
        Path committable = readOnly.resolveSibling("committable");
        return Stream.of(
                        known(
                                "credit_data.csv",
                                4454,
                                14,
                                "Income",
                                381,
                                "Assets",
                                47,
                                "Debt",
                                18,
                                "Home",
                                6,
                                "Job",
                                2,
                                "Marital",
                                1),
                        known("lending_club.csv", 9857, 23),
                        known("chicago.csv", 5698, 50),
                        known("mlc_churn.csv", 5000, 20),
                        known("flights-20k.csv", 20_000, 5),
                        known("hmda.csv", 2380, 14),
                        known(
                                "compas-two-years.csv",
                                7214,
                                49,
                                "days_b_screening_arrest",
                                307,
                                "c_jail_in",
                                307,
                                "c_case_number",
                                22,
                                "c_offense_date",
                                1159,
                                "c_arrest_date",
                                6077,
                                "c_charge_desc",
                                29,
                                "r_case_number",
                                3743,
                                "r_days_from_arrest",
                                4898,
                                "r_charge_desc",
                                3801),
                        known("adult-train.csv", 32_561, 15, "column2", 1836, "column7", 1843, "column14", 583),
                        known("adult-test.csv", 16_281, 15, "column2", 963, "column7", 966, "column14", 274),
                        known("creditcard-sample.csv", 1722, 32),
                        known("weather-stream.csv", 18_159, 9),
                        known("titanic.csv", 891, 12, "Age", 177, "Cabin", 687, "Embarked", 2),
                        known(
                                "nannyml-titanic-reference.csv",
                                891,
                                15,
                                "Age",
                                177,
                                "Cabin",
                                687,
                                "Embarked",
                                2,
                                "boat",
                                561,
                                "body",
                                808,
                                "home.dest",
                                392),
                        known(
                                "nannyml-titanic-analysis.csv",
                                418,
                                14,
                                "Age",
                                86,
                                "Fare",
                                1,
                                "Cabin",
                                327,
                                "boat",
                                262,
                                "body",
                                380,
                                "home.dest",
                                172),
                        known("nannyml-titanic-analysis-targets.csv", 418, 2),
                        known("bike-sharing-hour.csv", 17_379, 19, "time_segment", 726),
                        known("ai4i2020.csv", 10_000, 9))
                .map(each -> DynamicTest.dynamicTest(each.file, () -> {
                    Path file = readOnly.resolve(each.file);
                    check(each, Files.exists(file) ? file : committable.resolve(each.file));
                }));
    }

    private static void check(Known known, Path file) {
        CsvFormat format = known.file.startsWith("adult")
                ? Csv.with(csv -> csv.noHeader().trim().missing("", "?"))
                : Csv.with(CsvFormat::renameDuplicates);
        Profile profile = Profiler.withDefaults().profile(format.stream(file));
        assertThat(profile.rowCount()).isEqualTo(known.rows);
        assertThat(profile.columns()).hasSize(known.columns);
        Map<String, Long> missing = new LinkedHashMap<>();
        known.missing
                .keySet()
                .forEach(name -> missing.put(name, profile.column(name).missing()));
        assertThat(missing).isEqualTo(known.missing);
        Table table = format.read(file);
        assertThat(Profiler.withDefaults().profile(table).toBytes()).isEqualTo(profile.toBytes());
        if (known.file.startsWith("ai4i")) {
            assertThat(profile.column("UDI").distinct().toString()).contains("10000");
            assertThat(profile.keyCandidates()).contains("UDI", "Product ID");
        }
    }
}
