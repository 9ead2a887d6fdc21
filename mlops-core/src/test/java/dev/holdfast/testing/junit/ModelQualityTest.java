// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import static dev.holdfast.testing.ModelAssertions.assertSoftly;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testing.Credit;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import dev.holdfast.testing.run.EngineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;

/** Model tests as JUnit runs them, and the report of the run. */
class ModelQualityTest {
    /** A model that is made in the test from data that it is given. */
    static Predictor<Row, ClassScores> good(@TestData("loans.csv") Table train) {
        assertThat(train.rowCount()).isEqualTo(400);
        return Credit.GOOD;
    }

    @ExtendWith(ModelQuality.class)
    static class GreenAndRed {
        @ModelUnderTest(factory = "good")
        Predictor<Row, ClassScores> model;

        @TestData("loans.csv")
        static Table test;

        static Predictor<Row, ClassScores> good(@TestData("loans.csv") Table train) {
            return ModelQualityTest.good(train);
        }

        @Test
        void isGoodEnough() {
            assertThatModel(model).as("credit").on(test, "Status").hasAtLeast(BinaryMetric.AUC, 0.85);
        }

        @Test
        void isPerfect() {
            assertThatModel(model)
                    .as("credit")
                    .on(test, "Status")
                    .isDeterministic()
                    .hasAtLeast(BinaryMetric.AUC, 0.99);
        }

        @Test
        void isALittleBetter() {
            assertThatModel(model).as("credit").on(test, "Status").hasAtLeast(BinaryMetric.AUC, 0.9);
        }

        @Test
        void isPerhapsALittleBetter() {
            assertThatModel(model)
                    .as("credit")
                    .on(test, "Status")
                    .allowInconclusive()
                    .hasAtLeast(BinaryMetric.AUC, 0.9);
        }

        @Test
        @DisplayName("has | two faults")
        void hasTwoFaults(@ModelUnderTest(factory = "good") Predictor<Row, ClassScores> same) {
            assertSoftly(softly -> softly.assertThatModel(same)
                    .as("credit")
                    .on(test, "Status")
                    .hasAtLeast(BinaryMetric.AUC, 0.99)
                    .hasAtMost(BinaryMetric.BRIER, 0.01));
        }

        @Test
        void somethingElseFails() {
            Assertions.fail("not of the model");
        }

        @Test
        void doesNotApply() {
            Assumptions.assumeTrue(false);
        }

        @ParameterizedTest
        @ValueSource(strings = {"owner", "rent"})
        void isGoodFor(String home) {
            assertThatModel(model)
                    .as("credit")
                    .on(test, "Status")
                    .onSlice(home, row -> row.text("Home").equals(home))
                    .hasPointEstimateAtLeast(BinaryMetric.ACCURACY, 0.7);
        }

        @TestFactory
        Stream<DynamicTest> slices() {
            return Stream.of("owner", "rent")
                    .map(home -> DynamicTest.dynamicTest(
                            home,
                            () -> assertThatModel(model)
                                    .as("credit")
                                    .on(test.where(row -> row.text("Home").equals(home)))
                                    .isDeterministic()));
        }
    }

    @ExtendWith(ModelQuality.class)
    static class Other {
        @Test
        void isIndependent(
                @ModelUnderTest(factory = "made") Predictor<Row, ClassScores> model,
                @TestData("loans.csv") Table test) {
            assertThatModel(model).as("credit").on(test).isIndependentOfOtherRows();
        }

        static Predictor<Row, ClassScores> made() {
            return Credit.GOOD;
        }
    }

    private static Map<String, TestExecutionResult> run(Path folder, Class<?>... classes) {
        return EngineRun.of(Map.of("holdfast.report", folder.toString()), classes);
    }

    private static Throwable thrown(Map<String, TestExecutionResult> results, String test) {
        assertThat(results).containsKey(test);
        return Objects.requireNonNull(results.get(test)).getThrowable().orElseThrow();
    }

    @Test
    void testsAreGivenModelAndDataAndTheirReportStandsInOneFile(@TempDir Path folder) throws Exception {
        Map<String, TestExecutionResult> results = run(folder, GreenAndRed.class, Other.class);
        assertThat(Objects.requireNonNull(results.get("isGoodEnough")).getThrowable())
                .isEmpty();
        assertThat(thrown(results, "isPerfect"))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("FAILED: credit on 400 rows: expected auc at least 0.99");
        String markdown = Files.readString(folder.resolve("model-quality.md"));
        assertThat(markdown)
                .startsWith("# Model tests: 6 of 10 passed\n\n- **✗ FAILED** all tests: 5 ✓ passed, 1 ! warned, 1 ?"
                        + " inconclusive, 3 ✗ failed; 12 assertions on models and data\n\n| Test | Outcome | What was"
                        + " observed |\n")
                .containsSubsequence("| GreenAndRed: has", "| GreenAndRed: isALittleBetter | ?", "| Other")
                .contains("| GreenAndRed: isGoodEnough | ✓ passed | auc at least 0.85: 0.")
                .contains("| GreenAndRed: has \\| two faults | ✗ failed | auc at least 0.99: 0.")
                .contains("| GreenAndRed: somethingElseFails | ✗ failed | not of the model |")
                .contains("| GreenAndRed: isGoodFor \\[1\\] home=owner | ✓ passed |")
                .contains("| GreenAndRed: slices | ✓ passed | 2 assertions |")
                .contains("| Other: isIndependent | ✓ passed |")
                .contains(
                        "\n## GreenAndRed: isPerfect\n\n- **✗ FAILED** credit on 400 rows: expected auc at least 0.99")
                .contains("\n| worst slice | ")
                .doesNotContain("doesNotApply");
        assertThat(Files.readString(folder.resolve("model-quality.html")))
                .contains("<h1>Model tests: 6 of 10 passed</h1>")
                .contains("isPerhapsALittleBetter");
    }

