// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Shrinkable;

class RowArbitraryTest {
    private static final Rows ROWS = Rows.like(Table.of(
            NumberColumn.of("Income", 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130, 140),
            IntegerColumn.of("Age", 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 66, 67, 68, 69, 70),
            TextColumn.of(
                    "Home", "own", "own", "own", "own", "own", "own", "own", "own", "own", "own", "own", "own", "rent",
                    "rent", "tent")));

    @Provide
    Arbitrary<Row> loans() {
        return RowArbitrary.of(ROWS);
    }

    @Property(tries = 100)
    void jqwikDrawsTheRows(@ForAll("loans") Row loan) {
        assertThat(loan.names()).containsExactly("Income", "Age", "Home");
        assertThat(loan.number("Income")).isBetween(0.0, 140.0);
        assertThat(loan.text("Home")).isIn("own", "rent", "tent");
    }

    @Property(tries = 20)
    void edgeCasesAreThoseOfTheRows(@ForAll long seed) {
        List<Row> edges = RowArbitrary.of(ROWS).edgeCases(5).suppliers().stream()
                .map(each -> each.get().value())
                .toList();
        assertThat(edges).isEqualTo(ROWS.edgeCases().subList(0, 5));
        Shrinkable<Row> drawn = RowArbitrary.of(ROWS).generator(1_000).next(new Random(seed));
        assertThat(drawn.shrink())
                .allSatisfy(each ->
                        assertThat(each.distance().compareTo(drawn.distance())).isNegative());
    }

    /** What jqwik does: takes the first simpler row that still fails, until there is none. */
    private static Row shrunk(Shrinkable<Row> from, Predicate<Row> fails) {
        Shrinkable<Row> smallest = from;
        Optional<Shrinkable<Row>> next = Optional.of(from);
        while (next.isPresent()) {
            smallest = next.get();
            next = smallest.shrink().filter(each -> fails.test(each.value())).findFirst();
        }
        return smallest.value();
    }

    @Property(tries = 50)
    void aFailingRowShrinksToWhatMatters(@ForAll long seed) {
        Predicate<Row> fails = row -> row.text("Home").equals("tent") && row.number("Income") > 100;
        Row start = ROWS.draw(new java.util.SplittableRandom(seed))
                .with("Home", "tent")
                .with("Income", 133.7);
        Shrinkable<Row> drawn = RowArbitrary.of(ROWS).generator(1_000).next(new Random(seed));
        Row smallest = shrunk(new Fixed(start, drawn), fails);

        assertThat(smallest.value("Age")).isEqualTo(ROWS.typical().value("Age"));
        assertThat(smallest.text("Home")).isEqualTo("tent");
        assertThat(smallest.number("Income")).isBetween(100.1, 133.0);
    }

    /** The shrinkable of a row of the test's own. */
    private record Fixed(Row value, Shrinkable<Row> drawn) implements Shrinkable<Row> {
        @Override
        public java.util.stream.Stream<Shrinkable<Row>> shrink() {
            return ROWS.simpler(value).map(row -> new Fixed(row, drawn));
        }

        @Override
        public net.jqwik.api.ShrinkingDistance distance() {
            return drawn.distance();
        }
    }
}
