// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.evaluation.Metric;
import dev.holdfast.evaluation.MetricDifference;
import dev.holdfast.evaluation.ModelComparison;
import dev.holdfast.evaluation.Sample;
import dev.holdfast.evaluation.SliceResult;
import dev.holdfast.evaluation.WeakSlice;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Quantity;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Holds metrics of an examination against limits, and explains what does not clear them. */
final class MetricCheck {
    private static final int SHOWN_SLICES = 5;

    private MetricCheck() {}

    static <O extends Prediction> void limit(Examination<O> examination, Metric<?> metric, Limit limit) {
        examination.check(metric + " " + limit, draft -> {
            Measurement measured = Measuring.run(examination, metric).metric(metric);
            CheckResult result = Results.of(draft, limit.judge(measured), Measuring.text(measured));
            return result.outcome() == Outcome.PASSED
                    ? result
                    : explained(examination, metric, result).with("what to do", limit.advice(measured));
        });
    }

    /** Adds the worst slice and the worst row. */
    private static CheckResult explained(Examination<?> examination, Metric<?> metric, CheckResult result) {
        return worstRow(examination, result.with("worst slice", worstSlice(examination, metric)));
    }

    private static String worstSlice(Examination<?> examination, Metric<?> metric) {
        List<WeakSlice> weak = Measuring.run(
                        examination.with(examination.options().withReplicates(10)), metric, new Measuring.Step() {
                            @Override
                            public <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation) {
                                return evaluation.searchSlices();
                            }
                        })
                .weakestSlices();
        return weak.isEmpty()
                ? "none stands out: no value of any column has provably more errors than the rest"
                : text(examination, weak.get(0));
    }

    static String text(Examination<?> examination, WeakSlice slice) {
        String loss = examination.given().get(0) instanceof Quantity ? "mean absolute error " : "share of misses ";
        return slice.name() + ": " + loss + slice.loss() + " on " + Words.rows(slice.rows()) + ", "
                + slice.difference() + " more than in the rest (adjusted p "
                + Estimate.number(slice.adjustedPValue()) + ")";
    }

    /** Adds the row that the model is farthest from. */
    static CheckResult worstRow(Examination<?> examination, CheckResult result) {
        Optional<String> worst = worst(examination, row -> true);
        return worst.isPresent() ? result.with("example", worst.get()) : result;
    }

    private static Optional<String> worst(Examination<?> examination, Predicate<Row> among) {
        Table table = examination.table();
        Column truth = table.column(examination.target());
        int worst = -1;
        double largest = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < table.rowCount(); row++) {
            double loss = truth.isMissing(row) ? Double.NEGATIVE_INFINITY : loss(examination, truth, row);
            if (loss > largest && among.test(table.row(row))) {
                largest = loss;
                worst = row;
            }
        }
        return worst < 0
                ? Optional.empty()
                : Optional.of(RowText.place(table, worst) + ": truth " + truth(truth, worst) + ", answer "
                        + Behaviour.rounded(examination.given().get(worst)) + RowText.below(table.row(worst)));
    }

    private static String truth(Column truth, int row) {
        return truth.type().isNumeric() ? Estimate.number(truth.number(row)) : truth.text(row);
    }

    private static double loss(Examination<?> examination, Column truth, int row) {
        Prediction answer = examination.given().get(row);
        return answer instanceof ClassScores scores
                ? -scores.score(truth.text(row))
                : Math.abs(((Quantity) answer).value() - truth.number(row));
    }

    static void slices(
            Examination<?> examination, List<SliceCut> cuts, Metric<?> metric, Limit limit, int ignoredBelow) {
        String names =
                String.join(", ", cuts.stream().map(SliceCut::name).distinct().toList());
        boolean named = cuts.stream().allMatch(cut -> cut.condition().isPresent());
        examination.check(metric + " " + limit + (named ? " on " : " on every slice of ") + names, draft -> {
            List<SliceResult> slices = Measuring.run(examination, metric, new Measuring.Step() {
                        @Override
                        public <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation) {
                            Evaluation<S> cut = evaluation.minimumSlice(1);
                            for (SliceCut each : cuts) {
                                cut = each.apply(cut);
                            }
                            return cut;
                        }
                    })
                    .slices();
            return judged(
                    draft,
                    slices,
                    metric,
                    limit,
                    ignoredBelow,
                    slice -> worst(examination, row -> cuts.stream().anyMatch(cut -> cut.holds(slice, row))));
        });
    }

    private static CheckResult judged(
            CheckResult draft,
            List<SliceResult> slices,
            Metric<?> metric,
            Limit limit,
            int ignoredBelow,
            Function<String, Optional<String>> example) {
        List<SliceResult> judged = new ArrayList<>();
        List<String> ignored = new ArrayList<>();
        for (SliceResult slice : slices) {
            if (slice.rows() < ignoredBelow) {
                ignored.add(slice.name() + " (" + Words.rows(slice.rows()) + ")");
            } else {
                judged.add(slice);
            }
        }
        if (judged.isEmpty()) {
            throw new Unmet(
                    "no slice of at least " + Words.rows(ignoredBelow) + " among " + slices.size()
                            + ", so nothing was exercised",
                    "test on more rows, or ignore fewer slices");
        }
        judged.sort(Comparator.<SliceResult, Outcome>comparing(slice -> limit.judge(measured(slice, metric)))
                .reversed()
                .thenComparingDouble(slice -> worth(measured(slice, metric), limit)));
        SliceResult worst = judged.get(0);
        Measurement measured = measured(worst, metric);
        CheckResult result = Results.of(
                draft,
                limit.judge(measured),
                Measuring.text(measured) + " on " + worst.name()
                        + (judged.size() == 1 ? "" : ", the worst of " + judged.size()));
        List<SliceResult> bad = judged.stream()
                .filter(slice -> limit.judge(measured(slice, metric)) != Outcome.PASSED)
                .toList();
        for (SliceResult slice : bad.subList(0, Math.min(SHOWN_SLICES, bad.size()))) {
            Outcome outcome = limit.judge(measured(slice, metric));
            result = result.with(
                    outcome.name().toLowerCase(Locale.ROOT) + " on " + slice.name(),
                    Measuring.text(measured(slice, metric)));
        }
        if (bad.size() > SHOWN_SLICES) {
            result = result.with("and on", (bad.size() - SHOWN_SLICES) + " more slices");
        }
        if (!ignored.isEmpty()) {
            result = result.with("left out", String.join(", ", ignored));
        }
        if (bad.isEmpty()) {
            return result;
        }
        Optional<String> row = example.apply(worst.name());
        result = row.isPresent() ? result.with("example", row.get()) : result;
        return result.with("what to do", limit.advice(measured));
    }

    private static Measurement measured(SliceResult slice, Metric<?> metric) {
        return java.util.Objects.requireNonNull(slice.measurements().get(metric.name()), "measurement");
    }

    /** The worst slice comes first; what is undefined before all. */
    private static double worth(Measurement measured, Limit limit) {
        double point = measured.value().orElse(Double.NEGATIVE_INFINITY);
        return limit.floor() || Double.isInfinite(point) ? point : -point;
    }

    static void notWorse(Examination<?> mine, Examination<?> others, Optional<Metric<?>> chosen, double margin) {
        String expected = chosen.map(Metric::name).orElse("its answers") + " not worse than those of "
                + others.subject().name() + " by more than " + Estimate.number(margin);
        mine.check(expected, draft -> {
            Metric<?> metric = chosen.isPresent() ? chosen.get() : Measuring.lead(mine);
            ModelComparison comparison = Measuring.run(mine, metric).compareWith(reference(others, metric));
            MetricDifference difference = comparison.withMargin(margin).difference(metric.name());
            CheckResult result = Results.of(
                            draft,
                            notWorse(difference),
                            "a difference in " + metric + " of " + Measuring.text(difference.difference()) + ": "
                                    + point(difference.first()) + " against " + point(difference.second()))
                    .with("method", difference.method() + " on the same rows, p " + difference.pValue());
            return result.outcome() == Outcome.PASSED
                    ? result
                    : mostWorse(mine, others, result)
                            .with(
                                    "what to do",
                                    result.outcome() == Outcome.FAILED
                                            ? "keep the other model: this one is worse"
                                            : "test on more rows, or widen the margin if such a loss does not matter");
        });
    }

    private static EvaluationReport reference(Examination<?> others, Metric<?> metric) {
        try {
            return Measuring.run(others, metric);
        } catch (Unmet unmet) {
            throw unmet.of(others.subject().name());
        }
    }

    private static String point(Measurement measured) {
        return measured instanceof Estimate estimate ? Estimate.number(estimate.point()) : measured.toString();
    }

    private static Outcome notWorse(MetricDifference difference) {
        if (difference.isNotInferior()) {
            return Outcome.PASSED;
        }
        if (difference.difference() instanceof Estimate estimate) {
            boolean higher = difference.direction() == Metric.Direction.HIGHER_IS_BETTER;
            boolean beyond = higher ? estimate.upper() < -difference.margin() : estimate.lower() > difference.margin();
            return beyond ? Outcome.FAILED : Outcome.INCONCLUSIVE;
        }
        return Outcome.INCONCLUSIVE;
    }

    /** Adds the row on which this model is farther from the truth than the other by most. */
    private static CheckResult mostWorse(Examination<?> mine, Examination<?> others, CheckResult result) {
        Table table = mine.table();
        Column truth = table.column(mine.target());
        int worst = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int row = 0; row < table.rowCount(); row++) {
            double more =
                    truth.isMissing(row) ? Double.NEGATIVE_INFINITY : loss(mine, truth, row) - loss(others, truth, row);
            if (more > most) {
                most = more;
                worst = row;
            }
        }
        return result.with(
                "example",
                RowText.place(table, worst) + ": truth " + truth(truth, worst) + ", answer "
                        + Behaviour.rounded(mine.given().get(worst)) + ", the other's "
                        + Behaviour.rounded(others.given().get(worst)) + RowText.below(table.row(worst)));
    }

    static void betterThanTrivial(Examination<?> examination) {
        examination.check("better answers than the best constant one", draft -> {
            Metric<?> metric = Measuring.lead(examination);
            EvaluationReport report = Measuring.run(examination, metric);
            Measurement trivial =
                    java.util.Objects.requireNonNull(report.baseline().get(metric.name()), "baseline");
            Measurement measured = report.metric(metric);
            CheckResult result = Results.of(
                    draft,
                    better(metric, measured, trivial),
                    metric + " " + Measuring.text(measured) + ", trivially " + point(trivial));
            return result.outcome() == Outcome.PASSED
                    ? result
                    : worstRow(examination, result)
                            .with(
                                    "what to do",
                                    "look whether the model sees its features at all; one that is no better than a"
                                            + " constant has learned nothing that these rows show");
        });
    }

    private static Outcome better(Metric<?> metric, Measurement measured, Measurement trivial) {
        if (!(measured instanceof Estimate mine) || !(trivial instanceof Estimate base)) {
            return Outcome.INCONCLUSIVE;
        }
        boolean higher = metric.direction() == Metric.Direction.HIGHER_IS_BETTER;
        if (higher ? mine.lower() > base.point() : mine.upper() < base.point()) {
            return Outcome.PASSED;
        }
        return (higher ? mine.upper() <= base.point() : mine.lower() >= base.point())
                ? Outcome.FAILED
                : Outcome.INCONCLUSIVE;
    }

    static void noWeakSlice(Examination<?> examination, double tolerance) {
        String expected = "no slice with provably more errors than the rest"
                + (tolerance == 0 ? "" : ", by more than " + Estimate.number(tolerance));
        examination.check(expected, draft -> {
            Metric<?> metric = Measuring.lead(examination);
            List<WeakSlice> weak = Measuring.run(examination, metric, new Measuring.Step() {
                        @Override
                        public <S extends Sample<S>> Evaluation<S> apply(Evaluation<S> evaluation) {
                            return evaluation.searchSlices();
                        }
                    })
                    .weakestSlices()
                    .stream()
                    .filter(slice -> tolerance == 0
                            || slice.difference()
                                    .estimate()
                                    .filter(difference -> difference.lower() > tolerance)
                                    .isPresent())
                    .toList();
            CheckResult result = Results.of(
                    draft,
                    weak.isEmpty() ? Outcome.PASSED : Outcome.FAILED,
                    weak.isEmpty()
                            ? "none in any column"
                            : weak.size() + " such, the worst " + weak.get(0).name());
            for (WeakSlice slice : weak.subList(0, Math.min(SHOWN_SLICES, weak.size()))) {
                result = result.with(
                        slice.name(),
                        text(examination, slice).substring(slice.name().length() + 2));
            }
            return weak.isEmpty()
                    ? result
                    : worstRow(examination, result)
                            .with(
                                    "what to do",
                                    "look at the data and the model for these rows; a segment whose labels"
                                            + " are flipped or whose column is read wrongly looks like this");
        });
    }
}
