// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Profiles of parts make the profile of the whole, wherever it is cut and in whatever order they are merged. */
class MergePropertiesTest {
    @Provide
    Arbitrary<List<Double>> numbers() {
        return Arbitraries.oneOf(
                        Arbitraries.doubles().between(-1e6, 1e6),
                        Arbitraries.of(0.0, -0.0, 1.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY),
                        Arbitraries.doubles().between(1e9, 1e9 + 1))
                .injectNull(0.1)
                .list()
                .ofMaxSize(200);
    }

    private static Table table(List<Double> values) {
        NumberColumn.Builder numbers = NumberColumn.builder("x");
        TextColumn.Builder texts = TextColumn.builder("t");
        for (Double value : values) {
            if (value == null) {
                numbers.addMissing();
                texts.addMissing();
            } else {
                numbers.add(value);
                texts.add(value > 0 ? "p" + value.intValue() % 7 : "");
            }
        }
        return Table.of(numbers.build(), texts.build());
    }

    private static Profile profile(List<Double> values) {
        return Profiler.withDefaults().profile(table(values));
    }

    @Property(tries = 300)
    void partsMakeTheWhole(@ForAll("numbers") List<Double> a, @ForAll("numbers") List<Double> b) {
        Profile whole =
                profile(java.util.stream.Stream.concat(a.stream(), b.stream()).toList());
        assertSame(profile(a).merge(profile(b)), whole);
        assertSame(profile(b).merge(profile(a)), whole);
    }

    @Property(tries = 200)
    void theOrderOfMergingDoesNotMatter(
            @ForAll("numbers") List<Double> a, @ForAll("numbers") List<Double> b, @ForAll("numbers") List<Double> c) {
        Profile left = profile(a).merge(profile(b)).merge(profile(c));
        assertSame(profile(a).merge(profile(b).merge(profile(c))), left);
        assertThat(profile(List.of()).merge(left).toBytes()).isEqualTo(left.toBytes());
        assertSame(
                Profile.parse(profile(a).toBytes())
                        .merge(Profile.parse(profile(b).toBytes())),
                profile(a).merge(profile(b)));
    }

    private static void assertSame(Profile found, Profile expected) {
        assertThat(found.rowCount()).isEqualTo(expected.rowCount());
        for (ColumnProfile column : expected.columns()) {
            ColumnProfile other = found.column(column.name());
            assertThat(other.missing()).isEqualTo(column.missing());
            assertThat(other.nan()).isEqualTo(column.nan());
            assertThat(other.positiveInfinities()).isEqualTo(column.positiveInfinities());
            assertThat(other.negativeInfinities()).isEqualTo(column.negativeInfinities());
            assertThat(other.zeros()).isEqualTo(column.zeros());
            assertThat(other.negatives()).isEqualTo(column.negatives());
            assertThat(other.empty()).isEqualTo(column.empty());
            assertThat(other.distinct()).isEqualTo(column.distinct());
            assertThat(other.topValues()).isEqualTo(column.topValues());
            assertThat(other.min()).isEqualTo(column.min());
            assertThat(other.max()).isEqualTo(column.max());
            if (column.quantile(0.3) instanceof Estimate) {
                assertThat(other.quantile(0.3)).isEqualTo(column.quantile(0.3));
            }
            assertClose(other.mean(), column.mean());
            assertClose(other.standardDeviation(), column.standardDeviation());
        }
    }

    private static void assertClose(Measurement found, Measurement expected) {
        if (expected instanceof Estimate estimate) {
            assertThat(((Estimate) found).point())
                    .isCloseTo(estimate.point(), within(1e-12 * Math.max(1, Math.abs(estimate.point()))));
        } else {
            assertThat(found).isEqualTo(expected);
        }
    }
}
