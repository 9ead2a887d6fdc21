// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Whatever comes has its stated outcome; none is silently stable. */
class BadInputTest {
    private static final Table REFERENCE = Table.of(Samples.gaussian("x", 2_000, 0, 1, 1), homes(2_000, 1));
    private static final Baseline BASELINE = Baseline.of(REFERENCE);

    private static TextColumn homes(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TextColumn.Builder homes = TextColumn.builder("home");
        for (int i = 0; i < rows; i++) {
            homes.add(random.nextInt(3) == 0 ? "owner" : "rent");
        }
        return homes.build();
    }

    private static Table now(int rows) {
        return Table.of(Samples.gaussian("x", rows, 0, 1, 7), homes(rows, 8));
    }

    @Test
    void anEmptyWindowAndOneRowAreInsufficient() {
        for (int rows : new int[] {0, 1, 199}) {
            DriftReport report = Drift.between(BASELINE, now(rows));
            assertThat(report.verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
            assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
            assertThat(report.findings()).isEmpty();
            assertThat(report.report().toMarkdown()).contains("Too few rows to tell: " + rows + " rows against 2,000");
        }
        assertThat(Drift.between(Baseline.of(now(0)), now(500)).verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
        assertThat(Drift.between(now(1), now(1)).verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
        assertThat(Drift.between(now(1), now(1))
                        .test("x", ColumnTest.CRAMER_VON_MISES)
                        .pValue())
                .isInstanceOf(Undefined.class);
    }

    @Test
    void columnsThatTheBaselineHasNotAreNotComparedAndThoseItHasAreMissed() {
        Table other = now(500).with(Samples.gaussian("y", 500, 0, 1, 1)).without("home");
        DriftReport report = Drift.between(BASELINE, other);
        assertThat(report.statements()).containsExactly("Not compared, as the reference does not have it: 'y'.");
        assertThat(report.report().toMarkdown()).contains("Not compared, as the reference does not have it");
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.cause()).isEqualTo(Cause.GONE);
            assertThat(finding.explain()).isEqualTo("home: none of 500 rows has this column any more; severe");
        });
        Table none = Table.of(Samples.gaussian("y", 500, 0, 1, 1));
        assertThat(Drift.between(BASELINE, none).findings())
                .extracting(DriftFinding::cause)
                .containsExactly(Cause.GONE, Cause.GONE);
    }

    @Test
    void additionalColumnsAreNamedAndNeverSilentlyStable() {
        Table more = now(500);
        for (int i = 0; i < 12; i++) {
            more = more.with(Samples.gaussian("new " + i, 500, 0, 1, i));
        }
        more = more.with(
                TimeColumn.of("at", Collections.nCopies(500, Instant.EPOCH).toArray(Instant[]::new)));
        String named = "Not compared, as the reference does not have them: 'new 0', 'new 1', 'new 2', 'new 3', 'new 4',"
                + " 'new 5', 'new 6', 'new 7', 'new 8', 'new 9' and 2 more.";
        for (DriftReport report : List.of(Drift.between(BASELINE, more), Drift.between(REFERENCE, more))) {
            assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
            assertThat(report.statements()).containsExactly(named);
        }
        assertThat(Drift.between(BASELINE, now(500)).statements()).isEmpty();
    }

