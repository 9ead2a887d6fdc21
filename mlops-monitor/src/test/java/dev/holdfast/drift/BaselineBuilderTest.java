// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.OutputStream;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BaselineBuilderTest {
    private static final ZoneId SOFIA = ZoneId.of("Europe/Sofia");

    /** The rows of a table in batches of a size. */
    private static TableSource batches(Table table, int size) {
        return new TableSource() {
            @Override
            public Schema schema() {
                return table.schema();
            }

            @Override
            public Stream<Table> batches() {
                List<Table> parts = new ArrayList<>();
                for (int from = 0; from < table.rowCount(); from += size) {
                    parts.add(table.slice(from, Math.min(table.rowCount(), from + size)));
                }
                return parts.stream();
            }
        };
    }

    @Property(tries = 6)
    void isTheSameHoweverTheRowsAreCutIntoBatches(@ForAll long seed, @ForAll @IntRange(min = 1, max = 3_000) int size) {
        Table table = Samples.loans(3_000, seed).with(Samples.gaussian("x", 3_000, 0, 3, seed));
        assertThat(Baseline.of(batches(table, size)).toBytes())
                .isEqualTo(Baseline.of(TableSource.of(table)).toBytes());
        assertThat(Baseline.builder()
                        .segments("Home", 2)
                        .inTimeOrder()
                        .cut(batches(table, size))
                        .toBytes())
                .isEqualTo(Baseline.builder()
                        .segments("Home", 2)
                        .inTimeOrder()
                        .cut(TableSource.of(table))
                        .toBytes());
    }

    @Test
    void isThatOfTheTableWhereDistinctValuesAreFew() {
        Table few = Samples.loans(4_000, 3).without("Income");
        assertThat(Baseline.of(TableSource.of(few))).isEqualTo(Baseline.of(few));
    }

    @Property(tries = 40)
    void countsExactlyInOnePassWhateverTheOrder(@ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int order) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[20_000];
        for (int i = 0; i < values.length; i++) {
            double value = random.nextInt(4) == 0 ? 0 : Math.exp(3 * random.nextGaussian()) - random.nextDouble();
            values[i] = order == 1 ? i : order == 2 ? -i : order == 3 ? value * (i % 100 == 0 ? 1e6 : 1) : value;
        }
        Table table = Table.of(NumberColumn.of("x", values));
        Baseline baseline = Baseline.of(batches(table, 777));
        ColumnBaseline column = baseline.columns().get(0);
        assertThat(WindowProfile.of(baseline).add(table).counts(0).cells).isEqualTo(column.counts().cells);
        assertThat(((Grid) column.bins()).isSound()).isTrue();
        assertThat(column.bins().body()).isBetween(60, 128);
        assertThat(baseline.toBytes().length).isLessThan(1_500);
        if (order == 0) {
            Grid grid = (Grid) column.bins();
            assertThat(grid.isPoint(grid.cell(0))).isTrue();
        }
    }

    @Test
    void takesAboutThirteenHundredBytesANumericColumn() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 200_000, 0, 1, 1)));
        assertThat(baseline.toBytes().length).isBetween(1_000, 1_400);
    }

    @Test
    void keepsTheCountsOfTextsWithMoreLevelsThanItHolds() {
        String[] texts = new String[40_000];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = i % 2 == 0 ? "often" : "id-" + i;
        }
        Table table = Table.of(TextColumn.of("t", texts));
        Baseline baseline = Baseline.of(batches(table, 1_000));
        assertThat(baseline.columns().get(0).counts().cells[0]).isEqualTo(20_000);
        assertThat(((Levels) baseline.columns().get(0).bins()).unseenKnown).isFalse();
        assertThat(baseline.columns().get(0).counts().rows()).isEqualTo(40_000);
        assertThat(Drift.between(baseline, table).verdict()).isEqualTo(DriftVerdict.STABLE);
    }

    @Test
    void comparesSegmentsWithTheirOwnReference() {
        Table reference = Samples.loans(6_000, 1);
        Baseline baseline = Baseline.builder().segments("Home", 2).cut(reference);
        assertThat(Baseline.parse(baseline.toBytes())).isEqualTo(baseline);
        assertThat(Baseline.parseJson(baseline.toJson())).isEqualTo(baseline);
        Table now = Samples.loans(3_000, 2);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        for (Row row : now) {
            if (row.isMissing("Income")) {
                income.addMissing();
            } else {
                income.add(row.number("Income") * (row.text("Home").equals("owner") ? 1.5 : 1));
            }
        }
        Table changed = now.with(income.build());
        DriftReport report = Drift.between(baseline, changed);
        assertThat(report.findings())
                .anySatisfy(finding -> {
                    assertThat(finding.segment()).contains("Home = owner");
                    assertThat(finding.explain()).startsWith("Income where Home = owner: the distribution moved");
                })
                .noneSatisfy(finding -> assertThat(finding.segment()).contains("Home = rent"));
        assertThat(report.report().toHtml()).contains("by segment");
        WindowProfile byRow = WindowProfile.of(baseline);
        changed.rows().forEach(byRow::add);
        assertThat(byRow.toBytes())
                .isEqualTo(WindowProfile.of(baseline).add(changed).toBytes());
        assertThat(WindowProfile.from(baseline, byRow.toBytes()).toBytes()).isEqualTo(byRow.toBytes());
        assertThat(WindowProfile.of(baseline)
                        .add(changed.slice(0, 1_000))
                        .merge(WindowProfile.of(baseline).add(changed.slice(1_000, 3_000)))
                        .toBytes())
                .isEqualTo(byRow.toBytes());
    }

    @Test
    void saysWhichSegmentsAreTooSmall() {
        Baseline baseline = Baseline.builder().segments("Home", 3).cut(Samples.loans(2_000, 1));
        DriftReport report = Drift.between(baseline, Samples.loans(500, 2));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(report.statements())
                .singleElement()
                .asString()
                .startsWith("Segments with too few rows to be compared, 200 are needed on each side: Home = ");
    }

    private static Table weeks(int weeks, double weekend, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TimeColumn.Builder at = TimeColumn.builder("at");
        NumberColumn.Builder load = NumberColumn.builder("load");
        Instant start = Instant.parse("2024-01-01T00:00:00Z");
        for (int minute = 0; minute < weeks * 7 * 24 * 60; minute += 5) {
            Instant time = start.plus(Duration.ofMinutes(minute));
            boolean free = time.atZone(SOFIA).getDayOfWeek().getValue() > DayOfWeek.FRIDAY.getValue();
            at.add(time);
            load.add(random.nextGaussian() + (free ? weekend : 0));
        }
        return Table.of(at.build(), load.build());
    }

    @Test
    void comparesADayWithTheSameDaysOfTheReference() {
        Table reference = weeks(4, 3, 1);
        Baseline baseline =
                Baseline.builder().seasons(Season.DAY_OF_WEEK, "at", SOFIA).cut(reference);
        assertThat(Baseline.parse(baseline.toBytes())).isEqualTo(baseline);
        assertThat(Baseline.parseJson(baseline.toJson())).isEqualTo(baseline);
        Instant sunday = Instant.parse("2024-02-03T22:00:00Z");
        Table day = weeks(6, 3, 2)
                .where(row -> row.value("at")
                        .map(Instant.class::cast)
                        .filter(at -> !at.isBefore(sunday) && at.isBefore(sunday.plus(Duration.ofDays(1))))
                        .isPresent());
        WindowProfile profile = WindowProfile.of(baseline).add(day);
        assertThat(Drift.between(baseline, profile).verdict()).isEqualTo(DriftVerdict.DRIFTED);
        Baseline sundays = baseline.during(sunday, sunday.plus(Duration.ofHours(23)));
        DriftReport report = Drift.between(sundays, profile);
        assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(sundays.rows()).isEqualTo(4 * 24 * 12);
        assertThat(report.statements())
                .contains("Compared with the 1,152 reference rows of the same days of the week, from 4 or more weeks.");
    }

    @Test
    void poolsSeasonsThatWereSeenOnce() {
        Baseline baseline = Baseline.builder()
                .seasons(Season.HOUR_OF_WEEK, "at", ZoneOffset.UTC)
                .cut(weeks(1, 3, 1));
        Instant monday = Instant.parse("2024-02-05T08:00:00Z");
        Baseline during = baseline.during(monday, monday.plusSeconds(60));
        assertThat(during.rows()).isEqualTo(baseline.rows());
        assertThat(during.statements())
                .contains(
                        "Compared with all reference rows: those of the same part of the season are from 1 week, 2 are needed.");
        assertThatThrownBy(() -> baseline.during(monday, monday.minusSeconds(1)))
                .hasMessageStartingWith("the last row must not be before the first, got ");
        Baseline plain = Baseline.of(Samples.loans(300, 1));
        assertThat(plain.during(monday, monday)).isSameAs(plain);
    }

    @Test
    void knowsNeighboursThatDependOnEachOther() {
        int falseAlarms = 0;
        int withoutOrder = 0;
        for (int i = 0; i < 40; i++) {
            double[] series = autoregressive(21_000, 0.9, i);
            Table reference = Table.of(NumberColumn.of("x", java.util.Arrays.copyOf(series, 20_000)));
            Table now = Table.of(NumberColumn.of("x", java.util.Arrays.copyOfRange(series, 20_000, 21_000)));
            Baseline ordered = Baseline.builder().inTimeOrder().cut(reference);
            falseAlarms += Drift.between(ordered, now).verdict() == DriftVerdict.DRIFTED ? 1 : 0;
            withoutOrder += Drift.between(Baseline.of(reference), now).verdict() == DriftVerdict.DRIFTED ? 1 : 0;
            // Of an autoregression of first order the mean has (1 + 0.9) / (1 - 0.9) = 19 times the variance, shares
            // less.
            assertThat(ordered.columns().get(0).dependence()).isBetween(5.0, 25.0);
        }
        assertThat(withoutOrder).isGreaterThan(25);
        assertThat(falseAlarms).isLessThanOrEqualTo(3);
        Baseline independent = Baseline.builder().inTimeOrder().cut(Samples.loans(20_000, 1));
        assertThat(independent.columns()).allMatch(column -> column.dependence() < 1.8);
        assertThat(Baseline.parse(independent.toBytes())).isEqualTo(independent);
    }

    private static double[] autoregressive(int size, double coefficient, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] series = new double[size];
        double last = 0;
        for (int i = 0; i < size; i++) {
            last = coefficient * last + Math.sqrt(1 - coefficient * coefficient) * random.nextGaussian();
            series[i] = last;
        }
        return series;
    }

    @Test
    void watchesThePredictionsOfARegression() {
        Table reference = Table.of(Samples.gaussian("x", 2_000, 0, 1, 1));
        StorableModel<Row, Quantity> model = new StorableModel<>() {
            @Override
            public String format() {
                return "formula/1";
            }

            @Override
            public Signature signature() {
                return new Signature(reference.schema(), "y", List.of());
            }

            @Override
            public void writeTo(OutputStream out) {}

            @Override
            public String parameterDigest() {
                return "0".repeat(64);
            }

            @Override
            public Map<String, String> provenance() {
                return Map.of();
            }

            @Override
            public Quantity predict(Row row) {
                return new Quantity(2 * row.number("x"));
            }
        };
        Baseline baseline = Baseline.of(model, reference);
        assertThat(baseline.columnNames()).containsExactly("x", "prediction");
        Table now = Table.of(Samples.gaussian("x", 2_000, 1, 1, 2));
        assertThat(Drift.between(baseline, now, model).findings())
                .extracting(DriftFinding::column)
                .contains("prediction");
    }

    @Test
    void refusesWhatDoesNotFit() {
        Table table = weeks(1, 0, 1);
        assertThatThrownBy(() -> Baseline.builder().segments("x", 0))
                .hasMessage("the number of segments must be from 1 to 256, got 0");
        assertThatThrownBy(() -> Baseline.builder().segments("load", 3).cut(table))
                .hasMessage(
                        "segments need a column of texts, truth values or whole numbers, got 'load' of type NUMBER");
        assertThatThrownBy(() -> Baseline.builder().segments("region", 3).cut(table))
                .hasMessage("no column 'region'; the reference has [at, load]");
        assertThatThrownBy(() -> Baseline.builder()
                        .seasons(Season.DAY_OF_WEEK, "load", SOFIA)
                        .cut(table))
                .hasMessage("seasons need a column of times, got 'load' of type NUMBER");
        assertThatThrownBy(() -> Baseline.builder().segments("a", 1).seasons(Season.DAY_OF_WEEK, "at", SOFIA))
                .hasMessage("a baseline has segments of one column or one season, and one was set before");
        assertThatThrownBy(() -> Baseline.builder().model(Samples.model(table)).model(Samples.model(table)))
                .hasMessage("the model is set twice");
    }
}
