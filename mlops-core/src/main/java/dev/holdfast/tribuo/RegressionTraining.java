// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.model.Signature;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Trains a regression. */
final class RegressionTraining {
    private RegressionTraining() {}

    static TrainedRegression train(
            LongFunction<? extends Trainer<Regressor>> trainerForSeed, TribuoTrainer.Request request) {
        TrainingRows given = TrainingRows.of(request);
        requireFinite(given.target());
        Trainer<Regressor> trainer = given.newTrainer(trainerForSeed);
        TrainingRows rows = given.seenBy(trainer);
        FeatureFit fit = rows.fit();
        Featurizer featurizer = fit.featurizer();
        String dimension = FeatureNames.column(rows.target().name());
        Model<Regressor> model = trainer.train(rows.dataset(
                featurizer, row -> new Regressor(dimension, rows.target().number(row)), new RegressionFactory()));
        TrainedRegression trained = TrainedRegression.of(
                model,
                featurizer,
                new Signature(rows.inputs(), rows.target().name(), List.of()),
                rows.provenance(trainer, model, featurizer, fit));
        double answer = trained.predict(rows.first()).value();
        if (!Double.isFinite(answer)) {
            throw new IllegalStateException("the training diverged: the model predicts " + answer
                    + " for the first row; use a smaller learning rate or another scale of the target");
        }
        return trained;
    }

    private static void requireFinite(Column target) {
        if (!target.type().isNumeric()) {
            throw new IllegalArgumentException("the target '" + target.name()
                    + "' of a regression must be NUMBER or INTEGER, got " + target.type());
        }
        long bad = IntStream.range(0, target.size())
                .filter(row -> !Double.isFinite(target.number(row)))
                .count();
        if (bad > 0) {
            throw new IllegalArgumentException("the target '" + target.name() + "' is NaN or infinite in " + bad
                    + " of " + target.size() + " rows");
        }
    }
}
