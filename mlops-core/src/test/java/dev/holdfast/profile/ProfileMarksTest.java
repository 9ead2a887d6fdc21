// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a profile says of the places of rows, the gaps between times, the encoding of texts and their repetition. */
class ProfileMarksTest {
    private static final long DAY = 86_400;

    private static ColumnProfile profile(Column column) {
        return Profiler.withDefaults().profile(Table.of(column)).column(column.name());
    }

    private static ColumnProfile texts(String... values) {
        return profile(TextColumn.of("t", values));
    }

    private static ColumnProfile days(long... days) {
        return profile(TimeColumn.of(
                "d",
                LongStream.of(days)
                        .mapToObj(day -> Instant.ofEpochSecond(day * DAY))
                        .toArray(Instant[]::new)));
    }

    private static double value(Measurement measurement) {
        return measurement.orThrow().point();
    }

    @Test
    void knowsWhatTheFirstAndTheLastRowHold() {
        assertThat(profile(NumberColumn.of("x", 3, 1, 2)).rowMarks().first()).contains(3.0);
        assertThat(profile(NumberColumn.of("x", 3, 1, 2)).rowMarks().last()).contains(2.0);
        assertThat(profile(IntegerColumn.of("x", 9_007_199_254_740_993L))
                        .rowMarks()
                        .first())
                .contains(9_007_199_254_740_993L);
        assertThat(profile(BooleanColumn.of("b", false, true)).rowMarks().last())
                .contains(true);
        assertThat(profile(TimeColumn.of("d", Instant.ofEpochSecond(1, 1999)))
                        .rowMarks()
                        .first())
                .contains(Instant.ofEpochSecond(1, 1000));
        assertThat(texts("a", "b").rowMarks().last()).contains("b");
        assertThat(String.valueOf(texts("x".repeat(5000)).rowMarks().first().orElseThrow()))
                .hasSizeLessThan(160)
                .startsWith("xxx");
        RowMarks missing = profile(NumberColumn.builder("x")
                        .addMissing()
                        .add(1)
                        .addMissing()
                        .build())
                .rowMarks();
        assertThat(missing.first()).isEmpty();
        assertThat(missing.last()).isEmpty();
        assertThat(missing.firstBadRow()).isEqualTo(new Undefined("column 'x' has no bad row"));
    }

    @Test
    void findsTheFirstBadRowOfNumbers() {
        RowMarks marks = profile(NumberColumn.builder("x")
                        .add(1)
                        .addMissing()
                        .add(Double.NEGATIVE_INFINITY)
                        .add(Double.NaN)
                        .build())
                .rowMarks();
        assertThat(marks.firstBadRow()).isEqualTo(Estimate.exact(3, 4));
        assertThat(marks.firstBad()).contains(Double.NEGATIVE_INFINITY);
        double[] late = new double[50_000];
        late[40_001] = Double.NaN;
        assertThat(value(profile(NumberColumn.of("x", late)).rowMarks().firstBadRow()))
                .isEqualTo(40_002);
    }

    @Test
    void findsTheFirstBadRowOfTextsByWhatTheColumnSeemsToHold() {
        String[] codes = IntStream.range(0, 100).mapToObj(String::valueOf).toArray(String[]::new);
        codes[57] = "12,5";
        codes[80] = "n/a";
        RowMarks marks = texts(codes).rowMarks();
        assertThat(marks.firstBadRow()).isEqualTo(Estimate.exact(58, 100));
        assertThat(marks.firstBad()).contains("12,5");
        for (String bad : new String[] {"", "  ", "NULL", "\ud83d", "\udcff x"}) {
            assertThat(texts("a", "b", bad, bad).rowMarks().firstBadRow())
                    .as(bad)
                    .isEqualTo(Estimate.exact(3, 4));
        }
        assertThat(texts("a", "1", "true").rowMarks().firstBadRow())
                .isEqualTo(new Undefined("column 't' has no bad row"));
    }

    @Test
    void infersTheTypeOfTextsAndShowsWhatIsInTheWay() {
        String[] amounts = IntStream.range(0, 40)
                .mapToObj(i -> i + (i % 2 == 0 ? ".5" : ""))
                .toArray(String[]::new);
        amounts[3] = "1.234,50";
        amounts[7] = "";
        amounts[9] = "NA";
        amounts[11] = "1.234,50";
        amounts[20] = "12 EUR";
        InferredType inferred = texts(amounts).inferredType();
        assertThat(inferred.type()).isEqualTo(ColumnType.NUMBER);
        assertThat(inferred.fitting()).isEqualTo(Estimate.exact(35, 38));
        assertThat(inferred.failing()).isEqualTo(Estimate.exact(3, 38));
        assertThat(inferred.failures()).containsExactly(new FirstSeen("1.234,50", 4), new FirstSeen("12 EUR", 21));

        assertThat(texts("2024-02-28", "2024-02-29", "-", "").inferredType().type())
                .isEqualTo(ColumnType.TIME);
        assertThat(texts("true", "FALSE", "?").inferredType().type()).isEqualTo(ColumnType.BOOLEAN);
        assertThat(texts("1", "2", "?").inferredType().type()).isEqualTo(ColumnType.INTEGER);
        assertThat(texts("1", "2", "x").inferredType().type()).isEqualTo(ColumnType.TEXT);
        assertThat(texts("", "NA").inferredType().type()).isEqualTo(ColumnType.TEXT);
        assertThat(profile(NumberColumn.of("x", 1)).inferredType().type()).isEqualTo(ColumnType.NUMBER);
    }

