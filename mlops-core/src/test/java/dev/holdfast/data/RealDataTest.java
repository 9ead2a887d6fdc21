// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Reads published data sets with the counts that other tools found in them; {@code -Dholdfast.data} names the folder. */
class RealDataTest {
    private static final Path READ_ONLY = Path.of(System.getProperty("holdfast.data", "absent"));
    private static final Path COMMITTABLE = READ_ONLY.resolveSibling("committable");

    /** What is known of a file: its size and how many cells of which column are missing. */
    private record Known(
            String file, int rows, int columns, Map<String, Integer> missing, UnaryOperator<CsvFormat> csv) {
        static Known of(String file, int rows, int columns, Map<String, Integer> missing) {
            return new Known(file, rows, columns, missing, csv -> csv);
        }
    }

    private static final Map<String, Integer> COMPAS = compas();

    private static Map<String, Integer> compas() {
        Map<String, Integer> missing = new HashMap<>();
        put(missing, 307, "days_b_screening_arrest", "c_jail_in", "c_jail_out");
        put(missing, 22, "c_case_number", "c_days_from_compas");
        put(missing, 1159, "c_offense_date");
        put(missing, 6077, "c_arrest_date");
        put(missing, 29, "c_charge_desc");
        put(missing, 3743, "r_case_number", "r_charge_degree", "r_offense_date");
        put(missing, 3801, "r_charge_desc");
        put(missing, 4898, "r_days_from_arrest", "r_jail_in", "r_jail_out");
        put(missing, 7214, "violent_recid");
        put(missing, 6395, "vr_case_number", "vr_charge_degree", "vr_offense_date", "vr_charge_desc");
        put(missing, 236, "in_custody", "out_custody");
        return missing;
    }

    private static void put(Map<String, Integer> missing, int count, String... columns) {
        for (String column : columns) {
            missing.put(column, count);
        }
    }

    private static CsvFormat census(CsvFormat csv) {
        return csv.noHeader().trim().missing("?");
    }

    private static final List<Known> FILES = List.of(
            Known.of("hmda.csv", 2380, 14, Map.of()),
            new Known("compas-two-years.csv", 7214, 49, COMPAS, CsvFormat::renameDuplicates),
            new Known(
                    "adult-train.csv",
                    32_561,
                    15,
                    Map.of("column2", 1836, "column7", 1843, "column14", 583),
                    RealDataTest::census),
            new Known(
                    "adult-test.csv",
                    16_281,
                    15,
                    Map.of("column2", 963, "column7", 966, "column14", 274),
                    RealDataTest::census),
            Known.of("creditcard-sample.csv", 1722, 32, Map.of()),
            Known.of("weather-stream.csv", 18_159, 9, Map.of()),
            Known.of("titanic.csv", 891, 12, Map.of("Age", 177, "Cabin", 687, "Embarked", 2)),
            Known.of(
                    "nannyml-titanic-reference.csv",
                    891,
                    15,
                    Map.of("Age", 177, "Cabin", 687, "Embarked", 2, "boat", 561, "body", 808, "home.dest", 392)),
            Known.of(
                    "nannyml-titanic-analysis.csv",
                    418,
                    14,
                    Map.of("Age", 86, "Fare", 1, "Cabin", 327, "boat", 262, "body", 380, "home.dest", 172)),
            Known.of("nannyml-titanic-analysis-targets.csv", 418, 2, Map.of()),
            Known.of("bike-sharing-hour.csv", 17_379, 19, Map.of("time_segment", 726)),
            Known.of("ai4i2020.csv", 10_000, 9, Map.of()),
            Known.of(
                    "credit_data.csv",
                    4454,
                    14,
                    Map.of("Income", 381, "Assets", 47, "Debt", 18, "Home", 6, "Job", 2, "Marital", 1)),
            Known.of("lending_club.csv", 9857, 23, Map.of()),
            Known.of("chicago.csv", 5698, 50, Map.of()),
            Known.of("mlc_churn.csv", 5000, 20, Map.of()),
            Known.of("flights-20k.csv", 20_000, 5, Map.of()));

    private static Path find(String file) {
        Assumptions.assumeTrue(Files.isDirectory(READ_ONLY), "no data sets in " + READ_ONLY + " (set -Dholdfast.data)");
        Path path = READ_ONLY.resolve(file);
        return Files.exists(path) ? path : COMMITTABLE.resolve(file);
    }

    @TestFactory
    Stream<DynamicTest> readsTheCountsThatAreKnown() {
        return FILES.stream()
                .map(known -> DynamicTest.dynamicTest(known.file(), () -> {
                    Path file = find(known.file());
                    CsvFormat format = Csv.with(known.csv());
                    Table table = format.read(file);

                    assertThat(table.rowCount()).isEqualTo(known.rows());
                    assertThat(table.columns()).hasSize(known.columns());
                    Map<String, Integer> missing = table.columns().stream()
                            .filter(column -> column.missingCount() > 0)
                            .collect(Collectors.toMap(Column::name, Column::missingCount));
                    assertThat(missing).isEqualTo(known.missing());
                    Table inPieces = format.stream(file)
                            .read((schema, pieces) -> Table.empty(schema)
                                    .concat(pieces.map(piece -> piece.get()).toArray(Table[]::new)));
                    assertThat(inPieces.fingerprint()).isEqualTo(table.fingerprint());
                    assertThat(table.position(known.rows() - 1).orElseThrow().line())
                            .isEqualTo(known.rows() + (known.file().startsWith("adult") ? 0 : 1));
                }));
    }

    @Test
    void coversEveryFileThatIsThere() throws Exception {
        find("hmda.csv");
        Set<String> known = FILES.stream().map(Known::file).collect(Collectors.toSet());
        Set<String> there = new HashSet<>();
        for (Path folder : List.of(READ_ONLY, COMMITTABLE)) {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".csv"))
                            .forEach(there::add);
                }
            }
        }
        assertThat(there).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void readsTheQuirksOfEach() {
        Table compas = Csv.with(CsvFormat::renameDuplicates).read(find("compas-two-years.csv"));
        assertThat(compas.column("c_jail_in").type()).isEqualTo(ColumnType.TIME);
        assertThat(compas.columnNames()).contains("priors_count", "priors_count.1", "decile_score.1");
        Table adult = Csv.with(RealDataTest::census).read(find("adult-test.csv"));
        assertThat(adult.column("column15").text(0)).isEqualTo("<=50K.");
        assertThat(Csv.with(RealDataTest::census)
                        .read(find("adult-train.csv"))
                        .column("column1")
                        .type())
                .isEqualTo(ColumnType.INTEGER);
        assertThat(Csv.read(find("titanic.csv")).column("Fare").type()).isEqualTo(ColumnType.NUMBER);
        assertThat(Csv.read(find("bike-sharing-hour.csv")).column("dteday").type())
                .isEqualTo(ColumnType.TIME);
        assertThat(Csv.read(find("ai4i2020.csv")).columnNames())
                .startsWith("UDI", "Product ID", "Type", "Air temperature [K]");
        Table cards = Csv.read(find("creditcard-sample.csv"));
        assertThat(cards.columnNames()).startsWith("column1", "Time");
        assertThat(cards.where(row -> row.number("Class") == 1).rowCount()).isEqualTo(492);
    }
}
