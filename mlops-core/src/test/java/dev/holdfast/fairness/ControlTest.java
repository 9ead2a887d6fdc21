// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.fairness.ControlledDifference.Direction;
import dev.holdfast.stats.Estimate;
import dev.holdfast.stats.Undefined;
import org.junit.jupiter.api.Test;

class ControlTest {
    /** Counts of sex, department, admitted, refused: those of Berkeley, 1973, by Bickel and others in Science 187. */
    private static final Object[][] BERKELEY = {
        {"men", "A", 512, 313}, {"women", "A", 89, 19},
        {"men", "B", 353, 207}, {"women", "B", 17, 8},
        {"men", "C", 120, 205}, {"women", "C", 202, 391},
        {"men", "D", 138, 279}, {"women", "D", 131, 244},
        {"men", "E", 53, 138}, {"women", "E", 94, 299},
        {"men", "F", 22, 351}, {"women", "F", 24, 317}
    };

    private static Fairness of(Object[][] counts) {
        TextColumn.Builder sex = TextColumn.builder("sex");
        TextColumn.Builder department = TextColumn.builder("department");
        IntegerColumn.Builder admitted = IntegerColumn.builder("admitted");
        for (Object[] each : counts) {
            for (int k = 0; k < (Integer) each[2] + (Integer) each[3]; k++) {
                sex.add((String) each[0]);
                department.add((String) each[1]);
                admitted.add(k < (Integer) each[2] ? 1 : 0);
            }
        }
        return Fairness.of(Table.of(sex.build(), department.build(), admitted.build()), "admitted", "admitted")
                .favorable("1")
                .sensitive("sex");
    }

    @Test
    void aDifferenceOverallThatIsNoneWithinDepartmentsVanishes() {
        ControlledDifference difference =
                of(BERKELEY).controlFor("department").run().controlled(GroupRate.SELECTION_RATE, "sex");
        assertThat(difference.higher()).isEqualTo("men");
        assertThat(difference.overall().orThrow().point()).isCloseTo(1198 / 2691.0 - 557 / 1835.0, within(1e-12));
        assertThat(difference.strata()).isEqualTo(6);
        assertThat(difference.reversed()).isEqualTo(4);
        assertThat(difference.within().orThrow().point()).isBetween(-0.04, 0.01);
        assertThat(difference.direction()).isIn(Direction.VANISHED, Direction.REVERSED);
    }

    @Test
    void theDifferenceWithinIsTheMeanOfCochranMantelAndHaenszel() {
        Object[][] two = {
            {"a", "x", 30, 10}, {"b", "x", 10, 10},
            {"a", "y", 20, 20}, {"b", "y", 20, 60}
        };
        ControlledDifference difference =
                of(two).controlFor("department").run().controlled(GroupRate.SELECTION_RATE, "sex");
        double x = 40.0 * 20 / 60;
        double y = 40.0 * 80 / 120;
        assertThat(difference.within().orThrow().point())
                .isCloseTo((x * (0.75 - 0.5) + y * (0.5 - 0.25)) / (x + y), within(1e-12));
        assertThat(difference.direction()).isEqualTo(Direction.KEPT);
    }

    @Test
    void aDifferenceThatTurnsRoundInEveryStratumIsReversed() {
        // Few of "a" apply where it is hard to get in, most of "b" do; within each, "b" does better.
        Object[][] counts = {
            {"a", "easy", 720, 180}, {"b", "easy", 95, 5},
            {"a", "hard", 10, 90}, {"b", "hard", 225, 675}
        };
        ControlledDifference difference =
                of(counts).controlFor("department").run().controlled(GroupRate.SELECTION_RATE, "sex");
        assertThat(difference.higher()).isEqualTo("a");
        assertThat(difference.direction()).isEqualTo(Direction.REVERSED);
        assertThat(difference.reversed()).isEqualTo(2);
    }