    @ExtendWith(ModelQuality.class)
    static class Misfits {
        @Test
        void thereIsNoSource(@ModelUnderTest("credit@candidate") Predictor<Row, ClassScores> model) {}

        @Test
        void thereAreNoData(@TestData("gone.csv") Table data) {}

        @Test
        void itIsOfAnotherKind(@ModelUnderTest(factory = "made") StorableModel<Row, Quantity> model) {}

        @Test
        void itIsNothing(@ModelUnderTest Predictor<Row, ClassScores> model) {}

        @Test
        void itsFactoryFails(@ModelUnderTest(factory = "broken") Predictor<Row, ClassScores> model) {}

        @Test
        void itsFactoryIsNotThere(@ModelUnderTest(factory = "none") Predictor<Row, ClassScores> model) {}

        @Test
        void itsFactoryAsksForMore(@ModelUnderTest(factory = "asking") Predictor<Row, ClassScores> model) {}

        static Predictor<Row, ClassScores> made() {
            return Credit.GOOD;
        }

        @SuppressWarnings("DoNotCallSuggester") // called by its name
        static Predictor<Row, ClassScores> broken() {
            throw new IllegalStateException("no rows to learn from");
        }

        static Predictor<Row, ClassScores> asking(int seed) {
            return Credit.GOOD;
        }
    }

    @ExtendWith(ModelQuality.class)
    static class MisfitField {
        @TestData("gone.csv")
        Table data;

        @Test
        void cannotRun() {}
    }

    @ExtendWith(ModelQuality.class)
    static class MisfitBeforeEach {
        @BeforeEach
        void begin(@TestData("gone.csv") Table data) {}

        @Test
        void cannotBegin() {}
    }

    @Test
    void whatCannotBeGivenFailsTheTestAndSaysWhy(@TempDir Path folder) throws Exception {
        Map<String, TestExecutionResult> results =
                run(folder, Misfits.class, MisfitField.class, MisfitBeforeEach.class);
        results.keySet().removeIf(each -> !each.contains("(") && !each.startsWith("cannot"));
        assertThat(results.values())
                .allSatisfy(
                        each -> assertThat(each.getThrowable().orElseThrow()).isInstanceOf(AssertionError.class));
        String gone =
                "the test data \"gone.csv\" are not there: looked beside dev.holdfast.testing.junit.ModelQualityTest$";
        assertThat(thrown(results, "thereAreNoData(Table)")).hasMessageStartingWith(gone + "Misfits on the class path");
        assertThat(thrown(results, "cannotRun")).hasMessageStartingWith(gone + "MisfitField");
        assertThat(thrown(results, "cannotBegin")).hasMessageStartingWith(gone + "MisfitBeforeEach");
        assertThat(thrown(results, "thereIsNoSource(Predictor)"))
                .hasMessageStartingWith("the model \"credit@candidate\" cannot be loaded: ");
        assertThat(thrown(results, "itIsOfAnotherKind(StorableModel)"))
                .hasMessageStartingWith("expected a dev.holdfast.model.StorableModel<dev.holdfast.data.Row,"
                        + " dev.holdfast.model.Quantity> for Misfits.itIsOfAnotherKind(model), got the ");
        assertThat(thrown(results, "itIsNothing(Predictor)"))
                .hasMessage(
                        "a model under test is stored or made: give Misfits.itIsNothing(model) either a reference such"
                                + " as \"credit@candidate\" or a factory");
        assertThat(thrown(results, "itsFactoryFails(Predictor)"))
                .hasMessage("the factory \"broken\" failed: java.lang.IllegalStateException: no rows to learn from");
        assertThat(thrown(results, "itsFactoryIsNotThere(Predictor)"))
                .hasMessage("the factory \"none\" must be one static method of Misfits, found 0");
        assertThat(thrown(results, "itsFactoryAsksForMore(Predictor)"))
                .hasMessageStartingWith("the factory \"asking\" can be given @TestData only, not int ");
        assertThat(Files.readString(folder.resolve("model-quality.md")))
                .startsWith("# Model tests: 0 of 9 passed\n")
                .contains("| MisfitField: cannotRun | ✗ failed | the test data ");
    }

    @Test
    void aRunThatWantsNoReportWritesNone() {
        Map<String, TestExecutionResult> results = EngineRun.of(Map.of("holdfast.report", "none"), Other.class);
        assertThat(Objects.requireNonNull(results.get("isIndependent(Predictor, Table)"))
                        .getThrowable())
                .isEmpty();
    }
}
