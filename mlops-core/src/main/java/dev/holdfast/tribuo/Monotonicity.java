// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Row;
import dev.holdfast.model.MonotonicityProof;
import dev.holdfast.model.MonotonicityProof.Proven;
import dev.holdfast.model.MonotonicityProof.Refuted;
import dev.holdfast.model.MonotonicityProof.Undecided;
import dev.holdfast.model.Trend;
import dev.holdfast.stats.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tells from a model's weights or trees how an output moves when a column is raised.
 *
 * <p>A number reaches the model as {@code (x - mean) / sd}, which rises with {@code x}; so does a truth value as 0 or 1.
 * What holds for the feature holds for the column.
 *
 * <ul>
 *   <li>Linear models: the sum of an output moves with the sign of the feature's weight, and so does its sigmoid. Its
 *       softmax {@code 1 / sum exp(s_j - s_k)} rises everywhere if and only if no other output has a larger weight.
 *   <li>One tree: it rises if and only if no leaf is larger than a leaf that the same row can reach once the column is
 *       raised. The boxes of all pairs of leaves are compared, and only boxes in which a row can lie count.
 *   <li>Trees that are summed: they rise when each of them does. Otherwise rows are searched that show a fall, and
 *       without one nothing is concluded.
 * </ul>
 */
final class Monotonicity {
    /** What rounding may do to an output without being a counterexample. */
    private static final double ROUNDING = 1e-9;

    private static final int SEARCHED_ROWS = 500;

    private final FittedModel<?> fitted;
    private final ColumnFeatures column;
    private final Trend trend;
    private final String output;
    private final int outputId;
    private final ToDoubleFunction<Row> predict;

    Monotonicity(
            FittedModel<?> fitted,
            String column,
            Trend trend,
            String output,
            int outputId,
            ToDoubleFunction<Row> predict) {
        this.fitted = fitted;
        this.column = column(fitted.featurizer(), column);
        this.trend = trend;
        this.output = output;
        this.outputId = outputId;
        this.predict = predict;
    }

    private static ColumnFeatures column(Featurizer featurizer, String name) {
        ColumnFeatures column = featurizer.columns().stream()
                .filter(each -> each.column().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the model reads no column '" + name + "'; it reads " + featurizer.columnNames()));
        if (column instanceof ColumnFeatures.Categories) {
            throw new IllegalArgumentException(
                    "the texts of column '" + name + "' have no order; only numbers and truth values can be raised");
        }
        return column;
    }

    MonotonicityProof prove() {
        if (fitted.scorer().orElse(null) instanceof Scorer.Linear linear) {
            return linear(linear);
        }
        List<ValueTree> trees = fitted.trees(outputId);
        if (trees.isEmpty()) {
            return new Undecided(
                    fitted.model().getClass().getSimpleName() + " is neither a linear model nor made of trees");
        }
        return trees(
                trend == Trend.RISING
                        ? trees
                        : trees.stream().map(ValueTree::negated).toList());
    }

    private int position() {
        return fitted.featurizer().positions(column)[0];
    }

    private MonotonicityProof linear(Scorer.Linear linear) {
        double own = linear.weight(outputId, position());
        boolean rising = trend == Trend.RISING;
        if (linear.normalizer() != Scorer.Normalizer.SOFTMAX) {
            String told = "the weight of '" + column.column() + "' for '" + output + "' is " + number(own);
            return (rising ? own >= 0 : own <= 0) ? new Proven(told) : shown(told);
        }
        DoubleStream others = IntStream.range(0, linear.outputs())
                .filter(each -> each != outputId)
                .mapToDouble(each -> linear.weight(each, position()));
        double rival = (rising ? others.max() : others.min()).orElse(own);
        String told = "the weight of '" + column.column() + "' for '" + output + "' is " + number(own) + ", and the "
                + (rising ? "largest" : "smallest") + " one of another class " + number(rival);
        return (rising ? own >= rival : own <= rival) ? new Proven(told) : shown(told);
    }

    private static String number(double value) {
        return Estimate.number(value);
    }

    /** The model is against the claim; a row must show it by more than rounding. */
    private MonotonicityProof shown(String why) {
        return search(Stream.empty())
                .<MonotonicityProof>map(refuted -> refuted)
                .orElseGet(() -> new Undecided(why + ", but none of " + SEARCHED_ROWS + " rows shows a "
                        + (trend == Trend.RISING ? "fall" : "rise") + " beyond rounding"));
    }

    private MonotonicityProof trees(List<ValueTree> trees) {
        RowsBetween rows =
                new RowsBetween(fitted.featurizer(), fitted.signature().inputs(), column);
        int falling = 0;
        String obstacle = "";
        List<RowsBetween.Raise> raises = new ArrayList<>();
        for (ValueTree tree : trees) {
            LeafPairs.Walk walk =
                    new LeafPairs(tree, position(), fitted.featurizer().size(), rows).walk();
            walk.raise().ifPresent(raises::add);
            falling += walk.end() == LeafPairs.End.RISES ? 0 : 1;
            if (walk.end() == LeafPairs.End.TOO_LARGE) {
                obstacle = "a tree has too many leaves to compare them all";
            } else if (walk.end() == LeafPairs.End.UNBUILDABLE) {
                obstacle = "two leaves are against it, and no row was found that reaches them";
            }
        }
        if (falling == 0) {
            return new Proven(
                    trees.size() == 1
                            ? "no two leaves of the tree are against it"
                            : "no two leaves of any of the " + trees.size() + " trees are against it");
        }
        Optional<Refuted> refuted = search(raises.stream());
        if (refuted.isPresent()) {
            return refuted.get();
        }
        return new Undecided(
                obstacle.isEmpty()
                        ? falling + " of " + trees.size() + " trees are against it by themselves, but no row among "
                                + SEARCHED_ROWS + " shows it in their sum"
                        : obstacle);
    }

    /** Looks for a counterexample: first among rows that are likely ones, then from base rows drawn at random. */
    private Optional<Refuted> search(Stream<RowsBetween.Raise> likely) {
        Ladder ladder = new Ladder(fitted, column, outputId);
        SplittableRandom random = new SplittableRandom(0);
        Stream<Optional<Refuted>> first = likely.map(raise ->
                refuted(List.of(raise.before(), raise.after())).or(() -> refuted(ladder.rungs(raise.before()))));
        Stream<Optional<Refuted>> drawn =
                IntStream.range(0, SEARCHED_ROWS).mapToObj(i -> refuted(ladder.rungs(ladder.base(i, random))));
        return Stream.concat(first, drawn).flatMap(Optional::stream).findFirst();
    }

    /** The first two neighbours of rows in rising order between which the output moves against the trend. */
    private Optional<Refuted> refuted(List<Row> rising) {
        for (int i = 1; i < rising.size(); i++) {
            double before = predict.applyAsDouble(rising.get(i - 1));
            double after = predict.applyAsDouble(rising.get(i));
            double fall = trend == Trend.RISING ? before - after : after - before;
            if (fall > ROUNDING * Math.max(1, Math.abs(before))) {
                return Optional.of(new Refuted(rising.get(i - 1), rising.get(i), before, after));
            }
        }
        return Optional.empty();
    }
}