    @Test
    void whatCannotBeComparedIsUndecided() {
        Object[][] apart = {{"a", "x", 40, 10}, {"b", "y", 10, 40}};
        ControlledDifference difference =
                of(apart).controlFor("department").run().controlled(GroupRate.SELECTION_RATE, "sex");
        assertThat(difference.within()).isEqualTo(new Undefined("no value of 'department' has rows of both groups"));
        assertThat(difference.direction()).isEqualTo(Direction.UNDECIDED);
        Object[][] one = {{"a", "x", 40, 10}, {"b", "x", 1, 1}};
        assertThat(of(one).controlFor("department")
                        .run()
                        .controlled(GroupRate.SELECTION_RATE, "sex")
                        .overall())
                .isEqualTo(new Undefined("1 of 2 groups can be compared by their selection-rate, two are needed"));
        assertThatIllegalStateException()
                .isThrownBy(() -> of(one).run().controlled(GroupRate.SELECTION_RATE, "sex"))
                .withMessage(
                        "'sex' was not compared within the values of another column: name one by controlFor(column)");
    }

    @Test
    void womenAreRefusedMoreThanTheirShareOverallButNotAmongLike() {
        FairnessReport report = of(BERKELEY).controlFor("department").run();
        Estimate overall = report.demographicDisparity("sex", "women").orThrow();
        assertThat(overall.point()).isCloseTo(1278 / 2771.0 - 557 / 1755.0, within(1e-12));
        assertThat(overall.lower()).isPositive();
        Estimate among = report.conditionalDemographicDisparity("sex", "women").orThrow();
        double expected = 0;
        for (int d = 0; d < 12; d += 2) {
            double menIn = (Integer) BERKELEY[d][2];
            double menOut = (Integer) BERKELEY[d][3];
            double womenIn = (Integer) BERKELEY[d + 1][2];
            double womenOut = (Integer) BERKELEY[d + 1][3];
            expected += (menIn + menOut + womenIn + womenOut)
                    / 4526
                    * (womenOut / (womenOut + menOut) - womenIn / (womenIn + menIn));
        }
        assertThat(among.point()).isCloseTo(expected, within(1e-12));
        assertThat(among.lower()).isBetween(-0.2, among.point());
        assertThat(among.upper()).isLessThan(overall.lower());
        assertThat(report.conditionalDemographicDisparity("sex", "men")
                        .orThrow()
                        .point())
                .isCloseTo(-expected, within(1e-12));
        assertThat(report.report().toMarkdown())
                .contains("Overall, and among like")
                .contains("Share of the refused minus share of the selected");
    }

    @Test
    void aDisparityIsUndefinedWhereEverybodyIsSelected() {
        Object[][] all = {{"a", "x", 40, 0}, {"b", "x", 40, 0}};
        FairnessReport report = of(all).controlFor("department").run();
        assertThat(report.demographicDisparity("sex", "a"))
                .isEqualTo(new Undefined("the selection rate of all rows together is 0 or 1"));
        assertThat(report.conditionalDemographicDisparity("sex", "a"))
                .isEqualTo(new Undefined("no value of 'department' has both selected rows and others"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> report.demographicDisparity("sex", "z"))
                .withMessage("no group 'z' of 'sex'; it has [a, b]");
    }

    @Test
    void severalControlColumnsCompareWithinTheirCombinationsEvenWhenTheyAreMany() {
        TextColumn.Builder group = TextColumn.builder("g");
        TextColumn.Builder one = TextColumn.builder("one");
        TextColumn.Builder other = TextColumn.builder("other");
        IntegerColumn.Builder label = IntegerColumn.builder("y");
        for (int row = 0; row < 6_000; row++) {
            group.add("g" + row % 20);
            one.add("a" + row / 20 % 10);
            other.add("b" + row / 200 % 10);
            label.add(row % 20 < 5 ? 1 : 0);
        }
        Table table = Table.of(group.build(), one.build(), other.build(), label.build());
        FairnessReport report = Fairness.of(table, "y", "y")
                .favorable("1")
                .sensitive("g")
                .controlFor("one")
                .controlFor("other")
                .replicates(100)
                .run();
        assertThat(report.attributes()).hasSize(101).contains("g | one & other = a3 & b7");
        // Twenty groups times a hundred combinations: each has its own rows.
        assertThat(report.group("g | one & other = a3 & b7", "g4")
                        .rate(GroupRate.SELECTION_RATE)
                        .orThrow()
                        .point())
                .isEqualTo(1);
        assertThat(report.group("g | one & other = a3 & b7", "g5").n()).isEqualTo(3);
        Attribute many = new Attribute("many", java.util.Collections.nCopies(1_001, "x"), new int[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> many.crossed(many))
                .withMessage("'many' has 1001 values and 'many' 1001, together more than 1000000: control for fewer, "
                        + "such as bands");
    }
}
