// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SubgroupScanTest {
    private static final int ROWS = 1_200;
    private static final Table TABLE = table();

    private static Table table() {
        TextColumn.Builder sex = TextColumn.builder("sex");
        TextColumn.Builder home = TextColumn.builder("home");
        NumberColumn.Builder age = NumberColumn.builder("age");
        for (int row = 0; row < ROWS; row++) {
            sex.add(row % 2 == 0 ? "f" : "m");
            home.add(List.of("rent", "own", "other").get(row / 2 % 3));
            age.add(20 + row / 6 % 40);
        }
        return Table.of(sex.build(), home.build(), age.build());
    }

    private static double[] half() {
        double[] expected = new double[ROWS];
        Arrays.fill(expected, 0.5);
        return expected;
    }

    private static int[] outcomes(long seed, double ofYoungRentingWomen) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, ROWS)
                .map(row -> {
                    boolean its = row % 2 == 0 && row / 2 % 3 == 0 && row / 6 % 40 < 20;
                    return random.nextDouble() < (its ? ofYoungRentingWomen : 0.5) ? 1 : 0;
                })
                .toArray();
    }

    @Test
    void theGroupThatNobodyNamedIsFound() {
        List<SubgroupScan.Found> found = SubgroupScan.of(TABLE, outcomes(1, 0.9), half())
                .by("sex")
                .by("home")
                .by("age", 40)
                .depth(3)
                .run(3);
        SubgroupScan.Found worst = found.get(0);
        assertThat(worst.name()).isEqualTo("sex = f & home = rent & age = below 40");
        assertThat(worst.rows()).isEqualTo(100);
        assertThat(worst.observed()).isGreaterThan(0.8);
        assertThat(worst.expected()).isEqualTo(0.5);
        assertThat(worst.score()).isCloseTo((worst.observed() - 0.5) * 100 / 5, within(1e-9));
        assertThat(worst.pValue()).isEqualTo(0.005);
        assertThat(worst)
                .hasToString("sex = f & home = rent & age = below 40 (100 rows): "
                        + dev.holdfast.stats.Estimate.number(worst.observed())
                        + " came true, 0.5 were expected, p = 0.005");
        assertThat(found).hasSize(3);
        assertThat(Math.abs(found.get(1).score())).isLessThanOrEqualTo(worst.score());
    }

    @Test
    void dataThatAreAsExpectedAlarmAsOftenAsTheLevelSaysHoweverManyGroupsAreSearched() {
        int alarms = 0;
        for (int seed = 0; seed < 40; seed++) {
            alarms += SubgroupScan.of(TABLE, outcomes(seed + 100, 0.5), half())
                                    .by("sex")
                                    .by("home")
                                    .by("age", 30, 40, 50)
                                    .seed(seed)
                                    .run(1)
                                    .get(0)
                                    .pValue()
                            <= 0.05
                    ? 1
                    : 0;
        }
        assertThat(alarms).isLessThanOrEqualTo(6);
    }

    @Test
    void whatWasCertainAndCameOutOtherwiseIsInfinitelyFarOff() {
        Table two = Table.of(TextColumn.of("g", "a", "a", "b", "b"));
        List<SubgroupScan.Found> found = SubgroupScan.of(two, new int[] {1, 0, 0, 0}, new double[4])
                .by("g")
                .minimumGroup(2)
                .run(9);
        assertThat(found).hasSize(2);
        assertThat(found.get(0).score()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(found.get(0).pValue()).isEqualTo(0.005);
        assertThat(found.get(1).score()).isZero();
        assertThat(found.get(1).pValue()).isEqualTo(1);
    }

    @Test
    void searchesThatAreTooLargeAreRefusedAndMisuseIsNamed() {
        TextColumn.Builder one = TextColumn.builder("one");
        TextColumn.Builder other = TextColumn.builder("other");
        for (int row = 0; row < 22_500; row++) {
            one.add("a" + row / 150);
            other.add("b" + row % 150);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> SubgroupScan.of(Table.of(one.build(), other.build()), new int[22_500], new double[22_500])
                                .by("one")
                                .by("other")
                                .minimumGroup(1)
                                .run(1))
                .withMessage("there are more than 20000 groups of at least 1 row: name fewer columns, wider bands, a "
                        + "smaller depth or a larger minimum");
        Table row = Table.of(IntegerColumn.of("x", 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubgroupScan.of(row, new int[2], new double[2]))
                .withMessage("each row needs an outcome and what was expected, got 1 rows, 2 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubgroupScan.of(row, new int[1], new double[] {1.5}))
                .withMessage("what is expected must be in [0, 1], got 1.5 in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SubgroupScan.of(row, new int[] {2}, new double[1]))
                .withMessage("an outcome must be 0 or 1, got 2 in row 0");
        SubgroupScan scan = SubgroupScan.of(row, new int[1], new double[1]);
        assertThatIllegalStateException()
                .isThrownBy(() -> scan.run(1))
                .withMessage("name at least one column, as in by(\"Age\", 25, 40, 60)");
        assertThatIllegalStateException()
                .isThrownBy(() -> scan.by("x").by("x"))
                .withMessage("column 'x' is named twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scan.depth(0))
                .withMessage("a search combines at least 1 column, got 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> scan.minimumGroup(0))
                .withMessage("a group needs at least 1 row, got 0");
    }
}
