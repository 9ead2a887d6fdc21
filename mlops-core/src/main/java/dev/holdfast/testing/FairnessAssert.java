// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.Disparity;
import dev.holdfast.fairness.Exclusion;
import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.fairness.FairnessVerdict;
import dev.holdfast.model.Prediction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Assertions that a classifier treats groups of people alike: {@code by("Sex").by("Age", 25, 60).isFair(criterion)}.
 *
 * <p>The examination is that of {@link Fairness}, with its minima: groups too small to compare are listed. Immutable.
 *
 * @param <O> the model's answers
 */
public final class FairnessAssert<O extends Prediction> {
    private static final int SHOWN_EXCLUSIONS = 5;

    private final Examination<O> examination;
    private final String columns;
    private final UnaryOperator<Fairness> setup;

    FairnessAssert(Examination<O> examination, String columns, UnaryOperator<Fairness> setup) {
        this.examination = examination;
        this.columns = columns;
        this.setup = setup;
    }

    static <O extends Prediction> FairnessAssert<O> of(Examination<O> examination, String column, double[] edges) {
        double[] own = edges.clone();
        return new FairnessAssert<>(examination, column, fairness -> fairness.sensitive(column, own));
    }

    private FairnessAssert<O> then(String names, UnaryOperator<Fairness> more) {
        return new FairnessAssert<>(examination, names, fairness -> more.apply(setup.apply(fairness)));
    }

    /**
     * Adds a sensitive column.
     *
     * @param column the column
     * @param edges for a numeric column, where one band ends and the next begins, ascending
     * @return the same assertions, by that column too
     */
    public FairnessAssert<O> by(String column, double... edges) {
        double[] own = edges.clone();
        return then(columns + ", " + column, fairness -> fairness.sensitive(column, own));
    }

    /**
     * Names the classes that a person would wish for.
     *
     * @param labels one class or more
     * @return the same assertions
     */
    public FairnessAssert<O> favorable(String... labels) {
        String[] own = labels.clone();
        return then(columns, fairness -> fairness.favorable(own));
    }

    /**
     * Chooses anything else that an examination offers: intersections, control columns, minima, weights.
     *
     * @param options changes the description and returns it
     * @return the same assertions
     */
    public FairnessAssert<O> with(UnaryOperator<Fairness> options) {
        return then(columns, options);
    }

    /**
     * Asserts that every attribute meets every criterion with its whole interval.
     *
     * @param criteria the criteria, at least one
     * @return assertions on all rows
     * @throws IllegalArgumentException when there is no criterion
     */
    public ModelOnDataAssert<O> isFair(Criterion... criteria) {
        if (criteria.length == 0) {
            throw new IllegalArgumentException("name at least one criterion, as in equalizedOdds().atMost(0.10)");
        }
        String names = Arrays.stream(criteria).map(Criterion::toString).collect(Collectors.joining(" and "));
        examination.check(names + " by " + columns, draft -> judged(draft, report(criteria)));
        return new ModelOnDataAssert<>(examination);
    }

    private FairnessReport report(Criterion... criteria) {
        Fairness fairness =
                setup.apply(Fairness.of(Measuring.classifier(examination), examination.table(), examination.target())
                        .confidence(examination.options().confidence())
                        .seed(examination.options().seed())
                        .replicates(examination.options().replicates()));
        for (Criterion criterion : criteria) {
            fairness = fairness.criterion(criterion);
        }
        return fairness.run();
    }

    private CheckResult judged(CheckResult draft, FairnessReport report) {
        List<FairnessReport.Check> worst = report.checks().stream()
                .filter(check -> check.verdict() == report.verdict())
                .toList();
        FairnessReport.Check first = worst.get(0);
        CheckResult result = Results.of(
                draft,
                report.outcome(),
                report.verdict() + " by " + first.disparity().attribute() + ", "
                        + first.disparity().measure().key() + " "
                        + Measuring.text(first.disparity().value()));
        if (report.verdict() != FairnessVerdict.FAIR) {
            for (FairnessReport.Check check : worst) {
                result = result.with(
                        check.criterion() + " by " + check.disparity().attribute(), groups(report, check));
            }
        }
        List<String> excluded = new ArrayList<>(
                report.excluded().stream().map(Exclusion::toString).toList());
        if (!excluded.isEmpty()) {
            int shown = Math.min(SHOWN_EXCLUSIONS, excluded.size());
            result = result.with(
                    "left out",
                    String.join("; ", excluded.subList(0, shown))
                            + (shown < excluded.size() ? "; and " + (excluded.size() - shown) + " more" : ""));
        }
        return report.verdict() == FairnessVerdict.FAIR ? result : result.with("what to do", advice(report.verdict()));
    }

    private static String groups(FairnessReport report, FairnessReport.Check check) {
        Disparity disparity = check.disparity();
        if (disparity.value().estimate().isEmpty()) {
            return disparity.value().toString();
        }
        return disparity.rate().key() + " "
                + Measuring.text(
                        report.group(disparity.attribute(), disparity.highest()).rate(disparity.rate()))
                + " for '" + disparity.highest() + "', "
                + Measuring.text(
                        report.group(disparity.attribute(), disparity.lowest()).rate(disparity.rate()))
                + " for '" + disparity.lowest() + "'";
    }

    private static String advice(FairnessVerdict verdict) {
        return verdict == FairnessVerdict.UNFAIR
                ? "mitigate it (dev.holdfast.fairness.mitigation), or drop what stands for the group"
                : "test on more rows of the small groups, or say allowInconclusive()";
    }
}
