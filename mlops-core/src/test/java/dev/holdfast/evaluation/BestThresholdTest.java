// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class BestThresholdTest {
    private static final BinarySample FOUR = BinarySample.of(
            new boolean[] {true, false, true, false}, new double[] {0.9, 0.8, 0.4, 0.1}, new double[0], 0.5);

    @Test
    void errorsAloneCostAsInTheShortForm() {
        assertThat(BestThreshold.ofCosts(FOUR, new Confusion(0, 1, 3, 0))).isEqualTo(BestThreshold.ofCost(FOUR, 1, 3));
    }

    @Test
    void gainsOfRightAnswersCount() {
        // Found positives earn 10 and cost 6 to look at, as do false alarms.
        assertThat(BestThreshold.ofCosts(FOUR, new Confusion(0, 6, 0, -4)))
                .satisfies(best -> assertThat(best.thresholds()).containsExactly(0.9))
                .satisfies(best -> assertThat(best.value()).isEqualTo(-4));
    }

    @Test
    void predictingNobodyIsAChoice() {
        BestThreshold best = BestThreshold.ofCosts(FOUR, new Confusion(0, 100, 1, 2));
        assertThat(best.thresholds()).containsExactly(Double.POSITIVE_INFINITY);
        assertThat(best.value()).isEqualTo(2);
        assertThat(BestThreshold.ofCosts(FOUR, new Confusion(0, 100, 1, 1)).thresholds())
                .containsExactly(0.9, Double.POSITIVE_INFINITY);
    }

    @Test
    void weightsCountAsRows() {
        BinarySample heavy = FOUR.weighted(1, 1, 5, 1);
        assertThat(BestThreshold.ofCosts(heavy, new Confusion(0, 2, 1, 0)).thresholds())
                .containsExactly(0.4);
        assertThat(BestThreshold.ofCosts(FOUR, new Confusion(0, 2, 1, 0)).thresholds())
                .containsExactly(0.9);
    }

    @Test
    void refusesCostsThatAreNoNumbersAndSamplesWithoutRows() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BestThreshold.ofCosts(FOUR, new Confusion(0, Double.NaN, 1, 0)))
                .withMessage("a cost must be finite, got NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BestThreshold.ofCosts(
                        BinarySample.of(new boolean[0], new double[0], new double[0], 0.5), new Confusion(0, 1, 1, 0)))
                .withMessage("the objective must be defined at a threshold, got none among 0 rows");
    }
}
