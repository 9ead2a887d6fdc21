// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.DriftFinding.Cause;
import dev.holdfast.report.Block;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final Table REFERENCE = Samples.loans(4_000, 1);
    private static final Baseline BASELINE = Baseline.of(REFERENCE);

    private static Table changed(Table table, String name, double share, DoubleUnaryOperator change) {
        SplittableRandom random = new SplittableRandom(99);
        NumberColumn.Builder column = NumberColumn.builder(name);
        Column old = table.column(name);
        for (int i = 0; i < table.rowCount(); i++) {
            boolean hit = random.nextDouble() < share;
            if (old.isMissing(i)) {
                column.addMissing();
            } else {
                column.add(hit ? change.applyAsDouble(old.number(i)) : old.number(i));
            }
        }
        return table.with(column.build());
    }

    @Test
    void staysQuietWhenNothingChanged() {
        int windows = Integer.getInteger("holdfast.windows", 300);
        int alarms = 0;
        for (int i = 0; i < windows; i++) {
            alarms += Drift.between(BASELINE, Samples.loans(200 + 13 * (i % 60), 1_000 + i))
                                    .verdict()
                            == DriftVerdict.STABLE
                    ? 0
                    : 1;
        }
        // The stated rate is 5 %; three standard errors above it would be a defect and not bad luck.
        assertThat(alarms).isLessThanOrEqualTo((int) (0.05 * windows + 3 * Math.sqrt(0.05 * 0.95 * windows)));
    }

    @Test
    void staysQuietAboutAChangeTooSmallToMatter() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 200_000, 0, 1, 1)));
        DriftReport report = Drift.between(baseline, Table.of(Samples.gaussian("x", 100_000, 0.015, 1, 2)));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.summary()).isEqualTo("No drift in 1 columns, 100,000 rows against 200,000.");
    }

    @Test
    void findsTenPercentOfZerosFilledIn() {
        DriftReport report = Drift.between(BASELINE, changed(Samples.loans(1_000, 5), "Income", 0.1, x -> 0));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.DRIFTED);
        assertThat(report.findings("Income")).extracting(DriftFinding::cause).contains(Cause.OUT_OF_RANGE);
        assertThat(report.findings().get(0).explain())
                .contains(
                        "Income: 9.8 % of values are now exactly 0 and 0.1 % of values are now exactly 673.9618333069592, "
                                + "outside the reference range 7.86287 to 660.941; moderate, adjusted p < 1e-12 over ");
    }

    @Test
    void namesTheNumberThatSpikes() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 5_000, 0, 1, 1)));
        Table now = changed(Table.of(Samples.gaussian("x", 1_000, 0, 1, 2)), "x", 0.1, x -> 0);
        DriftReport report = Drift.between(baseline, now);
        assertThat(report.findings()).hasSize(1);
        DriftFinding finding = report.findings().get(0);
        assertThat(finding.cause()).isEqualTo(Cause.SPIKE);
        assertThat(finding.measure()).isEqualTo("share");
        assertThat(finding.explain())
                .isEqualTo(
                        "x: 9.9 % of values are now exactly 0, reference 0.0 %; moderate, adjusted p < 1e-12 over 2 tests");
        assertThat(finding).hasToString(finding.explain());
    }

    @Test
    void findsAShiftWithItsSize() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 5_000, 0, 1, 1)));
        DriftReport report = Drift.between(baseline, Table.of(Samples.gaussian("x", 1_000, 0.5, 1, 2)));
        assertThat(report.findings()).anySatisfy(finding -> {
            assertThat(finding.cause()).isEqualTo(Cause.DISTRIBUTION);
            assertThat(finding.effect().point()).isBetween(0.15, 0.25);
            assertThat(finding.severity()).isEqualTo(Severity.MODERATE);
            assertThat(finding.explain()).contains("median about").contains("; moderate,");
        });
        assertThat(report.outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void saysWhereADistributionMovedWhoseMedianStayed() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 5_000, 0, 1, 1)));
        Table wide = changed(Table.of(Samples.gaussian("x", 1_000, 0, 1, 2)), "x", 1, x -> x > 0.3 ? 3 * x : x);
        Table reference = changed(Table.of(Samples.gaussian("x", 5_000, 0, 1, 1)), "x", 1, x -> x < 0.3 ? 0 : x);
        Table now = changed(Table.of(Samples.gaussian("x", 1_000, 0, 1, 2)), "x", 1, x -> x < 0.3 ? 0 : 3 * x);
        assertThat(Drift.between(baseline, wide).findings("x"))
                .filteredOn(finding -> finding.cause() == Cause.DISTRIBUTION)
                .singleElement()
                .asString()
                .contains("the distribution moved, median about ");
        assertThat(Drift.between(Baseline.of(reference), now).findings("x"))
                .filteredOn(finding -> finding.cause() == Cause.DISTRIBUTION)
                .singleElement()
                .asString()
                .startsWith("x: the distribution moved, 69.7 % of values are now at most 1.64421, reference 95.5 %"
                        + " (KS distance 0.258, excess PSI 1.918); severe, ");
    }

    @Test
    void findsMissingValues() {
        Table now = Samples.loans(1_000, 6);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        for (int i = 0; i < 1_000; i++) {
            if (i % 5 == 0 || now.column("Income").isMissing(i)) {
                income.addMissing();
            } else {
                income.add(now.column("Income").number(i));
            }
        }
        DriftReport report = Drift.between(BASELINE, now.with(income.build()));
        assertThat(report.findings()).hasSize(1);
        assertThat(report.findings().get(0).explain())
                .startsWith("Income: 24.2 % of values are missing, reference 4.6 %; moderate, adjusted p < 1e-12 over ")
                .endsWith(" tests");
    }

    @Test
    void findsNotANumber() {
        DriftReport report = Drift.between(BASELINE, changed(Samples.loans(1_000, 5), "Income", 0.05, x -> Double.NaN));
        assertThat(report.findings()).extracting(DriftFinding::cause).containsExactly(Cause.INVALID);
        assertThat(report.findings().get(0).explain()).contains("of values are NaN or infinite, reference 0.0 %");
    }

    @Test
    void findsLevelsThatTheReferenceNeverHad() {
        Table now = Samples.loans(1_000, 6);
        TextColumn.Builder home = TextColumn.builder("Home");
        for (int i = 0; i < 1_000; i++) {
            home.add(i % 10 == 0 ? "kışla" : now.column("Home").text(i));
        }
        DriftReport report = Drift.between(BASELINE, now.with(home.build()));
        assertThat(report.findings()).extracting(DriftFinding::cause).containsExactly(Cause.UNSEEN);
        assertThat(report.findings().get(0).explain())
                .startsWith(
                        "Home: 10.0 % of values are levels that the reference never had, 'kışla' (100), expected 0.0 %; ");
    }

    @Test
    void findsNumbersNeverSeenWhereTheyWereFew() {
        DriftReport report = Drift.between(BASELINE, changed(Samples.loans(1_000, 5), "Records", 0.1, x -> -1));
        assertThat(report.findings()).extracting(DriftFinding::cause).containsExactly(Cause.UNSEEN);
        assertThat(report.findings().get(0).explain())
                .contains("numbers that the reference never had, most of them exactly -1, expected 0.0 %");
    }

    @Test
    void findsAMovedCategory() {
        Table now = Samples.loans(1_000, 6);
        TextColumn.Builder home = TextColumn.builder("Home");
        for (int i = 0; i < 1_000; i++) {
            home.add(i % 4 == 0 ? "owner" : now.column("Home").text(i));
        }
        DriftReport report = Drift.between(BASELINE, now.with(home.build()));
        assertThat(report.findings()).extracting(DriftFinding::cause).containsExactly(Cause.DISTRIBUTION);
        assertThat(report.findings().get(0).explain()).contains("of values are now 'owner', reference");
    }

    @Test
    void findsAMovedTruthValue() {
        boolean[] job = new boolean[1_000];
        for (int i = 0; i < job.length; i++) {
            job[i] = i % 2 == 0;
        }
        DriftReport report = Drift.between(BASELINE, Samples.loans(1_000, 6).with(BooleanColumn.of("Job", job)));
        assertThat(report.findings()).extracting(DriftFinding::column).containsExactly("Job");
        assertThat(report.findings().get(0).explain())
                .contains("50.0 % of values are now 'true', reference 69.8 % (excess");
    }

    @Test
    void findsAColumnThatIsGoneOrOfAnotherType() {
        Table now = Samples.loans(1_000, 6).without("Age");
        String[] incomes = new String[1_000];
        java.util.Arrays.fill(incomes, "12,5");
        DriftReport report = Drift.between(BASELINE, now.with(TextColumn.of("Income", incomes)));
        assertThat(report.findings("Age"))
                .extracting(DriftFinding::explain)
                .containsExactly("Age: none of 1,000 rows has this column any more; severe");
        assertThat(report.findings("Income"))
                .extracting(DriftFinding::explain)
                .contains("Income: none of 1,000 values is a number any more; severe");
        assertThat(report.findings("Income").get(0).cause()).isEqualTo(Cause.TYPE);
        assertThat(report.findings("Age").get(0).cause()).isEqualTo(Cause.GONE);
    }

    @Test
    void findsSomeValuesOfAnotherType() {
        WindowProfile profile = WindowProfile.of(BASELINE);
        Samples.loans(500, 8)
                .rows()
                .forEach(row -> profile.add(row.number("Age") < 22 ? row.with("Age", "young") : row));
        assertThat(Drift.between(BASELINE, profile).findings("Age"))
                .extracting(DriftFinding::cause)
                .contains(Cause.TYPE);
    }

    @Test
    void saysThatTooFewRowsAreTooFew() {
        DriftReport report = Drift.between(BASELINE, changed(Samples.loans(199, 5), "Income", 1, x -> -7));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.INSUFFICIENT);
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(report.findings()).isEmpty();
        assertThat(report.summary())
                .isEqualTo("Too few rows to tell: 199 rows against 4,000, 200 needed on each side.");
        assertThat(Drift.between(BASELINE, Samples.loans(0, 5).without("Age")).verdict())
                .isEqualTo(DriftVerdict.INSUFFICIENT);
        assertThat(Drift.between(Baseline.of(Samples.loans(0, 5)), Samples.loans(1_000, 5))
                        .verdict())
                .isEqualTo(DriftVerdict.INSUFFICIENT);
    }

    @Test
    void doesNotTestAColumnOfFewValues() {
        Table thin = Table.of(sparse("x", 1_000, 30, 1));
        DriftReport report = Drift.between(Baseline.of(thin), Table.of(sparse("x", 1_000, 30, 2)));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(report.measurements().get("x/excess-psi"))
                .isEqualTo(new Undefined("distribution not tested: 34 values against 34, 50 needed on each side"));
    }

    private static NumberColumn sparse(String name, int rows, int every, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder column = NumberColumn.builder(name);
        for (int i = 0; i < rows; i++) {
            if (i % every == 0) {
                column.add(random.nextDouble());
            } else {
                column.addMissing();
            }
        }
        return column.build();
    }

    @Test
    void acceptsAColumnOfNewIdentifiersWhereEveryOneWasNewBefore() {
        Baseline baseline = Baseline.of(Table.of(ids(5_000, 0)));
        DriftReport report = Drift.between(baseline, Table.of(ids(1_000, 9_000)));
        assertThat(report.verdict()).isEqualTo(DriftVerdict.STABLE);
    }

    private static TextColumn ids(int rows, int from) {
        String[] ids = new String[rows];
        for (int i = 0; i < rows; i++) {
            ids[i] = "id-" + (from + i);
        }
        return TextColumn.of("id", ids);
    }

    @Test
    void watchesTheScoresOfTheModel() {
        Baseline baseline = Baseline.of(Samples.model(REFERENCE), REFERENCE);
        Table now = changed(Samples.loans(1_000, 5), "Income", 1, x -> x * 0.6);
        DriftReport report = Drift.between(baseline, now, Samples.model(REFERENCE));
        assertThat(report.findings()).extracting(DriftFinding::column).contains("score(bad)", "prediction");
        assertThat(Drift.between(baseline, now).statements())
                .containsExactly(
                        "Scores and predicted classes were not compared: the rows came without answers of the model.");
    }

    @Test
    void reportsAnOverviewAndAChartForEachFinding() {
        Table now = changed(Samples.loans(1_000, 5), "Income", 0.1, x -> -999).without("Town");
        DriftReport report = Drift.between(BASELINE, now);
        assertThat(report.kind()).isEqualTo("drift");
        assertThat(report.report().blocks())
                .filteredOn(Block.Grid.class::isInstance)
                .hasSize(2);
        assertThat(report.report().blocks())
                .filteredOn(Block.Section.class::isInstance)
                .hasSize(report.findings().size())
                .allMatch(block -> block instanceof Block.Section section
                        && section.content().blocks().stream()
                                .anyMatch(each -> each instanceof Block.Figure figure
                                        && figure.chart() instanceof Chart.Overlay));
        assertThat(report.measurements())
                .containsEntry("findings", Estimate.exact(report.findings().size(), 1_000));
        assertThat(report).hasToString("DRIFTED: " + report.summary());
        assertThat(report).isEqualTo(Drift.between(BASELINE, now)).hasSameHashCodeAs(Drift.between(BASELINE, now));
        assertThat(report.referenceRows()).isEqualTo(4_000);
        assertThat(report.currentRows()).isEqualTo(1_000);
    }

    @Test
    void namesBarsWithAsFewDigitsAsTellThemApart() {
        double[] scores = new double[4_000];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = 4.4e-7 + i / 4_003.0;
        }
        double[] later = new double[1_000];
        for (int i = 0; i < later.length; i++) {
            later[i] = i < 500 ? 0.9 + i / 9_000.0 : i < 505 ? 2 : i / 1_001.0;
        }
        DriftReport report =
                Drift.between(Table.of(NumberColumn.of("score", scores)), Table.of(NumberColumn.of("score", later)));
        assertThat(report.report().toMarkdown())
                .contains("| 0 to 0.0622 |", "| 0.0622 to 0.125 |", "| 0.937 to 0.999 |", "| above 0.999 |")
                .contains("| score | DISTRIBUTION SEVERE | 0.0 → 0.0 % | KS distance 0.");
        double[] years = new double[2_000];
        for (int i = 0; i < years.length; i++) {
            years[i] = 20_010_101 + i;
        }
        double[] next = new double[500];
        for (int i = 0; i < next.length; i++) {
            next[i] = 20_011_601 + i;
        }
        assertThat(Drift.between(Table.of(NumberColumn.of("day", years)), Table.of(NumberColumn.of("day", next)))
                        .report()
                        .toMarkdown())
                .contains("| 20011900 to 20012000 |");
    }

    @Test
    void warnsOfWhatIsMinor() {
        Baseline baseline = Baseline.of(Table.of(Samples.gaussian("x", 5_000, 0, 1, 1)));
        DriftReport report = Drift.between(
                baseline, changed(Table.of(Samples.gaussian("x", 2_000, 0, 1, 2)), "x", 0.03, x -> Double.NaN));
        assertThat(report.outcome()).isEqualTo(Outcome.WARNED);
    }

    @Test
    void isQuietAboutConstantsAndEmptyColumns() {
        double[] constant = new double[500];
        Table table = Table.of(
                NumberColumn.of("c", constant), sparse("empty", 500, 1_000, 1).named("e"));
        assertThat(Drift.between(Baseline.of(table), table).verdict()).isEqualTo(DriftVerdict.STABLE);
        NumberColumn.Builder missing = NumberColumn.builder("m");
        NumberColumn.Builder there = NumberColumn.builder("m");
        for (int i = 0; i < 500; i++) {
            missing.addMissing();
            there.add(i);
        }
        Table all = Table.of(missing.build());
        assertThat(Drift.between(Baseline.of(all), all).verdict()).isEqualTo(DriftVerdict.STABLE);
        assertThat(Drift.between(Baseline.of(all), Table.of(there.build())).findings())
                .extracting(DriftFinding::cause)
                .containsExactly(Cause.MISSING);
    }

    @Test
    void adjustsByBenjaminiAndYekutieliWhereColumnsMayDependOnEachOther() {
        Table now = changed(Samples.loans(1_000, 5), "Income", 0.1, x -> 0);
        DriftReport hochberg = Drift.between(BASELINE, now);
        DriftReport yekutieli =
                Drift.withDefaults().withBenjaminiYekutieli(true).compare(BASELINE, now);
        DriftFinding before = hochberg.findings().get(0);
        DriftFinding after = yekutieli.findings().get(0);
        int tests = Integer.parseInt(before.explain().replaceFirst(".* over (\\d+) tests", "$1"));
        double factor =
                IntStream.rangeClosed(1, tests).mapToDouble(i -> 1.0 / i).sum();
        assertThat(after.adjustedPValue())
                .isCloseTo(before.adjustedPValue() * factor, withinPercentage(1e-9))
                .isPositive();
        assertThat(after.explain())
                .isEqualTo(before.explain().replace("adjusted p < ", "adjusted p (Benjamini-Yekutieli) < "));
        assertThat(yekutieli.statements())
                .containsExactly("P-values are adjusted by Benjamini and Yekutieli, which holds however columns and"
                        + " segments depend on each other.");
        assertThat(yekutieli.report().toMarkdown()).contains("adjusted by Benjamini and Yekutieli");
        assertThat(hochberg.statements()).isEmpty();
    }

    @Test
    void whatIsSignificantByHochbergAloneIsNotReportedByYekutieli() {
        Column[] columns = new Column[60];
        Column[] now = new Column[60];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = Samples.gaussian("c" + i, 1_000, 0, 1, 100 + i);
            now[i] = Samples.gaussian("c" + i, 1_000, i < 20 ? 0.16 : 0, 1, 900 + i);
        }
        DriftReport hochberg = Drift.between(Table.of(columns), Table.of(now));
        DriftReport yekutieli =
                Drift.withDefaults().withBenjaminiYekutieli(true).compare(Table.of(columns), Table.of(now));
        assertThat(yekutieli.findings())
                .isNotEmpty()
                .hasSizeLessThan(hochberg.findings().size());
        assertThat(yekutieli.findings())
                .extracting(DriftFinding::column)
                .isSubsetOf(
                        hochberg.findings().stream().map(DriftFinding::column).toList());
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatThrownBy(() -> Drift.withDefaults().withFalseDiscoveryRate(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the false discovery rate must be in (0, 0.5], got 0.0");
        assertThatThrownBy(() -> Drift.withDefaults().withMinimumRows(19))
                .hasMessage("the minimum of rows must be at least 20, got 19");
        assertThatThrownBy(() -> Drift.withDefaults().withMinimumDistance(Double.NaN))
                .hasMessage("the minimum distance must be in [0, 1], got NaN");
        assertThatThrownBy(() -> Drift.withDefaults().withMinimumPsi(-1))
                .hasMessage("the minimum PSI must be at least 0, got -1.0");
        assertThatThrownBy(() -> Drift.withDefaults().withMinimumShare(2))
                .hasMessage("the minimum share must be in [0, 1], got 2.0");
        assertThat(Drift.withDefaults()
                        .withMinimumRows(300)
                        .withFalseDiscoveryRate(0.1)
                        .withMinimumDistance(0.1)
                        .withMinimumPsi(0.1)
                        .withMinimumShare(0.02))
                .hasToString(
                        "Drift.withDefaults().withFalseDiscoveryRate(0.1).withFalseAlarms(0.01).withMinimumRows(300).withMinimumDistance(0.1).withMinimumPsi(0.1).withMinimumShare(0.02)");
        assertThat(Drift.withDefaults().withBenjaminiYekutieli(true).withTest("x", ColumnTest.G))
                .hasToString(
                        "Drift.withDefaults().withFalseDiscoveryRate(0.04).withFalseAlarms(0.01).withMinimumRows(200).withMinimumDistance(0.02).withMinimumPsi(0.02).withMinimumShare(0.01).withBenjaminiYekutieli(true).withTest(\"x\", G)");
    }
}
