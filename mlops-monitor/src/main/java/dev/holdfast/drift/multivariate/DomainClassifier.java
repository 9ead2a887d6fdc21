// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift.multivariate;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.drift.DriftVerdict;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.stats.Alternative;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.MannWhitneyTest;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.TestResult;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Compares all columns together by a classifier that is to tell the two sides apart: what it cannot, has not drifted in any
 * way that it could use.
 *
 * <p>The rows of both sides, as many of the one as of the other and up to 10,000 of each, get a text column
 * {@value #TARGET} that says {@value #REFERENCE} or {@value #CURRENT}. The rows are dealt out to folds by the seed; each is
 * scored by a classifier that was trained on the other folds, so the area under the ROC curve is not flattered. Scores are
 * ranked within their fold, as classifiers of different folds need not agree in scale. The interval is DeLong's, the p-value
 * that of Mann and Whitney's one-sided test. There is drift when p is at most 0.01 and the AUC at least 0.55. A column's
 * contribution is what the AUC loses when its values are shuffled among the rows of the fold.
 *
 * <p>The trainer is the host's: Tribuo's through {@code TribuoTrainer}, or any other. Fewer than 200 rows on a side are
 * {@link DriftVerdict#INSUFFICIENT}. Immutable; as thread-safe as the trainer.
 *
 * <pre>{@code
 * DomainClassifier classifier = DomainClassifier.of(table -> TribuoTrainer.classification(
 *         seed -> new LogisticRegressionTrainer(), FeatureSpec.of(table.schema()).target(DomainClassifier.TARGET))
 *         .train(table));
 * JointDrift drift = classifier.compare(january, march);
 * }</pre>
 */
public final class DomainClassifier {
    /** The name of the column that says which side a row is of. */
    public static final String TARGET = "holdfast.domain";
    /** The label of reference rows. */
    public static final String REFERENCE = "reference";
    /** The label of current rows. */
    public static final String CURRENT = "current";

    private static final int LEAST = 200;
    private static final int MOST = 10_000;

    private final Function<Table, ? extends Predictor<Row, ClassScores>> trainer;
    private final int folds;
    private final long seed;

    private DomainClassifier(Function<Table, ? extends Predictor<Row, ClassScores>> trainer, int folds, long seed) {
        this.trainer = trainer;
        this.folds = folds;
        this.seed = seed;
    }

    /**
     * Returns the comparison with a way to train classifiers.
     *
     * @param trainer trains a classifier of the column {@value #TARGET} on a table
     * @return the comparison, with 5 folds and seed 0
     */
    public static DomainClassifier of(Function<Table, ? extends Predictor<Row, ClassScores>> trainer) {
        return new DomainClassifier(Objects.requireNonNull(trainer, "trainer"), 5, 0);
    }

    /**
     * Returns the comparison with another seed.
     *
     * @param newSeed the seed by which rows are chosen, dealt out and shuffled; the trainer has its own
     * @return the comparison
     */
    public DomainClassifier withSeed(long newSeed) {
        return new DomainClassifier(trainer, folds, newSeed);
    }

    /**
     * Returns the comparison with another number of folds.
     *
     * @param newFolds how many, from 2 to 20
     * @return the comparison
     * @throws IllegalArgumentException when it is outside
     */
    public DomainClassifier withFolds(int newFolds) {
        if (newFolds < 2 || newFolds > 20) {
            throw new IllegalArgumentException("the number of folds must be from 2 to 20, got " + newFolds);
        }
        return new DomainClassifier(trainer, newFolds, seed);
    }

    /**
     * Compares two tables.
     *
     * @param reference the rows to compare with
     * @param current the other rows; columns that the reference has not are left out
     * @return the result, with the columns that tell the sides apart
     * @throws IllegalArgumentException when the other lacks a column of the reference or has it in another type
     */
    public JointDrift compare(Table reference, Table current) {
        int most = Math.min(MOST, Math.min(reference.rowCount(), current.rowCount()));
        Sides sides = Sides.of(reference, current, Math.max(1, most), seed);
        if (!sides.enough(LEAST)) {
            Undefined few = new Undefined(LEAST + " rows are needed on each side, got "
                    + sides.reference().rowCount() + " and " + sides.current().rowCount());
            return result(DriftVerdict.INSUFFICIENT, few, few, List.of(), sides);
        }
        Table rows = sides.reference()
                .with(side(REFERENCE, sides.reference().rowCount()))
                .concat(sides.current().with(side(CURRENT, sides.current().rowCount())));
        int[] foldOf = deal(sides.reference().rowCount(), sides.current().rowCount());
        List<Table> tests = new ArrayList<>();
        List<Predictor<Row, ClassScores>> models = new ArrayList<>();
        for (int fold = 0; fold < folds; fold++) {
            int own = fold;
            tests.add(rows.rows(rowsWhere(foldOf, f -> f == own)));
            models.add(trainer.apply(rows.rows(rowsWhere(foldOf, f -> f != own))));
        }
        Scored scored = Scored.of(tests, models);
        Measurement auc =
                Evaluation.binary(scored.truth(), scored.ranks()).run().metric("auc");
        TestResult test = MannWhitneyTest.withDefaults()
                .withAlternative(Alternative.GREATER)
                .test(scored.of(true), scored.of(false));
        if (!(auc instanceof Estimate area) || !(test.pValue() instanceof Estimate p)) {
            // A classifier that gives every row the same score tells nothing apart.
            boolean equal = test.pValue() instanceof Undefined;
            return result(
                    equal ? DriftVerdict.STABLE : DriftVerdict.INSUFFICIENT, auc, test.pValue(), List.of(), sides);
        }
        boolean drifted = p.point() <= 0.01 && area.point() >= 0.55;
        List<JointDrift.Cause> causes = causes(sides.reference().columnNames(), tests, models, area.point());
        return result(drifted ? DriftVerdict.DRIFTED : DriftVerdict.STABLE, area, p, causes, sides);
    }

    private static JointDrift result(
            DriftVerdict verdict, Measurement auc, Measurement p, List<JointDrift.Cause> causes, Sides sides) {
        return new JointDrift(
                "domain classifier",
                verdict,
                "AUC",
                auc,
                p,
                causes,
                sides.reference().rowCount(),
                sides.current().rowCount());
    }

    private static TextColumn side(String label, int rows) {
        TextColumn.Builder column = TextColumn.builder(TARGET);
        for (int row = 0; row < rows; row++) {
            column.add(label);
        }
        return column.build();
    }

    /** Deals the rows of each side out to the folds in equal numbers. */
    private int[] deal(int first, int second) {
        int[] foldOf = new int[first + second];
        SplittableRandom random = new SplittableRandom(seed);
        int from = 0;
        for (int size : new int[] {first, second}) {
            int[] order = shuffled(size, random);
            for (int i = 0; i < size; i++) {
                foldOf[from + order[i]] = i % folds;
            }
            from += size;
        }
        return foldOf;
    }

    private static int[] shuffled(int size, SplittableRandom random) {
        int[] order = IntStream.range(0, size).toArray();
        for (int i = size - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    private static int[] rowsWhere(int[] foldOf, IntPredicate condition) {
        return IntStream.range(0, foldOf.length)
                .filter(row -> condition.test(foldOf[row]))
                .toArray();
    }

    private List<JointDrift.Cause> causes(
            List<String> columns, List<Table> tests, List<Predictor<Row, ClassScores>> models, double auc) {
        List<JointDrift.Cause> causes = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (String name : columns) {
            List<Table> shuffled = new ArrayList<>();
            for (Table test : tests) {
                Column mixed = test.column(name).select(shuffled(test.rowCount(), random));
                shuffled.add(test.with(mixed));
            }
            Scored scored = Scored.of(shuffled, models);
            Measurement without = MannWhitneyTest.withDefaults()
                    .test(scored.of(true), scored.of(false))
                    .effect();
            causes.add(new JointDrift.Cause(name, auc - (without instanceof Estimate e ? e.point() : 0.5)));
        }
        causes.sort(Comparator.comparingDouble(JointDrift.Cause::contribution).reversed());
        return causes;
    }

    /** Which rows are current, and their scores by rank within their fold. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Scored(boolean[] truth, double[] ranks) {
        static Scored of(List<Table> tests, List<Predictor<Row, ClassScores>> models) {
            int rows = tests.stream().mapToInt(Table::rowCount).sum();
            boolean[] truth = new boolean[rows];
            double[] ranks = new double[rows];
            int at = 0;
            for (int fold = 0; fold < tests.size(); fold++) {
                Table test = tests.get(fold);
                double[] scores = new double[test.rowCount()];
                for (int row = 0; row < scores.length; row++) {
                    scores[row] = models.get(fold).predict(test.row(row)).score(CURRENT);
                    truth[at + row] = test.row(row).text(TARGET).equals(CURRENT);
                }
                System.arraycopy(midranks(scores), 0, ranks, at, scores.length);
                at += scores.length;
            }
            return new Scored(truth, ranks);
        }

        private static double[] midranks(double[] scores) {
            Integer[] order = new Integer[scores.length];
            Arrays.setAll(order, i -> i);
            Arrays.sort(order, Comparator.comparingDouble(i -> scores[i]));
            double[] ranks = new double[scores.length];
            int i = 0;
            while (i < order.length) {
                int from = i;
                while (i < order.length && scores[order[i]] == scores[order[from]]) {
                    i++;
                }
                for (int k = from; k < i; k++) {
                    ranks[order[k]] = (from + i) / 2.0 / scores.length;
                }
            }
            return ranks;
        }

        double[] of(boolean side) {
            return IntStream.range(0, truth.length)
                    .filter(row -> truth[row] == side)
                    .mapToDouble(row -> ranks[row])
                    .toArray();
        }
    }

    @Override
    public String toString() {
        return "DomainClassifier[" + folds + " folds, seed " + seed + "]";
    }
}
