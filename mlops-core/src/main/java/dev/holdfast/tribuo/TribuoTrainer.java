// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Table;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Trains models on tables with a Tribuo trainer.
 *
 * <p>Each training asks for a new Tribuo trainer, since a Tribuo trainer draws other random numbers the second time it
 * is used; so two trainings on the same table with the same seed learn the same, down to the last bit, provided that
 * the trainer uses the seed that it is given and no threads.
 *
 * <p>Before Tribuo sees a row the table is checked, because Tribuo trains on an empty table or on a single class
 * without complaint. Refused are: a table without rows, a classifier's target with fewer than two classes, rows whose target is
 * missing (unless {@link #excludingMissingTargets}), a feature column that the table does not have or that has another
 * type, a column without any value.
 *
 * <p>The target of a classifier may be text, boolean or integer; its values in their text form are the classes. The
 * target of a regression is a number or integer column.
 *
 * <p>Immutable and thread-safe as long as the factory of trainers is; every option returns another trainer. A training
 * holds the table's features in memory, about 16 bytes a feature and row. Tribuo's log output: see the package.
 *
 * <pre>{@code
 * TrainedClassifier model = TribuoTrainer.classification(
 *         seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 5, 1000, 1, seed),
 *         FeatureSpec.of(loans.schema()).target("Status").exclude("Marital"))
 *     .seed(42).train(loans);
 * }</pre>
 *
 * @param <M> the kind of model that comes out
 */
public final class TribuoTrainer<M> {
    private final Training<M> training;
    private final FeatureSpec spec;
    private final long seed;
    private final boolean excludeMissingTargets;
    private final boolean resample;

    private TribuoTrainer(
            Training<M> training, FeatureSpec spec, long seed, boolean excludeMissingTargets, boolean resample) {
        this.training = training;
        this.spec = spec;
        this.seed = seed;
        this.excludeMissingTargets = excludeMissingTargets;
        this.resample = resample;
    }

    /**
     * Returns a trainer of classifiers with seed 0.
     *
     * @param trainerForSeed makes a new Tribuo trainer that draws its random numbers from the given seed; called once
     *     a training
     * @param spec the features and the target
     * @return the trainer
     * @throws IllegalStateException when the specification names no target or leaves no column to learn from
     * @throws IllegalArgumentException when a column cannot be a feature
     */
    public static TribuoTrainer<TrainedClassifier> classification(
            LongFunction<? extends Trainer<Label>> trainerForSeed, FeatureSpec spec) {
        Objects.requireNonNull(trainerForSeed, "trainerForSeed");
        spec.requireTarget();
        spec.requireInputs();
        return new TribuoTrainer<>(request -> ClassifierTraining.train(trainerForSeed, request), spec, 0, false, false);
    }

    /**
     * Returns a trainer of regressions with seed 0; the host needs {@code tribuo-regression-core}.
     *
     * <p>The target is a number or integer column, predicted in its own unit: it is not standardised. Targets that are
     * NaN or infinite are refused, and so is a training that ends with a model that predicts no finite number.
     *
     * @param trainerForSeed makes a new Tribuo trainer that draws its random numbers from the given seed; called once
     *     a training
     * @param spec the features and the target
     * @return the trainer
     * @throws IllegalStateException when the specification names no target or leaves no column to learn from
     * @throws IllegalArgumentException when a column cannot be a feature
     */
    public static TribuoTrainer<TrainedRegression> regression(
            LongFunction<? extends Trainer<Regressor>> trainerForSeed, FeatureSpec spec) {
        Objects.requireNonNull(trainerForSeed, "trainerForSeed");
        spec.requireTarget();
        spec.requireInputs();
        return new TribuoTrainer<>(request -> RegressionTraining.train(trainerForSeed, request), spec, 0, false, false);
    }

    /**
     * Sets the seed.
     *
     * @param newSeed the seed, handed to the factory of trainers
     * @return a trainer with that seed
     */
    public TribuoTrainer<M> seed(long newSeed) {
        return new TribuoTrainer<>(training, spec, newSeed, excludeMissingTargets, resample);
    }

    /**
     * Leaves rows without a target out of the training instead of refusing the table; the model's provenance counts
     * them.
     *
     * @return a trainer that leaves them out
     */
    public TribuoTrainer<M> excludingMissingTargets() {
        return new TribuoTrainer<>(training, spec, seed, true, resample);
    }

    /**
     * Trains with weights also where the Tribuo trainer ignores them, such as those of LibLinear and LibSVM: as many rows
     * as there are with a weight are drawn in proportion to their weights, and count the same.
     *
     * <p>The draw is systematic: a row of {@code k} times the mean weight is drawn {@code k} times, rounded down or up by
     * chance, so that it adds as little noise as can be and depends on the seed alone. A trainer that honours weights
     * ({@code org.tribuo.WeightedExamples}) still gets the weights. The model's provenance tells which it was.
     *
     * @return a trainer that draws rows where it has to
     */
    public TribuoTrainer<M> resamplingIgnoredWeights() {
        return new TribuoTrainer<>(training, spec, seed, excludeMissingTargets, true);
    }

    /**
     * Trains a model, every row counting the same.
     *
     * @param table the training rows; columns beyond the specification are ignored
     * @return the model
     * @throws IllegalArgumentException when the table cannot be trained on; the message names the column and the
     *     numbers
     * @throws IllegalStateException when the factory returned a trainer that was used before, or the training diverged
     */
    public M train(Table table) {
        return training.run(new Request(spec, seed, excludeMissingTargets, resample, table, Optional.empty()));
    }

    /**
     * Trains a model on rows that count differently, with a Tribuo trainer that honours the weights of examples, or any
     * after {@link #resamplingIgnoredWeights}.
     *
     * @param table the training rows; columns beyond the specification are ignored
     * @param weights one weight a row, finite, at least 0 and not all 0; rows of weight 0 are left out, the others keep
     *     their weight in single precision
     * @return the model
     * @throws IllegalArgumentException when the table cannot be trained on, the weights are not as said, or the Tribuo
     *     trainer ignores weights and resampling was not asked for
     * @throws IllegalStateException when the factory returned a trainer that was used before, or the training diverged
     */
    public M train(Table table, double[] weights) {
        return training.run(
                new Request(spec, seed, excludeMissingTargets, resample, table, Optional.of(weights.clone())));
    }

    @Override
    public String toString() {
        return "TribuoTrainer[" + spec + ", seed " + seed + (excludeMissingTargets ? ", excluding missing targets" : "")
                + (resample ? ", resampling ignored weights" : "") + "]";
    }

    /** Learns a model of one kind. */
    interface Training<M> {
        M run(Request request);
    }

    /** What one training is asked for. */
    record Request(
            FeatureSpec spec,
            long seed,
            boolean excludeMissingTargets,
            boolean resample,
            Table table,
            Optional<double[]> weights) {}
}