    @Test
    void takesDigitsThatAreNoNumberForIdentifiers() {
        String[] zips =
                IntStream.range(10_000, 10_100).mapToObj(String::valueOf).toArray(String[]::new);
        zips[70] = "00501";
        assertThat(texts(zips).inferredType())
                .isEqualTo(
                        new InferredType(ColumnType.TEXT, Estimate.exact(100, 100), Estimate.exact(0, 100), List.of()));
        assertThat(texts(zips).rowMarks().firstBad()).isEmpty();
    }

    @Test
    void keepsTheFirstFiveFailuresOfManyRows() {
        TextColumn.Builder builder = TextColumn.builder("t");
        for (int i = 0; i < 60_000; i++) {
            builder.add(i % 5000 == 4999 ? "bad " + i / 10_000 : String.valueOf(i));
        }
        assertThat(profile(builder.build()).inferredType().failures())
                .containsExactly(
                        new FirstSeen("bad 0", 5000),
                        new FirstSeen("bad 1", 15_000),
                        new FirstSeen("bad 2", 25_000),
                        new FirstSeen("bad 3", 35_000),
                        new FirstSeen("bad 4", 45_000));
    }

    @Test
    void measuresGapsBetweenTimes() {
        TimeGaps gaps = days(10, 11, 12, 20, 21, 15).timeGaps();
        assertThat(gaps.largest()).isEqualTo(Estimate.exact(5 * DAY, 6));
        assertThat(gaps.days()).isEqualTo(Estimate.exact(6, 6));
        assertThat(gaps.emptyDays()).isEqualTo(Estimate.exact(6, 6));
        assertThat(gaps.longestRun()).isEqualTo(Estimate.exact(4, 6));
        assertThat(gaps.longestRunFrom()).contains(LocalDate.ofEpochDay(16));

        TimeGaps dense = days(-1, 0, 1).timeGaps();
        assertThat(dense.emptyDays()).isEqualTo(Estimate.exact(0, 3));
        assertThat(dense.longestRunFrom()).isEmpty();
        assertThat(days(5, 5).timeGaps().largest())
                .isEqualTo(new Undefined("column 'd' has 1 distinct time, and a gap needs 2"));
        assertThat(days(-719_162, 2_932_896).timeGaps().emptyDays()).isEqualTo(Estimate.exact(3_652_057, 2));
        assertThat(profile(TimeColumn.of("d", Instant.MIN, Instant.MAX))
                        .timeGaps()
                        .largest()
                        .orThrow()
                        .point())
                .isGreaterThan(1.8e13);
    }

    @Test
    void saysWhyThereAreNoGaps() {
        assertThat(profile(NumberColumn.of("x", 1)).timeGaps().largest())
                .isEqualTo(new Undefined("column 'x' is NUMBER, which has no times"));
        assertThat(profile(TimeColumn.builder("d").addMissing().build())
                        .timeGaps()
                        .days())
                .isEqualTo(new Undefined("column 'd' has no times"));
        ColumnProfile sparse = days(LongStream.range(0, 129).map(i -> i * 64).toArray());
        assertThat(sparse.timeGaps().days())
                .isEqualTo(new Undefined(
                        "column 'd' has times in more than 128 stretches of 64 days, the days of which are not held"));
        assertThat(sparse.timeGaps().largest()).isEqualTo(Estimate.exact(64 * DAY, 129));
        assertThat(days(LongStream.range(0, 128).map(i -> i * 64).toArray())
                        .timeGaps()
                        .days())
                .isEqualTo(Estimate.exact(128, 128));
    }

