// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Ragged;
import dev.holdfast.data.RejectedRow;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Undefined;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cases in which profilers of the field are known to go wrong, from text to statistic. */
class EdgeCasesTest {
    private static Profile profile(String csv) {
        return Profiler.withDefaults()
                .profile(Csv.read(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)), "text"));
    }

    @Test
    void nullNanEmptyBlankAndWordsForMissingAreSixThings() {
        ColumnProfile t =
                profile("t,x\n,1\n\"\",1\n\"   \",1\nNA,1\nnull,1\nNaN,1\n").column("t");

        assertThat(List.of(t.missing(), t.empty(), t.blank(), t.sentinels(), t.count()))
                .containsExactly(1L, 1L, 1L, 3L, 5L);
        assertThat(t.distinct().orThrow().point()).isEqualTo(5);
    }

    @Test
    void aHeaderWithoutRowsHasCountsAndNoStatistics() {
        Profile profile = profile("a,b\n");

        assertThat(profile.rowCount()).isZero();
        assertThat(profile.column("a").min()).isInstanceOf(Undefined.class);
        assertThat(profile.column("a").topValues()).isEmpty();
        assertThat(profile.column("a").shortest()).isEmpty();
        assertThat(profile.report().blocks()).hasSize(3);
    }

    @Test
    void aTableWithoutColumnsHasNoRows() {
        assertThat(Profiler.withDefaults().profile(Table.of()).rowCount()).isZero();
    }

    @Test
    void aColumnOfMissingValuesOnlyHasNoStatistics() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.of(
                        NumberColumn.builder("x").addMissing().addMissing().build()))
                .column("x");

        assertThat(x.missing()).isEqualTo(2);
        assertThat(x.mean()).isEqualTo(new Undefined("column 'x' has 0 finite values, and the mean needs 1"));
        assertThat(x.distinct().orThrow().point()).isZero();
    }

    @Test
    void columnsMayBeNamedLikeAnything() {
        assertThat(profile("count,*,a.b,\"q\"\"q\",`tick`\n1,2,3,4,5\n").columns().stream()
                        .map(ColumnProfile::name))
                .containsExactly("count", "*", "a.b", "q\"q", "`tick`");
    }

    @Test
    void identifiersAreNoNumbersAndLargeNumbersLoseNothing() {
        Profile profile = profile("zip,big,huge\n00501,9007199254740993,1234567890123456789\n10001,1,2\n");

        assertThat(profile.column("zip").type()).isEqualTo(ColumnType.TEXT);
        assertThat(profile.column("big").largest()).contains(9_007_199_254_740_993L);
        assertThat(profile.column("huge").type()).isEqualTo(ColumnType.TEXT);
        assertThat(profile.column("huge").textTypes()).containsEntry(ColumnType.INTEGER, 1L);
    }

    @Test
    void secondsAndMillisecondsStayNumbersAndDatesWithoutAZoneAreUtc() {
        Profile profile = profile("s,ms,d\n1700000000,1700000000000,2024-03-31T02:30\n");

        assertThat(profile.column("s").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(profile.column("ms").type()).isEqualTo(ColumnType.INTEGER);
        assertThat(profile.column("d").smallest()).contains(Instant.parse("2024-03-31T02:30:00Z"));
    }

    @Test
    void lengthsAreCodePointsAndTextsAreComparedAsTheyAre() {
        ColumnProfile t = profile("t,n\n\ud83d\ude00,1\n\u00e9,1\ne\u0301,1\nI,1\n\u0131,1\na\u200bb,1\n")
                .column("t");

        assertThat(t.shortest()).hasValue(1);
        assertThat(t.longest()).hasValue(3);
        assertThat(t.distinct().orThrow().point()).isEqualTo(6);
    }

    @Test
    void oneAndTwoAndConstantValuesHaveTheMomentsThatTheyHave() {
        assertThat(profile("x\n1\n").column("x").standardDeviation()).isInstanceOf(Undefined.class);
        assertThat(profile("x\n1\n2\n").column("x").kurtosis().orThrow().point())
                .isEqualTo(-2);
        assertThat(profile("x\n1\n1\n").column("x").kurtosis())
                .isEqualTo(new Undefined("column 'x' is constant, which has no kurtosis"));
    }

    @Test
    void minusZeroIsZeroAndInfinityIsReadWhereItIsDeclared() {
        ColumnProfile zeros = profile("x\n-0\n0.0\n0\n").column("x");
        assertThat(zeros.type()).isEqualTo(ColumnType.NUMBER);
        assertThat(zeros.zeros()).isEqualTo(3);
        assertThat(zeros.negatives()).isZero();
        assertThat(zeros.distinct().orThrow().point()).isEqualTo(1);

        byte[] text = "x\nInfinity\n-Infinity\nNaN\n1\n".getBytes(StandardCharsets.UTF_8);
        ColumnProfile x = Profiler.withDefaults()
                .profile(Csv.with(csv -> csv.type("x", ColumnType.NUMBER)).read(new ByteArrayInputStream(text), "text"))
                .column("x");
        assertThat(List.of(x.positiveInfinities(), x.negativeInfinities(), x.nan(), x.count()))
                .containsExactly(1L, 1L, 1L, 4L);
    }

    @Test
    void truthIsSpelledOutAndNoughtAndOneAreNumbers() {
        Profile profile = profile("word,bit,yes\nTRUE,0,yes\nfalse,1,no\n");
        assertThat(profile.columns().stream().map(ColumnProfile::type))
                .containsExactly(ColumnType.BOOLEAN, ColumnType.INTEGER, ColumnType.TEXT);
    }

    @Test
    void wholeNumbersReachAllSixtyFourBits() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.of(IntegerColumn.of("x", Long.MAX_VALUE, 0, Long.MIN_VALUE)))
                .column("x");
        assertThat(x.smallest()).contains(Long.MIN_VALUE);
        assertThat(x.largest()).contains(Long.MAX_VALUE);
        assertThat(x.rowMarks().first()).contains(Long.MAX_VALUE);
        assertThat(x.distinct().orThrow().point()).isEqualTo(3);
    }

    @Test
    void headersThatDifferInCaseOrBlanksAreDifferentColumns() {
        assertThat(profile("a,A,a \n1,2,3\n").columns().stream().map(ColumnProfile::name))
                .containsExactly("a", "A", "a ");
    }

    @Test
    void mixedLineEndsAndNulCharactersAreReadAsTheyStand() {
        Profile profile = profile("a,b\r\n1,x\r2,\0y\n3,z");
        assertThat(profile.rowCount()).isEqualTo(3);
        assertThat(profile.column("b").distinct().orThrow().point()).isEqualTo(3);
        assertThat(profile.column("b").topValues(3).get(0).value()).isEqualTo("\0y");
        assertThat(profile.column("b").bytes().orThrow().point()).isEqualTo(4);
    }

    @Test
    void sumsBeyondDoubleAreUndefinedAndTheirMeanIsNot() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.of(NumberColumn.of("x", 1e308, 1e308, 1e308)))
                .column("x");
        assertThat(x.sum()).isEqualTo(new Undefined("the sum of column 'x' is beyond the range of double"));
        assertThat(x.mean().orThrow().point()).isCloseTo(1e308, within(1e293));
    }

    @Test
    void cancellationLeavesTheVariance() {
        ColumnProfile x = Profiler.withDefaults()
                .profile(Table.of(NumberColumn.of("x", 1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16)))
                .column("x");
        assertThat(x.variance().orThrow().point()).isEqualTo(30);
    }

    @Test
    void hostileValuesAreTextInEveryReport() {
        Profile profile = Profiler.withDefaults()
                .profile(Table.of(
                        TextColumn.of("<script>alert(1)</script>", "<img src=x onerror=alert(2)>", "=cmd()", "|x|"),
                        NumberColumn.of("x", Double.NaN, 1, Double.POSITIVE_INFINITY)));
        String html = profile.report().toHtml();
        assertThat(html).doesNotContain("<script>alert").doesNotContain("<img src=x");
        assertThat(profile.toJson())
                .contains("\"first\":\"NaN\"", "\"last\":\"Infinity\"", "\"firstBad\":\"NaN\"")
                .doesNotContain(":NaN", ":Infinity");
    }

    @Test
    void reorderedColumnsMergeByTheirNames() {
        Profile merged = profile("a,b\n1,x\n").merge(profile("b,a\ny,2\n"));
        assertThat(merged.columns().stream().map(ColumnProfile::name)).containsExactly("a", "b");
        assertThat(merged.column("a").rowMarks().last()).contains(2L);
        assertThat(merged.column("b").rowMarks().last()).contains("y");
    }

    @Test
    void placesInLargeFilesDoNotOverflow(@TempDir Path folder) throws IOException {
        // -Dholdfast.megabytes=2200 goes beyond what 32 bits count
        long rows = Long.getLong("holdfast.megabytes", 4) * (1 << 20) / 64;
        Path file = folder.resolve("large.csv");
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("a,b\n");
            String row = "1," + "x".repeat(61) + "\n";
            for (long i = 0; i < rows; i++) {
                out.write(row);
            }
            out.write("1\n1,NA\n");
        }
        List<RejectedRow> rejected = new ArrayList<>();
        Profile profile = Profiler.withDefaults()
                .profile(Csv.with(csv -> csv.ragged(Ragged.QUARANTINE).rejected(rejected::add)).stream(file));
        assertThat(rejected.get(0).offset()).isEqualTo(4 + rows * 64);
        assertThat(rejected.get(0).line()).isEqualTo(rows + 2);
        assertThat(profile.column("b").bytes().orThrow().point()).isEqualTo(61.0 * rows + 2);
        assertThat(profile.column("b").rowMarks().firstBadRow().orThrow().point())
                .isEqualTo((double) (rows + 1));
    }

    @Test
    void countsGoBeyond32Bits() {
        Profile profile = profile("x,t\n1,a\n2,b\n");
        for (int i = 0; i < 33; i++) {
            profile = profile.merge(profile);
        }
        assertThat(profile.rowCount()).isEqualTo(2L << 33);
        assertThat(profile.column("x").topValues().get(0).count()).isEqualTo(1L << 33);
        assertThat(profile.column("x").quantile(0.5).orThrow().point()).isEqualTo(1.5);
        assertThat(Profile.parse(profile.toBytes()).toJson()).isEqualTo(profile.toJson());
        Profile late = profile.merge(profile("x,t\n3,NA\n"));
        assertThat(late.column("t").rowMarks().firstBadRow().orThrow().point()).isEqualTo((2L << 33) + 1);
    }
}
