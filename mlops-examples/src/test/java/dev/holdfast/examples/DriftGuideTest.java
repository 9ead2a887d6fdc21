// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.drift.Baseline;
import dev.holdfast.drift.ColumnTest;
import dev.holdfast.drift.Drift;
import dev.holdfast.drift.DriftReport;
import dev.holdfast.drift.WindowProfile;
import dev.holdfast.drift.multivariate.DomainClassifier;
import dev.holdfast.drift.multivariate.JointDrift;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.stats.TestResult;
import dev.holdfast.tribuo.ExampleSource;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TribuoTrainer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;
import org.tribuo.impl.ArrayExample;

/** What the README shows about drift, as it stands there. */
class DriftGuideTest {
    private static final Path SOURCE =
            Path.of("src", "test", "java", "dev", "holdfast", "examples", "DriftGuideTest.java");

    @Test
    void theExampleOfTheReadmeRuns() throws IOException {
        Table loans = Loans.servedFromTheStart(Loans.read(Optional.empty()));
        int half = loans.rowCount() / 2;
        Table train = loans.slice(0, half);
        StorableModel<Row, ClassScores> model = Trainers.fit(Trainers.LOGISTIC, train, 42);
        List<String> log = new ArrayList<>();
        JointDrift joint = shows(TableSource.of(train), train, loans.slice(half, loans.rowCount()), model, log);
        assertThat(joint.effectName()).isEqualTo("AUC");
        assertThat(joint.causes()).isNotEmpty();
    }

    // spotless:off
    private static JointDrift shows(TableSource january, Table train, Table march,
            StorableModel<Row, ClassScores> model, List<String> log) {
        // README
        Baseline baseline = Baseline.builder().model(model).segments("Home", 5).cut(january);   // one pass, exact counts
        byte[] stored = baseline.toBytes();                             // 1.3 kB a number column, kept beside the version
        WindowProfile window = WindowProfile.of(Baseline.parse(stored)).add(march, model);      // merge() adds up exactly
        DriftReport drift = Drift.between(baseline, window);
        drift.findings().forEach(finding -> log.add(finding.explain()));
        // "income: 10.1 % of values are now exactly 0, reference 0.2 %; moderate, adjusted p < 1e-12 over 24 tests"

        DriftReport skew = Drift.between(train, march);                 // two tables: training against serving
        TestResult welch = skew.test("Income", ColumnTest.WELCH);       // any test, from the values or from the counts
        JointDrift joint = DomainClassifier.of(rows -> TribuoTrainer.classification(
                        seed -> new LogisticRegressionTrainer(), FeatureSpec.of(rows.schema()).target(DomainClassifier.TARGET))
                .train(rows)).compare(train, march);                    // all columns together: AUC, and which columns
        // README
        assertThat(welch.n()).isPositive();
        return joint;
    }
    // spotless:on

    @Test
    void theReadmeShowsWhatThisTestRuns() throws IOException {
        List<String> lines = Files.readAllLines(SOURCE);
        int from = lines.indexOf("        // README") + 1;
        String shown = String.join("\n", lines.subList(from, lines.lastIndexOf("        // README")))
                .indent(-8);
        assertThat(Files.readString(Path.of("..", "README.md"))).contains("```java\n" + shown + "```\n");
    }

    @Test
    void aTribuoDataSetIsAReferenceToo() {
        List<Example<Label>> examples = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            Example<Label> example = new ArrayExample<>(new Label(i % 3 == 0 ? "a" : "b"));
            example.add(new Feature("x", i % 101));
            example.add(new Feature("y", Math.sin(i)));
            examples.add(example);
        }
        Baseline baseline = Baseline.of(ExampleSource.labels(examples, "kind"));
        assertThat(baseline.rows()).isEqualTo(600);
        assertThat(baseline.columnNames()).containsExactly("x", "y", "kind");
    }
}
