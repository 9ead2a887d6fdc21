// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoldTest {
    private static final String[] LABELS =
            IntStream.range(0, 50).mapToObj(i -> i % 5 == 0 ? "bad" : "good").toArray(String[]::new);

    @Test
    void stratifiedFoldsKeepTheSharesAndTestEachRowOnce() {
        List<Fold> folds = Fold.stratified(LABELS, 5, 42);
        assertThat(folds.stream()
                        .flatMapToInt(fold -> Arrays.stream(fold.testRows()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 50).toArray());
        for (Fold fold : folds) {
            assertThat(Arrays.stream(fold.testRows())
                            .filter(row -> LABELS[row].equals("bad"))
                            .count())
                    .isEqualTo(2);
            assertThat(fold.trainRows()).hasSize(40);
        }
        assertThat(Fold.stratified(LABELS, 5, 42)).isEqualTo(folds);
        assertThat(Fold.stratified(LABELS, 5, 43)).isNotEqualTo(folds);
    }

    @Test
    void groupedFoldsKeepAGroupTogether() {
        String[] groups = IntStream.range(0, 60).mapToObj(i -> "g" + i % 7).toArray(String[]::new);
        for (Fold fold : Fold.grouped(groups, 3, 1)) {
            Set<String> tested =
                    Arrays.stream(fold.testRows()).mapToObj(row -> groups[row]).collect(Collectors.toSet());
            assertThat(Arrays.stream(fold.trainRows()).mapToObj(row -> groups[row]))
                    .doesNotContainAnyElementsOf(tested);
        }
    }

    @Test
    void timeOrderedFoldsNeverTestBeforeTheyTrain() {
        for (Fold fold : Fold.timeOrdered(20, 4)) {
            assertThat(fold.testRows()[0]).isGreaterThan(fold.trainRows()[fold.trainRows().length - 1]);
            assertThat(fold.testRows()).hasSize(4);
        }
    }

    @Test
    void refusesNumbersOfFoldsThatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fold.stratified(LABELS, 51, 0))
                .withMessage("folds must be in [2, rows], got 51 for 50 rows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fold.grouped(LABELS, 3, 0))
                .withMessage("folds must be in [2, groups], got 3 for 2 groups");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fold.timeOrdered(3, 3))
                .withMessage("folds must be in [1, rows - 1], got 3 for 3 rows");
    }
}
