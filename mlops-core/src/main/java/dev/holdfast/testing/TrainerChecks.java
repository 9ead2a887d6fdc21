// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.HoldfastException;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The contract of a trainer, each part of which trains a few models on the same rows.
 *
 * @param trainer trains a model
 * @param name how messages name it
 * @param verdicts where results go
 * @param rows rows that it can learn from
 * @param target what is learned
 * @param <O> the answers of the models
 */
record TrainerChecks<O extends Prediction>(
        Function<Table, ? extends Predictor<Row, O>> trainer,
        String name,
        Verdicts verdicts,
        Table rows,
        String target) {
    private static final int FEWEST_LETTERS = 10;

    private void check(String expected, UnaryOperator<CheckResult> measure) {
        CheckResult draft =
                CheckResult.of(Outcome.INCONCLUSIVE, name + " on " + Words.rows(rows.rowCount()), expected, "nothing");
        try {
            verdicts.take(measure.apply(draft));
        } catch (Unmet unmet) {
            verdicts.take(unmet.result(draft), unmet.getCause());
        }
    }

    private Predictor<Row, O> train(Table table) {
        return trained(table, () -> trainer.apply(table));
    }

    private static <M> M trained(Table table, Supplier<M> training) {
        try {
            return training.get();
        } catch (RuntimeException e) {
            throw new Unmet(
                    "an exception while training on " + Words.rows(table.rowCount()) + ": " + e,
                    e,
                    Map.of("what to do", "give rows that the trainer can learn from, or mend it"));
        }
    }

    private List<O> answers(Predictor<Row, O> model) {
        return Answers.of(Subject.of(model, verdicts), rows);
    }

    void deterministic() {
        check("two trainings on the same rows to give the same model", draft -> {
            Predictor<Row, O> first = train(rows);
            Predictor<Row, O> second = train(rows);
            CheckResult same = same(draft, first, second, 0, "first", "second");
            if (same.outcome() == Outcome.PASSED
                    && first instanceof StorableModel<?, ?> one
                    && second instanceof StorableModel<?, ?> other
                    && !one.parameterDigest().equals(other.parameterDigest())) {
                return Results.of(
                        draft,
                        Outcome.FAILED,
                        "equal answers of models whose parameter digests differ: " + one.parameterDigest() + " and "
                                + other.parameterDigest());
            }
            return same.outcome() == Outcome.PASSED
                    ? same
                    : same.with("what to do", "take all chance from a seed, and train with one thread");
        });
    }

    void rowOrder(double tolerance) {
        requireTolerance(tolerance);
        check("the same model for any order of the rows" + within(tolerance), draft -> {
            Predictor<Row, O> first = train(rows);
            int[] backwards = IntStream.range(0, rows.rowCount())
                    .map(i -> rows.rowCount() - 1 - i)
                    .toArray();
            CheckResult reversed = same(draft, first, train(rows.rows(backwards)), tolerance, "in order", "reversed");
            return reversed.outcome() != Outcome.PASSED
                    ? reversed
                    : same(draft, first, train(rows.rows(shuffled())), tolerance, "in order", "shuffled");
        });
    }

    private int[] shuffled() {
        SplittableRandom random = new SplittableRandom(0);
        int[] order = IntStream.range(0, rows.rowCount()).toArray();
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int kept = order[i];
            order[i] = order[j];
            order[j] = kept;
        }
        return order;
    }

    void weights(BiFunction<Table, double[], ? extends Predictor<Row, O>> weighted, double tolerance) {
        requireTolerance(tolerance);
        check("a row of weight three to count as three rows" + within(tolerance), draft -> {
            SplittableRandom random = new SplittableRandom(0);
            double[] weights =
                    random.ints(rows.rowCount(), 1, 4).asDoubleStream().toArray();
            double[] handed = weights.clone();
            int[] repeated = IntStream.range(0, weights.length)
                    .flatMap(row -> IntStream.generate(() -> row).limit((long) weights[row]))
                    .toArray();
            Predictor<Row, O> byWeight = trained(rows, () -> weighted.apply(rows, handed));
            if (!Arrays.equals(weights, handed)) {
                return Results.of(draft, Outcome.FAILED, "the weights that it was handed changed by the training")
                        .with("what to do", "copy the weights before they are scaled or sorted");
            }
            return same(draft, train(rows.rows(repeated)), byWeight, tolerance, "repeated", "weighted");
        });
    }

    /** Compares two models by their answers to the rows. */
    private CheckResult same(
            CheckResult draft,
            Predictor<Row, O> first,
            Predictor<Row, O> second,
            double tolerance,
            String firstName,
            String secondName) {
        List<O> one = answers(first);
        List<O> other = answers(second);
        double largest = 0;
        int worst = 0;
        List<Integer> apart = new ArrayList<>();
        for (int row = 0; row < one.size(); row++) {
            double distance = Answer.distance(one.get(row), other.get(row));
            if (!(distance <= tolerance)) {
                apart.add(row);
            }
            if (!(distance <= largest)) {
                largest = distance;
                worst = row;
            }
        }
        String rowsTold = Words.rows(rows.rowCount());
        if (apart.isEmpty()) {
            String how =
                    largest == 0 ? "equal answers, bit for bit," : "answers that differ by " + Estimate.number(largest);
            return Results.of(draft, Outcome.PASSED, how + " to " + rowsTold);
        }
        return Results.of(
                        draft,
                        Outcome.FAILED,
                        "other answers to " + apart.size() + " of " + rowsTold + ", by up to "
                                + Estimate.number(largest))
                .with(
                        "example",
                        RowText.place(rows, worst) + ": " + firstName + " " + Behaviour.text(one.get(worst)) + ", "
                                + secondName + " " + Behaviour.text(other.get(worst)) + "\n    "
                                + RowText.values(rows.row(worst)));
    }

    private static String within(double tolerance) {
        return tolerance == 0 ? ", bit for bit" : ", within " + Estimate.number(tolerance);
    }

    private static void requireTolerance(double tolerance) {
        if (!(tolerance >= 0)) {
            throw new IllegalArgumentException("the tolerance must be at least 0, got " + tolerance);
        }
    }

    /** The rows of the first class. */
    Table oneClass() {
        Column truth = rows.column(target);
        if (truth.type() == ColumnType.NUMBER) {
            throw new IllegalStateException("the target '" + target + "' is a number, which has no classes");
        }
        int first = IntStream.range(0, truth.size())
                .filter(row -> !truth.isMissing(row))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the target '" + target + "' is missing in every row"));
        String label = truth.text(first);
        return rows.rows(IntStream.range(0, truth.size())
                .filter(row -> !truth.isMissing(row) && truth.text(row).equals(label))
                .toArray());
    }

    void refuses(String description, Table useless) {
        check(description + " to be refused in words", draft -> {
            try {
                Predictor<Row, O> model = trainer.apply(useless);
                return Results.of(draft, Outcome.FAILED, "a " + model.getClass().getSimpleName() + " trained on it")
                        .with("what to do", "throw an IllegalArgumentException that says what is wrong with the rows");
            } catch (IllegalArgumentException | IllegalStateException | HoldfastException e) {
                String message = String.valueOf(e.getMessage());
                return message.length() >= FEWEST_LETTERS && e.getMessage() != null
                        ? Results.of(draft, Outcome.PASSED, "it refused: " + message)
                        : Results.of(draft, Outcome.FAILED, "it refused without a word: " + e);
            } catch (RuntimeException e) {
                return Results.of(draft, Outcome.FAILED, "an accident: " + e)
                        .with("what to do", "throw an IllegalArgumentException that says what is wrong with the rows");
            }
        });
    }
}
