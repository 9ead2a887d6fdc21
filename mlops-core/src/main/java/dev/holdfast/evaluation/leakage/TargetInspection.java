// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.leakage;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.BinarySample;
import dev.holdfast.evaluation.RegressionMetric;
import dev.holdfast.evaluation.RegressionSample;
import dev.holdfast.evaluation.leakage.LeakageFinding.Kind;
import dev.holdfast.report.Outcome;
import dev.holdfast.stats.Bootstrap;
import dev.holdfast.stats.Correlations;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What single columns tell of the target: the target itself, or more than is believable. */
final class TargetInspection {
    private static final double CONFIDENCE = 0.95;
    private static final double STRAIGHT = 1 - 1e-9;

    /** Fewer rows of a class let a column look perfect by chance. */
    private static final int FEW = 10;

    private static final int MOST_CLASSES = 20;

    private final Table training;
    private final Table test;
    private final String target;
    private final double limit;
    private final boolean isNumber;
    private final int[] trainingRows;
    private final int[] testRows;

    TargetInspection(Table training, Table test, String target, double limit) {
        this.training = training;
        this.test = test;
        this.target = target;
        this.limit = limit;
        this.isNumber = isNumber(training.column(target));
        this.trainingRows = known(training.column(target));
        this.testRows = known(test.column(target));
    }

    /** Whole numbers of many values are no classes. */
    private static boolean isNumber(Column truth) {
        if (truth.type() != ColumnType.INTEGER) {
            return truth.type() == ColumnType.NUMBER;
        }
        long distinct = IntStream.range(0, truth.size())
                .filter(row -> !truth.isMissing(row))
                .mapToDouble(truth::number)
                .distinct()
                .limit(MOST_CLASSES + 1L)
                .count();
        return distinct > MOST_CLASSES;
    }

    /** The rows with a target; of numbers, a finite one. */
    private int[] known(Column column) {
        return IntStream.range(0, column.size())
                .filter(row -> !column.isMissing(row))
                .filter(row -> !isNumber || Double.isFinite(column.number(row)))
                .toArray();
    }

    List<LeakageFinding> of(String name) {
        List<LeakageFinding> findings = new ArrayList<>();
        Optional<String> copy = isNumber ? line(name) : otherWords(name);
        copy.ifPresent(how -> findings.add(new LeakageFinding(
                Kind.TARGET_COPY,
                name,
                Outcome.FAILED,
                Estimate.exact(1, trainingRows.length),
                "'" + name + "' is the target: " + how + ", in all " + trainingRows.length + " training rows")));
        if (copy.isEmpty()) {
            findings.add(alone(name));
        }
        return findings;
    }

    /** A straight line from the column to the target. */
    private Optional<String> line(String name) {
        Column column = training.column(name);
        if (!column.type().isNumeric() || trainingRows.length < FEW) {
            return Optional.empty();
        }
        Column truth = training.column(target);
        double[] x = new double[trainingRows.length];
        double[] y = new double[trainingRows.length];
        boolean same = true;
        for (int i = 0; i < x.length; i++) {
            int row = trainingRows[i];
            if (column.isMissing(row) || !Double.isFinite(column.number(row))) {
                return Optional.empty();
            }
            x[i] = column.number(row);
            y[i] = truth.number(row);
            same &= x[i] == y[i];
        }
        if (Arrays.stream(x).distinct().limit(3).count() < 3) {
            return Optional.empty();
        }
        if (same) {
            return Optional.of("the same number");
        }
        Measurement correlation = Correlations.pearson(x, y).effect();
        return correlation instanceof Estimate r && Math.abs(r.point()) >= STRAIGHT
                ? Optional.of("the same number in another unit")
                : Optional.empty();
    }

    /** Other words for the classes: each stands for one class, and each class has one. Missing is a word as well. */
    private Optional<String> otherWords(String name) {
        Column column = training.column(name);
        Column truth = training.column(target);
        Map<String, String> classOf = new LinkedHashMap<>();
        Map<String, String> wordOf = new HashMap<>();
        for (int row : trainingRows) {
            String word = column.isMissing(row) ? "missing" : "'" + column.text(row) + "'";
            String label = truth.text(row);
            if (!classOf.computeIfAbsent(word, key -> label).equals(label)
                    || !wordOf.computeIfAbsent(label, key -> word).equals(word)) {
                return Optional.empty();
            }
        }
        if (wordOf.size() < 2 || trainingRows.length < FEW * wordOf.size()) {
            return Optional.empty();
        }
        return Optional.of(classOf.entrySet().stream()
                .limit(4)
                .map(entry -> entry.getKey() + " for '" + entry.getValue() + "'")
                .collect(Collectors.joining(", ")));
    }

    private LeakageFinding alone(String name) {
        Measurement measured = isNumber ? variance(name) : area(name);
        String metric = isNumber ? "R2" : "AUC";
        if (!(measured instanceof Estimate estimate)) {
            String reason = "how well '" + name + "' predicts the target by itself cannot be told: "
                    + ((Undefined) measured).reason();
            return new LeakageFinding(Kind.SINGLE_COLUMN, name, Outcome.INCONCLUSIVE, measured, reason);
        }
        Outcome outcome =
                estimate.lower() > limit ? Outcome.FAILED : estimate.point() > limit ? Outcome.WARNED : Outcome.PASSED;
        String detail = "'" + name + "' predicts the target by itself with " + metric + " " + estimate + " on "
                + estimate.n() + " test rows; up to " + Estimate.number(limit) + " is believed";
        return new LeakageFinding(Kind.SINGLE_COLUMN, name, outcome, measured, detail);
    }

    private Measurement variance(String name) {
        if (trainingRows.length < FEW || testRows.length < FEW) {
            return new Undefined("fewer than " + FEW + " rows with a target");
        }
        Column column = training.column(name);
        Column truth = training.column(target);
        Column testTruth = test.column(target);
        double[] predicted =
                new SingleColumn(column).predict(column, truth::number, trainingRows, test.column(name), testRows);
        double[] wanted = Arrays.stream(testRows).mapToDouble(testTruth::number).toArray();
        return RegressionMetric.R2.measure(
                RegressionSample.of(wanted, predicted), CONFIDENCE, Bootstrap.withDefaults());
    }

    /** The largest area of a class against the others. */
    private Measurement area(String name) {
        Column column = training.column(name);
        Column truth = training.column(target);
        Column testTruth = test.column(target);
        SingleColumn model = new SingleColumn(column);
        SortedSet<String> labels = new TreeSet<>();
        for (int row : trainingRows) {
            labels.add(truth.text(row));
        }
        Measurement best = new Undefined("no class has " + FEW + " test rows and as many others");
        List<String> examined = labels.size() == 2 ? List.of(labels.last()) : List.copyOf(labels);
        for (String label : examined) {
            boolean[] wanted = new boolean[testRows.length];
            int positive = 0;
            for (int i = 0; i < wanted.length; i++) {
                wanted[i] = testTruth.text(testRows[i]).equals(label);
                positive += wanted[i] ? 1 : 0;
            }
            if (positive < FEW || wanted.length - positive < FEW) {
                continue;
            }
            double[] scores = model.predict(
                    column, row -> truth.text(row).equals(label) ? 1 : 0, trainingRows, test.column(name), testRows);
            Measurement area = BinaryMetric.AUC.measure(
                    BinarySample.of(wanted, scores, new double[0], 0.5), CONFIDENCE, Bootstrap.withDefaults());
            if (area instanceof Estimate each && !(best instanceof Estimate before && before.point() >= each.point())) {
                best = each;
            }
        }
        return best;
    }
}
