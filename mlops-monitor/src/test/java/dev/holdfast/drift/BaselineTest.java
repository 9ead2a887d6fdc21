// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.data.TimeColumn;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineTest {
    @Test
    void isReadBackAsItWasStored() {
        Table loans = Samples.loans(3_000, 1);
        Baseline baseline = Baseline.of(Samples.model(loans), loans);
        Attachment attachment = baseline.toAttachment();
        Baseline back = Baseline.from(attachment);
        assertThat(attachment.name()).isEqualTo("baseline");
        assertThat(back).isEqualTo(baseline).hasSameHashCodeAs(baseline).hasToString(baseline.toString());
        assertThat(back.toAttachment()).isEqualTo(attachment);
        assertThat(Baseline.parseJson(baseline.toJson())).isEqualTo(baseline);
        assertThat(Baseline.parseJson(baseline.toJson()).toJson()).isEqualTo(baseline.toJson());
        assertThat(Baseline.from(Attachment.of(
                        "baseline", "application/json", baseline.toJson().getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(baseline);
        assertThat(back.rows()).isEqualTo(3_000);
        assertThat(back.columnNames())
                .containsExactly(
                        "Income", "Age", "Records", "Home", "Town", "Job", "score(bad)", "score(good)", "prediction");
        assertThat(back.hasScores()).isTrue();
        assertThat(Baseline.of(loans).hasScores()).isFalse();
    }

    @Test
    void keepsEdgesAndOddTextsToTheLastBit() {
        Table odd = Table.of(
                NumberColumn.of("x", Double.MIN_VALUE, -0.0, 1e300, 0.1 + 0.2, Double.NaN, Double.NEGATIVE_INFINITY),
                TextColumn.of("t", "İstanbul", "\ud800", "", "a".repeat(300), "\n\"", "ı"));
        Baseline baseline = Baseline.of(odd);
        assertThat(Baseline.from(baseline.toAttachment())).isEqualTo(baseline);
        assertThat(WindowProfile.of(Baseline.from(baseline.toAttachment()))
                        .add(odd)
                        .toBytes())
                .isEqualTo(WindowProfile.of(baseline).add(odd).toBytes());
    }

    @Test
    void leavesTimesOutAndSaysSo() {
        Baseline baseline = Baseline.of(Table.of(TimeColumn.of("at", Instant.EPOCH), NumberColumn.of("x", 1)));
        assertThat(baseline.columnNames()).containsExactly("x");
        assertThat(baseline.statements())
                .containsExactly(
                        "Column 'at' holds times and is not compared; derive the hour or the weekday as a column of its own.");
    }

    @Test
    void refusesEveryCutAndEveryDamagedByte() {
        byte[] whole = Baseline.of(Samples.loans(60, 1)).toBytes();
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Baseline.parse(part)).isInstanceOf(BaselineException.class);
        }
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                assertThatThrownBy(() -> Baseline.parse(damaged)).isInstanceOf(BaselineException.class);
            }
        }
        assertThatThrownBy(() -> Baseline.parse(Arrays.copyOf(whole, 100)))
                .hasMessage("the baseline is truncated or damaged: it has 100 bytes, its header says " + whole.length
                        + "; restore it from where it is kept");
        assertThatThrownBy(() -> Baseline.parse(new byte[] {'P', 'K', 3, 4}))
                .hasMessage("these 4 bytes are not the baseline");
        byte[] newer = whole.clone();
        newer[3] = 2;
        assertThatThrownBy(() -> Baseline.parse(newer))
                .hasMessage("the baseline has format 2, this release reads format 1; "
                        + "read it with the release that wrote it or a later one");
    }

    private static boolean isRefusedOrEqual(String changed, String whole) {
        try {
            return Baseline.parseJson(changed).equals(Baseline.parseJson(whole));
        } catch (BaselineException e) {
            return true;
        }
    }

    @Test
    void refusesEveryCutAndEveryChangedNumberOfTheJson() {
        String whole = Baseline.of(Samples.loans(60, 1)).toJson();
        for (int length = 0; length < whole.length(); length += 7) {
            String part = whole.substring(0, length);
            assertThatThrownBy(() -> Baseline.parseJson(part)).isInstanceOf(BaselineException.class);
        }
        for (int at = 0; at < whole.length(); at++) {
            if (Character.isDigit(whole.charAt(at))) {
                char other = whole.charAt(at) == '9' ? '1' : (char) (whole.charAt(at) + 1);
                String changed = whole.substring(0, at) + other + whole.substring(at + 1);
                // Two ways to write one double are no damage.
                assertThat(isRefusedOrEqual(changed, whole)).as(changed).isTrue();
            }
        }
        assertThatThrownBy(() -> Baseline.parseJson("{\"baseline\":2}"))
                .hasMessage("the baseline has format 2, this release reads format 1; "
                        + "read it with the release that wrote it or a later one");
        assertThatThrownBy(() -> Baseline.parseJson("{\"baseline\":0}"))
                .hasMessage("the baseline has format 0, this release reads format 1");
        assertThatThrownBy(() -> Baseline.parseJson("{}"))
                .hasMessage("this document is no baseline: expected a JSON object with a member 'baseline'");
        assertThatThrownBy(() -> Baseline.parseJson("PK")).hasMessage("these 2 bytes are no JSON document");
        assertThatThrownBy(() -> Baseline.parseJson("{\"baseline\":1}"))
                .hasMessage("the baseline is damaged: it has no 'columns'");
        assertThat(Baseline.parseJson(whole.replace(",", ",\n  "))).isEqualTo(Baseline.parseJson(whole));
    }

    @Test
    void needsTheColumnsThatTheModelReads() {
        Table loans = Samples.loans(300, 1);
        StorableModel<dev.holdfast.data.Row, ClassScores> model = Samples.model(loans);
        assertThatThrownBy(() -> Baseline.of(model, loans.without("Age")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'Age'; the reference has [Income, Records, Home, Town, Job]");
    }

    @Test
    void staysSmallWhateverTheNumberOfRows() {
        Table big = Samples.loans(60_000, 3);
        assertThat(Baseline.of(big).toBytes().length).isLessThan(9_000);
    }

    @Test
    void givesFrequentNumbersAndUsualFillsABinOfTheirOwn() {
        double[] values = new double[5_000];
        for (int i = 0; i < 5_000; i++) {
            values[i] = i % 3 == 0 ? 7.5 : i - 2_500.25;
        }
        Arrays.sort(values);
        Grid grid = (Grid) Baseline.of(Table.of(NumberColumn.of("x", values)))
                .columns()
                .get(0)
                .bins();
        assertThat(grid.isPoint(grid.cell(7.5))).isTrue();
        assertThat(grid.isPoint(grid.cell(0))).isTrue();
        assertThat(grid.cell(-0.0 + 0.0)).isEqualTo(grid.cell(0));
        assertThat(grid.cell(1)).isEqualTo(grid.cell(0) + 2);
        assertThat(grid.isSound()).isTrue();
        assertThat(grid.describe(grid.cell(7.5))).isEqualTo("exactly 7.5");
        assertThat(grid.body()).isLessThanOrEqualTo(128);
    }

    @Test
    void findsTheCellOfEveryNumberAsALinearSearchDoes() {
        double[] sorted = new double[2_000];
        NumberColumn column = Samples.gaussian("x", 2_000, 0, 3, 5);
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = Math.round(column.get(i) * 20) / 20.0 + 0.0;
        }
        Arrays.sort(sorted);
        Grid grid = (Grid) Baseline.of(Table.of(NumberColumn.of("x", sorted)))
                .columns()
                .get(0)
                .bins();
        for (double value = sorted[0]; value <= sorted[1_999]; value += 0.0125) {
            int expected = 0;
            while (grid.edges[expected] < value) {
                expected++;
            }
            assertThat(grid.cell(value)).isEqualTo(expected);
        }
        assertThat(grid.cell(Math.nextDown(sorted[0]))).isEqualTo(grid.body() + Bins.LOW);
        assertThat(grid.cell(Math.nextUp(sorted[1_999]))).isEqualTo(grid.body() + Bins.HIGH);
        assertThat(grid.cell(Double.NaN)).isEqualTo(grid.body() + Bins.NAN);
        assertThat(grid.cell(Double.POSITIVE_INFINITY)).isEqualTo(grid.body() + Bins.POSITIVE_INFINITY);
        assertThat(grid.cell(Double.NEGATIVE_INFINITY)).isEqualTo(grid.body() + Bins.NEGATIVE_INFINITY);
    }

    @Test
    void needsAModelWithClasses() {
        Table loans = Samples.loans(10, 1);
        Signature signature = new Signature(loans.schema(), "y", List.of());
        StorableModel<dev.holdfast.data.Row, ClassScores> model = Samples.model(loans);
        StorableModel<dev.holdfast.data.Row, ClassScores> regression = new StorableModel<>() {
            @Override
            public String format() {
                return model.format();
            }

            @Override
            public Signature signature() {
                return signature;
            }

            @Override
            public void writeTo(java.io.OutputStream out) throws java.io.IOException {
                model.writeTo(out);
            }

            @Override
            public String parameterDigest() {
                return model.parameterDigest();
            }

            @Override
            public java.util.Map<String, String> provenance() {
                return model.provenance();
            }

            @Override
            public ClassScores predict(dev.holdfast.data.Row input) {
                return model.predict(input);
            }
        };
        assertThatThrownBy(() -> Baseline.of(regression, loans))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "the model of the baseline names no classes, so answers must be quantities, got ClassScores{");
    }
}
