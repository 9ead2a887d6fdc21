// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import dev.holdfast.data.Column;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** The rows of a table that a training may use, checked, with what every kind of training does with them. */
final class TrainingRows {
    private final TribuoTrainer.Request request;
    private final Column target;
    private final Table table;
    private final float[] weights;
    private final int excluded;
    private final boolean resampled;

    private TrainingRows(
            TribuoTrainer.Request request,
            Column target,
            Table table,
            float[] weights,
            int excluded,
            boolean resampled) {
        this.request = request;
        this.target = target;
        this.table = table;
        this.weights = weights;
        this.excluded = excluded;
        this.resampled = resampled;
    }

    static TrainingRows of(TribuoTrainer.Request request) {
        Table table = request.table();
        String name = request.spec().requireTarget();
        if (!table.has(name)) {
            throw new IllegalArgumentException(
                    "the training table has no target column '" + name + "'; it has " + table.columnNames());
        }
        for (Field field : request.spec().requireInputs()) {
            if (!table.has(field.name())) {
                throw new IllegalArgumentException("the training table has no column '" + field.name()
                        + "', which the feature specification names; it has " + table.columnNames());
            }
        }
        if (table.rowCount() == 0) {
            throw new IllegalArgumentException("the training table has no rows");
        }
        float[] weights = weights(request);
        int missing = table.column(name).missingCount();
        if (missing == table.rowCount()) {
            throw new IllegalArgumentException(
                    "the target '" + name + "' has no value in any of the " + missing + " rows");
        }
        if (missing > 0 && !request.excludeMissingTargets()) {
            throw new IllegalArgumentException("the target '" + name + "' is missing in " + missing + " of "
                    + table.rowCount() + " rows; call excludingMissingTargets() to train on the others");
        }
        // A row of weight 0 counts nothing, but would make a tree divide by the weight of a leaf that has only such.
        int[] kept = IntStream.range(0, table.rowCount())
                .filter(row -> weights[row] > 0 && !table.column(name).isMissing(row))
                .toArray();
        if (kept.length == 0) {
            throw new IllegalArgumentException("no row has both a value in target '" + name + "' and a weight");
        }
        Table used = kept.length == table.rowCount() ? table : table.rows(kept);
        float[] usedWeights = new float[kept.length];
        for (int i = 0; i < kept.length; i++) {
            usedWeights[i] = weights[kept[i]];
        }
        return new TrainingRows(request, used.column(name), used, usedWeights, missing, false);
    }

    Column target() {
        return target;
    }

    int count() {
        return table.rowCount();
    }

    Row first() {
        return table.row(0);
    }

    /** The columns that the model will read, as optional as the training rows are. */
    Schema inputs() {
        return Schema.of(request.spec().requireInputs().stream()
                .map(field -> table.column(field.name()).field())
                .toList());
    }

    FeatureFit fit() {
        return new FeatureFit(request.spec()).add(table);
    }

    <T extends Output<T>> Trainer<T> newTrainer(LongFunction<? extends Trainer<T>> trainerForSeed) {
        Trainer<T> trainer = trainerForSeed.apply(request.seed());
        if (trainer.getInvocationCount() != 0) {
            throw new IllegalStateException("trainerForSeed must return a new trainer every time, got a "
                    + trainer.getClass().getName() + " that has trained " + trainer.getInvocationCount()
                    + " times before");
        }
        if (request.weights().isPresent() && !request.resample() && !honoursWeights(trainer)) {
            throw new IllegalArgumentException(trainer.getClass().getName()
                    + " ignores the weights of examples; train without them, or call resamplingIgnoredWeights()");
        }
        return trainer;
    }

    /** The rows as the trainer must see them: drawn in proportion to their weights where it ignores these. */
    TrainingRows seenBy(Trainer<?> trainer) {
        if (request.weights().isEmpty() || honoursWeights(trainer)) {
            return this;
        }
        int[] drawn = systematic(weights, request.seed());
        float[] equal = new float[drawn.length];
        Arrays.fill(equal, 1);
        Table rows = table.rows(drawn);
        return new TrainingRows(request, rows.column(target.name()), rows, equal, excluded, true);
    }

