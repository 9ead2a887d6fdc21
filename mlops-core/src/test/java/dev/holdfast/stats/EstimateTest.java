// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class EstimateTest {
    @Test
    void isPrintedAsAPersonWouldWriteIt() {
        assertThat(new Estimate(0.81235, 0.8, 0.82, 0.95, 10)).hasToString("0.8124 [0.8, 0.82]");
        assertThat(Estimate.exact(300_000, 10)).hasToString("300000");
        assertThat(Estimate.exact(0, 10)).hasToString("0");
        assertThat(Estimate.number(-0.0)).isEqualTo("0");
        assertThat(Estimate.number(1e-5)).isEqualTo("0.00001");
        assertThat(Estimate.number(1.5e-9)).isEqualTo("1.5E-9");
        assertThat(Estimate.number(2e9)).isEqualTo("2E+9");
        assertThat(Estimate.number(Double.NEGATIVE_INFINITY)).isEqualTo("-Infinity");
    }

    @Test
    void refusesWhatIsNoEstimate() {
        assertThatThrownBy(() -> new Estimate(Double.NaN, 0, 1, 0.95, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an estimate needs lower <= upper and no NaN, got NaN in [0.0, 1.0]");
        assertThatThrownBy(() -> new Estimate(0, 1, 0, 0.95, 1))
                .hasMessage("an estimate needs lower <= upper and no NaN, got 0.0 in [1.0, 0.0]");
        assertThatThrownBy(() -> new Estimate(0, 0, 0, 0, 1))
                .hasMessage("confidence must be in (0, 1] and n at least 0, got 0.0 and 1");
    }

    @Test
    void aMeasurementIsAnEstimateOrSaysWhyNot() {
        Measurement estimate = Estimate.exact(2, 3);
        assertThat(estimate.value()).hasValue(2);
        assertThat(estimate.estimate()).contains(Estimate.exact(2, 3));
        Measurement undefined = new Undefined("no rows");
        assertThat(undefined.value()).isEmpty();
        assertThat(undefined.estimate()).isEmpty();
        assertThatThrownBy(undefined::orThrow).hasMessage("undefined: no rows");
    }
}
