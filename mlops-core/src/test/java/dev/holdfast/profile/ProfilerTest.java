// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.report.Block;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ProfilerTest {
    private static ColumnProfile numbers(double... values) {
        return Profiler.withDefaults()
                .profile(Table.of(NumberColumn.of("x", values)))
                .column("x");
    }

    private static ColumnProfile texts(String... values) {
        return Profiler.withDefaults()
                .profile(Table.of(TextColumn.of("t", values)))
                .column("t");
    }

    private static double value(Measurement measurement) {
        return measurement.orThrow().point();
    }

    @Test
    void profilesTheLoans() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(Csv.class.getResourceAsStream("/dev/holdfast/data/credit_data.csv.gz"))) {
            Profile profile = Profiler.withDefaults().profile(Csv.read(in, "credit_data.csv.gz"));
            ColumnProfile income = profile.column("Income");

            assertThat(profile.rowCount()).isEqualTo(4454);
            assertThat(income.missing()).isEqualTo(381);
            assertThat(income.count()).isEqualTo(4073);
            assertThat(income.isExact()).isTrue();
            assertThat(income.mean().orThrow().point()).isCloseTo(141.6877, within(5e-5));
            assertThat(profile.column("Home").topValues().get(0).value()).isEqualTo("owner");
            assertThat(profile.report().blocks()).hasSize(15);
            assertThat(profile.has("Status")).isTrue();
            assertThat(profile)
                    .hasToString("Profile[4454 rows, columns "
                            + profile.columns().stream()
                                    .map(ColumnProfile::name)
                                    .toList() + "]");
        }
    }

    @Test
    void keepsMissingNanAndInfiniteApart() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.of(NumberColumn.builder("x")
                        .addMissing()
                        .add(Double.NaN)
                        .add(Double.POSITIVE_INFINITY)
                        .add(Double.NEGATIVE_INFINITY)
                        .add(Double.NEGATIVE_INFINITY)
                        .add(-0.0)
                        .add(0.0)
                        .add(-2)
                        .build()))
                .column("x");

        assertThat(x.rows()).isEqualTo(8);
        assertThat(x.count()).isEqualTo(7);
        assertThat(x.missing()).isEqualTo(1);
        assertThat(x.nan()).isEqualTo(1);
        assertThat(x.positiveInfinities()).isEqualTo(1);
        assertThat(x.negativeInfinities()).isEqualTo(2);
        assertThat(x.zeros()).isEqualTo(2);
        assertThat(x.negatives()).isEqualTo(1);
        assertThat(value(x.distinct())).isEqualTo(2);
        assertThat(value(x.min())).isEqualTo(-2);
        assertThat(value(x.max())).isZero();
        assertThat(x.quantile(0.5)).isEqualTo(Estimate.exact(0, 3));
    }

    @Test
    void saysWhyAColumnWithoutValuesHasNoStatistics() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.empty(Schema.of(Field.required("x", ColumnType.NUMBER))))
                .column("x");
        Undefined none = new Undefined("column 'x' has 0 finite values, and the minimum needs 1");

        assertThat(x.min()).isEqualTo(none);
        assertThat(x.count()).isZero();
        for (Measurement each : List.of(
                x.max(),
                x.mean(),
                x.standardDeviation(),
                x.variance(),
                x.skewness(),
                x.kurtosis(),
                x.quantile(0.5),
                x.interquartileRange(),
                x.entropy())) {
            assertThat(each).isInstanceOf(Undefined.class);
        }
        assertThat(x.sum()).isEqualTo(Estimate.exact(0, 0));
        assertThat(x.distinct()).isEqualTo(Estimate.exact(0, 0));
        assertThat(x.smallest()).isEmpty();
        assertThat(x.largest()).isEmpty();
        assertThat(x.topValues()).isEmpty();
        assertThat(x.histogram(5)).isEmpty();
        assertThat(numbers(1).variance())
                .isEqualTo(new Undefined("column 'x' has 1 finite value, and the variance needs 2"));
        assertThat(numbers(3, 3).skewness()).isEqualTo(new Undefined("column 'x' is constant, which has no skewness"));
        assertThat(numbers(3, 3).standardDeviation()).isEqualTo(Estimate.exact(0, 2));
        assertThat(texts("a").mean()).isEqualTo(new Undefined("column 't' is TEXT, which has no mean"));
        assertThat(numbers(1).meanLength()).isEqualTo(new Undefined("column 'x' has no text"));
    }

    @Test
    void losesNothingToNumbersFarFromZero() {
        ColumnProfile far = numbers(1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16);

        assertThat(value(far.variance())).isEqualTo(30);
        assertThat(value(far.mean())).isEqualTo(1e9 + 10);
        assertThat(value(numbers(1e308, 1e308, 1e308).mean())).isCloseTo(1e308, within(1e293));
        assertThat(numbers(1e308, 1e308, 1e308).sum())
                .isEqualTo(new Undefined("the sum of column 'x' is beyond the range of double"));
        assertThat(value(numbers(1e16, 1, -1e16).sum())).isEqualTo(1);
    }

    @Test
    void keepsWholeNumbersAndTimesAsTheyAre() {
        Table table = Table.of(
                IntegerColumn.of("i", Long.MIN_VALUE, 9_007_199_254_740_993L, 9_007_199_254_740_992L),
                TimeColumn.of(
                        "t",
                        Instant.parse("1969-12-31T23:59:59.5Z"),
                        Instant.EPOCH,
                        Instant.parse("2024-02-29T00:00:00Z")),
                BooleanColumn.of("b", true, false, true));
        Profile profile = Profiler.withDefaults().profile(table);

        assertThat(profile.column("i").smallest()).contains(Long.MIN_VALUE);
        assertThat(profile.column("i").largest()).contains(9_007_199_254_740_993L);
        assertThat(value(profile.column("i").distinct())).isEqualTo(3);
        assertThat(profile.column("t").smallest()).contains(Instant.parse("1969-12-31T23:59:59.5Z"));
        assertThat(value(profile.column("t").min())).isEqualTo(-0.5);
        assertThat(profile.column("t").negatives()).isEqualTo(1);
        assertThat(value(profile.column("b").mean())).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(profile.column("b").topValues())
                .containsExactly(new TopValue(true, 2, 2), new TopValue(false, 1, 1));
    }

    @Test
    void describesTexts() {
        ColumnProfile t = texts("AB-1234", "", "  ", "NA", "n/a", "12", "1.5", "Zoë", "\ud83d\ude00", "AB-9999");

        assertThat(t.empty()).isEqualTo(1);
        assertThat(t.blank()).isEqualTo(1);
        assertThat(t.sentinels()).isEqualTo(2);
        assertThat(t.textTypes()).isEqualTo(Map.of(ColumnType.INTEGER, 1L, ColumnType.NUMBER, 1L, ColumnType.TEXT, 8L));
        assertThat(t.shortest()).hasValue(0);
        assertThat(t.longest()).hasValue(7);
        assertThat(value(t.meanLength())).isEqualTo(3.0, within(1e-12));
        assertThat(t.patterns().get(0)).isEqualTo(new TopValue("AA-9999", 2, 2));
        assertThat(value(t.distinct())).isEqualTo(10);
        assertThat(t.rankError()).isZero();
    }

    @Test
    void isExactForAnyNumberOfRowsWhileTheDistinctValuesAreFew() {
        SplittableRandom random = new SplittableRandom(1);
        double[] values = random.doubles(100_000).map(x -> Math.floor(x * 2000)).toArray();
        ColumnProfile x = numbers(values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);

        assertThat(x.isExact()).isTrue();
        assertThat(x.quantile(0.25).orThrow().confidence()).isEqualTo(1);
        double position = 0.25 * (sorted.length - 1);
        int rank = (int) position;
        assertThat(value(x.quantile(0.25)))
                .isEqualTo(sorted[rank] + (position - rank) * (sorted[rank + 1] - sorted[rank]));
        assertThat(value(x.distinct())).isEqualTo(2000);
    }

    @Test
    void boundsTheQuantilesOfManyDistinctValues() {
        SplittableRandom random = new SplittableRandom(2);
        double[] values = random.doubles(300_000).map(x -> Math.log(x)).toArray();
        ColumnProfile x = numbers(values);
        double[] sorted = values.clone();
        Arrays.sort(sorted);

        assertThat(x.isExact()).isFalse();

        assertThat(x.rankError()).isLessThan(0.0011);
        for (double p : new double[] {0, 0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
            Estimate estimate = x.quantile(p).orThrow();
            double truth = sorted[(int) Math.round(p * (sorted.length - 1))];
            assertThat(truth).as("p=" + p).isBetween(estimate.lower(), estimate.upper());
            int rank = Math.abs(Arrays.binarySearch(sorted, estimate.point()));
            assertThat((double) rank / sorted.length).isEqualTo(p, within(0.0021));
        }
        assertThat(x.distinct().orThrow().lower()).isLessThan(300_000);
        assertThat(value(x.distinct())).isCloseTo(300_000, within(300_000 * 0.06));
        assertThat(x.entropy()).isInstanceOf(Undefined.class);
    }

    @Test
    void isTheSameForEveryCutIntoBatches() {
        Table table = mixed(50_000, 3);
        Profile whole = Profiler.withDefaults().profile(table);
        ProfileAccumulator pieces = Profiler.withDefaults().start(table.schema());
        for (int from = 0; from < table.rowCount(); from += 777) {
            pieces.add(table.slice(from, Math.min(table.rowCount(), from + 777)));
            if (from == 777 * 20) {
                pieces.profile(); // looking in between changes nothing
            }
        }
        Profile cut = pieces.profile();

        for (String name : table.columnNames()) {
            assertSame(whole.column(name), cut.column(name), 0);
        }
    }

    @Test
    void mergesToTheProfileOfTheWhole() {
        Table table = mixed(60_000, 4);
        Profile whole = Profiler.withDefaults().profile(table);
        Profile a = Profiler.withDefaults().profile(table.slice(0, 1000));
        Profile b = Profiler.withDefaults().profile(table.slice(1000, 37_000));
        Profile c = Profiler.withDefaults().profile(table.slice(37_000, 60_000));
        for (Profile merged : List.of(a.merge(b).merge(c), c.merge(a.merge(b)), b.merge(c.merge(a)))) {
            for (String name : table.columnNames()) {
                assertSame(whole.column(name), merged.column(name), 1e-12);
            }
        }
        assertThatThrownBy(() -> a.merge(Profiler.withDefaults().profile(Table.of(NumberColumn.of("x", 1)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("only profiles of the same columns can be merged, got ");
    }

    private static Table mixed(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder x = NumberColumn.builder("x");
        IntegerColumn.Builder i = IntegerColumn.builder("i");
        TextColumn.Builder t = TextColumn.builder("t");
        TextColumn.Builder id = TextColumn.builder("id");
        for (int row = 0; row < rows; row++) {
            if (random.nextInt(20) == 0) {
                x.addMissing();
            } else {
                x.add(random.nextDouble() * 1000 - 200);
            }
            i.add(random.nextInt(50));
            t.add("t" + random.nextInt(40));
            id.add("id" + random.nextInt(30_000));
        }
        return Table.of(x.build(), i.build(), t.build(), id.build());
    }

    private static void assertSame(ColumnProfile a, ColumnProfile b, double tolerance) {
        assertThat(List.of(a.rows(), a.missing(), a.nan(), a.zeros(), a.negatives(), a.empty(), a.blank()))
                .isEqualTo(List.of(b.rows(), b.missing(), b.nan(), b.zeros(), b.negatives(), b.empty(), b.blank()));
        assertThat(a.distinct()).isEqualTo(b.distinct());
        assertThat(a.smallest()).isEqualTo(b.smallest());
        assertThat(a.largest()).isEqualTo(b.largest());
        if (a.type() == ColumnType.TEXT) {
            assertThat(a.isExact()).isEqualTo(b.isExact());
            if (a.isExact() || tolerance == 0) {
                assertThat(a.topValues()).isEqualTo(b.topValues());
            }
            return;
        }
        for (List<Measurement> pair : List.of(
                List.of(a.mean(), b.mean()),
                List.of(a.standardDeviation(), b.standardDeviation()),
                List.of(a.skewness(), b.skewness()),
                List.of(a.kurtosis(), b.kurtosis()))) {
            double wanted = value(pair.get(0));
            assertThat(value(pair.get(1))).isCloseTo(wanted, within(Math.abs(wanted) * tolerance + tolerance * 10));
        }
        for (double p = 0; p <= 1; p += 0.05) {
            Estimate mine = a.quantile(p).orThrow();
            Estimate theirs = b.quantile(p).orThrow();
            if (a.isExact() || tolerance == 0) {
                assertThat(theirs).isEqualTo(mine);
            } else {
                assertThat(theirs.lower()).isLessThanOrEqualTo(mine.upper());
                assertThat(theirs.upper()).isGreaterThanOrEqualTo(mine.lower());
            }
        }
    }

    @Test
    void findsFrequentValuesAmongManyWithBounds() {
        SplittableRandom random = new SplittableRandom(5);
        String[] ids = new String[100_000];
        double[] numbers = new double[ids.length];
        for (int i = 0; i < ids.length; i++) {
            boolean frequent = i % 5 == 0;
            ids[i] = frequent ? "frequent" : "rare" + random.nextInt(50_000);
            numbers[i] = frequent ? 42 : random.nextDouble();
        }
        for (ColumnProfile column : List.of(texts(ids), numbers(numbers))) {
            TopValue top = column.topValues().get(0);

            assertThat(top.value().toString()).isIn("frequent", "42.0");
            assertThat(top.count()).isLessThanOrEqualTo(20_000);
            assertThat(top.atMost()).isGreaterThanOrEqualTo(20_000);
            assertThat(top.atMost() - top.count()).isLessThanOrEqualTo(ids.length / 65);
        }
    }

    @Test
    void countsLongTextsByTheirDigest() {
        String a = "x".repeat(5000) + "a";
        String b = "x".repeat(5000) + "b";

        assertThat(value(texts(a, b, a).distinct())).isEqualTo(2);
        assertThat(texts(a, b, a).topValues().get(0).value().toString())
                .startsWith("x".repeat(100) + "... (")
                .hasSizeLessThan(160);
    }

    @Test
    void drawsHistograms() {
        Histogram histogram = numbers(1, 2, 2, 3, 5).histogram(4).orElseThrow();

        assertThat(histogram.edges()).containsExactly(1.0, 2.0, 3.0, 4.0, 5.0);
        assertThat(histogram.counts()).containsExactly(1.0, 2.0, 1.0, 1.0);
        assertThat(numbers(3).histogram(2).orElseThrow().counts()).containsExactly(0.0, 1.0);
        assertThatThrownBy(() -> numbers(1).histogram(0)).hasMessage("bins must be in [1, 1000], got 0");
        assertThatThrownBy(() -> numbers(1).quantile(1.5)).hasMessage("p must be in [0, 1], got 1.5");
        assertThatThrownBy(() -> new Histogram(List.of(1.0), List.of(1.0)))
                .hasMessage("a histogram needs one edge more than bins, got 1 edges and 1 bins");
    }

    @Test
    void refusesBatchesOfOtherColumns() {
        ProfileAccumulator accumulator =
                Profiler.withDefaults().start(Schema.of(Field.required("x", ColumnType.NUMBER)));

        assertThatThrownBy(() -> accumulator.add(Table.of(IntegerColumn.of("x", 1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'x' must be NUMBER, got INTEGER");
        assertThatThrownBy(() -> accumulator.profile().column("y")).hasMessage("no column 'y'; the profile has [x]");
    }

    @Test
    void reportsEveryKindOfColumn() {
        Table table = Table.of(
                TextColumn.of("t", "a", "", " ", "NA"),
                NumberColumn.of("x", 1, Double.NaN, Double.POSITIVE_INFINITY, 3),
                BooleanColumn.of("b", true, false, true, true),
                TimeColumn.of("d", Instant.EPOCH, Instant.EPOCH, Instant.EPOCH, Instant.MAX));
        List<Block> blocks =
                Profiler.withDefaults().profile(TableSource.of(table)).report().blocks();

        assertThat(blocks).hasSize(5);
        assertThat(blocks.get(1).toString())
                .contains("4 values, 0 missing, 1 empty, 1 blank, 1 words for a missing value.");
        assertThat(blocks.get(2).toString()).contains("1 NaN, 1 infinite.");
        assertThat(Profiler.withDefaults()).hasToString("Profiler.withDefaults()");
    }

    @Test
    void knowsTheExtremesAndMomentsWithoutQuantiles() {
        double[] values = new SplittableRandom(9).doubles(50_000).toArray();
        Table table = Table.of(NumberColumn.of("x", values));
        ColumnProfile with = Profiler.withDefaults().profile(table).column("x");
        ColumnProfile without =
                Profiler.withDefaults().withoutQuantiles().profile(table).column("x");

        assertThat(without.min()).isEqualTo(with.min());
        assertThat(without.max()).isEqualTo(with.max());
        assertThat(without.mean()).isEqualTo(with.mean());
        assertThat(without.kurtosis()).isEqualTo(with.kurtosis());
        assertThat(without.distinct()).isEqualTo(with.distinct());
        assertThat(without.topValues()).isEmpty();
        assertThat(without.quantile(0.5).orThrow().lower()).isEqualTo(value(with.min()));
        assertThat(without.quantile(0.5).orThrow().upper()).isEqualTo(value(with.max()));
        assertThat(without.rankError()).isGreaterThan(0.4);
        assertThat(Profiler.withDefaults().withoutQuantiles())
                .hasToString("Profiler.withDefaults().withoutQuantiles()");
        assertThat(value(Profiler.withDefaults()
                        .withoutQuantiles()
                        .profile(Table.of(NumberColumn.of("x", 3, 3)))
                        .column("x")
                        .quantile(0.5)))
                .isEqualTo(3);
    }

    @Test
    void sortsKeysOfEveryShape() {
        KeySort sort = new KeySort();
        SplittableRandom random = new SplittableRandom(10);
        for (int shape = 0; shape < 7; shape++) {
            long[] keys = new long[5000];
            for (int i = 0; i < keys.length; i++) {
                keys[i] = switch (shape) {
                    case 0 -> random.nextLong();
                    case 1 -> Keys.of(random.nextDouble());
                    case 2 -> random.nextInt(100);
                    case 3 -> i == 0 ? Long.MIN_VALUE : Long.MAX_VALUE - random.nextInt(1_000_000);
                    case 4 -> i == 0 ? Long.MAX_VALUE : random.nextInt(3);
                    case 5 -> -i;
                    default -> 7;
                };
            }
            long[] expected = keys.clone();
            Arrays.sort(expected);
            sort.sort(keys, keys.length, expected[0], expected[expected.length - 1]);
            assertThat(keys).isEqualTo(expected);
        }
    }

    @Test
    void takesAPartOfAColumnWithALargeDictionary() {
        String[] ids = new String[40_000];
        Arrays.setAll(ids, i -> "id" + i);
        Table table = Table.of(TextColumn.of("t", ids));
        ColumnProfile part = Profiler.withDefaults()
                .profile(table.slice(10, 110)
                        .concat(Table.of(TextColumn.builder("t").addMissing().build())))
                .column("t");

        assertThat(value(part.distinct())).isEqualTo(100);
        assertThat(part.missing()).isEqualTo(1);
        assertThat(value(Profiler.withDefaults()
                        .profile(table.slice(10, 110))
                        .column("t")
                        .distinct()))
                .isEqualTo(100);
    }
}
