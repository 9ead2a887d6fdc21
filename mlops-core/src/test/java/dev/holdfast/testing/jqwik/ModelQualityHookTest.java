// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.jqwik;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.testing.Credit;
import dev.holdfast.testing.ModelUnderTest;
import dev.holdfast.testing.TestData;
import dev.holdfast.testing.run.EngineRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.engine.JqwikTestEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;

/** Properties that jqwik runs are given models and data, and stand in the report. */
class ModelQualityHookTest {
    @AddLifecycleHook(ModelQualityHook.class)
    static class Properties {
        @ModelUnderTest(factory = "good")
        Predictor<Row, ClassScores> model = row -> Credit.scores(0);

        @TestData("../junit/loans.csv")
        static Table loans = Table.of();

        static Predictor<Row, ClassScores> good() {
            return Credit.GOOD;
        }

        @Provide
        Arbitrary<Integer> rows() {
            return Arbitraries.integers().between(0, loans.rowCount() - 1);
        }

        @Property(tries = 20)
        void isSteady(@ForAll("rows") int row) {
            assertThatModel(model).as("credit").on(loans.slice(row, row + 1)).isDeterministic();
        }

        @Property(tries = 20)
        void isNeverSure(@ForAll("rows") int row) {
            assertThatModel(model)
                    .as("credit")
                    .on(loans.slice(row, row + 1), "Status")
                    .hasPointEstimateAtMost(BinaryMetric.BRIER, 1e-9);
        }

        @Example
        void failsByItself() {
            throw new IllegalStateException("not of the model");
        }
    }

    @AddLifecycleHook(ModelQualityHook.class)
    static class Misfit {
        @TestData("gone.csv")
        Table loans = Table.of();

        @Example
        void cannotRun() {}
    }

    @Test
    void propertiesAreGivenTheirFixturesAndReportOnce(@TempDir Path folder) throws Exception {
        String before = System.getProperty("holdfast.report", "");
        System.setProperty("holdfast.report", folder.toString());
        Map<String, TestExecutionResult> results;
        try {
            results = EngineRun.of(new JqwikTestEngine(), Map.of(), Properties.class, Misfit.class);
        } finally {
            if (before.isEmpty()) {
                System.clearProperty("holdfast.report");
            } else {
                System.setProperty("holdfast.report", before);
            }
        }
        assertThat(Objects.requireNonNull(results.get("isSteady")).getThrowable())
                .isEmpty();
        assertThat(Objects.requireNonNull(results.get("isNeverSure"))
                        .getThrowable()
                        .orElseThrow())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("FAILED: credit on 1 row: expected brier (point estimate) at most 1E-9");
        assertThat(Objects.requireNonNull(results.get("cannotRun"))
                        .getThrowable()
                        .orElseThrow())
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the test data \"gone.csv\" are not there");
        assertThat(Files.readString(folder.resolve("model-quality.md")))
                .startsWith("# Model tests: 1 of 4 passed\n")
                .contains("| Properties: isSteady | ✓ passed | the same answers when asked again: equal answers")
                .contains("| Properties: isNeverSure | ✗ failed | brier (point estimate) at most ")
                .contains(
                        "| Properties: failsByItself | ✗ failed | java.lang.IllegalStateException: not of the model |")
                .contains("| Misfit: cannotRun | ✗ failed | the test data");
    }
}
