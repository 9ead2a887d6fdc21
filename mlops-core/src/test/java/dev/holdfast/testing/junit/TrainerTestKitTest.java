// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TribuoTrainer;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Nested;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** The trainers of Tribuo keep the contract, each as far as its method can. */
class TrainerTestKitTest {
    private static final Table LOANS = loans();

    private static Table loans() {
        SplittableRandom random = new SplittableRandom(2);
        NumberColumn.Builder income = NumberColumn.builder("Income");
        TextColumn.Builder home = TextColumn.builder("Home");
        TextColumn.Builder status = TextColumn.builder("Status");
        for (int i = 0; i < 200; i++) {
            double money = Math.rint(200 * random.nextDouble());
            boolean rent = random.nextBoolean();
            income.add(money);
            home.add(rent ? "rent" : "owner");
            status.add(money + (rent ? 0 : 50) + 40 * random.nextDouble() > 130 ? "good" : "bad");
        }
        return Table.of(income.build(), home.build(), status.build());
    }

    private static FeatureSpec spec() {
        return FeatureSpec.of(LOANS.schema()).target("Status");
    }

    @Nested
    class ATree implements TrainerTestKit<ClassScores> {
        @Override
        public Predictor<Row, ClassScores> train(Table rows) {
            return trainer().train(rows);
        }

        private TribuoTrainer<dev.holdfast.tribuo.TrainedClassifier> trainer() {
            return TribuoTrainer.classification(seed -> new CARTClassificationTrainer(4, 1f, seed), spec());
        }

        @Override
        public Table rows() {
            return LOANS;
        }

        @Override
        public String target() {
            return "Status";
        }

        @Override
        public Optional<BiFunction<Table, double[], Predictor<Row, ClassScores>>> weighted() {
            return Optional.of((rows, weights) -> trainer().train(rows, weights));
        }
    }

    @Nested
    class ALinearModel implements TrainerTestKit<ClassScores> {
        @Override
        public Predictor<Row, ClassScores> train(Table rows) {
            return TribuoTrainer.classification(
                            seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5, 0.1), 5, 1000, 1, seed),
                            spec())
                    .train(rows);
        }

        @Override
        public Table rows() {
            return LOANS;
        }

        @Override
        public String target() {
            return "Status";
        }

        @Override
        public OptionalDouble tolerance() {
            return OptionalDouble.empty();
        }
    }
}
