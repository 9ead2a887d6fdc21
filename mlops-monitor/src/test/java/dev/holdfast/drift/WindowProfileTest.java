// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WindowProfileTest {
    private static final Table REFERENCE = Samples.loans(500, 1);
    private static final Baseline BASELINE = Baseline.of(Samples.model(REFERENCE), REFERENCE);

    @Property(tries = 60)
    void mergesToTheSameBytesInAnyPartitionAndOrder(@ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int parts) {
        Random random = new Random(seed);
        Table table = Samples.loans(300, seed);
        StorableModel<Row, ClassScores> model = Samples.model(REFERENCE);
        WindowProfile whole = WindowProfile.of(BASELINE);
        List<WindowProfile> profiles = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            profiles.add(WindowProfile.of(BASELINE));
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        for (int i = 0; i < 300; i++) {
            Row inOrder = fresh(table.row(i), i);
            whole.add(inOrder, model.predict(inOrder));
            Row shuffled = fresh(table.row(order.get(i)), order.get(i));
            profiles.get(random.nextInt(parts)).add(shuffled, model.predict(shuffled));
        }
        while (profiles.size() > 1) {
            WindowProfile last = profiles.remove(random.nextInt(profiles.size()));
            profiles.get(random.nextInt(profiles.size())).merge(last);
        }
        assertThat(profiles.get(0).toBytes()).isEqualTo(whole.toBytes());
        assertThat(profiles.get(0).rows()).isEqualTo(300);
    }

    /** More unseen levels than a profile names, some of them often. */
    private static Row fresh(Row row, int i) {
        return i % 5 == 0 ? row.with("Town", "new " + (i * 7919 % 40)) : row;
    }

    @Test
    void countsATableAsItsRows() {
        Table table = Samples.loans(400, 7);
        WindowProfile rows = WindowProfile.of(BASELINE);
        table.rows().forEach(rows::add);
        assertThat(WindowProfile.of(BASELINE).add(table).toBytes()).isEqualTo(rows.toBytes());
        StorableModel<Row, ClassScores> model = Samples.model(REFERENCE);
        WindowProfile scored = WindowProfile.of(BASELINE);
        table.rows().forEach(row -> scored.add(row, model.predict(row)));
        assertThat(WindowProfile.of(BASELINE).add(table, model).toBytes()).isEqualTo(scored.toBytes());
    }

    @Test
    void countsWhatDoesNotFitInsteadOfRefusingIt() {
        WindowProfile profile = WindowProfile.of(BASELINE);
        profile.add(Row.of("Income", "much", "Age", 3.5, "Home", 7, "Town", true, "Job", Instant.EPOCH));
        assertThat(profile.counts(0).special(Bins.MISTYPED)).isOne();
        assertThat(profile.counts(1).special(Bins.LOW)).isOne();
        assertThat(profile.counts(2).special(Bins.ABSENT)).isOne();
        assertThat(profile.counts(3).special(Bins.MISTYPED)).isOne();
        assertThat(profile.counts(4).special(Bins.HIGH)).isOne();
        assertThat(profile.counts(5).special(Bins.MISTYPED)).isOne();
        Table wrong = Table.of(TextColumn.of("Income", "a", "b"), NumberColumn.of("Home", 1, 2));
        profile.add(wrong);
        assertThat(profile.counts(0).special(Bins.MISTYPED)).isEqualTo(3);
        assertThat(profile.counts(1).special(Bins.ABSENT)).isEqualTo(2);
        assertThat(profile.rows()).isEqualTo(3);
    }

    @Test
    void isReadBackFromItsBytes() {
        WindowProfile profile = WindowProfile.of(BASELINE).add(Samples.loans(300, 2));
        byte[] bytes = profile.toBytes();
        WindowProfile back = WindowProfile.from(BASELINE, bytes);
        assertThat(back.toBytes()).isEqualTo(bytes);
        assertThat(back.rows()).isEqualTo(300);
        assertThat(back).hasToString(profile.toString());
    }

    @Test
    void refusesBytesThatAreNotItsOwn() {
        byte[] bytes = WindowProfile.of(BASELINE).add(Samples.loans(300, 2)).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> WindowProfile.from(BASELINE, part)).isInstanceOf(BaselineException.class);
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            assertThatThrownBy(() -> WindowProfile.from(BASELINE, damaged)).isInstanceOf(BaselineException.class);
        }
        assertThatThrownBy(() -> WindowProfile.from(BASELINE, Arrays.copyOf(bytes, 100)))
                .hasMessage("the window profile is truncated or damaged: it has 100 bytes, its header says "
                        + bytes.length + "; restore it from where it is kept");
        assertThatThrownBy(() -> WindowProfile.from(Baseline.of(REFERENCE), bytes))
                .hasMessage("the window profile was counted against another baseline");
        byte[] newer = bytes.clone();
        newer[3] = 9;
        assertThatThrownBy(() -> WindowProfile.from(BASELINE, newer))
                .hasMessage("the window profile has format 9, this release reads format 1; "
                        + "read it with the release that wrote it or a later one");
    }

    @Test
    void mergesOnlyWithItsOwnBaseline() {
        WindowProfile other = WindowProfile.of(Baseline.of(Samples.loans(300, 9)));
        assertThatThrownBy(() -> WindowProfile.of(BASELINE).merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(
                        "profiles merge only when they were counted against one baseline, got Baseline[");
        assertThatThrownBy(() -> Drift.between(BASELINE, other))
                .hasMessage("the rows must be counted against the baseline they are compared with");
        WindowProfile equal = WindowProfile.of(Baseline.from(BASELINE.toAttachment()));
        assertThat(WindowProfile.of(BASELINE).merge(equal).rows()).isZero();
    }
}
