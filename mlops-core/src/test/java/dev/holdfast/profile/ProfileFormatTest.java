// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ProfileFormatTest {
    private static Profile profile(Table table) {
        return Profiler.withDefaults().profile(table);
    }

    /** The table of the stored file; what it profiles to in later releases may differ, the file may not. */
    private static Table everyKind() {
        int n = 5000;
        SplittableRandom random = new SplittableRandom(11);
        NumberColumn.Builder amounts = NumberColumn.builder("amount");
        IntegerColumn.Builder ages = IntegerColumn.builder("age");
        TextColumn.Builder homes = TextColumn.builder("home");
        TextColumn.Builder ids = TextColumn.builder("id");
        BooleanColumn.Builder goods = BooleanColumn.builder("good");
        TimeColumn.Builder times = TimeColumn.builder("at");
        for (int i = 0; i < n; i++) {
            if (i % 10 == 0) {
                amounts.addMissing();
            } else {
                amounts.add(i % 10 == 1 ? Double.NaN : random.nextDouble() * 1000);
            }
            ages.add(18 + i % 60);
            homes.add(i % 3 == 0 ? "own" : "rent \ud800");
            ids.add("ID-" + i);
            goods.add(i % 4 > 0);
            times.add(Instant.ofEpochSecond(1_700_000_000L + i));
        }
        return Table.of(amounts.build(), ages.build(), homes.build(), ids.build(), goods.build(), times.build());
    }

    @Test
    void readsWhatTheFirstReleaseWrote() throws IOException {
        Profile stored = Profile.parse(corpus(1));

        assertThat(stored.rowCount()).isEqualTo(5000);
        assertThat(stored.columns().stream().map(ColumnProfile::name))
                .containsExactly("amount", "age", "home", "id", "good", "at");
        ColumnProfile amount = stored.column("amount");
        assertThat(amount.missing()).isEqualTo(500);
        assertThat(amount.nan()).isEqualTo(500);
        assertThat(amount.quantile(0.5).orThrow().lower()).isBetween(480.0, 520.0);
        assertThat(stored.column("age").quantile(0.5)).isEqualTo(Estimate.exact(47, 5000));
        assertThat(stored.column("home").topValues())
                .containsExactly(new TopValue("rent \ud800", 3333, 3333), new TopValue("own", 1667, 1667));
        assertThat(stored.column("id").patterns().get(0)).isEqualTo(new TopValue("AA-9999", 4000, 4000));
        assertThat(stored.column("good").topValues().get(0)).isEqualTo(new TopValue(true, 3750, 3750));
        assertThat(stored.column("at").largest()).contains(Instant.ofEpochSecond(1_700_004_999L));
    }

    @Test
    void saysThatTheFirstVersionDidNotLookAtRowsAndEncoding() throws IOException {
        Profile stored = Profile.parse(corpus(1));

        assertThat(stored.column("amount").rowMarks().firstBadRow())
                .isEqualTo(
                        new Undefined("column 'amount' was stored by an earlier version, without its first bad row"));
        assertThat(stored.column("at").timeGaps().largest())
                .isEqualTo(new Undefined("column 'at' was stored by an earlier version, without its time gaps"));
        ColumnProfile home = stored.column("home");
        assertThat(home.textQuality().malformed())
                .isEqualTo(new Undefined("column 'home' was stored by an earlier version, without its text quality"));
        assertThat(home.inferredType().fitting())
                .isEqualTo(new Undefined("column 'home' was stored by an earlier version, without its inferred type"));
        assertThat(home.bytes())
                .isEqualTo(new Undefined("column 'home' was stored by an earlier version, without its bytes"));
        assertThat(stored.column("amount").bytes()).isEqualTo(Estimate.exact(36_000, 4500));
        assertThat(stored.column("id").duplicates().key()).isEqualTo(Duplicates.Key.MAYBE);

        Profile merged = stored.merge(profile(everyKind()));
        assertThat(merged.column("home").rowMarks()).isEqualTo(home.rowMarks());
        assertThat(merged.column("age").duplicates().repeated()).isEqualTo(Estimate.exact(60, 10_000));
        Profile again = Profile.parse(merged.toBytes());
        assertThat(again.toBytes()).isEqualTo(merged.toBytes());
        assertThat(again.column("home").rowMarks()).isEqualTo(home.rowMarks());
        assertThat(merged.report().toHtml()).contains("stored by an earlier version");
        Profile none = profile(Table.empty(everyKind().schema()));
        assertThat(none.merge(stored).column("home").rowMarks()).isEqualTo(home.rowMarks());
    }

    /** The table of the file that version 2 stored: what version 1 did not look at is in it. */
    private static Table everyMark() {
        int n = 3000;
        TextColumn.Builder codes = TextColumn.builder("code");
        TextColumn.Builder names = TextColumn.builder("name");
        TimeColumn.Builder days = TimeColumn.builder("day");
        NumberColumn.Builder values = NumberColumn.builder("value");
        for (int i = 0; i < n; i++) {
            codes.add(i % 100 == 42 ? "n/a" : i % 500 == 499 ? "code " + i : String.valueOf(i));
            names.add(i % 1000 == 7 ? "Zo\udceb" : i % 3 == 0 ? "Zo\u00eb" : i % 3 == 1 ? "Zoe\u0308" : "Ann");
            days.add(Instant.ofEpochSecond((i < 2000 ? i : i + 240) * 43_200L));
            values.add(i == 1234 ? Double.POSITIVE_INFINITY : i / 8.0);
        }
        return Table.of(codes.build(), names.build(), days.build(), values.build());
    }

    @Test
    void readsWhatTheSecondVersionWrote() throws IOException {
        Profile stored = Profile.parse(corpus(2));

        assertThat(stored.rowCount()).isEqualTo(3000);
        ColumnProfile code = stored.column("code");
        assertThat(code.rowMarks())
                .isEqualTo(new RowMarks(
                        Optional.of("0"), Optional.of("code 2999"), Estimate.exact(43, 3000), Optional.of("n/a")));
        assertThat(code.inferredType())
                .isEqualTo(new InferredType(
                        ColumnType.INTEGER,
                        Estimate.exact(2964, 2970),
                        Estimate.exact(6, 2970),
                        List.of(
                                new FirstSeen("code 499", 500),
                                new FirstSeen("code 999", 1000),
                                new FirstSeen("code 1499", 1500),
                                new FirstSeen("code 1999", 2000),
                                new FirstSeen("code 2499", 2500))));
        ColumnProfile name = stored.column("name");
        assertThat(name.textQuality())
                .isEqualTo(
                        new TextQuality(Estimate.exact(3, 3000), Estimate.exact(999, 3000), Estimate.exact(1, 3000)));
        assertThat(name.rowMarks().firstBadRow()).isEqualTo(Estimate.exact(8, 3000));
        assertThat(name.bytes()).isEqualTo(Estimate.exact(11_997, 3000));
        TimeGaps gaps = stored.column("day").timeGaps();
        assertThat(gaps.days()).isEqualTo(Estimate.exact(1500, 3000));
        assertThat(gaps.longestRun()).isEqualTo(Estimate.exact(120, 3000));
        assertThat(gaps.longestRunFrom()).contains(LocalDate.ofEpochDay(1000));
        assertThat(120.5 * 86_400)
                .isBetween(
                        gaps.largest().orThrow().lower(),
                        gaps.largest().orThrow().upper());
        ColumnProfile value = stored.column("value");
        assertThat(value.rowMarks())
                .isEqualTo(new RowMarks(
                        Optional.of(0.0),
                        Optional.of(2999 / 8.0),
                        Estimate.exact(1235, 3000),
                        Optional.of(Double.POSITIVE_INFINITY)));
        Profile fresh = profile(everyMark());
        for (ColumnProfile column : fresh.columns()) {
            ColumnProfile old = stored.column(column.name());
            assertThat(old.rowMarks()).isEqualTo(column.rowMarks());
            assertThat(old.textQuality()).isEqualTo(column.textQuality());
            assertThat(old.inferredType()).isEqualTo(column.inferredType());
            assertThat(old.bytes()).isEqualTo(column.bytes());
        }
    }

    private static byte[] corpus(int version) throws IOException {
        try (InputStream in = Objects.requireNonNull(ProfileFormatTest.class.getResourceAsStream(
                "/dev/holdfast/profile/corpus/profile-v" + version + ".bin"))) {
            return in.readAllBytes();
        }
    }

    @Test
    void readsBackWhatItWrites() {
        Profile profile = profile(everyKind());
        byte[] stored = profile.toBytes();
        Profile read = Profile.parse(stored);

        assertThat(read.toBytes()).isEqualTo(stored);
        for (String name : List.of("age", "home", "good")) {
            assertThat(read.column(name).topValues())
                    .isEqualTo(profile.column(name).topValues());
            assertThat(read.column(name).isExact()).isTrue();
        }
        for (String name : List.of("amount", "at", "id")) {
            ColumnProfile before = profile.column(name);
            ColumnProfile after = read.column(name);
            assertThat(after.mean()).isEqualTo(before.mean());
            assertThat(after.kurtosis()).isEqualTo(before.kurtosis());
            assertThat(after.distinct()).isEqualTo(before.distinct());
            assertThat(after.largest()).isEqualTo(before.largest());
            assertThat(after.rankError()).isLessThan(0.005);
        }
        Profile empty = profile(Table.empty(Schema.of(Field.required("x", ColumnType.NUMBER))));
        assertThat(Profile.parse(empty.toBytes()).toJson()).isEqualTo(empty.toJson());
        assertThat(Profile.parse(profile(Table.of()).toBytes()).columns()).isEmpty();
    }

    @Test
    void mergesStoredProfilesOfDifferentPrecision() {
        SplittableRandom random = new SplittableRandom(3);
        double[] values = random.doubles(100_000).toArray();
        Profile left = profile(Table.of(NumberColumn.of("x", Arrays.copyOf(values, 60_000))));
        Profile right = profile(Table.of(NumberColumn.of("x", Arrays.copyOfRange(values, 60_000, 100_000))));
        Profile merged = Profile.parse(left.toBytes()).merge(right);
        Arrays.sort(values);

        for (double p = 0; p <= 1; p += 0.1) {
            Estimate estimate = merged.column("x").quantile(p).orThrow();
            assertThat(values[(int) (p * 99_999)]).isBetween(estimate.lower(), estimate.upper());
        }
        assertThat(merged.column("x").rankError()).isLessThan(0.006);
        assertThat(left.merge(left).column("x").count()).isEqualTo(120_000);
        Profile none = profile(Table.empty(Table.of(NumberColumn.of("x", 1)).schema()));
        assertThat(none.merge(left).toBytes()).isEqualTo(left.toBytes());
        assertThat(left.merge(none).toBytes()).isEqualTo(left.toBytes());
    }

    @Test
    void takesAtMostFourKilobytesForAColumnOfNumbers() {
        SplittableRandom random = new SplittableRandom(5);
        for (int n : new int[] {10, 3000, 200_000}) {
            for (NumberColumn column : List.of(
                    NumberColumn.of("x", random.doubles(n).toArray()),
                    NumberColumn.of(
                            "x",
                            random.doubles(n)
                                    .map(x -> Math.exp(1000 * (x - 0.5)))
                                    .toArray()),
                    NumberColumn.of(
                            "x", random.doubles(n).map(x -> Math.rint(x * 1e5)).toArray()))) {
                assertThat(profile(Table.of(column)).toBytes()).hasSizeLessThanOrEqualTo(4096);
            }
        }
    }

    @Property(tries = 50)
    void keepsTheQuantilesBoundAfterAnyMergeAndThinning(
            @ForAll @Size(max = 200) List<Short> first, @ForAll @Size(min = 1, max = 200) List<Short> second) {
        long[] a = sorted(first);
        long[] b = sorted(second);
        QuantileSketch sketch = exact(a).shrink(20).merge(exact(b).thin(7));
        long[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        Arrays.sort(all);

        for (int rank = 1; rank <= all.length; rank++) {
            assertThat(sketch.key(sketch.lower(rank))).isLessThanOrEqualTo(all[rank - 1]);
            assertThat(sketch.key(sketch.upper(rank))).isGreaterThanOrEqualTo(all[rank - 1]);
            long answer = sketch.key(sketch.nearest(rank));
            long below = Arrays.stream(all).filter(key -> key < answer).count();
            long upTo = Arrays.stream(all).filter(key -> key <= answer).count();
            double off = Math.max(0, Math.max(below + 1 - rank, rank - upTo));
            assertThat(off).isLessThanOrEqualTo(sketch.rankError() * all.length + 1e-9);
        }
        assertThat(sketch.key(0)).isEqualTo(all[0]);
        assertThat(sketch.key(sketch.size() - 1)).isEqualTo(all[all.length - 1]);
    }

    @Property(tries = 300)
    void mergesAndThinsInOnePassAsInTwo(
            @ForAll @Size(max = 200) List<Short> first,
            @ForAll @Size(max = 200) List<Short> second,
            @ForAll @IntRange(max = 40) int gap,
            @ForAll @IntRange(max = 300) int few) {
        long[] a = sorted(first);
        long[] b = sorted(second);
        QuantileSketch left = exact(a).thin(3);
        QuantileSketch right = exact(b).thin(5);
        QuantileSketch all = left.merge(right);
        QuantileSketch expected = all.size() <= few ? all : all.thin(gap);
        QuantileSketch found = left.mergeThinned(right, gap, few);
        assertThat(found).usingRecursiveComparison().isEqualTo(expected);
    }

    private static QuantileSketch exact(long[] sorted) {
        QuantileAccumulator accumulator = new QuantileAccumulator(new QuantileAdditions());
        assertThat(accumulator.addExactly(sorted, sorted.length, sorted.length)).isTrue();
        return accumulator.sketch();
    }

    private static long[] sorted(List<Short> values) {
        return values.stream().mapToLong(Short::longValue).sorted().toArray();
    }

    @Test
    void coversTheDistinctCountAsOftenAsItSays() {
        int covered = 0;
        for (int trial = 0; trial < 300; trial++) {
            DistinctSketch sketch = new DistinctSketch();
            int n = 3000 + trial * 311;
            for (int i = 0; i < n; i++) {
                sketch.add(DistinctSketch.hash(trial * 1_000_003L + i));
            }
            Estimate estimate = sketch.estimate(n);
            covered += estimate.lower() <= n && n <= estimate.upper() ? 1 : 0;
        }
        assertThat(covered).isGreaterThan(270);
        assertThat(new DistinctSketch().estimate(0).point()).isZero();
    }

    @Test
    void refusesEveryDamagedByteAndEveryCut() {
        byte[] stored = profile(Table.of(
                        TextColumn.of("t", "\u00e9", "7"),
                        NumberColumn.of("x", 1, Double.NaN),
                        TimeColumn.of("d", Instant.EPOCH, Instant.MAX)))
                .toBytes();
        for (int i = 0; i < stored.length; i++) {
            byte[] damaged = stored.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> Profile.parse(damaged)).isInstanceOf(ProfileException.class);
            byte[] cut = Arrays.copyOf(stored, i);
            assertThatThrownBy(() -> Profile.parse(cut)).isInstanceOf(ProfileException.class);
        }
        assertThatThrownBy(() -> Profile.parse(Arrays.copyOf(stored, stored.length + 1)))
                .hasMessage("expected a stored profile of " + stored.length + " bytes, found " + (stored.length + 1));
        byte[] newer = stored.clone();
        newer[3] = 3;
        assertThatThrownBy(() -> Profile.parse(newer))
                .hasMessage(
                        "expected a stored profile of version 2 or before, found version 3; read it with the release "
                                + "that wrote it or a later one");
        assertThatThrownBy(() -> Profile.parse(new byte[3]))
                .hasMessage("expected a stored profile, found 3 bytes that do not begin like one");
    }

    @Test
    void survivesForgedBytesWithARightChecksum() {
        survivesForgeries(profile(everyKind()).toBytes());
        survivesForgeries(profile(everyMark()).toBytes());
    }

    private static void survivesForgeries(byte[] stored) {
        SplittableRandom random = new SplittableRandom(7);
        for (int trial = 0; trial < 2000; trial++) {
            byte[] forged = stored.clone();
            forged[8 + random.nextInt(stored.length - 12)] = (byte) random.nextInt();
            CRC32C crc = new CRC32C();
            crc.update(forged, 0, forged.length - 4);
            ByteBuffer.wrap(forged).putInt(forged.length - 4, (int) crc.getValue());
            Throwable thrown = catchThrowable(() -> Profile.parse(forged));
            if (thrown != null) {
                assertThat(thrown).isInstanceOf(ProfileException.class);
            }
        }
    }

    @Test
    void givesTheSameJsonForEveryCutIntoBatches() {
        Table table = everyKind();
        ProfileAccumulator pieces = Profiler.withDefaults().start(table.schema());
        for (int from = 0; from < table.rowCount(); from += 333) {
            pieces.add(table.slice(from, Math.min(table.rowCount(), from + 333)));
        }

        assertThat(pieces.profile().toJson()).isEqualTo(profile(table).toJson());
        assertThat(pieces.profile().toBytes()).isEqualTo(profile(table).toBytes());
        assertThat(profile(Table.of(NumberColumn.of("x", 1, 2))).toJson())
                .startsWith("{\"profile\":2,\"rows\":2,\"columns\":[{\"name\":\"x\",\"type\":\"NUMBER\",\"exact\":true,"
                        + "\"count\":2,\"missing\":0,\"distinct\":2.0,\"bytes\":16.0,"
                        + "\"duplicates\":{\"surplus\":0.0,\"repeated\":0.0,\"key\":\"YES\"},"
                        + "\"rowMarks\":{\"first\":\"1.0\",\"last\":\"2.0\","
                        + "\"firstBadRow\":{\"undefined\":\"column 'x' has no bad row\"}},\"nan\":0,")
                .contains("\"skewness\":0.0", "\"0.5\":1.5");
        assertThat(profile(Table.of(NumberColumn.of("x", 1))).toJson())
                .contains(
                        "\"standardDeviation\":{\"undefined\":\"column 'x' has 1 finite value, and the standard deviation "
                                + "needs 2\"}");
    }

    @Test
    void takesTheMedianOfDistancesFromTheMedian() {
        assertThat(profile(Table.of(NumberColumn.of("x", 2, 4, 4, 4, 5, 5, 7, 9)))
                        .column("x")
                        .medianAbsoluteDeviation())
                .isEqualTo(Estimate.exact(0.5, 8));
        assertThatThrownBy(() ->
                        profile(Table.of(NumberColumn.of("x", 1))).column("x").topValues(-1))
                .hasMessage("limit must be at least 0, got -1");
    }
}
