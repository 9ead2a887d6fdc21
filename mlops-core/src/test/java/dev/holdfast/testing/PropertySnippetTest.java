// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static dev.holdfast.testing.ModelAssertions.assertThatTrainer;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.testing.property.RowArbitrary;
import dev.holdfast.testing.property.Rows;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** The snippets on properties of the README. */
class PropertySnippetTest {
    private static final Table train = Credit.loans(800, 1).without("Loss");
    private static final Table test = Credit.loans(400, 2).without("Loss");
    private static final TribuoTrainer<TrainedClassifier> trainer = TribuoTrainer.classification(
            seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5, 0.1), 5, 1000, 1, seed),
            FeatureSpec.of(train.schema()).target("Status").exclude("Sex"));
    private static final TrainedClassifier model = trainer.train(train);

    private final Rows loans = Rows.like(train).without("Status").seed(7);

    @Test
    void behavesAsABankExpects() {
        assertThatModel(model).given(loans).raising("Income").neverRaises("bad");
        assertThatModel(model).given(loans).replacing("Sex").neverChangesTheAnswer();
        assertThatModel(model)
                .given(loans)
                .failingAtMost(0.25)
                .swapping("Home", "rent", "owner")
                .neverChangesTheClass();
        assertThatModel(model).given(loans).moving("Income").changesAtMost("bad", 0.03);
        assertThatModel(model).given(loans.between("Income", 0, 20)).areAnswered("bad");
        assertThatModel(model).raisingInEveryRow("Income").neverRaises("bad");
        assertThatModel(model).on(test).usesEveryFeature().doesNotUse("Sex").isNotDominatedByOneFeature(0.99);
    }

    @Property(tries = 100)
    void moreIncomeNeverHurts(@ForAll("loans") Row loan) {
        assertThatModel(model).given(loan).raising("Income").neverRaises("bad");
    }

    @Provide
    Arbitrary<Row> loans() {
        return RowArbitrary.of(loans);
    }

    @Test
    void isTrainedAndTestedFairly() {
        assertThatData(train)
                .doesNotLeakInto(test, leakage -> leakage.target("Status").equalRowsAtMost(1));
        assertThatTrainer(trainer::train)
                .on(train, "Status")
                .isDeterministic()
                .refusesNoRows()
                .refusesOneClass();
    }
}
