// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.SplittableRandom;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;

/** Small loans and the trainers that the tests use on them. */
final class TestModels {
    /** Held here, since the log manager would forget a level that nobody holds. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    static {
        TRIBUO.setLevel(Level.WARNING);
    }

    private TestModels() {}

    /** Rows whose status depends on income, home and guarantee, with a few missing values of each kind. */
    static Table loans(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        IntegerColumn.Builder age = IntegerColumn.builder("Age");
        TextColumn.Builder home = TextColumn.builder("Home");
        BooleanColumn.Builder guarantee = BooleanColumn.builder("Guarantee");
        TextColumn.Builder marital = TextColumn.builder("Marital");
        TextColumn.Builder status = TextColumn.builder("Status");
        String[] homes = {"rent", "owner", "parents"};
        for (int i = 0; i < rows; i++) {
            double money = 20 + 200 * random.nextDouble();
            int place = random.nextInt(3);
            boolean guaranteed = random.nextBoolean();
            double merit = money / 100 + (place == 1 ? 1 : 0) + (guaranteed ? 0.5 : 0) + random.nextDouble();
            status.add(merit > 2.2 ? "good" : "bad");
            marital.add(random.nextBoolean() ? "single" : "married");
            age.add(18 + random.nextInt(60));
            if (random.nextInt(20) == 0) {
                income.addMissing();
            } else {
                income.add(money);
            }
            if (random.nextInt(20) == 0) {
                home.addMissing();
            } else {
                home.add(homes[place]);
            }
            if (random.nextInt(20) == 0) {
                guarantee.addMissing();
            } else {
                guarantee.add(guaranteed);
            }
        }
        return Table.of(income.build(), age.build(), home.build(), guarantee.build(), marital.build(), status.build());
    }

    static FeatureSpec spec(Table table) {
        return FeatureSpec.of(table.schema()).target("Status").exclude("Marital");
    }

    static Trainer<Label> linear(long seed) {
        return new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5, 0.1), 5, 1000, 1, seed);
    }

    static Trainer<Label> forest(long seed) {
        return new RandomForestTrainer<>(
                new CARTClassificationTrainer(6, 2f, 0f, 0.5f, false, new GiniIndex(), seed),
                new VotingCombiner(),
                5,
                seed);
    }

    static TrainedClassifier trainedLinear(Table table) {
        return TribuoTrainer.classification(TestModels::linear, spec(table))
                .seed(42)
                .train(table);
    }

    static TrainedClassifier trainedForest(Table table) {
        return TribuoTrainer.classification(TestModels::forest, spec(table))
                .seed(42)
                .train(table);
    }

    static byte[] bytes(StorableModel<?, ?> model) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            model.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    static StorableModel<Row, ClassScores> read(byte[] bytes) throws IOException {
        return TribuoCodec.classification().read(new ByteArrayInputStream(bytes));
    }

    /** The file under another kind, its checksum right. */
    static byte[] renamed(byte[] stored, String kind) throws IOException {
        ModelFile file = ModelFile.read(new ByteArrayInputStream(stored));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new ModelFile(
                        kind,
                        file.signature(),
                        file.featurizer(),
                        file.provenance(),
                        file.parameterDigest(),
                        file.model())
                .writeTo(out);
        return out.toByteArray();
    }
}
