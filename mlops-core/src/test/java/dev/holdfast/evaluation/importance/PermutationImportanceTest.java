// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.importance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Quantity;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PermutationImportanceTest {
    private static final Table ROWS = rows();
    private static final List<String> COLUMNS = List.of("a", "b", "idle", "same");

    /** y = 3 a + b with independent standard uniform columns, so that all is known of the importance. */
    private static final Predictor<Row, Quantity> MODEL = row -> new Quantity(3 * row.number("a") + row.number("b"));

    private static Table rows() {
        SplittableRandom random = new SplittableRandom(11);
        NumberColumn.Builder a = NumberColumn.builder("a");
        NumberColumn.Builder b = NumberColumn.builder("b");
        NumberColumn.Builder idle = NumberColumn.builder("idle");
        NumberColumn.Builder same = NumberColumn.builder("same");
        NumberColumn.Builder y = NumberColumn.builder("y");
        TextColumn.Builder label = TextColumn.builder("label");
        for (int i = 0; i < 3_000; i++) {
            double first = random.nextDouble();
            double second = random.nextDouble();
            a.add(first);
            b.add(second);
            idle.add(random.nextDouble());
            same.add(1);
            y.add(3 * first + second);
            label.add(first > 0.5 ? "yes" : "no");
        }
        return Table.of(a.build(), b.build(), idle.build(), same.build(), y.build(), label.build());
    }

    private static double point(ColumnImportance column) {
        return ((Estimate) column.importance()).point();
    }

    /** The squared error of a column that is dealt out anew is twice its variance, times the squared slope. */
    @Test
    void theImportanceIsTheRiseOfTheLoss() {
        List<ColumnImportance> columns =
                PermutationImportance.of(MODEL, ROWS).target("y").seed(1).of(COLUMNS);

        assertThat(columns).extracting(ColumnImportance::column).isEqualTo(COLUMNS);
        assertThat(point(columns.get(0))).isCloseTo(2 * 9 / 12.0, within(0.08));
        assertThat(point(columns.get(1))).isCloseTo(2 / 12.0, within(0.01));
        Estimate first = (Estimate) columns.get(0).importance();
        assertThat(first.lower()).isLessThan(first.point());
        assertThat(first.n()).isEqualTo(3_000);
        assertThat(((Estimate) columns.get(0).share()).point()).isCloseTo(0.9, within(0.01));
        assertThat(((Estimate) columns.get(1).share()).lower()).isBetween(0.08, 0.1);
        assertThat(columns.get(0).largestChange()).isBetween(2.5, 3.0);
        assertThat(columns.get(0).isUsed()).isTrue();
    }

    @Test
    void anIdleColumnIsToldFromOneThatNeverVaries() {
        List<ColumnImportance> columns =
                PermutationImportance.of(MODEL, ROWS).target("y").of(COLUMNS);

        assertThat(columns.get(2).isUsed()).isFalse();
        assertThat(columns.get(2).changedRows()).isGreaterThan(14_000);
        assertThat(columns.get(2).importance()).isEqualTo(new Estimate(0, 0, 0, 0.95, 3_000));
        assertThat(columns.get(3).isUsed()).isFalse();
        assertThat(columns.get(3).changedRows()).isZero();
    }

    @Test
    void theLossOfAClassifierIsTheBrierScoreOfAllClasses() {
        Predictor<Row, ClassScores> sure = row ->
                ClassScores.of(List.of("yes", "no"), row.number("a") > 0.5 ? 1 : 0, row.number("a") > 0.5 ? 0 : 1);
        List<ColumnImportance> columns =
                PermutationImportance.of(sure, ROWS).target("label").of(List.of("a", "b"));

        assertThat(point(columns.get(0)))
                .as("half of the rows get the other class, at a loss of 2")
                .isCloseTo(1, within(0.05));
        assertThat(columns.get(1).isUsed()).isFalse();
        assertThat(columns.get(0).share()).isEqualTo(new Estimate(1, 1, 1, 0.95, 3_000));
    }

    @Test
    void theSameSeedGivesTheSameWhateverColumnsAreBeside() {
        PermutationImportance importance = PermutationImportance.of(MODEL, ROWS.slice(0, 200))
                .target("y")
                .repeats(2)
                .seed(4);

        assertThat(importance.of(COLUMNS)).isEqualTo(importance.of(COLUMNS));
        assertThat(importance.of(List.of("b")).get(0).importance())
                .isEqualTo(importance.of(COLUMNS).get(1).importance());
        assertThat(importance.seed(5).of(List.of("b"))).isNotEqualTo(importance.of(List.of("b")));
    }

    @Test
    void withoutTruthOnlyTheChangeOfAnswersIsKnown() {
        List<ColumnImportance> columns =
                PermutationImportance.of(MODEL, ROWS.slice(0, 100)).of(COLUMNS);

        assertThat(columns.get(0).isUsed()).isTrue();
        assertThat(columns.get(0).importance()).isEqualTo(new Undefined("no truth was named"));
        assertThat(columns.get(0).share()).isEqualTo(new Undefined("no truth was named"));
        NumberColumn.Builder rare = NumberColumn.builder("y");
        IntStream.range(0, 100).forEach(i -> rare.addMissing());
        assertThat(PermutationImportance.of(MODEL, ROWS.slice(0, 100).with(rare.build()))
                        .target("y")
                        .of(List.of("a"))
                        .get(0)
                        .importance())
                .isEqualTo(new Undefined("0 rows with truth"));
    }

    @Test
    void whereNoColumnMattersThereIsNoShare() {
        ColumnImportance column = PermutationImportance.of(row -> new Quantity(1), ROWS.slice(0, 50))
                .target("y")
                .of(List.of("a"))
                .get(0);

        assertThat(column.share()).isEqualTo(new Undefined("no column has any importance"));
        assertThat(column.isUsed()).isFalse();
    }

    @Test
    void misuseIsTold() {
        PermutationImportance importance = PermutationImportance.of(MODEL, ROWS).target("y");
        assertThatThrownBy(() -> importance.of(List.of("y", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the target 'y' is no column that the model reads");
        assertThatThrownBy(() -> importance.of(List.of()))
                .hasMessage("importance needs rows and columns, got 3000 rows and the columns []");
        assertThatThrownBy(() -> importance.repeats(0)).hasMessage("repeats must be at least 1, got 0");
        assertThatThrownBy(() -> importance.confidence(1)).hasMessage("confidence must be in (0, 1), got 1.0");
        assertThatThrownBy(() ->
                        PermutationImportance.of(MODEL, ROWS).target("label").of(COLUMNS))
                .hasMessage("the truth of a quantity must be a number, got column 'label' of TEXT");
        assertThat(importance).hasToString("PermutationImportance[3000 rows, 5 repeats, seed 0]");
    }
}
