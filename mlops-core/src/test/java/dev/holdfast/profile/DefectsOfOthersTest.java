// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Csv;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds what other profilers and readers were seen to get wrong. */
class DefectsOfOthersTest {
    private static Profile profile(Table table) {
        return Profiler.withDefaults().profile(table);
    }

    private static Table read(String text) {
        return Csv.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text");
    }

    @Test
    void aMissingValueIsNotTheWordNullValue() {
        TextColumn.Builder words = TextColumn.builder("t");
        for (int i = 0; i < 50; i++) {
            words.add("NullValue").addMissing();
        }
        ColumnProfile column = profile(Table.of(words.build())).column("t");
        assertThat(column.missing()).isEqualTo(50);
        assertThat(column.count()).isEqualTo(50);
        assertThat(column.topValues()).containsExactly(new TopValue("NullValue", 50, 50));
    }

    @Test
    void theMeanIsNotTheMaximum() {
        long[] upToHundred = IntStream.rangeClosed(1, 100).asLongStream().toArray();
        assertThat(profile(Table.of(IntegerColumn.of("x", upToHundred)))
                        .column("x")
                        .mean())
                .isEqualTo(Estimate.exact(50.5, 100));
    }

    @Test
    void oneNanPoisonsNoStatistic() {
        ColumnProfile column =
                profile(Table.of(NumberColumn.of("x", 1, Double.NaN, 3))).column("x");
        assertThat(column.nan()).isEqualTo(1);
        assertThat(column.missing()).isZero();
        assertThat(column.max()).isEqualTo(Estimate.exact(3, 2));
        assertThat(column.mean()).isEqualTo(Estimate.exact(2, 2));
        assertThat(column.standardDeviation()).isEqualTo(Estimate.exact(Math.sqrt(2), 2));
    }

    @Test
    void infinityIsNeitherMissingNorNan() {
        ColumnProfile column = profile(
                        Table.of(NumberColumn.of("x", 1, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY)))
                .column("x");
        assertThat(List.of(column.missing(), column.nan(), column.positiveInfinities(), column.negativeInfinities()))
                .containsExactly(0L, 0L, 1L, 1L);
    }

    @Test
    void anEmptyFrameHasAProfile() {
        Profile empty = profile(read("x,t\n"));
        assertThat(empty.rowCount()).isZero();
        assertThat(empty.column("x").mean()).isInstanceOf(Undefined.class);
        assertThat(empty.keyCandidates()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        ".5, NUMBER", "1., NUMBER", "NaN, TEXT", "TRUE, BOOLEAN", "2024-02-29, TIME", "2024-02-30, TEXT",
        "007, TEXT", "'+ 5', TEXT", "' 5', TEXT", "9223372036854775808, TEXT", "1.23, NUMBER", "0x1p3, TEXT",
        "trueish, TEXT", "notfalse, TEXT", "True, BOOLEAN"
    })
    void typesAreWhatTheCellsSay(String cell, ColumnType type) {
        assertThat(read("x,y\n" + cell + ",1\n").column("x").type()).isEqualTo(type);
    }

    @Test
    void adjacentQuartersMergeWithTheInterquartileRange() {
        double[] all = IntStream.range(0, 1001).asDoubleStream().toArray();
        Profile left = profile(Table.of(NumberColumn.of("x", java.util.Arrays.copyOf(all, 400))));
        Profile right = profile(Table.of(NumberColumn.of("x", java.util.Arrays.copyOfRange(all, 400, 1001))));
        assertThat(left.merge(right).column("x").interquartileRange()).isEqualTo(Estimate.exact(500, 1001));
    }

    @Test
    void duplicateHeadersAndRaggedRowsOverwriteNothing() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> read("a,a\n1,2\n"))
                .hasMessageContaining("the header 'a' in columns 1 and 2");
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> read("a,b\n1\n"))
                .hasMessageContaining("found 1 cell");
    }

    @Test
    void edgesOfHistogramsKeepTheBitsOfADouble() {
        Histogram histogram = profile(Table.of(NumberColumn.of("x", 16_777_217, 16_777_219)))
                .column("x")
                .histogram(2)
                .orElseThrow();
        assertThat(histogram.edges()).containsExactly(16_777_217.0, 16_777_218.0, 16_777_219.0);
        assertThat(histogram.counts()).containsExactly(1.0, 1.0);
    }

    @Test
    void aColumnNamedCountIsAColumn() {
        assertThat(profile(read("count\n1\n2\n")).column("count").sum()).isEqualTo(Estimate.exact(3, 2));
    }

    @Test
    void aRowWithoutAnyValueStaysARow() {
        assertThat(read("a,b\n,\n1,2\n").rowCount()).isEqualTo(2);
    }

    @Test
    void codesForMissingNumbersAreSuspected() {
        double[] ages = IntStream.range(0, 300)
                .mapToDouble(i -> i % 20 == 0 ? -1 : i % 33 == 0 ? 999 : 18 + i % 60)
                .toArray();
        List<TopValue> found =
                profile(Table.of(NumberColumn.of("age", ages))).column("age").suspectedSentinels();
        assertThat(found.stream().map(TopValue::value)).containsExactly(999.0);
        double[] codes = IntStream.range(0, 300)
                .mapToDouble(i -> i % 20 == 0 ? -999 : i % 33 == 0 ? 999 : 18 + i % 60)
                .toArray();
        assertThat(profile(Table.of(NumberColumn.of("age", codes))).column("age").suspectedSentinels().stream()
                        .map(TopValue::value))
                .containsExactly(-999.0, 999.0);
        assertThat(profile(Table.of(NumberColumn.of(
                                "x", IntStream.range(0, 1000).asDoubleStream().toArray())))
                        .column("x")
                        .suspectedSentinels())
                .isEmpty();
    }

    @Test
    void keysAreCandidatesAndNoMore() {
        Profile profile = profile(read("id,group,gap\n1,a,\n2,a,5\n3,b,6\n"));
        assertThat(profile.keyCandidates()).containsExactly("id");
        double[] many = IntStream.range(0, 50_000).asDoubleStream().toArray();
        assertThat(profile(Table.of(NumberColumn.of("id", many))).keyCandidates())
                .containsExactly("id");
    }

    @Test
    void binsOfAQuantileHistogramHoldEquallyMany() {
        double[] skewed =
                IntStream.range(0, 100_000).mapToDouble(i -> Math.exp(i / 1e4)).toArray();
        Histogram histogram = profile(Table.of(NumberColumn.of("x", skewed)))
                .column("x")
                .quantileHistogram(10)
                .orElseThrow();
        assertThat(histogram.counts())
                .hasSize(10)
                .allSatisfy(count -> assertThat(count).isBetween(9_700.0, 10_300.0));
        assertThat(profile(Table.of(NumberColumn.of("x", 7, 7)))
                        .column("x")
                        .quantileHistogram(4)
                        .orElseThrow()
                        .counts())
                .containsExactly(2.0);
        assertThat(profile(Table.of(TextColumn.of("t", "a"))).column("t").quantileHistogram(4))
                .isEmpty();
    }
}
