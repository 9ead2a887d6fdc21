// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import static dev.holdfast.tracking.RunCondition.experiment;
import static dev.holdfast.tracking.RunCondition.metric;
import static dev.holdfast.tracking.RunCondition.parameter;
import static dev.holdfast.tracking.RunCondition.status;
import static dev.holdfast.tracking.RunCondition.tag;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.audit.Actor;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.testkit.Backing;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.workspace.Workspace;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSearchTest {
    private final ManualClock clock = new ManualClock();
    private final Workspace workspace;
    private final Tracker tracker;

    RunSearchTest(@TempDir Path folder) {
        workspace = backing().open(folder.resolve("w"), o -> o.clock(clock).actor(Actor.of("anna")));
        tracker = workspace.tracker();
    }

    Backing backing() {
        return Backing.sqlite();
    }

    @AfterEach
    void close() {
        workspace.close();
    }

    private void run(String name, double auc, Object penalty) {
        tracker.run(
                "credit",
                name,
                r -> r.metric("auc", 0.1)
                        .metric("auc", auc)
                        .parameter("penalty", penalty)
                        .tag("team", name));
    }

    private List<String> names(RunCondition condition) {
        return tracker.search(condition).list().stream().map(RunRecord::name).toList();
    }

    @Test
    void conditionsCompareNumbersAsNumbersAndTheLastValueCounts() {
        run("a", 0.7, 10);
        run("b", 0.8, 9.5);
        run("c", Double.NaN, "9");
        run("d", Double.POSITIVE_INFINITY, true);
        tracker.run("other", "e", r -> true);

        assertThat(names(metric("auc").atLeast(0.8))).containsExactly("d", "b");
        assertThat(names(metric("auc").above(0.8))).containsExactly("d");
        assertThat(names(metric("auc").atMost(0.7))).containsExactly("a");
        assertThat(names(metric("auc").below(0.7))).isEmpty();
        assertThat(names(metric("auc").is(0.7))).containsExactly("a");
        assertThat(names(metric("auc").exists())).containsExactly("d", "c", "b", "a");
        assertThat(names(metric("auc").atLeast(0.8).not())).containsExactly("e", "c", "a");
        assertThat(names(parameter("penalty").below(10))).containsExactly("b");
        assertThat(names(parameter("penalty").is(10))).containsExactly("a");
        assertThat(names(parameter("penalty").is("9"))).containsExactly("c");
        assertThat(names(parameter("penalty").is("true"))).containsExactly("d");
        assertThat(names(tag("team", "b").or(tag("team", "c").and(experiment("credit")))))
                .containsExactly("c", "b");
        assertThat(names(experiment("other").and(status(RunStatus.COMPLETED)))).containsExactly("e");
    }

    @Test
    void runsAreFoundByTheDataThatTheyUsed() {
        Table table = Table.of(NumberColumn.of("x", 1, 2));
        tracker.run("credit", "with", r -> r.dataset(DatasetRole.TEST, "t", table));
        tracker.run("credit", "without", r -> true);

        assertThat(names(RunCondition.dataset(table.fingerprint()))).containsExactly("with");
    }

    @Test
    void pagesFollowOneAnotherWithoutRepeatingOrHidingARun() {
        for (int i = 0; i < 9; i++) {
            run("r" + i, i % 3 == 0 ? Double.NaN : Math.floorDiv(i, 2), i);
        }
        for (RunOrder order : List.of(metric("auc").descending(), metric("auc").ascending())) {
            RunSearch search = tracker.search(experiment("credit")).orderBy(order);
            List<RunRecord> whole = search.list();
            List<RunRecord> paged = new ArrayList<>();
            RunPage page = search.limit(2).page();
            paged.addAll(page.runs());
            while (page.next().isPresent()) {
                run("late", 100, 1);
                page = search.limit(2).page(page.next().orElseThrow());
                paged.addAll(page.runs());
            }
            assertThat(paged.stream().filter(run -> !run.name().equals("late")))
                    .isEqualTo(whole.stream()
                            .filter(run -> !run.name().equals("late"))
                            .toList());
        }
        assertThat(tracker.search(experiment("credit"))
                        .orderBy(metric("auc").ascending())
                        .limit(4)
                        .list())
                .extracting(RunRecord::name)
                .containsExactly("r1", "r2", "r5", "r4");
        RunPage newest = tracker.search(tag("team", "late").not()).limit(5).page();
        assertThat(newest.runs()).extracting(RunRecord::name).containsExactly("r8", "r7", "r6", "r5", "r4");
        assertThat(tracker.search(tag("team", "late").not())
                        .limit(5)
                        .page(newest.next().orElseThrow()))
                .satisfies(last ->
                        assertThat(last.runs()).extracting(RunRecord::name).containsExactly("r3", "r2", "r1", "r0"))
                .satisfies(last -> assertThat(last.next()).isEmpty());
    }

    @Test
    void severalOrdersDecideOneAfterAnotherOnWhateverPages() {
        double[] values = {Double.NaN, -0.0, 0.0, 1, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY};
        Random random = new Random(7);
        for (int i = 0; i < 60; i++) {
            double auc = values[random.nextInt(values.length)];
            int penalty = random.nextInt(3);
            tracker.run("credit", "r" + i, r -> {
                r.metric("auc", auc).metric("loss", random.nextInt(4));
                return penalty == 2 ? r : r.parameter("penalty", penalty);
            });
        }
        RunOrder[] orders = {
            metric("auc").descending(),
            parameter("penalty").ascending(),
            metric("loss").descending()
        };
        Comparator<Optional<Double>> up =
                Comparator.comparing((Optional<Double> v) -> v.isEmpty()).thenComparing(v -> v.orElse(0.0) + 0.0);
        Comparator<Optional<Double>> down = Comparator.comparing((Optional<Double> v) -> v.isEmpty())
                .thenComparing(v -> v.orElse(0.0) + 0.0, Comparator.reverseOrder());
        List<RunRecord> expected = new ArrayList<>(tracker.runs("credit"));
        expected.sort(
                Comparator.comparing((RunRecord run) -> number(run.metrics().get("auc")), down)
                        .thenComparing(run -> number(run.parameters().get("penalty")), up)
                        .thenComparing(run -> number(run.metrics().get("loss")), down));

        for (int limit : new int[] {1, 7, 20, 59, 60}) {
            RunSearch search =
                    tracker.search(experiment("credit")).orderBy(orders).limit(limit);
            List<RunRecord> paged = new ArrayList<>();
            for (Optional<String> next = Optional.of(""); next.isPresent(); ) {
                RunPage page = next.get().isEmpty() ? search.page() : search.page(next.get());
                paged.addAll(page.runs());
                next = page.next();
            }
            assertThat(paged).isEqualTo(expected);
        }
    }

    private static Optional<Double> number(@Nullable Object value) {
        return value instanceof Number number && !Double.isNaN(number.doubleValue())
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    @Test
    void runsAreFoundByNameTimeAndTag() {
        Instant begin = clock.instant();
        tracker.run("credit", "a", r -> r.tag("keep", ""));
        clock.advance(Duration.ofHours(1));
        tracker.run("credit", "b", r -> true);

        assertThat(names(RunCondition.startedFrom(begin.plusSeconds(1)))).containsExactly("b");
        assertThat(names(RunCondition.startedBefore(begin.plusSeconds(1)))).containsExactly("a");
        assertThat(names(RunCondition.named("a"))).containsExactly("a");
        assertThat(names(RunCondition.hasTag("keep"))).containsExactly("a");
        assertThat(names(RunCondition.parse("not tag(\"keep\") exists"))).containsExactly("b");
    }

    @Test
    void aConditionOfTheLargestSizeIsAnswered() {
        run("a", 0.5, 1);
        RunCondition[] balanced = new RunCondition[500];
        Arrays.fill(balanced, metric("auc").above(0));
        for (int n = balanced.length; n > 1; n = (n + 1) / 2) {
            for (int i = 0; i < n / 2; i++) {
                balanced[i] = balanced[i].and(balanced[n - 1 - i]);
            }
        }
        RunCondition deep = metric("auc").above(0);
        for (int i = 0; i < 99; i++) {
            deep = deep.not();
        }

        assertThat(names(balanced[0])).containsExactly("a");
        assertThat(names(deep)).isEmpty();
        assertThat(names(RunCondition.parse(balanced[0].toString()))).containsExactly("a");
    }

    @Test
    void aSearchPrintsAsItWasWritten() {
        RunCondition condition =
                metric("auc").atLeast(0.8).and(parameter("a \"b\"").is("x").not());

        assertThat(tracker.search(condition).orderBy(metric("auc").descending()).limit(5))
                .hasToString("search(metric(\"auc\") >= 0.8 and not parameter(\"a \\\"b\\\"\") = \"x\")"
                        + ".orderBy(metric(\"auc\").descending()).limit(5)");
        assertThat(condition)
                .isEqualTo(metric("auc")
                        .atLeast(0.8)
                        .and(parameter("a \"b\"").is("x").not()));
    }

    @Test
    void misuseIsRefused() {
        RunSearch search = tracker.search(experiment("credit"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> search.limit(0))
                .withMessage("limit must be in [1, 10000], got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search.page("nonsense"))
                .withMessage("expected where a page of this search begins, as RunPage.next() tells, got 'nonsense'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> metric("auc").above(Double.NaN))
                .withMessage("a bound must be a number, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search.orderBy())
                .withMessage("a search is ordered by 1 to 5 metrics or parameters, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search.orderBy(metric("auc").ascending()).page("[7]"))
                .withMessage("expected where a page of this search begins, as RunPage.next() tells, got '[7]'");
        assertThatIllegalStateException()
                .isThrownBy(() -> metric("auc").is("high"))
                .withMessage("a metric is a number; compare 'auc' with one, got the text 'high'");
        assertThatIllegalStateException()
                .isThrownBy(() -> search.orderBy(metric("a").ascending())
                        .orderBy(parameter("b").descending()))
                .withMessage("the order is given twice: metric(\"a\").ascending() and parameter(\"b\").descending()");
    }

    @Test
    void aPartOfARunIsARunOfItsOwn() {
        RunRecord whole = tracker.run("credit", "folds", r -> {
            for (int fold = 0; fold < 3; fold++) {
                r.run("fold " + fold, part -> part.metric("auc", 0.7));
            }
            return r.record();
        });

        List<RunRecord> parts = tracker.search(RunCondition.childOf(whole.id())).list();
        assertThat(parts).extracting(RunRecord::name).containsExactly("fold 2", "fold 1", "fold 0");
        assertThat(parts).extracting(RunRecord::parent).containsOnly(Optional.of(whole.id()));
        assertThat(parts).extracting(RunRecord::experiment).containsOnly("credit");
    }

    @Test
    void aFailedRunIsResumedAndEndsAnew() {
        assertThatIllegalStateException()
                .isThrownBy(() -> tracker.run("credit", "fragile", r -> {
                    r.parameter("penalty", 1).metric("loss", 5);
                    throw new IllegalStateException("disk");
                }));
        String id = tracker.runs("credit").get(0).id();

        RunRecord resumed = tracker.resume(
                id, r -> r.parameter("penalty", 1).metric("loss", 4).record());

        assertThat(resumed.id()).isEqualTo(id);
        assertThat(resumed.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(resumed.failure()).isEmpty();
        assertThat(tracker.history(id, "loss")).extracting(MetricPoint::step).containsExactly(0L, 1L);
        assertThatIllegalStateException()
                .isThrownBy(() -> tracker.resume(id, r -> true))
                .withMessage("only a failed or lost run is resumed, got 'fragile', COMPLETED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tracker.resume("nobody", r -> true))
                .withMessage("expected a run of this workspace, got the id nobody that is not in it");
    }

    @Test
    void aRunThatIsSilentForLongerThanItsLeaseIsLostUntilItSpeaks() {
        RunRecord run = tracker.run("credit", "silent", r -> {
            clock.advance(Duration.ofMinutes(59));
            assertThat(tracker.markLost()).isEmpty();
            r.heartbeat();
            clock.advance(Duration.ofMinutes(59));
            assertThat(tracker.markLost()).isEmpty();
            clock.advance(Duration.ofMinutes(2));
            assertThat(tracker.markLost()).extracting(RunRecord::status).containsExactly(RunStatus.LOST);
            assertThat(tracker.markLost()).isEmpty();
            r.metric("loss", 1);
            assertThat(r.record().status()).isEqualTo(RunStatus.RUNNING);
            return r.record();
        });

        assertThat(run.status()).isEqualTo(RunStatus.COMPLETED);
        assertThat(workspace.audit().entries())
                .extracting(entry -> entry.action())
                .containsExactly("run.started", "run.lost", "run.ended");
    }
}
