// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CrossValidationTest {
    private static Table people(int n, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        TextColumn.Builder customer = TextColumn.builder("customer");
        TimeColumn.Builder day = TimeColumn.builder("day");
        NumberColumn.Builder hour = NumberColumn.builder("hour");
        NumberColumn.Builder x = NumberColumn.builder("x");
        NumberColumn.Builder amount = NumberColumn.builder("amount");
        TextColumn.Builder status = TextColumn.builder("status");
        for (int i = 0; i < n; i++) {
            double value = random.nextDouble();
            customer.add("c" + random.nextInt(n / 4 + 1));
            day.add(Instant.ofEpochSecond(86_400L * random.nextInt(n)));
            hour.add(random.nextInt(24));
            x.add(value);
            amount.add(10 * value + random.nextDouble());
            if (i % 40 == 39) {
                status.addMissing();
            } else {
                status.add(random.nextDouble() < value ? "bad" : "good");
            }
        }
        return Table.of(customer.build(), day.build(), hour.build(), x.build(), amount.build(), status.build());
    }

    /** Learns the middle of x; the noise says how much of it is forgotten. */
    private static Predictor<Row, ClassScores> byMiddle(Table train, double noise) {
        double middle =
                train.rows().mapToDouble(row -> row.number("x")).average().orElse(0);
        return row -> {
            double bad = 1 / (1 + Math.exp(-6 * (1 - noise) * (row.number("x") - middle)));
            return ClassScores.of(List.of("good", "bad"), 1 - bad, bad);
        };
    }

    private static CrossValidationReport classified(CrossValidation folds, double noise) {
        return folds.classification(
                people(400, 1),
                "status",
                train -> byMiddle(train, noise),
                answers ->
                        answers.positive("bad").metrics(BinaryMetric.AUC, BinaryMetric.LOG_LOSS, BinaryMetric.BRIER));
    }

    @Test
    void givesEachFoldAllTestedRowsAndMeansWithAnInterval() {
        CrossValidationReport report = classified(CrossValidation.stratified(5).seed(42), 0);
        assertThat(report.folds()).hasSize(5);
        assertThat(report.folds().stream().mapToInt(EvaluationReport::rows).sum())
                .isEqualTo(390);
        assertThat(report.pooled().rows()).isEqualTo(390);
        double[] values = report.folds().stream()
                .mapToDouble(fold -> fold.metric("auc").orThrow().point())
                .toArray();
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance =
                Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / 4;
        Estimate auc = report.metric(BinaryMetric.AUC).orThrow();
        assertThat(auc.point()).isCloseTo(mean, within(1e-12));
        // 0.45 is 1/5 for the folds and 1/4 for the test rows by the training rows; 2.7764 is t with 4 degrees of
        // freedom.
        assertThat(auc.upper() - auc.point()).isCloseTo(2.776445 * Math.sqrt(0.45 * variance), within(1e-6));
        assertThat(report.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(report.kind()).isEqualTo("cross-validation");
        assertThat(report.measurements()).containsOnlyKeys("auc", "log-loss", "brier");
        assertThat(report.baseline())
                .hasEntrySatisfying(
                        "auc", trivial -> assertThat(trivial).isEqualTo(new Estimate(0.5, 0.5, 0.5, 0.95, 390)));
        assertThat(report.summary())
                .startsWith("auc 0.")
                .endsWith("over 5 folds of 390 rows, best baseline 0.5; 10 rows without target left out");
    }

    @Test
    void theSameSeedGivesTheSameFoldsAndReport() {
        CrossValidation folds = CrossValidation.stratified(4).seed(7);
        assertThat(classified(folds, 0).measurements())
                .isEqualTo(classified(folds, 0).measurements());
        Table table = people(400, 1);
        Table present = table.where(row -> !row.isMissing("status"));
        assertThat(folds.folds(present, "status")).isEqualTo(folds.folds(present, "status"));
        assertThat(folds.folds(present, "status")).isNotEqualTo(folds.seed(8).folds(present, "status"));
        assertThat(folds.repeats(3).folds(present, "status")).hasSize(12);
    }

    @Test
    void repeatsNarrowTheInterval() {
        Estimate once =
                classified(CrossValidation.stratified(5), 0).metric("auc").orThrow();
        CrossValidationReport ten = classified(CrossValidation.stratified(5).repeats(10), 0);
        Estimate often = ten.metric("auc").orThrow();
        assertThat(ten.folds()).hasSize(50);
        assertThat(ten.pooled().rows()).isEqualTo(390);
        assertThat(often.upper() - often.lower()).isLessThan(once.upper() - once.lower());
    }

    @Test
    void comparesTwoTrainersOnTheSameFolds() {
        CrossValidation folds = CrossValidation.stratified(5).seed(1).repeats(2);
        CrossValidationReport sharp = classified(folds, 0);
        CrossValidationReport blunt = classified(folds, 0.9);
        ModelComparison comparison = sharp.compareWith(blunt).withMargin(0.001);
        assertThat(comparison.difference("log-loss").method()).isEqualTo("corrected-resampled-t");
        assertThat(comparison.verdict("log-loss")).isEqualTo(MetricDifference.Verdict.BETTER);
        assertThat(comparison.difference("log-loss").isNotInferior()).isTrue();
        assertThat(blunt.compareWith(sharp).withMargin(0.001).verdict("log-loss"))
                .isEqualTo(MetricDifference.Verdict.WORSE);
        assertThat(blunt.compareWith(sharp)
                        .withMargin(0.001)
                        .difference("log-loss")
                        .isNotInferior())
                .isFalse();
        // The order of the rows is the same for both, so the curves are.
        assertThat(comparison.verdict("auc")).isEqualTo(MetricDifference.Verdict.EQUIVALENT);
        assertThat(comparison.difference("auc").pValue()).isEqualTo(Estimate.exact(1, 390));
        assertThat(comparison.report().toMarkdown()).contains("corrected-resampled-t");
    }

    @Test
    void refusesToCompareOtherFoldsOrRows() {
        CrossValidationReport one = classified(CrossValidation.stratified(5).seed(1), 0);
        CrossValidationReport other = classified(CrossValidation.stratified(5).seed(2), 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.compareWith(other))
                .withMessage("two trainers are compared on the same folds, got other folds");
        CrossValidationReport fewer = CrossValidation.stratified(2)
                .classification(
                        people(80, 1),
                        "status",
                        train -> byMiddle(train, 0),
                        answers -> answers.positive("bad").metrics(BinaryMetric.AUC));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> one.compareWith(fewer))
                .withMessage("two trainers are compared on the same folds, got 390 rows against 78");
    }

    @Test
    void saysInWhichFoldAMetricIsUndefined() {
        Table table = Table.of(
                NumberColumn.of("x", 1, 2, 3, 4, 5, 6),
                TextColumn.of("status", "bad", "bad", "bad", "good", "bad", "bad"));
        CrossValidationReport report = CrossValidation.timeOrdered("x", 2)
                .classification(
                        table,
                        "status",
                        train -> byMiddle(train, 0),
                        answers -> answers.positive("bad").metrics(BinaryMetric.AUC, BinaryMetric.ACCURACY));
        assertThat(report.metric("auc")).isEqualTo(new Undefined("in fold 2: no row is negative among 2 rows"));
        assertThat(report.metric("accuracy")).isInstanceOf(Estimate.class);
        assertThat(report.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(report.compareWith(report).verdict("auc")).isEqualTo(MetricDifference.Verdict.UNDECIDED);
        assertThat(report.report().toHtml()).contains("undefined: in fold 2");
        CrossValidationReport single = CrossValidation.timeOrdered("x", 1)
                .classification(
                        table,
                        "status",
                        train -> byMiddle(train, 0),
                        answers -> answers.positive("bad").metrics(BinaryMetric.ACCURACY));
        assertThat(single.metric("accuracy")).isEqualTo(new Undefined("one fold tells nothing of how folds vary"));
    }

    @Test
    void validatesRegressionsAndAllClasses() {
        Table table = people(200, 3);
        CrossValidationReport numbers = CrossValidation.stratified(4)
                .seed(3)
                .regression(table, "amount", train -> row -> new Quantity(10 * row.number("x") + 0.5));
        assertThat(numbers.metric("rmse").orThrow().point()).isLessThan(0.5);
        assertThat(numbers.pooled().rows()).isEqualTo(200);
        assertThat(numbers.outcome()).isEqualTo(Outcome.PASSED);
        assertThat(numbers.report().toMarkdown()).contains("rmse by fold").contains("All tested rows together");
        CrossValidationReport classes = CrossValidation.stratified(4)
                .classification(
                        table,
                        "status",
                        train -> byMiddle(train, 0),
                        answers -> answers.allClasses().metrics(MulticlassMetric.ACCURACY));
        assertThat(classes.metric(MulticlassMetric.ACCURACY)).isInstanceOf(Estimate.class);
        assertThat(classes.toString()).startsWith("CrossValidationReport[accuracy 0.");
    }

    @Property(tries = 60)
    void aGroupIsNeverSplit(@ForAll @IntRange(min = 20, max = 200) int n, @ForAll @IntRange(max = 50) int seed) {
        Table table = people(n, seed);
        for (Fold fold :
                CrossValidation.grouped("customer", 3).seed(seed).repeats(2).folds(table, "x")) {
            Set<String> trained = new HashSet<>();
            fold.train(table).rows().forEach(row -> trained.add(row.text("customer")));
            assertThat(fold.test(table).rows().map(row -> row.text("customer"))).doesNotContainAnyElementsOf(trained);
        }
    }

    @Property(tries = 60)
    void timeOrderedFoldsTrainOnlyOnWhatWasKnown(
            @ForAll @IntRange(min = 100, max = 200) int n,
            @ForAll @IntRange(max = 50) int seed,
            @ForAll @IntRange(max = 5) int days) {
        Table table = people(n, seed);
        Duration gap = Duration.ofDays(days);
        List<Integer> tested = new ArrayList<>();
        for (Fold fold : CrossValidation.timeOrdered("day", 4).gap(gap).folds(table, "x")) {
            TimeColumn time = (TimeColumn) table.column("day");
            Instant first = Arrays.stream(fold.testRows())
                    .mapToObj(time::get)
                    .min(Instant::compareTo)
                    .orElseThrow();
            for (int row : fold.trainRows()) {
                assertThat(time.get(row)).isBefore(first);
                assertThat(time.get(row).plus(gap)).isBeforeOrEqualTo(first);
            }
            Arrays.stream(fold.testRows()).forEach(tested::add);
        }
        assertThat(tested).doesNotHaveDuplicates();
    }

    @Property(tries = 40)
    void stratifiedFoldsTestEachRowOnceAndKeepTheShares(
            @ForAll @IntRange(min = 20, max = 200) int n, @ForAll @IntRange(min = 2, max = 5) int folds) {
        Table table = people(n, n).where(row -> !row.isMissing("status"));
        long bad = table.rows().filter(row -> row.text("status").equals("bad")).count();
        List<Integer> tested = new ArrayList<>();
        for (Fold fold : CrossValidation.stratified(folds).folds(table, "status")) {
            Arrays.stream(fold.testRows()).forEach(tested::add);
            assertThat((double) fold.test(table)
                            .rows()
                            .filter(row -> row.text("status").equals("bad"))
                            .count())
                    .isCloseTo((double) bad / folds, within(1.0));
        }
        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, table.rowCount()).boxed().toList());
    }

    @Test
    void numbersOrderRowsWithAGapInTheirUnit() {
        Table table = Table.of(NumberColumn.of("t", 6, 5, 4, 3, 2, 1), NumberColumn.of("y", 1, 2, 3, 4, 5, 6));
        List<Fold> folds = CrossValidation.timeOrdered("t", 2).gap(2).folds(table, "y");
        assertThat(folds.get(0).testRows()).containsExactly(2, 3);
        assertThat(folds.get(0).trainRows()).containsExactly(5);
        assertThat(folds.get(1).testRows()).containsExactly(0, 1);
        assertThat(folds.get(1).trainRows()).containsExactly(3, 4, 5);
        Table ties = Table.of(NumberColumn.of("t", 1, 2, 2, 2, 3, 3), NumberColumn.of("y", 1, 2, 3, 4, 5, 6));
        assertThat(CrossValidation.timeOrdered("t", 1).folds(ties, "y").get(0).testRows())
                .containsExactly(4, 5);
    }

    @Test
    void refusesFoldsThatCannotBe() {
        Table table = people(60, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.stratified(5).folds(table, "status"))
                .withMessage("folds need a value in each row of column 'status', got 1 missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("customer", 2).folds(table, "x"))
                .withMessage("rows are ordered by times or numbers, but column 'customer' is of type TEXT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("day", 2).gap(3).folds(table, "x"))
                .withMessage("column 'day' holds times: give the gap as a Duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("hour", 2)
                        .gap(Duration.ofDays(1))
                        .folds(table, "x"))
                .withMessage("column 'hour' holds numbers: give the gap in their unit");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("day", 2)
                        .gap(Duration.ofDays(10_000))
                        .folds(table, "x"))
                .withMessageStartingWith("fold 1 has no rows to train on before ")
                .withMessageEndingWith("with a PT240000H gap; ask for fewer folds or a smaller gap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("x", 2)
                        .folds(Table.of(NumberColumn.of("x", 1, 1, 1), NumberColumn.of("y", 1, 2, 3)), "y"))
                .withMessage(
                        "each of 2 folds needs a time of its own to test on, but fold 1 has none; ask for fewer folds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("x", 1)
                        .folds(Table.of(NumberColumn.of("x", 1, Double.NaN, 1), NumberColumn.of("y", 1, 2, 3)), "y"))
                .withMessage("column 'x' must order the rows, got NaN in row 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.stratified(2).repeats(0))
                .withMessage("repeats must be at least 1, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("x", 2).gap(-1))
                .withMessage("the gap must be finite and at least 0, got -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CrossValidation.timeOrdered("x", 2).gap(Duration.ofDays(-1)))
                .withMessage("the gap must be at least 0, got PT-24H");
        assertThatIllegalStateException()
                .isThrownBy(() -> CrossValidation.timeOrdered("x", 2).repeats(2))
                .withMessage("folds in order of time cannot be dealt out again; leave repeats away");
        assertThatIllegalStateException()
                .isThrownBy(() -> CrossValidation.stratified(2).gap(1))
                .withMessage("a gap is one of time; ask for timeOrdered folds");
        assertThat(CrossValidation.grouped("c", 3).repeats(2))
                .hasToString("CrossValidation[GROUPED by c, 3 folds, 2 times]");
        assertThat(CrossValidation.timeOrdered("c", 3).gap(2))
                .hasToString("CrossValidation[TIME_ORDERED by c, 3 folds, gap 2.0]");
    }

    @Test
    void labelsOfOtherTypesAreStrataToo() {
        Table table = Table.of(NumberColumn.of("x", 1, 2, 3, 4), BooleanColumn.of("y", true, false, true, false));
        for (Fold fold : CrossValidation.stratified(2).folds(table, "y")) {
            assertThat(fold.test(table).rows().map(row -> row.text("y"))).containsExactlyInAnyOrder("true", "false");
        }
    }
}
