// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SmallGroupsTest {
    private static Fairness of(Object... namesAndCounts) {
        String[] groups = IntStream.range(0, namesAndCounts.length / 2)
                .boxed()
                .flatMap(i ->
                        Collections.nCopies((Integer) namesAndCounts[2 * i + 1], (String) namesAndCounts[2 * i])
                                .stream())
                .toArray(String[]::new);
        int[] labels = IntStream.range(0, groups.length).map(i -> i % 2).toArray();
        return Fairness.of(labels, labels, groups);
    }

    private static Stream<String> names(FairnessReport report) {
        return report.groups().stream().map(GroupMeasures::group);
    }

    @Test
    void smallGroupsArePooledAndNamed() {
        FairnessReport report = of("a", 100, "b", 80, "c", 20, "d", 15, "(other)", 40)
                .poolBelow(30)
                .run();
        assertThat(names(report)).containsExactly("(other)", "a", "b", "((other))");
        assertThat(report.group("group", "((other))").n()).isEqualTo(35);
        assertThat(report.excluded())
                .containsExactly(
                        new Exclusion(
                                "group",
                                "d",
                                "all",
                                15,
                                "15 rows, fewer than the minimum of 30: counted in '((other))'"),
                        new Exclusion(
                                "group",
                                "c",
                                "all",
                                20,
                                "20 rows, fewer than the minimum of 30: counted in '((other))'"));
    }

    @Test
    void oneSmallGroupIsNoPool() {
        FairnessReport report = of("a", 100, "b", 80, "c", 20).poolBelow(30).run();
        assertThat(names(report)).containsExactly("a", "b", "c");
        assertThat(report.excluded())
                .containsExactly(new Exclusion("group", "c", "all", 20, "20 rows, fewer than the minimum of 30"));
    }

    @Test
    void aSuppressedGroupTakesTheNextSmallestWithItSoThatItCannotBeWorkedOut() {
        FairnessReport report =
                of("a", 100, "b", 80, "c", 50, "d", 3).suppressBelow(10).run();
        assertThat(names(report)).containsExactly("a", "b", "(suppressed)");
        assertThat(report.group("group", "(suppressed)").n()).isEqualTo(53);
        String why = "suppressed, for fewer than 10 rows or so that those cannot be worked out: counted in "
                + "'(suppressed)'";
        assertThat(report.excluded())
                .containsExactly(
                        new Exclusion("group", "d", "all", 53, why), new Exclusion("group", "c", "all", 53, why));
        String page = report.report().toHtml()
                + report.report().toJson()
                + report.report().toMarkdown();
        assertThat(page).doesNotContain("n = 3)").doesNotContain("n = 50)").contains("n = 53)");
    }

    @Test
    void suppressedGroupsTogetherHoldAtLeastAsManyRowsAsOneMust() {
        FairnessReport report =
                of("a", 100, "b", 80, "c", 2, "d", 3).suppressBelow(10).run();
        assertThat(names(report)).containsExactly("a", "(suppressed)");
        assertThat(of("a", 100, "b", 80).suppressBelow(10).run().excluded()).isEmpty();
        assertThat(names(of("a", 100, "b", 6, "c", 5).suppressBelow(10).run())).containsExactly("a", "(suppressed)");
    }

    private static Table table() {
        return Table.of(
                TextColumn.of("sex", "f", "m", "f", "m"),
                NumberColumn.of("age", 20, 30, 40, 50),
                NumberColumn.of("one", 1, 1, 1, 1),
                IntegerColumn.of("y", 0, 1, 1, 0));
    }

    @Test
    void suppressionOfMoreThanOneTableIsRefused() {
        String message = "suppression protects one table: counts of intersections, of values of a control column or of "
                + "rows of no group could be subtracted; examine these apart, or pool";
        for (Fairness each : List.of(
                Fairness.of(table(), "y", "y").intersections(2),
                Fairness.of(table(), "y", "y").controlFor("age", 30),
                Fairness.of(table(), "y", "y").missing(MissingGroup.EXCLUDE))) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> each.favorable("1")
                            .sensitive("sex")
                            .suppressBelow(5)
                            .run())
                    .withMessage(message);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> of("a", 1).poolBelow(5).suppressBelow(5))
                .withMessage("what becomes of small groups is said already: POOLED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("a", 1).poolBelow(1))
                .withMessage("small groups have fewer than at least 2 rows, got 1");
    }

    @Test
    void numbersAreCutAtTheirQuantiles() {
        FairnessReport report = Fairness.of(table(), "y", "y")
                .favorable("1")
                .sensitiveQuantiles("age", 2)
                .run();
        assertThat(names(report)).containsExactly("below 40", "40 and above");
        assertThat(report.group("age", "below 40").n()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table(), "y", "y").sensitiveQuantiles("age", 1))
                .withMessage("quantiles make at least 2 bands, got 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table(), "y", "y").sensitiveQuantiles("sex", 2))
                .withMessage("quantiles need a numeric column, got 'sex' of TEXT");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(table(), "y", "y").sensitiveQuantiles("one", 3))
                .withMessage("column 'one' cannot be cut into 3 bands: most of its numbers are the same");
    }
}
