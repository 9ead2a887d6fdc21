// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Table;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import java.util.function.LongFunction;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.classification.dtree.CARTClassificationTrainer;
import org.tribuo.classification.dtree.impurity.GiniIndex;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.math.optimisers.AdaGrad;

/** The two ways of learning that compete; both see the rows through the same features. */
record Trainers(String name, LongFunction<Trainer<Label>> forSeed) {
    static final Trainers LOGISTIC = new Trainers(
            "logistic regression",
            seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.1), 20, 1_000, 1, seed));

    /** A forest whose trees vote, the usual first choice: it ranks well, but shares of votes are no probabilities. */
    static final Trainers FOREST = new Trainers(
            "random forest",
            seed -> new RandomForestTrainer<>(
                    new CARTClassificationTrainer(8, 5, 0, 0.5f, false, new GiniIndex(), seed),
                    new VotingCombiner(),
                    100,
                    seed));

    static TrainedClassifier fit(Trainers how, Table train, long seed) {
        FeatureSpec features = FeatureSpec.of(train.schema()).target(Loans.TARGET);
        return TribuoTrainer.classification(how.forSeed(), features).seed(seed).train(train);
    }

    static Examined train(Narrator tell, Trainers how, Table train, Table test, long seed) throws Exception {
        TrainedClassifier model = tell.work("train " + how.name(), () -> fit(how, train, seed));
        return tell.work("examine " + how.name(), () -> Examined.on(test, how.name(), model, train, seed));
    }
}
