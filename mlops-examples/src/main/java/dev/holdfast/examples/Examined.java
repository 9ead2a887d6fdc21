// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import dev.holdfast.data.Table;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.evaluation.EvaluationReport;
import dev.holdfast.fairness.Criterion;
import dev.holdfast.fairness.Fairness;
import dev.holdfast.fairness.FairnessReport;
import dev.holdfast.tribuo.TrainedClassifier;

/**
 * A trained model with what its examination on rows that it has not seen found.
 *
 * @param name what the model is called in the story
 * @param model the model
 * @param train the rows it learned from
 * @param quality how good it is
 * @param fairness how it treats groups
 */
record Examined(String name, TrainedClassifier model, Table train, EvaluationReport quality, FairnessReport fairness) {
    static Examined on(Table test, String name, TrainedClassifier model, Table train, long seed) {
        return new Examined(name, model, train, quality(model, test, seed), fairness(model, test, seed));
    }

    static EvaluationReport quality(
            dev.holdfast.model.StorableModel<dev.holdfast.data.Row, dev.holdfast.model.ClassScores> model,
            Table test,
            long seed) {
        return Evaluation.classification(model, test)
                .positive(Loans.BAD)
                .slices("Home")
                .searchSlices()
                .seed(seed)
                .run();
    }

    /** A refused loan is what hurts, so the favourable answer is "good". */
    private static FairnessReport fairness(TrainedClassifier model, Table test, long seed) {
        return Fairness.of(model, test)
                .favorable(Loans.GOOD)
                .sensitive("Age", 25, 40, 60)
                .sensitive("Marital")
                .criterion(Criterion.demographicParity().atMost(0.20))
                .minimumGroup(30)
                .seed(seed)
                .run();
    }

    double point(String metric) {
        return quality.metric(metric).orThrow().point();
    }
}
