// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.DistributionStatistic.CHI_SQUARE_P_VALUE;
import static dev.holdfast.validation.DistributionStatistic.JENSEN_SHANNON;
import static dev.holdfast.validation.DistributionStatistic.KOLMOGOROV_SMIRNOV;
import static dev.holdfast.validation.DistributionStatistic.POPULATION_STABILITY_INDEX;
import static dev.holdfast.validation.DistributionStatistic.TOTAL_VARIATION;
import static dev.holdfast.validation.DistributionStatistic.UNSEEN_SHARE;
import static dev.holdfast.validation.DistributionStatistic.WASSERSTEIN;
import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.profile.ColumnProfile;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import dev.holdfast.stats.CountDistances;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.KolmogorovSmirnovTest;
import dev.holdfast.stats.PopulationStabilityIndex;
import dev.holdfast.stats.SampleDistances;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DriftTest {
    private static final DataContract ANY =
            DataContract.named("any").rows(r -> r.atLeast(0)).build();

    private static Profile profile(Column... columns) {
        return Profiler.withDefaults().profile(Table.of(columns));
    }

    private static double[] normal(int n, double mean, long seed) {
        Random random = new Random(seed);
        return DoubleStream.generate(() -> mean + random.nextGaussian())
                .limit(n)
                .toArray();
    }

    private static TextColumn texts(String values, int times) {
        return TextColumn.of(
                "t",
                IntStream.range(0, values.length() * times)
                        .mapToObj(i -> String.valueOf(values.charAt(i % values.length())))
                        .toArray(String[]::new));
    }

    private static List<Finding> drift(Profile baseline, Table data, UnaryOperator<DriftLimits> limits) {
        return ANY.check(data, o -> o.baseline(baseline, limits)).findings().stream()
                .filter(f -> f.rule().startsWith("drift"))
                .toList();
    }

    private static Finding measured(Column data, Consumer<ColumnRules> rules) {
        DataContract contract =
                DataContract.named("x").column(data.name(), rules).build();
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        return contract.check(Table.of(data)).findings().get(0);
    }

    private static Estimate number(Finding finding) {
        return (Estimate) finding.measured().orElseThrow();
    }

    @Test
    void theSameDataHaveNotDrifted() {
        Column n = NumberColumn.of("n", normal(1000, 0, 1));
        Column few = IntegerColumn.of(
                "few", IntStream.range(0, 1000).mapToLong(i -> i % 3).toArray());
        boolean[] halves = new boolean[1000];
        Arrays.fill(halves, 0, 500, true);
        Column flags = BooleanColumn.of("flag", halves);
        Column t = texts("abcd", 250);
        ContractReport report = ANY.check(Table.of(n, few, flags, t), o -> o.baseline(profile(n, few, flags, t)));
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(Verdict.PASS);
        assertThat(report.findings())
                .extracting(Finding::name)
                .containsExactly(
                        "rowCount(at least 0)",
                        "n: drift(populationStabilityIndex, at most 0.2)",
                        "n: drift(kolmogorovSmirnov, at most 0.1)",
                        "n: drift(wasserstein, at most 0.2)",
                        "few: drift(populationStabilityIndex, at most 0.2)",
                        "few: drift(kolmogorovSmirnov, at most 0.1)",
                        "few: drift(wasserstein, at most 0.2)",
                        "few: drift(unseenShare, at most 0)",
                        "flag: drift(populationStabilityIndex, at most 0.2)",
                        "flag: drift(unseenShare, at most 0)",
                        "t: drift(populationStabilityIndex, at most 0.2)",
                        "t: drift(unseenShare, at most 0)");
    }

    @Test
    void aShiftOfNumbersIsFoundByEveryStatisticAndNamesTheirNumber() {
        Profile baseline = profile(NumberColumn.of("n", normal(1000, 0, 1)));
        List<Finding> findings = drift(baseline, Table.of(NumberColumn.of("n", normal(1000, 1, 2))), d -> d);
        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.WARN);
        assertThat(findings.get(1).sentence())
                .matches(
                        "n: kolmogorovSmirnov is 0\\.[0-9]+ against the baseline of 1000 rows; wanted is at most 0\\.1;"
                                + " changed most: values from .* to .*, .* % expected and .* % found; chance alone explains up to"
                                + " 0\\.[0-9]+ at a level of 0\\.05 shared among 3 comparisons \\(Bonferroni\\)");
        assertThat(number(findings.get(2)).point()).isCloseTo(1.0, within(0.15));
    }

    @Test
    void aNewCategoryRaisesDriftHoweverRareItIs() {
        Profile baseline = profile(texts("ab", 500));
        Table data = Table.of(texts("ab", 500)).concat(Table.of(TextColumn.of("t", "c")));
        List<Finding> findings = drift(baseline, data, d -> d.severity(Severity.FAIL));
        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.PASS, Verdict.FAIL);
        assertThat(findings.get(1).sentence())
                .startsWith("t: unseenShare is 0.000999 against the baseline of 1000 rows; wanted is at most 0;"
                        + " changed most: other values, 0 % expected and 0.0999 % found");
        Profile few = profile(IntegerColumn.of("t", 1, 1, 2, 2));
        assertThat(drift(few, Table.of(NumberColumn.of("t", 1.0, 2.0)), d -> d)
                        .get(3)
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(drift(few, Table.of(NumberColumn.of("t", 1.0, 1.5)), d -> d)
                        .get(3)
                        .verdict())
                .isEqualTo(Verdict.WARN);
    }

    @Test
    void newValuesAreExpectedWhereMostValuesOccurOnce() {
        Column names = TextColumn.of(
                "name", IntStream.range(0, 400).mapToObj(i -> "name " + i).toArray(String[]::new));
        Column others = TextColumn.of(
                "name", IntStream.range(400, 800).mapToObj(i -> "name " + i).toArray(String[]::new));
        Finding finding = drift(profile(names), Table.of(others), d -> d.without(POPULATION_STABILITY_INDEX))
                .get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.sentence()).contains("the baseline's values that occur once lead one to expect up to 1.");
    }

    @Test
    void aDistanceThatChanceExplainsIsUndecided() {
        Profile baseline = profile(NumberColumn.of("n", normal(30, 0, 1)));
        List<Finding> findings = drift(
                baseline,
                Table.of(NumberColumn.of("n", normal(20, 0, 2))),
                d -> d.limit(KOLMOGOROV_SMIRNOV, 0.01)
                        .limit(WASSERSTEIN, 0.01)
                        .limit(POPULATION_STABILITY_INDEX, 0.01));
        assertThat(findings).extracting(Finding::verdict).containsOnly(Verdict.UNDECIDED);
        assertThat(findings).allSatisfy(f -> assertThat(f.sentence()).endsWith("so more rows are needed"));
        assertThat(findings.get(2).sentence()).contains("the distribution functions differ no more than by chance");
    }

    @Test
    void theErrorOfTheBaselineLeavesALimitUndecided() {
        double[] many = normal(200_000, 0, 5);
        Profile baseline = profile(NumberColumn.of("n", many));
        assertThat(baseline.column("n").isExact()).isFalse();
        Table data = Table.of(NumberColumn.of("n", normal(200_000, 0.3, 6)));
        for (DistributionStatistic statistic :
                List.of(KOLMOGOROV_SMIRNOV, WASSERSTEIN, POPULATION_STABILITY_INDEX, JENSEN_SHANNON, TOTAL_VARIATION)) {
            UnaryOperator<CheckOptions> options = o -> o.baseline(baseline, d -> d.except("n"));
            Finding found = DataContract.named("x")
                    .column("n", c -> c.drift(statistic, atMost(0)))
                    .build()
                    .check(data, options)
                    .findings()
                    .get(0);
            Estimate estimate = number(found);
            assertThat(found.verdict()).as(found.sentence()).isEqualTo(Verdict.FAIL);
            assertThat(estimate.lower()).isLessThan(estimate.point());
            assertThat(estimate.upper()).isGreaterThan(estimate.point());
            Finding straddling = DataContract.named("x")
                    .column("n", c -> c.drift(statistic, atMost(estimate.point())))
                    .build()
                    .check(data, options)
                    .findings()
                    .get(0);
            assertThat(straddling.verdict()).as(straddling.sentence()).isEqualTo(Verdict.UNDECIDED);
        }
        Finding chiSquare = DataContract.named("x")
                .column("n", c -> c.drift(CHI_SQUARE_P_VALUE, atLeast(0.01)))
                .build()
                .check(data, o -> o.baseline(baseline))
                .findings()
                .get(0);
        assertThat(chiSquare.sentence()).endsWith("it needs counts, and what is expected holds estimates");
        assertThat(chiSquare.verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void theTrueDistanceIsWithinTheInterval() {
        double[] reference = normal(50_000, 0, 7);
        double[] current = normal(20_000, 0.2, 8);
        Finding finding = DataContract.named("x")
                .column("n", c -> c.drift(POPULATION_STABILITY_INDEX, atMost(1)))
                .build()
                .check(
                        Table.of(NumberColumn.of("n", current)),
                        o -> o.baseline(profile(NumberColumn.of("n", reference))))
                .findings()
                .get(0);
        double exact = ((Estimate) PopulationStabilityIndex.withDefaults().compare(reference, current)).point();
        assertThat(number(finding).lower()).isLessThan(exact);
        assertThat(number(finding).upper()).isGreaterThan(exact);
        assertThat(number(finding).point()).isCloseTo(exact, within(0.01));
    }

    @Test
    void agreesWithTheKernelsOnSmallSamples() {
        double[] reference = normal(500, 0, 9);
        double[] current = normal(300, 0.5, 10);
        ColumnProfile expected = profile(NumberColumn.of("n", reference)).column("n");
        Column data = NumberColumn.of("n", current);
        PopulationStabilityIndex index = PopulationStabilityIndex.withDefaults();
        double[] edges = index.edges(reference);
        CountDistances distances = CountDistances.between(
                PopulationStabilityIndex.counts(edges, reference), PopulationStabilityIndex.counts(edges, current));
        Map<DistributionStatistic, Double> wanted = Map.of(
                POPULATION_STABILITY_INDEX, ((Estimate) index.compare(reference, current)).point(),
                JENSEN_SHANNON, ((Estimate) distances.jensenShannon()).point(),
                TOTAL_VARIATION, ((Estimate) distances.totalVariation()).point());
        wanted.forEach((statistic, value) -> assertThat(number(
                                measured(data, c -> c.distribution(expected, statistic, atMost(9))))
                        .point())
                .as(statistic.json())
                .isCloseTo(value, within(1e-9)));
        // Binned: at the edges of a hundred bins instead of at every value.
        SampleDistances values = SampleDistances.between(reference, current);
        double d = ((Estimate) values.kolmogorovSmirnov()).point();
        assertThat(number(measured(data, c -> c.distribution(expected, KOLMOGOROV_SMIRNOV, atMost(1))))
                        .point())
                .isLessThanOrEqualTo(d)
                .isCloseTo(d, within(0.02));
        double spread = ((Estimate) expected.standardDeviation()).point();
        assertThat(number(measured(data, c -> c.distribution(expected, WASSERSTEIN, atMost(9))))
                        .point())
                .isCloseTo(((Estimate) values.wasserstein()).point() / spread, within(0.03));
    }

    @Test
    void countsWhereEveryNumberIsAStep() {
        double[] reference = {1, 1, 2, 3};
        double[] current = {1, 3, 3, 3};
        ColumnProfile expected = profile(NumberColumn.of("n", reference)).column("n");
        Estimate exact = (Estimate)
                KolmogorovSmirnovTest.withDefaults().test(reference, current).statistic();
        assertThat(number(measured(
                                NumberColumn.of("n", current),
                                c -> c.distribution(expected, KOLMOGOROV_SMIRNOV, atMost(1))))
                        .point())
                .isEqualTo(exact.point());
    }

    @Test
    void testsGoodnessOfFit() {
        Map<String, Double> fair = Map.of("a", 0.5, "b", 0.5);
        Finding fit = measured(texts("aabb", 25), c -> c.distribution(fair, CHI_SQUARE_P_VALUE, atLeast(0.01)));
        assertThat(number(fit).point()).isEqualTo(1.0);
        // 60 of 100 where 50 are expected: chi-square is 4 with one degree of freedom.
        Finding odd = measured(texts("aaabb", 20), c -> c.distribution(fair, CHI_SQUARE_P_VALUE, atLeast(0.05)));
        assertThat(number(odd).point()).isCloseTo(0.0455, within(1e-4));
        assertThat(odd.verdict()).isEqualTo(Verdict.FAIL);
        Finding impossible = measured(texts("abc", 20), c -> c.distribution(fair, CHI_SQUARE_P_VALUE, atLeast(0.05)));
        assertThat(number(impossible).point()).isZero();
        assertThat(impossible.verdict()).isEqualTo(Verdict.FAIL);
        Finding single =
                measured(texts("a", 9), c -> c.distribution(Map.of("a", 1.0), CHI_SQUARE_P_VALUE, atLeast(0.05)));
        assertThat(single.verdict()).isEqualTo(Verdict.UNDECIDED);
        ColumnProfile sample = profile(texts("ab", 50)).column("t");
        Finding homogeneous = measured(texts("ab", 10), c -> c.distribution(sample, CHI_SQUARE_P_VALUE, atLeast(0.05)));
        assertThat(number(homogeneous).point()).isEqualTo(1.0);
    }

    @Test
    void binsHoldTheirLeftEdgeAndTheLastOneItsRightEdgeToo() {
        double[] edges = {0, 1, 2};
        double[] shares = {0.5, 0.5};
        Finding inside = measured(
                NumberColumn.of("n", -0.0, 0.5, 1, 2), c -> c.distribution(edges, shares, TOTAL_VARIATION, atMost(0)));
        assertThat(inside.verdict()).as(inside.sentence()).isEqualTo(Verdict.PASS);
        Finding outside = measured(
                NumberColumn.of("n", 0, 1, -0.1, 2.1, Double.NaN, Double.POSITIVE_INFINITY),
                c -> c.distribution(edges, shares, UNSEEN_SHARE, atMost(0.5)));
        assertThat(number(outside).point()).isCloseTo(4 / 6.0, within(1e-12));
        assertThat(outside.verdict()).isEqualTo(Verdict.FAIL);
        Finding text = measured(
                TextColumn.of("n", "0", "1.5", "x"), c -> c.distribution(edges, shares, UNSEEN_SHARE, atMost(0.5)));
        assertThat(number(text).point()).isCloseTo(1 / 3.0, within(1e-12));
    }

    @Test
    void missingAndUnusableValuesAreBinsOfTheIndexOfTheirOwn() {
        Profile baseline = profile(NumberColumn.of("n", normal(1000, 0, 11)));
        NumberColumn.Builder half = NumberColumn.builder("n");
        double[] values = normal(1000, 0, 12);
        for (int i = 0; i < values.length; i++) {
            if (i % 2 == 0) {
                half.addMissing();
            } else {
                half.add(values[i]);
            }
        }
        Finding finding = drift(baseline, Table.of(half.build()), d -> d).get(0);
        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.sentence()).contains("changed most: missing values, 0 % expected and 50 % found");
        double[] broken = values.clone();
        Arrays.fill(broken, 0, 500, Double.NaN);
        assertThat(drift(baseline, Table.of(NumberColumn.of("n", broken)), d -> d)
                        .get(0)
                        .sentence())
                .contains("changed most: values that are no finite numbers, 0 % expected and 50 % found");
    }

    @Test
    void unequalTotalsDoNotMatterAndEmptyBinsHaveASmallShare() {
        Map<String, Double> fair = Map.of("a", 0.5, "b", 0.5);
        Finding some = measured(texts("a", 40), c -> c.distribution(fair, POPULATION_STABILITY_INDEX, atMost(1)));
        Finding more = measured(texts("a", 4000), c -> c.distribution(fair, POPULATION_STABILITY_INDEX, atMost(1)));
        double expected = (1 - 0.5) * Math.log(1 / 0.5) + (1e-4 - 0.5) * Math.log(1e-4 / 0.5);
        assertThat(number(some).point()).isCloseTo(expected, within(1e-12));
        assertThat(number(more).point()).isCloseTo(expected, within(1e-12));
        assertThat(some.verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void columnsThatOnlyOneOfBothHasAreNamed() {
        Profile baseline = profile(
                texts("ab", 10),
                NumberColumn.of("gone", normal(20, 0, 1)),
                IntegerColumn.of("id", IntStream.range(0, 20).asLongStream().toArray()),
                TimeColumn.of("at", Instant.EPOCH).select(new int[20]));
        List<Finding> findings = drift(
                baseline,
                Table.of(texts("ab", 10), NumberColumn.of("new", normal(20, 0, 1))),
                d -> d.except("id").severity(Severity.FAIL));
        assertThat(findings)
                .filteredOn(f -> f.rule().equals("drift()"))
                .extracting(Finding::sentence, Finding::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "at: the baseline has the column and the data have not", Verdict.FAIL),
                        org.assertj.core.groups.Tuple.tuple(
                                "gone: the baseline has the column and the data have not", Verdict.FAIL),
                        org.assertj.core.groups.Tuple.tuple("new: the baseline has no such column", Verdict.SKIPPED));
    }

    @Test
    void aColumnThatMayBeAbsentIsNoDriftWhenItIs() {
        DataContract contract = DataContract.named("x")
                .column("t", c -> c.text())
                .column("label", c -> c.text().environment("TRAINING"))
                .column("note", c -> c.text().optional())
                .build();
        Profile baseline = profile(
                texts("ab", 10), texts("ab", 10).named("label"), texts("ab", 10).named("note"));
        ContractReport report = contract.check(
                Table.of(texts("ab", 10)),
                o -> o.environment("SERVING").baseline(baseline, d -> d.severity(Severity.FAIL)));
        assertThat(report.verdict()).as(report.findings().toString()).isEqualTo(Verdict.PASS);
        assertThat(report.findings("note"))
                .extracting(Finding::sentence)
                .contains("note: the baseline has the column and the data have not, which is allowed");
    }

    @Test
    void partsAgainstOneBaselineMerge() {
        Profile baseline = profile(NumberColumn.of("n", normal(500, 0, 1)));
        Table data = Table.of(NumberColumn.of("n", normal(500, 1, 2)));
        UnaryOperator<CheckOptions> options = o -> o.baseline(baseline);
        ContractCheck first = ANY.start(options).add(data.slice(0, 200));
        ContractCheck second = ANY.start(o -> options.apply(o).firstRow(201)).add(data.slice(200, 500));
        assertThat(second.merge(first).report().findings())
                .isEqualTo(ANY.check(data, options).findings());
        assertThatThrownBy(() -> ANY.start(options).merge(ANY.start()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only checks against one baseline can be merged, got 3 and 0 comparisons");
    }

    @Test
    void hidesTheValuesOfSensitiveColumns() {
        DataContract contract =
                DataContract.named("x").column("t", c -> c.text().sensitive()).build();
        ContractReport report =
                contract.check(Table.of(texts("secret", 10)), o -> o.baseline(profile(texts("abcd", 20))));
        assertThat(report.findings("t"))
                .extracting(Finding::sentence)
                .anySatisfy(s -> assertThat(s).contains("changed most: (hidden)"))
                .noneSatisfy(s -> assertThat(s).contains("'"));
    }

    @Test
    void comparesTheRowsOfAFilterWithTheWholeBaseline() {
        Table data = Table.of(texts("ab", 50), texts("xy", 50).named("side"));
        DataContract contract = DataContract.named("x")
                .column(
                        "t",
                        c -> c.drift(POPULATION_STABILITY_INDEX, atMost(0.2)).groupBy("side"))
                .build();
        ContractReport report = contract.check(data, o -> o.baseline(profile(texts("ab", 50)), d -> d.except("t")));
        assertThat(report.findings("t")).extracting(Finding::verdict).containsExactly(Verdict.FAIL, Verdict.FAIL);
    }

    @Test
    void withoutAUsableBaselineARuleIsUndecided() {
        DataContract contract = DataContract.named("x")
                .column("t", c -> c.drift(POPULATION_STABILITY_INDEX, atMost(0.2)))
                .build();
        Table data = Table.of(texts("ab", 50));
        assertThat(contract.check(data).findings().get(0).sentence())
                .isEqualTo(
                        "t: nobody brought the baseline that drift(populationStabilityIndex, at most 0.2) compares with;"
                                + " give it with o -> o.baseline(profile)");
        assertThat(contract.check(data, o -> o.baseline(profile(texts("ab", 9).named("z"))))
                        .findings()
                        .get(0)
                        .sentence())
                .isEqualTo("t: the baseline has no column 't'");
        assertThat(contract.check(data, o -> o.baseline(profile(TimeColumn.of("t", Instant.EPOCH))))
                        .findings()
                        .get(0)
                        .sentence())
                .startsWith("t: the baseline of t holds times or no rows");
        Finding ordered = DataContract.named("x")
                .column("t", c -> c.drift(WASSERSTEIN, atMost(0.2)))
                .build()
                .check(data, o -> o.baseline(profile(texts("ab", 9))))
                .findings()
                .get(0);
        assertThat(ordered.sentence()).contains("is not defined: what is expected has no order");
    }

    @ParameterizedTest
    @EnumSource(DistributionStatistic.class)
    void everyStatisticIsDefinedOnlyWhereItHasSomethingToCompare(DistributionStatistic statistic) {
        Limit limit = statistic == CHI_SQUARE_P_VALUE ? atLeast(0.01) : atMost(0.5);
        ColumnProfile numbers = profile(NumberColumn.of("n", normal(300, 0, 1))).column("n");
        Finding same =
                measured(NumberColumn.of("n", normal(300, 0, 1)), c -> c.distribution(numbers, statistic, limit));
        assertThat(same.verdict()).as(same.sentence()).isEqualTo(Verdict.PASS);
        Finding nothing =
                measured(NumberColumn.of("n", Double.NaN, Double.NaN), c -> c.distribution(numbers, statistic, limit));
        assertThat(nothing.verdict())
                .as(nothing.sentence())
                .isEqualTo(statistic.isOrdered() ? Verdict.UNDECIDED : Verdict.FAIL);
    }

    @Test
    void aConstantBaselineHasNoSpreadToCompareWith() {
        ColumnProfile constant = profile(NumberColumn.of("n", 5, 5, 5)).column("n");
        assertThat(measured(NumberColumn.of("n", 5, 5), c -> c.distribution(constant, WASSERSTEIN, atMost(0.1)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
        Finding far =
                measured(NumberColumn.of("n", 7, 5), c -> c.distribution(constant, KOLMOGOROV_SMIRNOV, atMost(0.1)));
        assertThat(number(far).point()).isEqualTo(0.5);
    }

    @Test
    void refusesWhatCannotBeExpected() {
        assertThatThrownBy(() -> ANY.start(
                        o -> o.baseline(profile(texts("a", 1)), d -> d.limit(POPULATION_STABILITY_INDEX, -1))))
                .hasMessage("the limit of populationStabilityIndex must be finite and at least 0, got -1.0");
        assertThatThrownBy(() -> DriftLimits.withDefaults().limit(CHI_SQUARE_P_VALUE, 0.05))
                .hasMessageContaining("a p-value is limited from below");
        assertThatThrownBy(() -> DriftLimits.withDefaults().level(1))
                .hasMessage("the level must be in (0, 1), got 1.0");
        assertThat(DriftLimits.withDefaults().level(0.01).without(UNSEEN_SHARE))
                .hasToString(
                        "DriftLimits[[POPULATION_STABILITY_INDEX, KOLMOGOROV_SMIRNOV, WASSERSTEIN], level 0.01, warn]");
        refused(c -> c.distribution(Map.of("a", 1.0), WASSERSTEIN, atMost(1)), "values have no order");
        refused(
                c -> c.distribution(new double[] {0, 1}, new double[] {0.5}, TOTAL_VARIATION, atMost(1)),
                "add up to 1");
        refused(c -> c.distribution(new double[] {1, 0}, new double[] {1}, TOTAL_VARIATION, atMost(1)), "rising order");
        refused(c -> c.distribution(new double[] {0}, new double[] {1}, TOTAL_VARIATION, atMost(1)), "one edge more");
        refused(
                c -> c.distribution(profile(TimeColumn.of("t", Instant.EPOCH)).column("t"), TOTAL_VARIATION, atMost(1)),
                "holds times or no rows");
        refused(
                c -> c.distribution(
                        profile(NumberColumn.builder("t").addMissing().build()).column("t"),
                        TOTAL_VARIATION,
                        atMost(1)),
                "has no values to expect");
    }

    private static void refused(Consumer<ColumnRules> rules, String message) {
        assertThatThrownBy(() -> DataContract.named("x").column("c", rules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void manyTextsAreComparedByTheMostFrequentOnes() {
        String[] values = IntStream.range(0, 4000)
                .mapToObj(i -> i % 2 == 0 ? "common" : "rare " + i)
                .toArray(String[]::new);
        Column text = TextColumn.of("t", values);
        Profile baseline = profile(text);
        assertThat(baseline.column("t").isExact()).isFalse();
        List<Finding> same = drift(baseline, Table.of(text), d -> d);
        assertThat(same).extracting(Finding::name).containsExactly("t: drift(populationStabilityIndex, at most 0.2)");
        assertThat(same.get(0).verdict()).as(same.get(0).sentence()).isNotEqualTo(Verdict.WARN);
        assertThat(drift(baseline, Table.of(texts("x", 4000)), d -> d).get(0).verdict())
                .isEqualTo(Verdict.WARN);
    }
}
