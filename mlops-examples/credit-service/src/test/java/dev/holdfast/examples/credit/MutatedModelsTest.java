// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples.credit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Each broken model turns the right tests red, and no others, and the message alone says what is wrong. */
class MutatedModelsTest {
    private static final Path REPORTS = Path.of("target", "mutations");

    /** The tests of the service, on a model that was broken. */
    static final class Mutated extends CreditModelTest {
        private static Mutation mutation = Mutation.SLOWER;

        @Override
        StorableModel<Row, ClassScores> tested(StorableModel<Row, ClassScores> stored) {
            return mutation.of(stored);
        }
    }

    private static Map<String, String> failures(Mutation mutation) {
        Mutated.mutation = mutation;
        Map<String, String> failures = new TreeMap<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Mutated.class))
                .configurationParameter(
                        "holdfast.report", REPORTS.resolve(mutation.name()).toString())
                .build();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                result.getThrowable()
                        .ifPresent(thrown -> failures.put(
                                test.getDisplayName().replace("()", ""), String.valueOf(thrown.getMessage())));
            }
        });
        return failures;
    }

    /** Who flips the labels of some also turns what raises their score into what lowers it. */
    @ParameterizedTest
    @CsvSource({
        "LABELS_FLIPPED, isGoodWhereverOneLives moreIncomeNeverHurts, Home=priv",
        "FEATURE_IGNORED, looksAtEverythingItIsGiven, Expenses",
        "MONOTONICITY_BROKEN, moreIncomeNeverHurts, Income 125 -> 900",
        "CALIBRATION_SKEWED, isCalibrated, calibration",
        "SLOWER, answersInTime, expected"
    })
    void turnsExactlyTheRightTestsRed(Mutation mutation, String tests, String cause) throws IOException {
        Map<String, String> failures = failures(mutation);
        StringBuilder printed = new StringBuilder();
        failures.forEach((name, message) ->
                printed.append(name).append("\n").append(message).append("\n\n"));
        Path report = REPORTS.resolve(mutation.name());
        Files.writeString(report.resolve("failures.txt"), printed);
        assertThat(failures.keySet()).as(printed.toString()).containsExactlyInAnyOrder(tests.split(" ", -1));
        assertThat(failures.get(tests.split(" ", -1)[0])).contains(cause);
        assertThat(report).isDirectoryContaining("glob:**.html").isDirectoryContaining("glob:**.md");
    }
}
