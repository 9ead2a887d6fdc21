// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import dev.holdfast.data.Column;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.model.Retrainer;
import dev.holdfast.model.Retraining;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * Trains a stored model again: the trainer is made from the configuration that the model's provenance holds, the
 * features are fitted anew to the columns that it read, the seed is the one it names.
 */
final class TribuoRetraining implements Retrainer {
    private static final int MOST_CATEGORIES = 100_000;

    /** What may be said against training again. */
    private static final class RefusedException extends Exception {
        private static final long serialVersionUID = 1L;

        RefusedException(String reason) {
            super(reason);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }

    @Override
    public String format() {
        return ModelFile.FORMAT;
    }

    @Override
    public Retraining retrain(InputStream in, Table training) throws IOException {
        ModelFile file = ModelFile.read(in);
        try {
            if (Boolean.parseBoolean(file.provenance().get("rows.weighted"))) {
                throw new RefusedException("its rows were weighted, and a model does not hold the weights");
            }
            FeatureSpec spec = spec(file, training);
            return new Retraining.Trained(
                    file.kind().equals(TrainedRegression.KIND)
                            ? Regressions.train(file, spec, training)
                            : Classifiers.train(file, spec, training));
        } catch (RefusedException e) {
            return new Retraining.Impossible(e.reason());
        } catch (IllegalArgumentException | IllegalStateException e) {
            return new Retraining.Impossible("the data cannot be trained on: " + e.getMessage());
        }
    }

    private static <M> TribuoTrainer<M> options(TribuoTrainer<M> trainer, ModelFile file) throws RefusedException {
        TribuoTrainer<M> seeded = trainer.seed(seed(file));
        return "0".equals(file.provenance().getOrDefault("rows.excluded-without-target", "0"))
                ? seeded
                : seeded.excludingMissingTargets();
    }

    private static long seed(ModelFile file) throws RefusedException {
        String seed = file.provenance().getOrDefault("seed", "");
        try {
            return Long.parseLong(seed);
        } catch (NumberFormatException e) {
            throw new RefusedException("its provenance names no seed");
        }
    }

    /** The columns that the model read, in their order, and its target. */
    private static FeatureSpec spec(ModelFile file, Table training) throws RefusedException {
        List<Field> fields = new ArrayList<>();
        for (Field field : file.signature().inputs().fields()) {
            fields.add(column(training, field.name()).field());
        }
        Column target = column(training, file.signature().target());
        fields.add(target.field());
        return FeatureSpec.of(Schema.of(fields)).target(target.name()).maxCategories(MOST_CATEGORIES);
    }

    private static Column column(Table training, String name) throws RefusedException {
        if (!training.has(name)) {
            throw new RefusedException("the data have no column '" + name + "', which it learned from; they have "
                    + training.columnNames());
        }
        return training.column(name);
    }

    /** Apart, so that the classes of an output are loaded only for its models. */
    private static final class Classifiers {
        static TrainedClassifier train(ModelFile file, FeatureSpec spec, Table training)
                throws IOException, RefusedException {
            Trainer<Label> trainer = trainer(FittedModel.from(file, file.kind(), Label.class, Optional.empty()));
            return options(TribuoTrainer.classification(seed -> trainer, spec), file)
                    .train(training);
        }
    }

    private static final class Regressions {
        static TrainedRegression train(ModelFile file, FeatureSpec spec, Table training)
                throws IOException, RefusedException {
            Trainer<Regressor> trainer =
                    trainer(FittedModel.from(file, file.kind(), Regressor.class, Optional.empty()));
            return options(TribuoTrainer.regression(seed -> trainer, spec), file)
                    .train(training);
        }
    }

    /** Makes a trainer that has not trained yet, with the options that the one of the model had. */
    private static <T extends Output<T>> Trainer<T> trainer(FittedModel<T> fitted) throws RefusedException {
        ConfiguredObjectProvenance provenance = fitted.model().getProvenance().getTrainerProvenance();
        try (ConfigurationManager manager = new ConfigurationManager()) {
            List<ConfigurationData> configuration = ProvenanceUtil.extractConfiguration(provenance);
            for (ConfigurationData each : configuration) {
                // Objects are made by these names, so they are held to what may be made when a model is read.
                ClassNameGuard.requireAllowed(each.getClassName());
            }
            manager.addConfiguration(configuration);
            Object made = manager.lookup(ProvenanceUtil.computeName(provenance, 0));
            if (!(made instanceof Trainer<?> trainer)) {
                throw new RefusedException("its provenance describes no trainer but " + provenance.getClassName());
            }
            @SuppressWarnings("unchecked") // it trained a model of this output
            Trainer<T> typed = (Trainer<T>) trainer;
            return typed;
        } catch (IOException | RuntimeException e) {
            // OLCUT reports by many exceptions that a class, an option or a constructor is not as it was.
            throw new RefusedException("no trainer could be made from its provenance: " + e.getMessage());
        }
    }
}
