// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.credit;

import static dev.holdfast.validation.Limit.atMost;

import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import dev.holdfast.validation.DataContract;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** The loans: what is asked of them, how they are split, and how a model is trained on them. */
final class Loans {
    static final String TARGET = "Status";
    static final String BAD = "bad";

    private Loans() {}

    static DataContract contract() {
        return DataContract.named("loans")
                .version(1)
                .column(TARGET, c -> c.text().required().in("good", BAD))
                .column("Age", c -> c.integer().required().between(18, 100))
                .column("Home", c -> c.text().in("ignore", "other", "owner", "parents", "priv", "rent"))
                .column("Income", c -> c.integer().between(0, 5_000).missing(atMost(0.10)))
                .column("Amount", c -> c.integer().required().between(1, 100_000))
                .build();
    }

    static Split split(Table loans) {
        return loans.split(Splits.stratified(TARGET, 0.6, 0.4).seed(42));
    }

    /** Who may decide must not ask whether an applicant is married. */
    static TribuoTrainer<TrainedClassifier> trainer(Table train) {
        return TribuoTrainer.classification(
                        seed -> new LinearSGDTrainer(
                                new LogMulticlass(), new AdaGrad(0.1), 20, Integer.MAX_VALUE, 1, seed),
                        FeatureSpec.of(train.schema()).target(TARGET).exclude("Marital"))
                .seed(42);
    }
}