    @Property(tries = 40)
    void boundsTheLargestGapOfManyTimes(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int hole) {
        SplittableRandom random = new SplittableRandom(seed);
        int n = 6000;
        long[] seconds = LongStream.generate(() -> {
                    long at = random.nextLong(200 * DAY);
                    return at > 90 * DAY ? at + hole * DAY / 4 : at;
                })
                .limit(n)
                .toArray();
        TimeColumn.Builder builder = TimeColumn.builder("d");
        for (long second : seconds) {
            builder.add(Instant.ofEpochSecond(second));
        }
        Arrays.sort(seconds);
        long largest = 0;
        for (int i = 1; i < n; i++) {
            largest = Math.max(largest, seconds[i] - seconds[i - 1]);
        }
        ColumnProfile column = profile(builder.build());
        assertThat(column.isExact()).isFalse();
        Estimate found = column.timeGaps().largest().orThrow();
        assertThat((double) largest).isBetween(found.lower(), found.upper());
        assertThat(found.upper() - found.lower()).isLessThanOrEqualTo(2 * DAY);
    }

    @Test
    void countsTextsThatAreNotWellFormedOrNotNormalised() {
        ColumnProfile column =
                texts("ok", "caf\u00e9", "cafe\u0301", "cafe\u0301", "\ud83d\ude00", "a\ud83d", "\udc80");
        TextQuality quality = column.textQuality();
        assertThat(quality.malformed()).isEqualTo(Estimate.exact(2, 7));
        assertThat(quality.notNormalized()).isEqualTo(Estimate.exact(2, 7));
        assertThat(quality.severalSpellings()).isEqualTo(Estimate.exact(1, 7));
        assertThat(column.bytes()).isEqualTo(Estimate.exact(2 + 5 + 6 + 6 + 4 + 4 + 1, 7));
        assertThat(profile(BooleanColumn.of("b", true, true)).bytes()).isEqualTo(Estimate.exact(2, 2));
        assertThat(profile(IntegerColumn.of("i", 1, 2)).bytes()).isEqualTo(Estimate.exact(16, 2));
        assertThat(profile(IntegerColumn.of("i", 1)).textQuality().malformed())
                .isEqualTo(new Undefined("column 'i' is INTEGER, which has no text"));
    }

    @Test
    void countsBytesThatAreNoUtf8InsteadOfReplacingThem() {
        byte[] latin = "a,b\n1,x\n2,Zo\u00eb\n3,\u00e9t\u00e9\n4,Zo\u00eb\n".getBytes(StandardCharsets.ISO_8859_1);
        ColumnProfile b = Profiler.withDefaults()
                .profile(Csv.with(csv -> csv.keepMalformed()).read(new ByteArrayInputStream(latin), "latin.csv"))
                .column("b");
        assertThat(b.textQuality().malformed()).isEqualTo(Estimate.exact(3, 4));
        assertThat(b.topValues().get(0)).isEqualTo(new TopValue("Zo\udceb", 2, 2));
        assertThat(b.rowMarks().firstBadRow()).isEqualTo(Estimate.exact(2, 4));
        assertThat(b.bytes()).isEqualTo(Estimate.exact(1 + 3 + 3 + 3, 4));
    }

    @Test
    void comparesAtMostSixtyFourSpellings() {
        TextColumn.Builder builder = TextColumn.builder("t");
        for (int i = 0; i < 65; i++) {
            builder.add("\u00e9" + i).add("e\u0301" + i);
        }
        ColumnProfile column = profile(builder.build());
        assertThat(column.textQuality().severalSpellings())
                .isEqualTo(new Undefined("column 't' has more than 64 distinct texts beyond ASCII; of 64 that were "
                        + "compared 64 occur in several spellings"));
        assertThat(column.textQuality().notNormalized()).isEqualTo(Estimate.exact(65, 130));
    }

    @Test
    void tellsKeysFromCandidatesAndRepetitions() {
        assertThat(profile(IntegerColumn.of("x", 1, 2, 3)).duplicates())
                .isEqualTo(new Duplicates(Estimate.exact(0, 3), Estimate.exact(0, 3), Duplicates.Key.YES));
        assertThat(texts("a", "b", "a", "a").duplicates())
                .isEqualTo(new Duplicates(Estimate.exact(2, 4), Estimate.exact(1, 4), Duplicates.Key.NO));
        assertThat(profile(NumberColumn.of("x", 1, Double.NaN)).duplicates().key())
                .isEqualTo(Duplicates.Key.NO);
        assertThat(profile(IntegerColumn.builder("x").add(1).addMissing().build())
                        .duplicates()
                        .key())
                .isEqualTo(Duplicates.Key.NO);
        assertThat(profile(NumberColumn.of("x")).duplicates().key()).isEqualTo(Duplicates.Key.NO);

        double[] many = IntStream.range(0, 50_000).asDoubleStream().toArray();
        Duplicates maybe = profile(NumberColumn.of("x", many)).duplicates();
        assertThat(maybe.key()).isEqualTo(Duplicates.Key.MAYBE);
        assertThat(maybe.surplus().orThrow().lower()).isZero();
        assertThat(maybe.repeated())
                .isEqualTo(new Undefined("column 'x' has too many distinct values to hold all of their counts"));
        Arrays.fill(many, 100, 300, 7);
        Profile repeated = Profiler.withDefaults().profile(Table.of(NumberColumn.of("x", many)));
        assertThat(repeated.column("x").distinct().orThrow().upper()).isGreaterThanOrEqualTo(49_000);
        assertThat(repeated.column("x").duplicates().key()).isEqualTo(Duplicates.Key.NO);
        assertThat(repeated.keyCandidates()).isEmpty();
    }

