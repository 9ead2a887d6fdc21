// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.change.ChangeState;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Quantity;
import dev.holdfast.model.StorableModel;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnDetectorTest {
    private static final Table REFERENCE = Samples.loans(4_000, 1);
    private static final StorableModel<Row, ClassScores> MODEL = Samples.model(REFERENCE);
    private static final Baseline BASELINE = Baseline.of(MODEL, REFERENCE);
    private static final Baseline NORMAL = Baseline.of(Table.of(Samples.gaussian("x", 20_000, 0, 1, 1)));

    private static double[] numbers(int count, double mean, double sd, long seed) {
        NumberColumn column = Samples.gaussian("x", count, mean, sd, seed);
        return IntStream.range(0, count).mapToDouble(column::number).toArray();
    }

    private static ChangeState update(ColumnDetector detector, String column, Row row) {
        return column.startsWith("score") || column.equals("prediction")
                ? detector.update(MODEL.predict(row))
                : detector.update(row);
    }

    /** Feeds rows until a change, and returns how many it took; 0 for none. */
    private static int delay(ColumnDetector detector, Table rows, Function<Row, Row> change) {
        for (int i = 0; i < rows.rowCount(); i++) {
            if (detector.update(change.apply(rows.row(i))) == ChangeState.CHANGE) {
                return i + 1;
            }
        }
        return 0;
    }

    @Test
    void staysWithinTheRateOfFalseAlarmsOnEveryColumn() {
        int values = Integer.getInteger("holdfast.stream", 6_000);
        for (String column : BASELINE.columnNames()) {
            ColumnDetector detector = BASELINE.detector(column).falseAlarmEvery(1_000);
            int alarms = 0;
            for (Row row : Samples.loans(values, 77)) {
                alarms += update(detector, column, row) == ChangeState.CHANGE ? 1 : 0;
            }
            assertThat(alarms).as(column).isLessThanOrEqualTo(values / 1_000);
        }
    }

    @Test
    void findsValuesFilledWithADefaultAndNamesIt() {
        ColumnDetector detector = NORMAL.detector("x").falseAlarmEvery(100_000);
        Table stream = Table.of(Samples.gaussian("x", 3_000, 0, 1, 2));
        assertThat(delay(detector, stream, row -> row)).isZero();
        assertThat(detector.state()).isEqualTo(ChangeState.STABLE);
        int[] at = {0};
        assertThat(delay(detector, stream, row -> at[0]++ % 10 == 0 ? row.with("x", 0.0) : row))
                .isBetween(2, 200);
        assertThat(detector.state()).isEqualTo(ChangeState.CHANGE);
        assertThat(detector.evidence()).isGreaterThanOrEqualTo(100_000);
        assertThat(detector.explain())
                .startsWith("x: more values are exactly 0 than the 0.0 % of the baseline; evidence ")
                .endsWith(" of 100,000");
    }

    @Test
    void findsAShiftOfNumbersAndBeginsAfresh() {
        ColumnDetector detector = NORMAL.detector("x").falseAlarmEvery(100_000);
        int values = 0;
        for (double value : numbers(4_000, 0.7, 1, 3)) {
            values++;
            if (detector.update(value) == ChangeState.CHANGE) {
                break;
            }
        }
        assertThat(values).isBetween(10, 400);
        assertThat(detector.explain()).startsWith("x: more values are between ").contains(" % of the baseline");
        assertThat(detector.update(0.3)).isEqualTo(ChangeState.STABLE);
        detector.reset();
        assertThat(detector.evidence()).isZero();
    }

    @Test
    void missingValuesAndWhatIsNoNumberHaveBinsOfTheirOwn() {
        Table rows = Samples.loans(500, 9);
        ColumnDetector income = BASELINE.detector("Income");
        assertThat(delay(income, rows, row -> row.with("Income", Double.NaN))).isBetween(1, 10);
        assertThat(income.explain()).startsWith("Income: more values are NaN than the 0.0 % of the baseline");
        assertThat(delay(income, rows, row -> row.with("Income", Double.NEGATIVE_INFINITY)))
                .isBetween(1, 10);
        assertThat(income.explain()).contains("are -∞ than");
        assertThat(delay(income, rows, row -> row.with("Income", Double.POSITIVE_INFINITY)))
                .isBetween(1, 10);
        assertThat(income.explain()).contains("are +∞ than");
        assertThat(delay(income, rows, row -> row.with("Income", "much"))).isBetween(1, 10);
        assertThat(income.explain()).contains("are of another type than");
        assertThat(delay(income, rows, row -> Row.of("Age", 20))).isBetween(1, 10);
        assertThat(income.explain()).contains("are of rows without the column than");
        assertThat(delay(income, rows, row -> row.with("Income", -1))).isBetween(1, 10);
        assertThat(income.explain()).contains("are below 7.86287 than");
        assertThat(delay(income, rows, row -> row.with("Income", 1e9))).isBetween(1, 10);
        assertThat(income.explain()).contains("are above 660.941 than");

        int missing = 1;
        while (income.updateMissing() != ChangeState.CHANGE) {
            missing++;
        }
        assertThat(missing).isBetween(2, 30);
        assertThat(income.explain())
                .startsWith("Income: more values are between 7.86287 and 40.8944 or missing than the 13.1 % of the");
        assertThat(income.update(true)).isEqualTo(ChangeState.STABLE);
    }

    @Test
    void watchesTextsAndTruthValues() {
        Table rows = Samples.loans(2_000, 10);
        ColumnDetector home = BASELINE.detector("Home").falseAlarmEvery(100_000);
        assertThat(delay(home, rows, row -> row)).isZero();
        assertThat(delay(home, rows, row -> row.with("Home", row.number("Age") < 25 ? "kışla" : row.text("Home"))))
                .isBetween(1, 50);
        assertThat(home.explain())
                .startsWith("Home: more values are levels that the baseline never had than the 0.0 % of the baseline");
        assertThat(delay(home, rows, row -> row.with("Home", "owner"))).isBetween(5, 100);
        assertThat(home.explain()).contains("are 'owner' than");
        assertThat(delay(home, rows, row -> row.with("Home", 7))).isBetween(1, 10);
        assertThat(home.explain()).contains("of another type");

        ColumnDetector job = BASELINE.detector("Job");
        int values = 1;
        while (job.update(false) != ChangeState.CHANGE) {
            values++;
        }
        assertThat(values).isBetween(3, 30);
        assertThat(job.explain()).startsWith("Job: more values are 'false' than the 30.");
        ColumnDetector town = BASELINE.detector("Town");
        assertThat(delay(town, rows, row -> row)).isZero();
        assertThat(delay(town, rows, row -> row.with("Town", "town 399"))).isBetween(1, 200);
        assertThat(town.explain()).startsWith("Town: more values are rare levels than the ");
    }

    @Test
    void watchesTheScoresOfTheModel() {
        Table rows = Samples.loans(2_000, 11);
        ColumnDetector score = BASELINE.detector("score(bad)").falseAlarmEvery(100_000);
        ColumnDetector best = BASELINE.detector("prediction").falseAlarmEvery(100_000);
        for (Row row : rows) {
            assertThat(score.update(MODEL.predict(row))).isEqualTo(ChangeState.STABLE);
            assertThat(best.update(MODEL.predict(row))).isEqualTo(ChangeState.STABLE);
        }
        int scores = 0;
        int labels = 0;
        for (Row row : rows) {
            double poorer = row.isMissing("Income") ? 40 : 0.5 * row.number("Income");
            ClassScores answer = MODEL.predict(row.with("Income", poorer));
            scores += score.update(answer) == ChangeState.CHANGE ? 1 : 0;
            labels += best.update(answer) == ChangeState.CHANGE ? 1 : 0;
        }
        assertThat(scores).isPositive();
        assertThat(labels).isPositive();
        assertThatThrownBy(() -> score.update(rows.row(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'score(bad)' is watched in the answers of the model, got a row; give its prediction");
        assertThatThrownBy(() -> score.update(new Quantity(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the model of the baseline answers with scores of classes, got Quantity");
        assertThatThrownBy(() -> BASELINE.detector("Home").update(MODEL.predict(rows.row(0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'Home' is watched in the rows, got an answer of the model; give its row");
    }

    @Test
    void ofAColumnThatWasAllMissingEveryValueIsAChangeAndTheOtherWayRound() {
        NumberColumn.Builder missing = NumberColumn.builder("x");
        for (int i = 0; i < 500; i++) {
            missing.addMissing();
        }
        Table gone = Table.of(missing.build());
        ColumnDetector detector = Baseline.of(gone).detector("x");
        assertThat(delay(detector, gone, row -> row)).isZero();
        assertThat(delay(detector, Table.of(Samples.gaussian("x", 500, 0, 1, 1)), row -> row))
                .isBetween(1, 20);
        assertThat(detector.explain())
                .startsWith(
                        "x: more values are numbers that the baseline never had than the 0.0 % of the baseline; evidence");
        assertThat(delay(NORMAL.detector("x"), gone, row -> row)).isBetween(1, 20);
    }

    @Test
    void goesOnFromASnapshotAndRefusesOthersAndTruncatedOnes() {
        double[] stream = numbers(400, 0.3, 1, 5);
        ColumnDetector first = NORMAL.detector("x").falseAlarmEvery(5_000);
        for (int i = 0; i < 200; i++) {
            first.update(stream[i]);
        }
        double[] snapshot = first.snapshot();
        ColumnDetector second = Baseline.parse(NORMAL.toBytes()).detector("x").falseAlarmEvery(5_000);
        second.restore(snapshot);
        assertThat(second.evidence()).isEqualTo(first.evidence()).isPositive();
        for (int i = 200; i < 400; i++) {
            assertThat(second.update(stream[i])).isEqualTo(first.update(stream[i]));
        }
        for (int length = 0; length < snapshot.length; length++) {
            double[] part = Arrays.copyOf(snapshot, length);
            assertThatThrownBy(() -> second.restore(part))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the snapshot was not taken from ColumnDetector of 'x', a false alarm every 5,000"
                            + " values at most");
        }
        for (ColumnDetector other : List.of(
                NORMAL.detector("x"),
                NORMAL.detector("x").falseAlarmEvery(5_000).withConfidence(0.9),
                Baseline.of(Table.of(Samples.gaussian("x", 20_000, 0, 2, 1)))
                        .detector("x")
                        .falseAlarmEvery(5_000))) {
            assertThatThrownBy(() -> other.restore(snapshot)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void isLessSureOfABaselineWhoseRowsDependOnEachOther() {
        double[] steps = new double[6_400];
        double[] daily = numbers(64, 0, 1, 3);
        double[] noise = numbers(steps.length, 0, 1, 4);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = daily[i / 100] + noise[i];
        }
        Table table = Table.of(NumberColumn.of("x", steps));
        ColumnDetector sure = Baseline.of(table).detector("x");
        ColumnDetector unsure = Baseline.builder().inTimeOrder().cut(table).detector("x");
        for (int i = 0; i < 40; i++) {
            sure.update(3.5);
            unsure.update(3.5);
        }
        assertThat(unsure.evidence()).isPositive().isLessThan(sure.evidence());
    }

    @Test
    void namesTheColumnsThatMayHaveBeenMeant() {
        assertThatThrownBy(() -> BASELINE.detector("incme"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the baseline has no column 'incme'; nearest are [Income, Home, Age, Town, Job]");
        assertThatThrownBy(() -> BASELINE.detector("score(gud)"))
                .hasMessageContaining("; nearest are [score(bad), score(good), ");
        assertThatThrownBy(() -> Baseline.of(Samples.loans(0, 1)).detector("Income"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "a column is watched against rows of the reference, and Baseline[0 rows, columns [Income,")
                .hasMessageEndingWith(" has none; cut it from some");
        assertThatThrownBy(() -> BASELINE.detector("Age").falseAlarmEvery(1))
                .hasMessage("a false alarm can be at most every 2 values, got every 1");
    }

    @Test
    void allocatesNothingForANumber() {
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        double[] stream = numbers(20_000, 0, 1, 8);
        ColumnDetector detector = NORMAL.detector("x").falseAlarmEvery(1_000_000);
        long thread = Thread.currentThread().getId();
        long before = 0;
        for (int round = 0; round < 2; round++) {
            before = threads.getThreadAllocatedBytes(thread);
            for (double value : stream) {
                detector.update(value);
            }
        }
        assertThat((threads.getThreadAllocatedBytes(thread) - before) / stream.length)
                .isLessThanOrEqualTo(4);
    }
}
