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
    private static Attachment stored(String json) {
        return Attachment.of("baseline", "application/json", json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isReadBackAsItWasStored() {
        Table loans = Samples.loans(3_000, 1);
        Baseline baseline = Baseline.of(Samples.model(loans), loans);
        Attachment attachment = baseline.toAttachment();
        Baseline back = Baseline.from(attachment);
        assertThat(attachment.name()).isEqualTo("baseline");
        assertThat(back).isEqualTo(baseline).hasSameHashCodeAs(baseline).hasToString(baseline.toString());
        assertThat(back.toAttachment()).isEqualTo(attachment);
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
    void refusesEveryTruncation() {
        byte[] whole = Baseline.of(Samples.loans(50, 1)).toAttachment().content();
        for (int length = 1; length < whole.length; length += 97) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> Baseline.from(Attachment.of("baseline", "application/json", part)))
                    .isInstanceOf(BaselineException.class);
        }
        byte[] part = Arrays.copyOf(whole, 100);
        assertThatThrownBy(() -> Baseline.from(Attachment.of("baseline", "application/json", part)))
                .hasMessage(
                        "attachment 'baseline' is truncated: its 100 bytes end within a JSON document; restore it from the version it belongs to");
    }

    @Test
    void refusesWhatIsNoBaselineOrIsNewer() {
        assertThatThrownBy(() -> Baseline.from(stored("{\"baseline\":2}")))
                .isInstanceOf(BaselineException.class)
                .hasMessage("attachment 'baseline' is a baseline of format 2, this release reads format 1; "
                        + "read it with the release that wrote it or a later one");
        assertThatThrownBy(() -> Baseline.from(stored("{\"baseline\":0}")))
                .hasMessage("attachment 'baseline' is a baseline of format 0, this release reads format 1");
        assertThatThrownBy(() -> Baseline.from(stored("{}")))
                .hasMessage("attachment 'baseline' is no baseline: expected a JSON document with a member 'baseline'");
        assertThatThrownBy(() -> Baseline.from(stored(""))).isInstanceOf(BaselineException.class);
        assertThatThrownBy(() -> Baseline.from(stored("PK")))
                .hasMessage("attachment 'baseline' is no baseline: its 2 bytes are not JSON");
        assertThatThrownBy(() -> Baseline.from(stored("{\"baseline\":1}")))
                .hasMessage("attachment 'baseline' is a damaged baseline: it has no 'columns'");
    }

    @Test
    void refusesCountsThatDoNotAddUp() {
        String json = new String(
                Baseline.of(Table.of(NumberColumn.of("x", 1, 2, 3)))
                        .toAttachment()
                        .content(),
                StandardCharsets.UTF_8);
        assertThatThrownBy(() -> Baseline.from(stored(json.replace("\"rows\":3", "\"rows\":4"))))
                .hasMessage(
                        "attachment 'baseline' is a damaged baseline: column 'x' counts 3 rows, the baseline has 4");
        assertThatThrownBy(() -> Baseline.from(stored(json.replace("\"edges\":[1.0,", "\"edges\":[7.0,"))))
                .hasMessage("attachment 'baseline' is a damaged baseline: the edges of column \"x\" do not ascend");
        assertThatThrownBy(() -> Baseline.from(stored(json.replace("\"edges\":[1.0,", "\"edges\":["))))
                .hasMessageContaining("cells, expected");
        assertThatThrownBy(() -> Baseline.from(stored(json.replace("\"cells\":[1,", "\"cells\":[-1,"))))
                .hasMessage("attachment 'baseline' is a damaged baseline: a count of column 'x' is negative");
        assertThatThrownBy(() -> Baseline.from(stored(json.replace("NUMBER", "number"))))
                .isInstanceOf(BaselineException.class);
    }

    @Test
    void needsTheColumnsThatTheModelReads() {
        Table loans = Samples.loans(300, 1);
        StorableModel<dev.holdfast.data.Row, ClassScores> model = Samples.model(loans);
        assertThatThrownBy(() -> Baseline.of(model, loans.without("Age")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'Age'; the table has [Income, Records, Home, Town, Job]");
    }

    @Test
    void staysSmallWhateverTheNumberOfRows() {
        Table big = Samples.loans(60_000, 3);
        assertThat(Baseline.of(big).toAttachment().content().length).isLessThan(30_000);
    }

    @Test
    void givesFrequentNumbersAndUsualFillsABinOfTheirOwn() {
        double[] values = new double[5_000];
        for (int i = 0; i < 5_000; i++) {
            values[i] = i % 3 == 0 ? 7.5 : i - 2_500.25;
        }
        Arrays.sort(values);
        Grid grid = Grid.cut(values);
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
        Grid grid = Grid.cut(sorted);
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
                .hasMessageStartingWith("a baseline of a model needs the classes of its signature, got Signature[");
    }
}