    @Provide
    Arbitrary<List<Integer>> rows() {
        return Arbitraries.integers().between(0, 30).list().ofMaxSize(60);
    }

    /** A table of which nearly every row has something to mark. */
    private static Table odd(List<Integer> rows) {
        String[] words = {
            "", " ", "NA", "1", "2.5", "true", "2024-01-01", "x", "\u00e9", "e\u0301", "\ud800", "007", "\u212b"
        };
        TextColumn.Builder t = TextColumn.builder("t");
        NumberColumn.Builder x = NumberColumn.builder("x");
        TimeColumn.Builder d = TimeColumn.builder("d");
        for (int row : rows) {
            if (row == 0) {
                t.addMissing();
                x.addMissing();
                d.addMissing();
            } else {
                t.add(row % 3 == 0 ? String.valueOf(row) : words[row % words.length]);
                x.add(row == 7 ? Double.NaN : row == 8 ? Double.POSITIVE_INFINITY : row);
                d.add(Instant.ofEpochSecond(((long) row * row - 200L) * 7 * DAY + row));
            }
        }
        return Table.of(t.build(), x.build(), d.build());
    }

    private static Profile profiled(List<Integer> rows) {
        return Profiler.withDefaults().profile(odd(rows));
    }

    private static List<Object> marks(Profile profile) {
        List<Object> all = new ArrayList<>();
        for (ColumnProfile column : profile.columns()) {
            all.addAll(List.of(
                    column.rowMarks(),
                    column.timeGaps(),
                    column.textQuality(),
                    column.inferredType(),
                    column.duplicates(),
                    column.bytes()));
        }
        return all;
    }

    @Property(tries = 300)
    void partsMakeTheMarksOfTheWholeHoweverTheyAreMerged(
            @ForAll("rows") List<Integer> a, @ForAll("rows") List<Integer> b, @ForAll("rows") List<Integer> c) {
        List<Integer> all = new ArrayList<>(a);
        all.addAll(b);
        all.addAll(c);
        List<Object> whole = marks(profiled(all));
        Profile left = profiled(a).merge(profiled(b)).merge(profiled(c));
        assertThat(marks(left)).isEqualTo(whole);
        assertThat(marks(profiled(a).merge(profiled(b).merge(profiled(c))))).isEqualTo(whole);
        assertThat(marks(Profile.parse(left.toBytes()))).isEqualTo(whole);
        assertThat(Profile.parse(left.toBytes()).toBytes()).isEqualTo(left.toBytes());
    }

    @Property(tries = 100)
    void onlyWhatComesFirstDependsOnTheOrderOfRows(@ForAll("rows") List<Integer> rows, @ForAll long seed) {
        List<Integer> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, new Random(seed));
        for (String name : List.of("t", "x", "d")) {
            ColumnProfile one = profiled(rows).column(name);
            ColumnProfile other = profiled(shuffled).column(name);
            assertThat(other.timeGaps()).isEqualTo(one.timeGaps());
            assertThat(other.textQuality()).isEqualTo(one.textQuality());
            assertThat(other.inferredType().failing())
                    .isEqualTo(one.inferredType().failing());
            assertThat(other.rowMarks().firstBadRow().value().isPresent())
                    .isEqualTo(one.rowMarks().firstBadRow().value().isPresent());
        }
    }

    @Test
    void aSelectionOfRowsIsMarkedInItsOwnOrder() {
        Table table = Table.of(TextColumn.of(
                "t", "1", "2", "x", "3", "y", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16",
                "17", "18", "19", "20"));
        int[] backwards = IntStream.range(0, 22).map(i -> 21 - i).toArray();
        assertThat(Profiler.withDefaults()
                        .profile(table.rows(backwards))
                        .column("t")
                        .inferredType()
                        .failures())
                .containsExactly(new FirstSeen("y", 18), new FirstSeen("x", 20));
    }

    @Test
    void anEmptyColumnHasNoMarks() {
        ColumnProfile none = Profiler.withDefaults()
                .profile(Table.empty(Schema.of(Field.required("t", ColumnType.TEXT))))
                .column("t");
        assertThat(none.rowMarks())
                .isEqualTo(new RowMarks(
                        Optional.empty(),
                        Optional.empty(),
                        new Undefined("column 't' has no bad row"),
                        Optional.empty()));
        assertThat(none.bytes()).isEqualTo(Estimate.exact(0, 0));
        assertThat(none.inferredType().failures()).isEmpty();
    }
}
