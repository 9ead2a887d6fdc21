// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.ColumnDetector;
import dev.holdfast.drift.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the README shows about change detection, as it stands there. */
class ChangeGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "change", "ChangeGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns() {
        ChangeStream yesterday = ChangeStream.errors(7, 5_000, 0.2, 0.4);
        List<String> told = new ArrayList<>();
        Table before = Samples.loans(4_000, 1);
        shows(yesterday, Baseline.of(before), Samples.loans(100, 2).rows().map(row -> row.with("Income", 0)), told);
        // The second goes on to alarm for as long as it is true.
        assertThat(told)
                .hasSizeGreaterThan(3)
                .anyMatch(alert -> alert.startsWith("Income: more values are below 7.86287 than the 0.0 % of the"));
    }

    private static void shows(ChangeStream served, Baseline baseline, Stream<Row> rows, List<String> alerts) {
        // spotless:off
        // README
        LikelihoodRatio errors = LikelihoodRatio.withDefaults().falseAlarmEvery(100_000);  // the usual rate need not be known
        EDetector worse = EDetector.against(0.22).falseAlarmEvery(100_000);         // known: holds by theorem
        for (int i = 0; i < served.size(); i++) {
            double wrong = served.value(i);                                         // 1 for a wrong answer, 0 for a right one
            if (errors.update(wrong) == ChangeState.CHANGE) {
                alerts.add("more errors, seen at answer " + i);
            }
            if (worse.update(wrong) == ChangeState.CHANGE) {
                alerts.add("more than 22 % errors, seen at answer " + i);
            }
        }
        double[] state = errors.snapshot();                                         // goes on after a restart of the host
        ColumnDetector income = baseline.detector("Income").falseAlarmEvery(100_000);   // a column against its baseline
        rows.filter(row -> income.update(row) == ChangeState.CHANGE)                // missing, NaN, other types: bins too
                .forEach(row -> alerts.add(income.explain()));
        DetectorScore score = DetectorEvaluation.within(2_000).score(errors, List.of(served));   // on streams of your own
        // README
        // spotless:on
        assertThat(alerts.get(0)).startsWith("more ");
        assertThat(state).isNotEmpty();
        assertThat(score.found()).isOne();
        assertThat(score.falseAlarms()).isZero();
        assertThat(score.delay().orThrow().point()).isLessThan(300);
    }

    @Test
    void theReadmeShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        List<String> shown = lines.subList(from, lines.lastIndexOf("        // README"));
        assertThat(shown).hasSizeLessThanOrEqualTo(25);
        assertThat(Files.readString(Path.of("..", "README.md")))
                .contains("```java\n" + String.join("\n", shown).indent(-8) + "```\n");
    }
}
