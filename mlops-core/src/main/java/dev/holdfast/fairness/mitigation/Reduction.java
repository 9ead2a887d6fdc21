// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness.mitigation;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The game between prices and a trainer, on one training table; its classifiers answer the training rows only once. */
final class Reduction {
    private static final double BOUND = 100;
    private static final double STEP = 5 / BOUND;
    private static final double ENOUGH = 5e-4;
    /** A trainer that minimises a loss of its own may fail to improve for some prices and still do so for others. */
    private static final int PATIENCE = 8;

    private static final double NEGLIGIBLE = 1e-9;

    private final WeightedTrainer trainer;
    private final Table rows;
    private final String target;
    private final String favorable;
    private final String other;
    private final ReductionMoments moments;
    private final List<Predictor<Row, ClassScores>> models = new ArrayList<>();
    private final List<double[]> violations = new ArrayList<>();
    private final List<Double> errors = new ArrayList<>();
    private final List<TradeOff> choices = new ArrayList<>();

    Reduction(
            Goal goal,
            WeightedTrainer trainer,
            Table rows,
            String target,
            String favorable,
            String sensitive,
            double[] weights) {
        this.trainer = trainer;
        this.rows = rows;
        this.target = target;
        this.favorable = favorable;
        Cases cases = Cases.of(rows, target, favorable, sensitive, weights);
        this.other = Cases.unfavorable(rows, target, favorable);
        this.moments = new ReductionMoments(cases, goal);
    }

    /** A mixture that the game ended with: the classifiers by share, the first being the one without prices. */
    record Outcome(
            List<Predictor<Row, ClassScores>> models,
            List<Double> shares,
            double violation,
            int trainings,
            String other,
            List<TradeOff> front) {}

    Outcome mix(int rounds) {
        int k = moments.size();
        double[] theta = new double[k];
        add(new double[k]);
        MatrixGame game = MatrixGame.solve(violations, errors, BOUND);
        int failures = 0;
        for (int round = 0; round < rounds && failures < PATIENCE; round++) {
            add(prices(theta));
            double[] broken = violations.get(violations.size() - 1);
            for (int c = 0; c < k; c++) {
                theta[c] += STEP * broken[c];
            }
            double before = game.value();
            game = MatrixGame.solve(violations, errors, BOUND);
            add(game.prices());
            game = MatrixGame.solve(violations, errors, BOUND);
            failures = game.value() < before - ENOUGH ? 0 : failures + 1;
        }
        return outcome(Arrays.copyOf(game.mixture(), models.size()));
    }

    private Outcome outcome(double[] mixture) {
        double[] broken = new double[moments.size()];
        double sum = 0;
        for (int j = 0; j < mixture.length; j++) {
            mixture[j] = mixture[j] > NEGLIGIBLE ? mixture[j] : 0;
            sum += mixture[j];
        }
        for (int j = 0; j < mixture.length; j++) {
            mixture[j] /= sum;
            for (int c = 0; c < broken.length; c++) {
                broken[c] += mixture[j] * violations.get(j)[c];
            }
        }
        double worst = Arrays.stream(broken).max().orElse(0);
        List<Double> shares = Arrays.stream(mixture).boxed().toList();
        return new Outcome(models, shares, Math.max(0, worst), models.size(), other, TradeOff.front(choices));
    }

    private static double[] prices(double[] theta) {
        double largest = Math.max(0, Arrays.stream(theta).max().orElse(0));
        double sum = Math.exp(-largest)
                + Arrays.stream(theta).map(t -> Math.exp(t - largest)).sum();
        return Arrays.stream(theta)
                .map(t -> BOUND * Math.exp(t - largest) / sum)
                .toArray();
    }

    Outcome best(int size) {
        int k = moments.size();
        add(new double[k]);
        for (int c = 0; c < k; c++) {
            for (int i = 1; i < size; i++) {
                double[] prices = new double[k];
                double part = (double) i / (size - 1);
                prices[c] = 2 * part * part;
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
        return outcome(shares);
    }

    /** Trains at some prices. */
    private void add(double[] prices) {
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
                any && !all ? trainer.train(rows.with(labels.build()), weights) : new Constant(any ? favorable : other);
        int[] decided = decisions(model, rows, favorable);
        models.add(model);
        violations.add(moments.violations(decided));
        errors.add(moments.error(decided));
        choices.add(new TradeOff(
                models.size() == 1
                        ? "without constraint"
                        : "prices " + Estimate.number(Arrays.stream(prices).sum()) + " in all, classifier "
                                + models.size(),
                moments.unfairness(decided),
                1 - errors.get(errors.size() - 1)));
    }

    static int[] decisions(Predictor<Row, ClassScores> model, Table rows, String favorable) {
        int[] decided = new int[rows.rowCount()];
        List<ClassScores> answers = model.predictAll(rows);
        Arrays.setAll(decided, row -> answers.get(row).best().equals(favorable) ? 1 : 0);
        return decided;
    }

    /** Answers every row alike. */
    record Constant(String label) implements Predictor<Row, ClassScores> {
        @Override
        public ClassScores predict(Row row) {
            return ClassScores.of(label, 1);
        }
    }
}
