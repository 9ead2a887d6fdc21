// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.credit;

import static dev.holdfast.fairness.Criterion.equalOpportunity;
import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;

import dev.holdfast.data.Row;
import dev.holdfast.data.Split;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import dev.holdfast.testing.junit.ModelQuality;
import dev.holdfast.testing.property.Rows;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whether the candidate may serve customers. */
@ExtendWith(ModelQuality.class)
class CreditModelTest {
    private static final String LOANS = "../src/main/resources/dev/holdfast/examples/credit_data.csv";

    @ModelUnderTest("credit@candidate")
    private StorableModel<Row, ClassScores> candidate;

    @ModelUnderTest("credit@champion")
    private StorableModel<Row, ClassScores> champion;

    @ModelUnderTest(factory = "train")
    private TrainedClassifier trained;

    @TestData(LOANS)
    private Table loans;

    private Split split;
    private StorableModel<Row, ClassScores> model;

    static TrainedClassifier train(@TestData(LOANS) Table loans) {
        Table train = Loans.split(loans).train();
        return Loans.trainer(train).train(train);
    }

    /** What is tested: the candidate, or what was made of it. */
    StorableModel<Row, ClassScores> tested(StorableModel<Row, ClassScores> stored) {
        return stored;
    }

    @BeforeEach
    void prepare() {
        split = Loans.split(loans);
        model = tested(candidate);
    }

    private Rows applicants() {
        return Rows.like(split.train()).without(Loans.TARGET).seed(7);
    }

    @Test
    void ranksWell() {
        assertThatModel(model).on(split.test()).hasAtLeast(BinaryMetric.AUC, 0.75);
    }

    @Test
    void isCalibrated() {
        assertThatModel(model).on(split.test()).positive(Loans.BAD).isCalibratedWithin(0.07);
    }

    @Test
    void isNotWorseThanTheChampion() {
        assertThatModel(model).on(split.test()).isNotWorseThan(champion, BinaryMetric.AUC, 0.05);
    }

    @Test
    void isBetterThanTrivial() {
        assertThatModel(model).on(split.test()).isBetterThanTrivial();
    }

    @Test
    void isGoodWhereverOneLives() {
        assertThatModel(model)
                .on(split.test())
                .onEverySlice("Home")
                .ignoringSlicesBelow(50)
                .hasAtLeast(BinaryMetric.AUC, 0.55);
    }

    @Test
    void givesYoungAndOldTheSameChance() {
        assertThatModel(model)
                .on(split.test())
                .by("Age", 40)
                .favorable("good")
                .isFair(equalOpportunity().atMost(0.10));
    }

    @Test
    void saysTheSameTwice() {
        assertThatModel(model).on(split.test()).isDeterministic();
    }

    @Test
    void doesNotCareForOtherRows() {
        assertThatModel(model).on(split.test()).isIndependentOfRowOrder().isIndependentOfOtherRows();
    }

    @Test
    void survivesBeingStored() {
        assertThatModel(candidate).on(split.test()).survivesRoundTrip(TribuoCodec.classification());
    }

    @Test
    void answersInTime() {
        assertThatModel(model).on(split.test()).answersWithin(Duration.ofNanos(150_000), 0.90);
    }

    @Test
    void looksAtEverythingItIsGiven() {
        assertThatModel(model).on(split.test()).usesEveryFeature();
    }

    @Test
    void moreIncomeNeverHurts() {
        assertThatModel(model).given(applicants()).raising("Income").neverRaises(Loans.BAD);
    }

    @Test
    void moreIncomeHurtsNobodyThereCanBe() {
        assertThatModel(trained).raisingInEveryRow("Income").neverRaises(Loans.BAD);
    }

    @Test
    void marriageIsIrrelevant() {
        assertThatModel(model)
                .given(applicants())
                .swapping("Marital", "married", "single")
                .neverChangesTheAnswer();
    }

    @Test
    void learnsFromLoansAsTheyShouldBe() {
        assertThatData(loans).satisfies(Loans.contract());
    }

    @Test
    void isNotTestedOnWhatItLearnedFrom() {
        assertThatData(split.train()).doesNotLeakInto(split.test());
    }
}
