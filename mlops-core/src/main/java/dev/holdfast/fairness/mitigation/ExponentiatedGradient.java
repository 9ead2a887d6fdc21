// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Trains a classifier under a fairness criterion with any trainer that honours weights.
 *
 * <p>A game: a player sets prices for breaking the criterion, by exponentiated gradient and by the exact solution over
 * the classifiers so far; the trainer answers with the classifier that is best at those prices, to which rows are
 * relabelled and reweighed. The result mixes a few of these classifiers. It stops when no answer improves the mixture by
 * more than 0.0005, or after 50 rounds. {@link #grid} instead tries prices one at a time and keeps the one classifier
 * that is most accurate within the tolerance, or least unfair when none is: deterministic, and usually less accurate.
 *
 * <p>The criterion is on the training rows; a tolerance of t holds every group to within t / 2 of everybody. Sensitive
 * values are needed for training only, so that there is no group that the result has never seen. Results are immutable,
 * and as thread-safe as the trained classifiers. Cost: some dozens of trainings.
 *
 * <p>Reference: A. Agarwal and others, A Reductions Approach to Fair Classification, ICML 2018. As in Fairlearn, when all
 * rows are to be labelled alike, the answer is the constant and the trainer is not called.
 */
public final class ExponentiatedGradient {
    private static final double BOUND = 100;
    private static final double STEP = 2;
    private static final double ENOUGH = 5e-4;
    private static final int ROUNDS = 50;
    private static final double NEGLIGIBLE = 1e-9;

    private final Criterion criterion;
    private final WeightedTrainer trainer;
    private final Table rows;
    private final String target;
    private final String favorable;
    private final String other;
    private final Cases cases;
    private final ReductionMoments moments;
    private final List<Predictor<Row, ClassScores>> models = new ArrayList<>();
    private final List<int[]> decisions = new ArrayList<>();
    private final List<double[]> violations = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();

    private ExponentiatedGradient(
            Criterion criterion,
            WeightedTrainer trainer,
            Table rows,
            String target,
            String favorable,
            String sensitive) {
        this.criterion = criterion;
        this.trainer = trainer;
        this.rows = rows;
        this.target = target;
        this.favorable = favorable;
        Column labels = rows.column(target);
        Column groups = rows.column(sensitive);
        int[] truth = new int[rows.rowCount()];
        String[] names = new String[truth.length];
        String unfavorable = "";
        for (int row = 0; row < truth.length; row++) {
            truth[row] = labels.text(row).equals(favorable) ? 1 : 0;
            names[row] = groups.isMissing(row) ? "(missing)" : groups.text(row);
            if (truth[row] == 0) {
                if (!unfavorable.isEmpty() && !unfavorable.equals(labels.text(row))) {
                    throw new IllegalArgumentException("target '" + target + "' must have two labels, got '" + favorable
                            + "', '" + unfavorable + "' and '" + labels.text(row) + "'");
                }
                unfavorable = labels.text(row);
            }
        }
        this.other = unfavorable;
        this.cases = Cases.of(truth, names);
        cases.requireBothClasses();
        this.moments = new ReductionMoments(cases, criterion.measure(), criterion.tolerance());
    }

    /**
     * Trains a mixture of classifiers.
     *
     * @param criterion a tolerance for the difference in demographic parity, equal opportunity, false positive rate or
     *     equalised odds
     * @param trainer the trainer
     * @param rows the training rows
     * @param target the column to predict, with two labels and no missing value
     * @param favorable the favourable label
     * @param sensitive the column of groups; missing values are a group
     * @return the mixture
     * @throws IllegalArgumentException when a column is not there, the target has other than two labels, a group lacks
     *     one of them, or the measure is another
     */
    public static Fitted fit(
            Criterion criterion,
            WeightedTrainer trainer,
            Table rows,
            String target,
            String favorable,
            String sensitive) {
        return new ExponentiatedGradient(criterion, trainer, rows, target, favorable, sensitive).mix();
    }

    /**
     * Trains one classifier a price and keeps the best.
     *
     * @param size how many prices to try for each group and class, at least 2
     * @param criterion as in {@link #fit}
     * @param trainer the trainer
     * @param rows the training rows
     * @param target the column to predict
     * @param favorable the favourable label
     * @param sensitive the column of groups
     * @return the one classifier
     * @throws IllegalArgumentException as {@link #fit} does, and when the size is less than 2
     */
    public static Fitted grid(
            int size,
            Criterion criterion,
            WeightedTrainer trainer,
            Table rows,
            String target,
            String favorable,
            String sensitive) {
        if (size < 2) {
            throw new IllegalArgumentException("a grid needs at least 2 prices, got " + size);
        }
        return new ExponentiatedGradient(criterion, trainer, rows, target, favorable, sensitive).best(size);
    }

    private Fitted mix() {
        int k = moments.size();
        double[] theta = new double[k];
        add(new double[k]);
        MatrixGame game = MatrixGame.solve(violations, errors, BOUND);
        for (int round = 0; round < ROUNDS; round++) {
            double[] last = violations.get(violations.size() - 1);
            for (int c = 0; c < k; c++) {
                theta[c] += STEP * last[c];
            }
            add(prices(theta));
            game = MatrixGame.solve(violations, errors, BOUND);
            double value = add(game.prices());
            if (value >= game.value() - ENOUGH) {
                break;
            }
            game = MatrixGame.solve(violations, errors, BOUND);
        }
        double[] shares = Arrays.copyOf(game.mixture(), models.size());
        return new Fitted(this, shares);
    }

    private static double[] prices(double[] theta) {
        double largest = Math.max(0, Arrays.stream(theta).max().orElse(0));
        double sum = Math.exp(-largest)
                + Arrays.stream(theta).map(t -> Math.exp(t - largest)).sum();
        return Arrays.stream(theta)
                .map(t -> BOUND * Math.exp(t - largest) / sum)
                .toArray();
    }

    private Fitted best(int size) {
        int k = moments.size();
        add(new double[k]);
        for (int c = 0; c < k; c++) {
            for (int i = 1; i < size; i++) {
                double[] prices = new double[k];
                prices[c] = 2.0 * i / (size - 1);
                add(prices);
            }
        }
        int best = 0;
        for (int j = 1; j < models.size(); j++) {
            double mine = Math.max(0, Arrays.stream(violations.get(j)).max().orElse(0));
            double its = Math.max(0, Arrays.stream(violations.get(best)).max().orElse(0));
            best = mine < its || (mine == its && errors.get(j) < errors.get(best)) ? j : best;
        }
        double[] shares = new double[models.size()];
        shares[best] = 1;
        return new Fitted(this, shares);
    }

    /** Trains at some prices and returns error plus priced violations of the answer. */
    private double add(double[] prices) {
        double[] costs = moments.costs(prices);
        double largest = Arrays.stream(costs).map(Math::abs).max().orElse(1);
        double sum = Arrays.stream(costs).map(Math::abs).sum();
        TextColumn.Builder labels = TextColumn.builder(target);
        double[] weights = new double[costs.length];
        boolean any = false;
        boolean all = true;
        for (int row = 0; row < costs.length; row++) {
            boolean selected = costs[row] < 0;
            labels.add(selected ? favorable : other);
            weights[row] = sum > 0 ? Math.abs(costs[row]) * costs.length / sum : 1;
            any |= selected && Math.abs(costs[row]) > NEGLIGIBLE * largest;
            all &= selected || Math.abs(costs[row]) <= NEGLIGIBLE * largest;
        }
        Predictor<Row, ClassScores> model =
                any && !all ? trainer.train(rows.with(labels.build()), weights) : constant(any ? favorable : other);
        int[] decided = new int[costs.length];
        List<ClassScores> answers = model.predictAll(rows);
        Arrays.setAll(decided, row -> answers.get(row).best().equals(favorable) ? 1 : 0);
        models.add(model);
        decisions.add(decided);
        violations.add(moments.violations(decided));
        errors.add(moments.error(decided));
        double value = errors.get(errors.size() - 1);
        for (int c = 0; c < prices.length; c++) {
            value += prices[c] * violations.get(violations.size() - 1)[c];
        }
        return value;
    }

    private static Predictor<Row, ClassScores> constant(String label) {
        ClassScores always = ClassScores.of(label, 1);
        return row -> always;
    }

    /**
     * A mixture of classifiers, or the one that a grid found. Its score of the favourable label is the share of the
     * mixture that selects a row, so that its best label is the majority's; {@link #decide} draws instead, which is what
     * keeps the criterion. Immutable.
     */
    public static final class Fitted implements Predictor<Row, ClassScores> {
        private final Criterion criterion;
        private final String favorable;
        private final List<String> labels;
        private final List<Predictor<Row, ClassScores>> models = new ArrayList<>();
        private final List<Double> shares = new ArrayList<>();
        private final List<int[]> decisions = new ArrayList<>();
        private final Cases cases;
        private final int[] unconstrained;
        private final int trainings;

        private Fitted(ExponentiatedGradient game, double[] mixture) {
            this.criterion = game.criterion;
            this.favorable = game.favorable;
            this.labels = List.of(game.other, game.favorable);
            this.cases = game.cases;
            this.unconstrained = game.decisions.get(0);
            this.trainings = game.models.size();
            for (int j = 0; j < mixture.length; j++) {
                if (mixture[j] > NEGLIGIBLE) {
                    models.add(game.models.get(j));
                    shares.add(mixture[j]);
                    decisions.add(game.decisions.get(j));
                }
            }
        }

        /**
         * Returns the share of the mixture that selects a row.
         *
         * @param row the row
         * @return the probability of being selected, in [0, 1]
         */
        public double probability(Row row) {
            double sum = 0;
            for (int j = 0; j < models.size(); j++) {
                sum += models.get(j).predict(row).best().equals(favorable) ? shares.get(j) : 0;
            }
            return Math.min(1, sum);
        }

        @Override
        public ClassScores predict(Row row) {
            double probability = probability(row);
            return ClassScores.of(labels, 1 - probability, probability);
        }

        /**
         * Decides a row by a classifier that is drawn by a hash of the row's key.
         *
         * @param row the row
         * @param key what tells the row from others
         * @return true when it is selected; always the same for the same row and key
         */
        public boolean decide(Row row, long key) {
            return new SplittableRandom(key * 0x9E3779B97F4A7C15L).nextDouble() < probability(row);
        }

        /**
         * Returns the shares of the classifiers in the mixture.
         *
         * @return positive numbers that sum to 1
         */
        public List<Double> shares() {
            return Collections.unmodifiableList(shares);
        }

        /**
         * Returns how many classifiers were trained.
         *
         * @return the number, that without constraints included
         */
        public int trainings() {
            return trainings;
        }

        /**
         * Returns how likely each training row is selected.
         *
         * @return the probabilities, in the order of rows
         */
        public double[] trainingProbabilities() {
            double[] probabilities = new double[cases.size()];
            for (int j = 0; j < decisions.size(); j++) {
                for (int row = 0; row < probabilities.length; row++) {
                    probabilities[row] += shares.get(j) * decisions.get(j)[row];
                }
            }
            return probabilities;
        }

        /**
         * Returns what the constraint did on the training rows, each drawn by its index: before is the classifier without
         * it.
         *
         * @return fairness before and after, and the cost
         */
        public Mitigation mitigation() {
            double[] probabilities = trainingProbabilities();
            int[] after = new int[probabilities.length];
            for (int row = 0; row < after.length; row++) {
                after[row] = new SplittableRandom(row * 0x9E3779B97F4A7C15L).nextDouble() < probabilities[row] ? 1 : 0;
            }
            return Mitigation.of(
                    "Training under a constraint",
                    criterion,
                    cases,
                    unconstrained,
                    after,
                    "there is none: the trained model does not read the sensitive column");
        }
    }
}
