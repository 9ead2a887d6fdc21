// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HistoryTest {
    private static HistoryEntry entry(String id, double value) {
        return new HistoryEntry(id, Instant.EPOCH, Map.of("m", value), Optional.empty(), Optional.empty());
    }

    /** Run at full size with {@code -Dholdfast.simulations=200000}. */
    @ParameterizedTest
    @CsvSource({"8, 0.05, 1", "12, 0.01, 1", "30, 0.05, 1", "30, 0.2, 1", "100, 0.01, 1", "200, 0.1, 1", "70, 0.05, 7"})
    void theNominalFalseAlarmRateHoldsWithinOnePercentagePoint(int length, double rate, int period) {
        falseAlarmRateIsWithin(0.01, length, rate, period, Integer.getInteger("holdfast.simulations", 10_000));
    }

    static void falseAlarmRateIsWithin(double tolerance, int length, double rate, int period, int runs) {
        HistoryDetector detector = HistoryDetector.of(rate).withPeriod(period);
        SplittableRandom random = new SplittableRandom(7);
        int alarms = 0;
        for (int i = 0; i < runs; i++) {
            List<Double> earlier = new ArrayList<>();
            for (int j = 0; j < length; j++) {
                earlier.add(100.0 * (j % period) + 5 + 3 * random.nextGaussian());
            }
            double next = 100.0 * (length % period) + 5 + 3 * random.nextGaussian();
            alarms += detector.judge("m", earlier, next).verdict() == Verdict.WARN ? 1 : 0;
        }
        assertThat((double) alarms / runs).isCloseTo(rate, within(tolerance));
    }

    @Test
    void findsAValueThatLeavesItsHistoryEvenWithABadRunInIt() {
        List<Double> earlier = List.of(10.0, 11.0, 9.0, 10.5, 1e9, 9.5, 10.2, 10.1, 9.9);
        HistoryDetector detector = HistoryDetector.of(0.01);
        assertThat(detector.judge("m", earlier, 10.3).verdict()).isEqualTo(Verdict.PASS);
        Finding finding = detector.judge("m", earlier, 1e6);
        assertThat(finding.verdict()).isEqualTo(Verdict.WARN);
        assertThat(finding.sentence()).startsWith("m: 1000000 leaves ");
        assertThat(detector.judge("m", earlier, Double.NaN).verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(detector.judge("m", List.of(1.0), 1).sentence())
                .isEqualTo("m: there are 1 earlier values to compare with; 8 are needed");
    }

    @Test
    void comparesASeasonWithItself() {
        List<Double> earlier = new ArrayList<>();
        for (int day = 0; day < 70; day++) {
            earlier.add((day % 7 == 0 ? 100.0 : 10.0) + day % 3);
        }
        HistoryDetector weekly = HistoryDetector.of(0.05).withPeriod(7);
        assertThat(weekly.judge("m", earlier, 101).verdict()).isEqualTo(Verdict.PASS);
        assertThat(weekly.judge("m", earlier, 11).verdict()).isEqualTo(Verdict.WARN);
        assertThat(weekly).hasToString("HistoryDetector.of(0.05).withPeriod(7)");
        assertThatThrownBy(() -> HistoryDetector.of(0)).hasMessage("false-alarm rate must be in [0.001, 0.5], got 0.0");
        assertThatThrownBy(() -> weekly.withPeriod(0)).hasMessage("period must be at least 1, got 0");
    }

    @Test
    void aReplacedRunIsComparedWithNothing(@TempDir Path directory) {
        for (MetricHistory history :
                List.of(MetricHistory.inMemory(), MetricHistory.in(directory.resolve("history.jsonl")))) {
            history.add(entry("a", 1));
            history.add(entry("b", 2));
            history.supersede("a", "b");
            history.annotate("b", "repaired");
            assertThat(history.values("m")).containsExactly(2.0);
            assertThat(history.entries().get(1).note()).contains("repaired");
            assertThatThrownBy(() -> history.add(entry("a", 1))).hasMessage("run 'a' is in the history already");
            assertThatThrownBy(() -> history.annotate("c", "x")).hasMessage("there is no run 'c' in the history");
            assertThatThrownBy(() -> history.supersede("a", "a")).hasMessage("run 'a' cannot take its own place");
        }
    }

    @Test
    void theFileOutlivesTheProcessAndATornLine(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("history.jsonl");
        MetricHistory history = MetricHistory.in(file);
        history.add(entry("a", Double.POSITIVE_INFINITY));
        history.annotate("a", "first");
        Files.writeString(file, "{\"history\":1,\"id\":\"to", StandardOpenOption.APPEND);
        MetricHistory again = MetricHistory.in(file);
        assertThat(again.entries()).isEqualTo(history.entries());
        again.add(entry("b", 2));
        assertThat(MetricHistory.in(file).values("m")).containsExactly(Double.POSITIVE_INFINITY, 2.0);
        Files.writeString(file, "{\"history\":2}\n", StandardOpenOption.APPEND);
        assertThatThrownBy(() -> MetricHistory.in(file))
                .isInstanceOfSatisfying(
                        HistoryException.class, e -> assertThat(e.file()).isEqualTo(file))
                .hasMessageContaining("line 4 is no event of a history (expected format 1, got 2; a newer version");
        assertThatThrownBy(() -> MetricHistory.in(directory.resolve("no/such")).add(entry("a", 1)))
                .isInstanceOf(HistoryException.class)
                .hasMessageContaining("cannot be written");
    }

    @Test
    void takesTheMetricsOfAReport() {
        ContractReport report = DataContract.named("x")
                .column("x", c -> c.mean(Limit.atMost(5)))
                .build()
                .check(Table.of(NumberColumn.of("x", 1, 2)));
        assertThat(HistoryEntry.of("r", Instant.EPOCH, report).metrics()).containsEntry("x: mean(at most 5)", 1.5);
    }
}
