// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Undefined;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

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
    void countsGoBeyond32Bits() {
        Profile profile = profile("x,t\n1,a\n2,b\n");
        for (int i = 0; i < 33; i++) {
            profile = profile.merge(profile);
        }
        assertThat(profile.rowCount()).isEqualTo(2L << 33);
        assertThat(profile.column("x").topValues().get(0).count()).isEqualTo(1L << 33);
        assertThat(profile.column("x").quantile(0.5).orThrow().point()).isEqualTo(1.5);
        assertThat(Profile.parse(profile.toBytes()).toJson()).isEqualTo(profile.toJson());
    }
}
