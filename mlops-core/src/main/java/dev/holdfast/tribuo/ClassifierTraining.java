// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Row;
import dev.holdfast.model.Signature;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.LongFunction;
import org.tribuo.Model;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;

/** Trains a classifier. */
final class ClassifierTraining {
    private ClassifierTraining() {}

    static TrainedClassifier train(
            LongFunction<? extends Trainer<Label>> trainerForSeed, TribuoTrainer.Request request) {
        TrainingRows given = TrainingRows.of(request);
        labels(given.target());
        Trainer<Label> trainer = given.newTrainer(trainerForSeed);
        TrainingRows rows = given.seenBy(trainer);
        List<String> labels = labels(rows.target());
        FeatureFit fit = rows.fit();
        Featurizer featurizer = fit.featurizer();
        Model<Label> model = trainer.train(
                rows.dataset(featurizer, row -> new Label(rows.target().text(row)), new LabelFactory()));
        TrainedClassifier trained = TrainedClassifier.of(
                model,
                featurizer,
                new Signature(rows.inputs(), rows.target().name(), labels),
                rows.provenance(trainer, model, featurizer, fit));
        requireAnswer(trained, rows.first());
        return trained;
    }

    /** Weights that overflowed make every score NaN, which scores refuse to be. */
    private static void requireAnswer(TrainedClassifier trained, Row row) {
        try {
            trained.predict(row);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the training diverged: " + e.getMessage() + " for the first row; use a smaller learning rate", e);
        }
    }

    private static List<String> labels(Column target) {
        if (target.type() == ColumnType.NUMBER || target.type() == ColumnType.TIME) {
            throw new IllegalArgumentException("the target '" + target.name()
                    + "' of a classifier must be TEXT, BOOLEAN or INTEGER, got " + target.type());
        }
        SortedSet<String> labels = new TreeSet<>();
        for (int row = 0; row < target.size(); row++) {
            labels.add(target.text(row));
        }
        if (labels.size() < 2) {
            throw new IllegalArgumentException("a classifier needs two classes at least, got only '" + labels.first()
                    + "' in the " + target.size() + " rows of target '" + target.name() + "'");
        }
        for (String label : labels) {
            if (label.equals(Label.UNKNOWN) || !FeatureNames.isWellFormed(label)) {
                throw new IllegalArgumentException("'" + label + "' in target '" + target.name()
                        + "' cannot be a class: "
                        + (label.equals(Label.UNKNOWN)
                                ? "Tribuo keeps that text for itself"
                                : "it has an unpaired surrogate"));
            }
        }
        return List.copyOf(new ArrayList<>(labels));
    }
}
