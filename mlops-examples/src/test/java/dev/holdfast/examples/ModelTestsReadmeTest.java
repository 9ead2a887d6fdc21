// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static dev.holdfast.evaluation.BinaryMetric.ACCURACY;
import static dev.holdfast.evaluation.BinaryMetric.AUC;
import static dev.holdfast.evaluation.BinaryMetric.LOG_LOSS;
import static dev.holdfast.fairness.Criterion.equalizedOdds;
import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.Csv;
import dev.holdfast.data.Row;
import dev.holdfast.data.Split;
import dev.holdfast.data.Splits;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.registry.ModelVersion;
import dev.holdfast.registry.PromotionPolicy;
import dev.holdfast.registry.RegisteredModel;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import dev.holdfast.testing.junit.ModelQuality;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The model tests of the README, on a workspace with a champion and a candidate. */
class ModelTestsReadmeTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "ModelTestsReadmeTest.java");

    @BeforeAll
    static void prepare(@TempDir Path folder) throws Exception {
        Split split = Loans.read(Optional.empty())
                .split(Splits.stratified("Status", 0.6, 0, 0.4).seed(42));
        Path besideTheTest = Path.of(Objects.requireNonNull(ModelTestsReadmeTest.class.getResource("."))
                .toURI());
        Csv.write(split.test(), besideTheTest.resolve("credit-test.csv"));
        Actor ann = Actor.of("Ann");
        try (Workspace workspace = Workspace.open(folder, o -> o.actor(ann))) {
            RegisteredModel credit = workspace.registry().model("credit");
            register(workspace, Trainers.LOGISTIC, split.train().slice(0, 1_500), "champion", ann);
            register(workspace, Trainers.LOGISTIC, split.train(), "candidate", ann);
            assertThat(credit.aliases()).containsExactlyInAnyOrder("champion", "candidate");
        }
        System.setProperty("holdfast.workspace", folder.toString());
    }

    private static void register(Workspace workspace, Trainers how, Table train, String alias, Actor actor) {
        RegisteredModel credit = workspace.registry().model("credit");
        ModelVersion version = credit.register(workspace
                .tracker()
                .run(
                        "credit",
                        alias,
                        run -> run.model(Trainers.fit(how, train, 42)).record()));
        credit.promote(version)
                .to(alias)
                .as(actor)
                .under(PromotionPolicy.of())
                .because("for the tests")
                .orThrow();
    }

    @AfterAll
    static void forget() {
        System.clearProperty("holdfast.workspace");
    }

    // spotless:off
    @Nested
    // MODEL TESTS
    @ExtendWith(ModelQuality.class)                     // fills fields and parameters, writes one report a run
    class CreditModelTest {
        @ModelUnderTest("credit@candidate") Predictor<Row, ClassScores> model;      // from the workspace
        @ModelUnderTest("credit@champion") Predictor<Row, ClassScores> champion;
        @TestData("credit-test.csv") Table test;

        @Test void isGoodEnough() {
            assertThatModel(model).on(test)
                    .hasAtLeast(AUC, 0.75)              // the lower end of the interval must clear it
                    .hasAtMost(LOG_LOSS, 0.55).isCalibratedWithin(0.08).isBetterThanTrivial()
                    .isNotWorseThan(champion, 0.05)     // paired, on the same rows
                    .onEverySlice("Home").ignoringSlicesBelow(100).hasAtLeast(ACCURACY, 0.6);
        }

        @Test void isFair() {
            assertThatModel(model).on(test).by("Age", 25, 40).favorable("good")
                    .isFair(equalizedOdds().atMost(0.4));
        }

        @Test void behaves() {
            assertThatModel(model).on(test).isDeterministic().isIndependentOfRowOrder().isIndependentOfOtherRows()
                    .survivesRoundTrip(TribuoCodec.classification())
                    .reportsLatency()                   // measured, judged by answersWithin(ofMillis(2), 0.99) only
                    .inputs().mayBeMissing().mayBeUnseen().mayNotBeOfAnotherType();
        }

        @Test void isTestedOnGoodData() {
            assertThatData(test).satisfies(Loans.contract());
        }
    }
    // MODEL TESTS
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws Exception {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("    // MODEL TESTS") + 1;
        String shown = String.join("\n", lines.subList(from, lines.lastIndexOf("    // MODEL TESTS")))
                .indent(-4);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "```\n");
    }
}