    /** As many rows as there are weights: one for each of evenly spaced positions along the sum of weights. */
    static int[] systematic(float[] weights, long seed) {
        double total = 0;
        for (float weight : weights) {
            total += weight;
        }
        double step = total / weights.length;
        double position = new SplittableRandom(seed).nextDouble() * step;
        int[] drawn = new int[weights.length];
        int row = 0;
        double sum = weights[0];
        for (int i = 0; i < drawn.length; i++) {
            while (sum <= position && row < weights.length - 1) {
                sum += weights[++row];
            }
            drawn[i] = row;
            position += step;
        }
        return drawn;
    }

    <T extends Output<T>> MutableDataset<T> dataset(
            Featurizer featurizer, IntFunction<T> output, OutputFactory<T> factory) {
        // The time is left at the epoch: two trainings of the same rows are to differ in nothing.
        MutableDataset<T> dataset = new TrainingDataset<>(
                new SimpleDataSourceProvenance(
                        "table of " + count() + " rows",
                        OffsetDateTime.of(1970, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC),
                        factory),
                factory);
        for (int row = 0; row < count(); row++) {
            ArrayExample<T> example =
                    new ArrayExample<>(output.apply(row), featurizer.sharedNames(), featurizer.values(table.row(row)));
            example.setWeight(weights[row]);
            dataset.add(example);
        }
        return dataset;
    }

    Map<String, String> provenance(Trainer<?> trainer, Model<?> model, Featurizer featurizer, FeatureFit fit) {
        Map<String, String> told = new LinkedHashMap<>();
        told.putAll(TrainerDescription.of(model.getProvenance().getTrainerProvenance()));
        told.putIfAbsent("trainer", trainer.getClass().getName());
        told.put("seed", String.valueOf(request.seed()));
        told.put("rows", String.valueOf(count()));
        told.put("rows.excluded-without-target", String.valueOf(excluded));
        told.put("rows.weighted", String.valueOf(request.weights().isPresent()));
        if (resampled) {
            told.put("rows.resampled-by-weight", "true");
        }
        told.put("values.not-finite", String.valueOf(fit.notFinite()));
        told.put("columns", String.valueOf(featurizer.columnNames().size()));
        told.put("features", String.valueOf(featurizer.size()));
        told.put("target", request.spec().requireTarget());
        told.put("tribuo.version", model.getProvenance().getTribuoVersion());
        told.put("java.version", System.getProperty("java.version", "unknown"));
        return told;
    }

    private static float[] weights(TribuoTrainer.Request request) {
        int rows = request.table().rowCount();
        float[] weights = new float[rows];
        java.util.Arrays.fill(weights, 1);
        if (request.weights().isEmpty()) {
            return weights;
        }
        double[] given = request.weights().get();
        if (given.length != rows) {
            throw new IllegalArgumentException(
                    "there must be one weight a row, got " + given.length + " weights for " + rows + " rows");
        }
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            weights[row] = (float) given[row];
            if (!(weights[row] >= 0) || Float.isInfinite(weights[row])) {
                throw new IllegalArgumentException(
                        "weights must be finite and at least 0, got " + given[row] + " for row " + row);
            }
            sum += weights[row];
        }
        if (sum == 0) {
            throw new IllegalArgumentException("the weights of all " + rows + " rows are 0");
        }
        return weights;
    }

    /** A bagging trainer does not say that it honours weights, but hands the weighted examples to the trainer inside. */
    private static boolean honoursWeights(Trainer<?> trainer) {
        if (!(trainer instanceof BaggingTrainer)) {
            return trainer instanceof WeightedExamples;
        }
        Map<String, Provenance> options = trainer.getProvenance().getConfiguredParameters();
        List<String> inner = options.values().stream()
                .filter(ConfiguredObjectProvenance.class::isInstance)
                .map(value -> ((ConfiguredObjectProvenance) value).getClassName())
                .toList();
        return inner.stream().anyMatch(TrainingRows::isWeighted);
    }

    private static boolean isWeighted(String className) {
        try {
            return WeightedExamples.class.isAssignableFrom(Class.forName(className));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
