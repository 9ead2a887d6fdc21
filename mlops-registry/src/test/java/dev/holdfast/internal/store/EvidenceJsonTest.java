// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.report.Chart;
import dev.holdfast.report.Evidence;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Measurement;
import dev.holdfast.stats.Undefined;
import dev.holdfast.testkit.Examination;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceJsonTest {
    private static final Report REPORT = Report.titled("All <kinds> of blocks \ud800")
            .text("a paragraph")
            .finding(Outcome.WARNED, "Income", "12 % missing")
            .table("cells", List.of("a", "b"), List.of(List.of("1", "2"), List.of("3", "")))
            .chart(new Chart.Lines(
                    "ROC",
                    "x",
                    "y",
                    List.of(new Chart.Series("s", List.of(0.0, 0.1), List.of(-0.0, Double.NaN))),
                    true))
            .chart(new Chart.Bars(
                    "bars",
                    "x",
                    "y",
                    List.of("p", "q"),
                    List.of(new Chart.BarSeries("s", List.of(1.0, Double.POSITIVE_INFINITY)))))
            .chart(new Chart.Intervals("forest", "x", "y", List.of(new Chart.Interval("auc", 0.7, 0.8, 0.9))))
            .section(Report.titled("part").text("within").build())
            .build();

    @Test
    void everythingComesBackAsItWasInItsOrder() {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        measurements.put("z", new Estimate(0.1 + 0.2, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0.95, 3));
        measurements.put("a", new Undefined("no positives"));
        measurements.put("m", new Estimate(-0.0, -0.0, Double.MIN_VALUE, 1, Long.MAX_VALUE));
        Evidence evidence = new Examination("evaluation", Outcome.INCONCLUSIVE, "in brief", measurements, REPORT);

        Evidence read = EvidenceJson.read(EvidenceJson.write(evidence));

        assertThat(read.kind()).isEqualTo("evaluation");
        assertThat(read.outcome()).isEqualTo(Outcome.INCONCLUSIVE);
        assertThat(read.summary()).isEqualTo("in brief");
        assertThat(read.measurements()).containsExactlyEntriesOf(measurements);
        assertThat(read.report()).isEqualTo(REPORT);
        assertThat(EvidenceJson.write(read)).isEqualTo(EvidenceJson.write(evidence));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"kind\":\"text\"", "\"type\":\"lines\"", "\"format\":1"})
    void whatThisVersionDoesNotKnowIsRefused(String known) {
        String document = EvidenceJson.write(new Examination("e", Outcome.PASSED, "s", Map.of(), REPORT));
        String unknown = document.replace(
                known, known.contains("format") ? "\"format\":2" : known.replaceFirst(":.*", ":\"hologram\""));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> EvidenceJson.read(unknown))
                .withMessageMatching(
                        "a report has no (block of kind|chart of type) 'hologram'|expected evidence of format 1, got format 2");
    }
}
