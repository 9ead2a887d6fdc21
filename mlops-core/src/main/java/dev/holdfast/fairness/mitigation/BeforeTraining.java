// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * Shows what mitigations before training do to a model: trains without one and with one, by the same trainer on the same
 * rows, and compares the decisions of both on rows that neither has seen.
 *
 * <p>{@link #reweighing} and {@link #relabelling} change what is learned from; their models are those of the trainer, to
 * be stored as such, and need no sensitive value. {@link #correlationRemoval} and {@link #repair} change features, so that
 * their models read the sensitive column at each answer, treat groups they have not seen as you say, and are not stored.
 * The features they change become number columns: a trainer that needs a feature specification derives it from the table
 * it is given.
 *
 * <p>A missing sensitive value makes the group {@code "(missing)"}. A missing feature stays missing; correlation is removed
 * as though it were the mean. Immutable and as thread-safe as the trainer; {@link #of} trains once, each method once more.
 *
 * <pre>{@code
 * BeforeTraining loans = BeforeTraining.of(
 *     Criterion.demographicParity().atMost(0.05), trainer::train, train, test, "Status", "good", "Marital");
 * loans.reweighing(1).mitigation().accuracyCost();
 * }</pre>
 */
public final class BeforeTraining {
    private final Goal goal;
    private final WeightedTrainer trainer;
    private final Table train;
    private final Table test;
    private final String target;
    private final String favorable;
    private final String other;
    private final String sensitive;
    private final Cases cases;
    private final Predictor<Row, ClassScores> baseline;

    private BeforeTraining(
            Criterion criterion,
            WeightedTrainer trainer,
            Table train,
            Table test,
            String target,
            String favorable,
            String sensitive,
            double[] weights) {
        this.goal = new Goal.Alike(criterion);
        this.trainer = Objects.requireNonNull(trainer, "trainer");
        this.train = train;
        this.test = test;
        this.target = target;
        this.favorable = favorable;
        this.sensitive = sensitive;
        this.cases = Cases.of(train, target, favorable, sensitive, weights);
        this.other = Cases.unfavorable(train, target, favorable);
        this.baseline = trainer.train(train, cases.weights().clone());
    }

    /**
     * Trains the model without mitigation.
     *
     * @param criterion what to judge by
     * @param trainer the trainer; to keep the sensitive column out of the model is its matter
     * @param train the training rows
     * @param test the rows to judge on
     * @param target the column to predict, with two labels and no missing value
     * @param favorable the favourable label
     * @param sensitive the column of groups; missing values are a group
     * @param weights the weight of each training row, or none for equal ones
     * @return what mitigations can be compared with
     * @throws IllegalArgumentException when a column is not there, the target has other than two labels or a missing one,
     *     or weights are negative or sum to 0
     */
    public static BeforeTraining of(
            Criterion criterion,
            WeightedTrainer trainer,
            Table train,
            Table test,
            String target,
            String favorable,
            String sensitive,
            double... weights) {
        return new BeforeTraining(criterion, trainer, train, test, target, favorable, sensitive, weights);
    }

    /**
     * A model that was trained with a mitigation, and what that did.
     *
     * @param model the model
     * @param mitigation fairness and accuracy on the test rows without and with it
     */
    public record Trained(Predictor<Row, ClassScores> model, Mitigation mitigation) {
        /**
         * Checks that nothing is null.
         *
         * @param model the model
         * @param mitigation fairness and accuracy on the test rows without and with it
         */
        public Trained {
            Objects.requireNonNull(model, "model");
            Objects.requireNonNull(mitigation, "mitigation");
        }
    }

    /**
     * Returns the model without mitigation.
     *
     * @return the model
     */
    public Predictor<Row, ClassScores> baseline() {
        return baseline;
    }

    private Trained compared(String name, Predictor<Row, ClassScores> model, String unseenGroups) {
        Cases judged = Cases.of(test, target, favorable, sensitive);
        return new Trained(
                model,
                Mitigation.of(
                        name,
                        goal,
                        judged,
                        Reduction.decisions(baseline, test, favorable),
                        Reduction.decisions(model, test, favorable),
                        unseenGroups));
    }

    /**
     * Trains on the weights of {@link Reweighing}.
     *
     * @param strength how far to go, from 0 (not at all) to 1
     * @return the model and what the weights did
     * @throws IllegalArgumentException when the strength is outside [0, 1], or it is 1 and a group lacks a label
     */
    public Trained reweighing(double strength) {
        Reweighing fitted = strength == 1
                ? Reweighing.fit(cases.truth(), cases.groups(), cases.weights())
                : Reweighing.shrunken(strength, cases.truth(), cases.groups(), cases.weights());
        return compared("Reweighing", trainer.train(train, fitted.weights()), Mitigation.NO_GROUPS);
    }

    /**
     * Trains on the labels of {@link Relabelling}, the model without mitigation being the ranker.
     *
     * @return the model and what the labels did
     */
    public Trained relabelling() {
        List<ClassScores> answers = baseline.predictAll(train);
        double[] scores = new double[cases.size()];
        Arrays.setAll(scores, row -> answers.get(row).score(favorable));
        int[] labels = Relabelling.fit(cases.truth(), scores, cases.groups(), cases.weights())
                .labels();
        TextColumn.Builder column = TextColumn.builder(target);
        for (int label : labels) {
            column.add(label == 1 ? favorable : other);
        }
        return compared(
                "Relabelling",
                trainer.train(train.with(column.build()), cases.weights().clone()),
                Mitigation.NO_GROUPS);
    }

    /**
     * Trains on features without linear correlation to the groups, by {@link CorrelationRemover}.
     *
     * @param strength how much to take out, from 0 to 1
     * @param unseen what becomes of groups that are not among the training rows
     * @param features the numeric columns to change
     * @return the model, which changes features before it answers, and what that did
     * @throws IllegalArgumentException when the strength is outside [0, 1], no feature is named, or one is not there, is
     *     not numeric or has no value
     */
    public Trained correlationRemoval(double strength, UnseenGroup unseen, String... features) {
        double[][] values = values(train, features);
        double[] means = new double[features.length];
        for (int f = 0; f < features.length; f++) {
            means[f] = mean(values, f, features[f]);
        }
        CorrelationRemover remover =
                CorrelationRemover.fit(strength, unseen, filled(values, means), cases.groups(), cases.weights());
        FeatureChange change = (rows, groups) -> {
            double[][] changed = remover.transform(filled(rows, means), groups);
            for (int row = 0; row < rows.length; row++) {
                for (int f = 0; f < means.length; f++) {
                    changed[row][f] = Double.isNaN(rows[row][f]) ? Double.NaN : changed[row][f];
                }
            }
            return changed;
        };
        return changed("Correlation removal", change, unseen.described("keeps its features"), features);
    }

    private double mean(double[][] values, int feature, String name) {
        double sum = 0;
        double weight = 0;
        for (int row = 0; row < values.length; row++) {
            if (!Double.isNaN(values[row][feature])) {
                sum += cases.weights()[row] * values[row][feature];
                weight += cases.weights()[row];
            }
        }
        if (weight == 0) {
            throw new IllegalArgumentException("feature '" + name + "' has no value");
        }
        return sum / weight;
    }

    private static double[][] filled(double[][] rows, double[] means) {
        double[][] filled = new double[rows.length][means.length];
        for (int row = 0; row < rows.length; row++) {
            for (int f = 0; f < means.length; f++) {
                filled[row][f] = Double.isNaN(rows[row][f]) ? means[f] : rows[row][f];
            }
        }
        return filled;
    }

    /**
     * Trains on features that have the same distribution in every group, by {@link DisparateImpactRepair}.
     *
     * @param strength how far to go, from 0 (not at all) to 1
     * @param unseen what becomes of groups that are not among the training rows
     * @param features the numeric columns to change
     * @return the model, which changes features before it answers, and what that did
     * @throws IllegalArgumentException when the strength is outside [0, 1], no feature is named, or one is not there, is
     *     not numeric or has no value in some group
     */
    public Trained repair(double strength, UnseenGroup unseen, String... features) {
        double[][] values = values(train, features);
        List<DisparateImpactRepair> repairs = new ArrayList<>();
        for (int f = 0; f < features.length; f++) {
            int feature = f;
            double[] column =
                    Arrays.stream(values).mapToDouble(row -> row[feature]).toArray();
            repairs.add(DisparateImpactRepair.fit(strength, unseen, column, cases.groups(), cases.weights()));
        }
        FeatureChange change = (rows, groups) -> {
            double[][] changed = new double[rows.length][repairs.size()];
            for (int f = 0; f < repairs.size(); f++) {
                int feature = f;
                double[] column =
                        Arrays.stream(rows).mapToDouble(row -> row[feature]).toArray();
                double[] repaired = repairs.get(f).transform(column, groups);
                for (int row = 0; row < rows.length; row++) {
                    changed[row][f] = repaired[row];
                }
            }
            return changed;
        };
        return changed(
                "Disparate-impact repair",
                change,
                unseen.described("its features are placed among those of all rows together"),
                features);
    }

    private static double[][] values(Table rows, String... features) {
        if (features.length == 0) {
            throw new IllegalArgumentException("name at least one feature to change");
        }
        double[][] values = new double[rows.rowCount()][features.length];
        for (int f = 0; f < features.length; f++) {
            Column column = rows.column(features[f]);
            if (!column.type().isNumeric()) {
                throw new IllegalArgumentException(
                        "only numeric features can be changed, got '" + features[f] + "' of " + column.type());
            }
            for (int row = 0; row < values.length; row++) {
                values[row][f] = column.isMissing(row) ? Double.NaN : column.number(row);
            }
        }
        return values;
    }

    private Trained changed(String name, FeatureChange change, String unseenGroups, String... features) {
        ChangedFeatures model = new ChangedFeatures(change, sensitive, List.of(features));
        Predictor<Row, ClassScores> trained =
                trainer.train(model.changed(train), cases.weights().clone());
        return compared(name, model.before(trained), unseenGroups);
    }

    /** Changes the features of rows, given their groups; NaN stands for missing and stays. */
    private interface FeatureChange {
        double[][] apply(double[][] rows, String[] groups);
    }

    private record ChangedFeatures(FeatureChange change, String sensitive, List<String> features) {
        Table changed(Table rows) {
            double[][] values =
                    change.apply(values(rows, features.toArray(new String[0])), Cases.groups(rows, sensitive));
            Table result = rows;
            for (int f = 0; f < features.size(); f++) {
                NumberColumn.Builder column = NumberColumn.builder(features.get(f));
                for (double[] row : values) {
                    if (Double.isNaN(row[f])) {
                        column.addMissing();
                    } else {
                        column.add(row[f]);
                    }
                }
                result = result.with(column.build());
            }
            return result;
        }

        Row changed(Row row) {
            double[] values = features.stream()
                    .mapToDouble(name -> row.isMissing(name) ? Double.NaN : row.number(name))
                    .toArray();
            String group = row.isMissing(sensitive) ? Cases.MISSING : row.text(sensitive);
            double[] changed = change.apply(new double[][] {values}, new String[] {group})[0];
            Row result = row;
            for (int f = 0; f < changed.length; f++) {
                if (!Double.isNaN(changed[f])) {
                    result = result.with(features.get(f), changed[f]);
                }
            }
            return result;
        }

        Predictor<Row, ClassScores> before(Predictor<Row, ClassScores> model) {
            return new Predictor<>() {
                @Override
                public ClassScores predict(Row row) {
                    return model.predict(changed(row));
                }

                @Override
                public List<ClassScores> predictAll(Iterable<? extends Row> rows) {
                    return rows instanceof Table table
                            ? model.predictAll(changed(table))
                            : Predictor.super.predictAll(rows);
                }
            };
        }
    }
}
