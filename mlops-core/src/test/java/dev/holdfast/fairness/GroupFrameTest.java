// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.fairness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.stats.Undefined;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GroupFrameTest {
    private static final List<String> NAMES = List.of("a", "b");
    private static final int[] CODES = new SplittableRandom(2).ints(500, -1, 2).toArray();
    private static final byte[] OUTCOMES = new byte[500];

    static {
        SplittableRandom random = new SplittableRandom(3);
        for (int row = 0; row < OUTCOMES.length; row++) {
            OUTCOMES[row] = (byte) random.nextInt(-1, 4);
        }
    }

    @Test
    void batchesCountedApartGiveTheReportOfAllRowsAtOnce() {
        GroupFrame first = GroupFrame.of("sex", NAMES, Arrays.copyOf(CODES, 200), Arrays.copyOf(OUTCOMES, 200));
        GroupFrame second = GroupFrame.of(
                "sex", NAMES, Arrays.copyOfRange(CODES, 200, 500), Arrays.copyOfRange(OUTCOMES, 200, 500));
        GroupFrame whole = GroupFrame.of("sex", NAMES, CODES, OUTCOMES);
        Criterion criterion = Criterion.equalizedOdds().atMost(0.3);
        FairnessReport report = Fairness.of(whole).criterion(criterion).run();
        FairnessReport merged =
                Fairness.of(second.merge(first)).criterion(criterion).run();
        assertThat(merged.measurements()).isEqualTo(report.measurements());
        assertThat(merged.groups()).isEqualTo(report.groups());
        assertThat(merged.checks()).isEqualTo(report.checks());
        assertThat(report.overall().n())
                .isEqualTo(
                        report.group("sex", "a").n() + report.group("sex", "b").n());
        assertThat(whole.attribute()).isEqualTo("sex");
        assertThat(whole.groups()).isEqualTo(NAMES);
    }

    @Test
    void countsGiveTheReportThatTheirRowsGive() {
        int[] truth = new int[500];
        int[] decision = new int[500];
        String[] groups = new String[500];
        byte[] outcomes = new byte[500];
        int[] codes = new int[500];
        for (int row = 0; row < 500; row++) {
            codes[row] = Math.max(0, CODES[row]);
            outcomes[row] = (byte) Math.max(0, OUTCOMES[row]);
            truth[row] = outcomes[row] / 2;
            decision[row] = outcomes[row] % 2;
            groups[row] = NAMES.get(codes[row]);
            assertThat(GroupFrame.outcome(truth[row] == 1, decision[row] == 1)).isEqualTo(outcomes[row]);
        }
        FairnessReport counted = Fairness.of(GroupFrame.of("group", NAMES, codes, outcomes))
                .simultaneous()
                .run();
        assertThat(counted.measurements())
                .isEqualTo(Fairness.of(truth, decision, groups).run().measurements());
        GroupFrame frame = GroupFrame.of("group", NAMES, codes, outcomes);
        assertThat(frame.rate(GroupRate.SELECTION_RATE, "b", 0.95))
                .isEqualTo(counted.group("group", "b").rate(GroupRate.SELECTION_RATE));
    }

    @Test
    void aGroupWithoutRowsHasNoRate() {
        assertThat(GroupFrame.of("g", NAMES, new int[1], new byte[1]).rate(GroupRate.ACCURACY, "b", 0.9))
                .isEqualTo(new Undefined("no rows"));
    }

    @Test
    void codesOutsideTheirRangeAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFrame.of("g", NAMES, new int[] {0, 2}, new byte[2]))
                .withMessage("a group must be -1 to 1 and an outcome -1 to 3, got 2 and 0 in row 1");
        for (byte outcome : new byte[] {-2, 4}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> GroupFrame.of("g", NAMES, new int[1], new byte[] {outcome}))
                    .withMessage("a group must be -1 to 1 and an outcome -1 to 3, got 0 and " + outcome + " in row 0");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFrame.of("g", NAMES, new int[] {-2}, new byte[1]))
                .withMessage("a group must be -1 to 1 and an outcome -1 to 3, got -2 and 0 in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFrame.of("g", NAMES, new int[1], new byte[2]))
                .withMessage("each row needs a group, an outcome and, if any has, a weight, got 1, 2 and 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFrame.of("g", List.of("a", "a"), new int[1], new byte[1]))
                .withMessage("each group needs a name of its own, got [a, a]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GroupFrame.of("g", NAMES, new int[1], new byte[1], -1))
                .withMessage("weights must be finite and at least 0, got -1.0 in row 0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> GroupFrame.of("g", NAMES, new int[1], new byte[1]).rate(GroupRate.ACCURACY, "z", 0.9))
                .withMessage("no group 'z' of 'g'; it has [a, b]");
    }

    @Test
    void countsAreOfOneFrameAnAttributeAndHaveNoColumns() {
        GroupFrame frame = GroupFrame.of("g", NAMES, new int[1], new byte[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(frame, frame))
                .withMessage("attribute 'g' is counted twice: merge its frames");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(new GroupFrame[0]))
                .withMessage("name at least one frame, got none");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Fairness.of(frame).sensitive("sex"))
                .withMessageContaining("sex");
    }
}
