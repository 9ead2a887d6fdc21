// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.report.Block;
import dev.holdfast.report.Chart;
import dev.holdfast.report.Outcome;
import dev.holdfast.report.Report;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunComparisonTest {
    private static final Table TEST = Table.of(NumberColumn.of("x", 1, 2, 3));

    private final ManualClock clock = new ManualClock();
    private final Workspace workspace;
    private final Tracker tracker;

    RunComparisonTest(@TempDir Path folder) {
        workspace = Workspace.open(folder.resolve("w"), o -> o.clock(clock).actor(Actor.of("anna")));
        tracker = workspace.tracker();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private RunRecord run(String name, double penalty, double auc, Table test) {
        return tracker.run("credit", name, r -> {
            r.parameter("penalty", penalty).parameter("epochs", 20).dataset(DatasetRole.TEST, "loans", test);
            for (int epoch = 0; epoch < 20; epoch++) {
                r.metric("train/loss", epoch, Math.exp(-epoch * penalty) + 0.1 * penalty);
            }
            clock.advance(Duration.ofSeconds(90));
            return r.metric("auc", auc).metric("size", 1 / penalty).record();
        });
    }

    private static Block.Grid grid(Report report, String caption) {
        return report.blocks().stream()
                .filter(Block.Grid.class::isInstance)
                .map(Block.Grid.class::cast)
                .filter(grid -> grid.caption().startsWith(caption))
                .findFirst()
                .orElseThrow();
    }

    private static Optional<Outcome> finding(Report report) {
        return report.blocks().stream()
                .filter(Block.Finding.class::isInstance)
                .map(block -> ((Block.Finding) block).outcome())
                .findFirst();
    }

    @Test
    void whatDiffersIsShownAndTheBestIsMarked() {
        RunRecord weak = run("weak", 0.1, 0.75, TEST);
        RunRecord strong = run("strong", 0.5, 0.81, TEST.rows(2, 1, 0));
        RunRecord nan = run("nan", 0.2, Double.NaN, TEST);
        Report report = tracker.compare(List.of(weak, strong, nan)).report();

        assertThat(grid(report, "Parameters that differ").rows())
                .containsExactly(List.of("penalty", "0.1", "0.5", "0.2"));
        assertThat(report.blocks()).contains(new Block.Paragraph("The same in all: epochs = 20."));
        assertThat(grid(report, "Last values of metrics").rows())
                .extracting(row -> String.join("|", row))
                .containsExactly(
                        "auc ↑|0.75|0.81|NaN|strong", "size|10|2|5|", "train/loss ↓|0.1596|0.05007|0.04237|nan");
        assertThat(finding(report)).contains(Outcome.PASSED);
        assertThat(report.blocks())
                .contains(new Block.Paragraph("Java, operating system, commit and libraries were the same in all."));
        assertThat(report.toMarkdown()).contains("in different orders");
        List<Chart> charts = report.blocks().stream()
                .filter(Block.Figure.class::isInstance)
                .map(block -> ((Block.Figure) block).chart())
                .toList();
        assertThat(charts).singleElement().isInstanceOfSatisfying(Chart.Lines.class, lines -> {
            assertThat(lines.title()).isEqualTo("train/loss");
            assertThat(lines.series()).extracting(Chart.Series::name).containsExactly("weak", "strong", "nan");
            assertThat(lines.series().get(0).x()).hasSize(20).startsWith(0.0, 1.0);
        });
        assertThat(Report.parse(report.toJson())).isEqualTo(report);
    }

    @Test
    void theDirectionOfAMetricCanBeSaid() {
        List<RunRecord> runs = List.of(run("a", 0.1, 0.7, TEST), run("b", 0.5, 0.8, TEST));
        Report report = tracker.compare(runs)
                .lowerIsBetter("size", "auc")
                .higherIsBetter("train/loss")
                .report();

        assertThat(grid(report, "Last values of metrics").rows())
                .extracting(row -> String.join("|", row))
                .containsExactly("auc ↓|0.7|0.8|a", "size ↓|10|2|b", "train/loss ↑|0.1596|0.05007|a");
    }

    @Test
    void runsThatWereMeasuredOnOtherRowsAreWarnedOf() {
        RunRecord one = run("a", 0.1, 0.7, TEST);
        RunRecord other = run("a", 0.1, 0.8, TEST.slice(0, 2));
        RunRecord none = tracker.run("credit", "bare", r -> r.record());

        Report report = tracker.compare(List.of(one, other)).report();
        assertThat(finding(report)).contains(Outcome.WARNED);
        assertThat(grid(report, "Runs").rows().get(0))
                .startsWith("a " + one.id().substring(0, 6));
        assertThat(grid(report, "Data sets").rows().get(0).get(2))
                .isEqualTo("2 rows, " + TEST.slice(0, 2).fingerprint().substring(0, 12));
        assertThat(finding(tracker.compare(List.of(one, none)).report())).contains(Outcome.INCONCLUSIVE);
    }

    @Test
    void aLongHistoryIsDrawnWithoutLosingAPeak() {
        List<MetricPoint> history = new ArrayList<>();
        for (int i = 100_000; i > 0; i--) {
            history.add(new MetricPoint(i, i == 777 ? 1e9 : i == 555 ? Double.NaN : Math.sin(i), clock.instant()));
        }
        Chart.Series series = MetricCurve.of("long", history);

        assertThat(series.x()).hasSize(500).isSorted();
        assertThat(series.y()).contains(1e9).doesNotContain(Double.NaN);
        assertThat(MetricCurve.of("short", history.subList(0, 500)).x())
                .hasSize(500)
                .isSorted();
    }

    @Test
    void manyRunsAreDrawnInSeveralCharts() {
        List<RunRecord> runs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            runs.add(run("r" + i, 0.1 * (i + 1), 0.7, TEST));
        }
        Report report = tracker.compare(runs).report();

        assertThat(report.blocks().stream()
                        .filter(Block.Figure.class::isInstance)
                        .map(block -> ((Block.Figure) block).chart().title()))
                .containsExactly("train/loss, runs 1 to 6", "train/loss, runs 7 to 8");
        assertThat(((Chart.Lines) tracker.compare(runs).curve("auc")).series()).hasSize(8);
    }

    @Test
    void fewerThanTwoOrARunTwiceIsNoComparison() {
        RunRecord run = run("a", 0.1, 0.7, TEST);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tracker.compare(List.of(run, run)))
                .withMessage("from 2 to 20 different runs can be compared, got 2 of which 1 differ");
        assertThatIllegalArgumentException().isThrownBy(() -> tracker.compare(List.of(run)));
    }
}
