// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static dev.holdfast.testing.ModelAssertions.assertThatTrainer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.testing.property.RowArbitrary;
import dev.holdfast.testing.property.Rows;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoTrainer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.math.optimisers.AdaGrad;

/** The snippet on properties of the README. */
class PropertySnippetTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "testing", "PropertySnippetTest.java");

    /** Held here, since the log manager would forget a level that nobody holds. */
    private static final Logger TRIBUO = Logger.getLogger("org.tribuo");

    private static final Table train;
    private static final Table test;
    private static final TribuoTrainer<TrainedClassifier> trainer;
    private static final TrainedClassifier model;

    static {
        TRIBUO.setLevel(Level.WARNING);
        train = Credit.loans(800, 1).without("Loss");
        test = Credit.loans(400, 2).without("Loss");
        trainer = TribuoTrainer.classification(
                seed -> new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(0.5, 0.1), 5, 1000, 1, seed),
                FeatureSpec.of(train.schema()).target("Status").exclude("Sex"));
        model = trainer.train(train);
    }

    // spotless:off
    // PROPERTIES
    Rows loans = Rows.like(train).without("Status").seed(7);       // or Rows.of(schema), Rows.like(profile)

    @Test void behavesAsABankExpects() {
        assertThatModel(model).given(loans).raising("Income").neverRaises("bad");
        assertThatModel(model).given(loans).moving("Income").changesAtMost("bad", 0.03);          // a unit
        assertThatModel(model).given(loans).replacing("Sex").neverChangesTheAnswer();
        assertThatModel(model).given(loans).failingAtMost(0.25)                                   // of rows, with 95 %
                .swapping("Home", "rent", "owner").neverChangesTheClass();
        assertThatModel(model).given(loans.between("Income", 0, 20)).areAnswered("bad");
        assertThatModel(model).raisingInEveryRow("Income").neverRaises("bad");                    // proven, not tried
        assertThatModel(model).on(test).usesEveryFeature().doesNotUse("Sex").isNotDominatedByOneFeature(0.99);
    }

    @Property void moreIncomeNeverHurts(@ForAll("loans") Row loan) {                              // the same with jqwik
        assertThatModel(model).given(loan).raising("Income").neverRaises("bad");
    }

    @Provide Arbitrary<Row> loans() {
        return RowArbitrary.of(loans);
    }

    @Test void isTrainedAndTestedFairly() {
        assertThatData(train).doesNotLeakInto(test, leakage -> leakage.target("Status").equalRowsAtMost(0.9));
        assertThatTrainer(trainer::train).on(train, "Status").isDeterministic().refusesNoRows().refusesOneClass();
    }
    // PROPERTIES
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("    // PROPERTIES") + 1;
        String shown = String.join("\n", lines.subList(from, lines.lastIndexOf("    // PROPERTIES")))
                .indent(-4);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "```\n");
    }
}