    @Test
    void aWindowOfOneRowOrNoneIsInsufficientHoweverItWasCounted() {
        WindowProfile empty = WindowProfile.of(BASELINE);
        WindowProfile one = WindowProfile.of(BASELINE).add(now(1).row(0));
        for (WindowProfile window : List.of(empty, one, WindowProfile.from(BASELINE, one.toBytes()))) {
            assertThat(Drift.between(BASELINE, window).verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
            assertThat(Drift.withDefaults()
                            .withMinimumRows(20)
                            .compare(BASELINE, window)
                            .outcome())
                    .isEqualTo(Outcome.INCONCLUSIVE);
        }
    }

    @Test
    void aColumnThatBecameTextIsSevere() {
        String[] texts = new String[500];
        Arrays.fill(texts, "much");
        DriftReport report = Drift.between(BASELINE, now(500).with(TextColumn.of("x", texts)));
        assertThat(report.findings("x"))
                .singleElement()
                .hasToString("x: none of 500 values is a number any more; severe");
        assertThat(report.test("x", ColumnTest.KOLMOGOROV_SMIRNOV).pValue())
                .isEqualTo(new Undefined("a side has no values"));
        assertThat(report.distance("x", ColumnDistance.WASSERSTEIN)).isEqualTo(new Undefined("a side has no values"));
    }

    @Test
    void aColumnThatIsGoneIsToldOnceAndNotForEachSegment() {
        Baseline baseline = Baseline.builder().segments("home", 2).cut(REFERENCE);
        assertThat(Drift.between(baseline, now(1_500).without("x")).findings("x"))
                .singleElement()
                .hasToString("x: none of 1,500 rows has this column any more; severe");
    }

    @Test
    void aProbabilityTooSmallForADoubleIsNotTakenForUntested() {
        String[] homes = new String[2_000];
        Arrays.fill(homes, "tent");
        DriftReport report = Drift.between(BASELINE, now(2_000).with(TextColumn.of("home", homes)));
        assertThat(report.findings("home"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.adjustedPValue()).isBetween(Double.MIN_VALUE, 1e-300));
        assertThat(report.report().toMarkdown())
                .contains("| home | all | UNSEEN | SEVERE | share 1.000 | 0.998 to 1.000 | &lt; 1e-12 |");
        assertThat(Drift.between(BASELINE, now(500).without("home")).findings("home"))
                .singleElement()
                .extracting(DriftFinding::adjustedPValue)
                .isEqualTo(0.0);
    }

    @Test
    void allMissingIsAFindingAndSoIsAllPresentAfterAllMissing() {
        NumberColumn.Builder missing = NumberColumn.builder("x");
        for (int i = 0; i < 500; i++) {
            missing.addMissing();
        }
        Table gone = now(500).with(missing.build());
        assertThat(Drift.between(BASELINE, gone).findings("x"))
                .singleElement()
                .asString()
                .startsWith("x: 100.0 % of values are missing, reference 0.0 %; severe");
        assertThat(Drift.between(Baseline.of(gone), now(500)).findings("x"))
                .extracting(DriftFinding::cause)
                .contains(Cause.MISSING);
    }

    @Test
    void infiniteValuesAreAFindingOfTheirOwn() {
        double[] values = new double[500];
        for (int i = 0; i < 500; i++) {
            values[i] = i % 4 == 0 ? Double.POSITIVE_INFINITY : i % 9 == 0 ? Double.NEGATIVE_INFINITY : i / 250.0 - 1;
        }
        DriftReport report = Drift.between(BASELINE, now(500).with(NumberColumn.of("x", values)));
        assertThat(report.findings("x")).extracting(DriftFinding::cause).contains(Cause.INVALID);
        double[] infinite = new double[500];
        Arrays.fill(infinite, Double.NEGATIVE_INFINITY);
        Baseline all = Baseline.of(now(500).with(NumberColumn.of("x", infinite)));
        assertThat(Baseline.parse(all.toBytes())).isEqualTo(all);
        assertThat(Drift.between(all, now(500)).findings("x"))
                .extracting(DriftFinding::cause)
                .contains(Cause.INVALID);
    }

    @Test
    void aBaselineWithoutColumnsTellsNothing() {
        DriftReport report = Drift.between(Table.of(), Table.of());
        assertThat(report.verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
        assertThat(report.statements()).containsExactly("The baseline has no column that can be compared.");
    }

    @Test
    void asksForColumnsAndTestsThatAreThere() {
        DriftReport report = Drift.between(BASELINE, now(500));
        assertThatThrownBy(() -> report.test("y", ColumnTest.T))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'y'; compared were [x, home]");
        assertThat(report.test("x", ColumnTest.EPPS_SINGLETON).pValue())
                .isEqualTo(new Undefined("it needs the values themselves: compare two tables"));
        assertThat(report.test("home", ColumnTest.MANN_WHITNEY).pValue()).isEqualTo(new Undefined("it needs numbers"));
        assertThat(report.test("x", ColumnTest.FISHER).pValue())
                .isEqualTo(new Undefined("it needs a column of two values"));
        assertThatThrownBy(() -> Drift.withDefaults().withTest("x", ColumnTest.WELCH))
                .hasMessage("WELCH needs the values themselves; compare two tables and ask the report for it");
        assertThatThrownBy(() -> Drift.withDefaults().withFalseAlarms(0))
                .hasMessage("the rate of false alarms must be in (0, 0.5], got 0.0");
        DriftReport asked = Drift.withDefaults()
                .withTest("home", ColumnTest.ANDERSON_DARLING)
                .withTest("x", ColumnTest.KOLMOGOROV_SMIRNOV)
                .compare(BASELINE, now(500));
        assertThat(asked.verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(asked.report().toMarkdown())
                .contains("ANDERSON_DARLING cannot be done (undefined: it needs numbers)");
    }

    @Test
    void everyTestAndDistanceComesFromValuesOrCounts() {
        Table now = Table.of(Samples.gaussian("x", 800, 0.3, 1.2, 7), homes(800, 8));
        DriftReport values = Drift.between(REFERENCE, now);
        DriftReport counts = Drift.between(BASELINE, now);
        for (ColumnTest test : ColumnTest.values()) {
            boolean shares = test == ColumnTest.FISHER || test == ColumnTest.PROPORTIONS;
            assertThat(values.test(shares ? "home" : "x", test).pValue())
                    .as(test.name())
                    .isInstanceOf(Estimate.class);
        }
        for (ColumnDistance distance : ColumnDistance.values()) {
            double exact = values.distance("x", distance).orThrow().point();
            double binned = counts.distance("x", distance).orThrow().point();
            assertThat(binned).as(distance.name()).isBetween(0.85 * exact, 1.15 * exact);
        }
        for (ColumnTest test :
                new ColumnTest[] {ColumnTest.KOLMOGOROV_SMIRNOV, ColumnTest.CRAMER_VON_MISES, ColumnTest.MANN_WHITNEY
                }) {
            double exact = values.test("x", test).effect().orThrow().point();
            assertThat(counts.test("x", test).effect().orThrow().point())
                    .as(test.name())
                    .isBetween(0.9 * exact, 1.1 * exact);
        }
    }

    @Test
    void readsTheBaselineThatThisReleaseWrote() throws IOException {
        byte[] stored;
        try (InputStream in =
                Objects.requireNonNull(BadInputTest.class.getResourceAsStream("corpus/baseline-v1.bin"))) {
            stored = in.readAllBytes();
        }
        Baseline baseline = Baseline.parse(stored);
        assertThat(baseline.toBytes()).isEqualTo(stored);
        assertThat(baseline.rows()).isEqualTo(600);
        assertThat(baseline.columnNames())
                .containsExactly(
                        "Income", "Age", "Records", "Home", "Town", "Job", "score(bad)", "score(good)", "prediction");
        assertThat(Drift.between(baseline, Samples.loans(900, 5)).verdict()).isEqualTo(DriftVerdict.STABLE);
    }
}
