// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Field;
import dev.holdfast.evaluation.importance.ColumnImportance;
import dev.holdfast.evaluation.importance.PermutationImportance;
import dev.holdfast.model.Prediction;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asserts what a model does with the columns, by dealing the values of each out among the rows anew. */
final class FeatureChecks {
    private static final int SHOWN = 5;

    private FeatureChecks() {}

    static <O extends Prediction> void usesEvery(Examination<O> examination) {
        examination.check("every column to change some answer", draft -> {
            List<ColumnImportance> columns = measured(examination, features(examination), Optional.empty());
            List<String> unused = named(columns, column -> !column.isUsed() && column.changedRows() > 0);
            List<String> constant = named(columns, column -> column.changedRows() == 0);
            if (!unused.isEmpty()) {
                return Results.of(
                                draft,
                                Outcome.FAILED,
                                "no answer changed with " + list(unused) + ", though its values were dealt out anew")
                        .with("what to do", "leave it out of the features, or find out why the model ignores it");
            }
            if (!constant.isEmpty()) {
                return undecided(draft, constant);
            }
            return Results.of(draft, Outcome.PASSED, "answers that change with each of " + columns.size() + " columns");
        });
    }

    static <O extends Prediction> void usesNone(Examination<O> examination, String... names) {
        examination.check("no answer to change with " + list(List.of(names)), draft -> {
            requireColumns(examination, names);
            List<ColumnImportance> columns = measured(examination, List.of(names), Optional.empty());
            List<ColumnImportance> used =
                    columns.stream().filter(ColumnImportance::isUsed).toList();
            if (!used.isEmpty()) {
                String largest = used.stream()
                        .map(column -> "'" + column.column() + "' by up to " + Estimate.number(column.largestChange()))
                        .collect(Collectors.joining(", "));
                return Results.of(draft, Outcome.FAILED, "answers that change with " + largest)
                        .with("what to do", "leave it out of the features; other columns may still tell it");
            }
            List<String> constant = named(columns, column -> column.changedRows() == 0);
            return constant.isEmpty()
                    ? Results.of(draft, Outcome.PASSED, "the same answers, bit for bit, with its values dealt out anew")
                    : undecided(draft, constant);
        });
    }

    static <O extends Prediction> void notDominated(Examination<O> examination, double limit) {
        examination.check("no column to carry more than " + Estimate.number(limit) + " of the importance", draft -> {
            List<ColumnImportance> columns =
                    measured(examination, features(examination), Optional.of(examination.target()));
            List<ColumnImportance> sorted = columns.stream()
                    .filter(column -> column.share() instanceof Estimate)
                    .sorted(Comparator.comparingDouble((ColumnImportance column) -> point(column.share()))
                            .reversed())
                    .toList();
            if (sorted.isEmpty()) {
                return Results.of(
                        draft,
                        Outcome.INCONCLUSIVE,
                        "no share: " + ((Undefined) columns.get(0).share()).reason());
            }
            Estimate first = (Estimate) sorted.get(0).share();
            String shares = sorted.stream()
                    .limit(SHOWN)
                    .map(column -> column.column() + " " + column.share())
                    .collect(Collectors.joining(", "));
            Outcome outcome = first.upper() <= limit
                    ? Outcome.PASSED
                    : first.lower() > limit ? Outcome.FAILED : Outcome.INCONCLUSIVE;
            return Results.of(draft, outcome, "'" + sorted.get(0).column() + "' with a share of " + first)
                    .with("shares of the importance", shares);
        });
    }

    private static double point(Measurement share) {
        return share instanceof Estimate estimate ? estimate.point() : Double.NEGATIVE_INFINITY;
    }

    /** Asked for all rows first, so that a row that cannot be answered is told as everywhere else. */
    private static <O extends Prediction> List<ColumnImportance> measured(
            Examination<O> examination, List<String> columns, Optional<String> target) {
        examination.given();
        PermutationImportance importance = PermutationImportance.of(
                        examination.subject().model(), examination.table())
                .seed(examination.options().seed())
                .confidence(examination.options().confidence());
        try {
            return target.map(importance::target).orElse(importance).of(columns);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw new Unmet(
                    "an exception on rows whose values were dealt out anew: " + e,
                    e,
                    java.util.Map.of("what to do", "mend the model: each value by itself is one of the data"));
        }
    }

    /** The columns that the model reads; without a signature, all but the truth. */
    private static <O extends Prediction> List<String> features(Examination<O> examination) {
        Optional<String> target = examination.options().target();
        return examination
                .subject()
                .signature()
                .map(signature ->
                        signature.inputs().fields().stream().map(Field::name).toList())
                .orElseGet(() -> examination.table().columnNames().stream()
                        .filter(name -> !target.equals(Optional.of(name)))
                        .toList());
    }

    private static void requireColumns(Examination<?> examination, String... names) {
        if (names.length == 0) {
            throw new IllegalArgumentException("name the columns that the model must not use, got none");
        }
        Arrays.stream(names).forEach(examination.table()::column);
    }

    private static List<String> named(
            List<ColumnImportance> columns, java.util.function.Predicate<ColumnImportance> condition) {
        return columns.stream().filter(condition).map(ColumnImportance::column).toList();
    }

    private static String list(List<String> names) {
        return names.stream().map(name -> "'" + name + "'").collect(Collectors.joining(", "));
    }

    private static CheckResult undecided(CheckResult draft, List<String> constant) {
        return Results.of(draft, Outcome.INCONCLUSIVE, "the same value in every row of " + list(constant))
                .with("what to do", "give test rows in which it varies");
    }
}
