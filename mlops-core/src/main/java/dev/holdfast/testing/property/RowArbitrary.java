// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import dev.holdfast.data.Row;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

/**
 * Rows for jqwik, which shrinks a failing one towards the typical row. Number of tries and seed are jqwik's; those of the
 * description are not used. Needs {@code jqwik-api} on the class path. Immutable and thread-safe.
 *
 * <pre>{@code
 * @Provide Arbitrary<Row> loans() {
 *     return RowArbitrary.of(Rows.like(train).present("Income"));
 * }
 *
 * @Property void moreIncomeNeverHurts(@ForAll("loans") Row loan) {
 *     assertThatModel(model).given(loan).raising("Income").neverRaises("bad");
 * }
 * }</pre>
 */
public final class RowArbitrary implements Arbitrary<Row> {
    private final Rows rows;

    private RowArbitrary(Rows rows) {
        this.rows = rows;
    }

    /**
     * Returns the rows that are described, as jqwik draws them.
     *
     * @param rows the description
     * @return the arbitrary
     */
    public static RowArbitrary of(Rows rows) {
        return new RowArbitrary(Objects.requireNonNull(rows, "rows"));
    }

    @Override
    public RandomGenerator<Row> generator(int genSize) {
        return random -> new ShrinkableRow(rows, rows.draw(new SplittableRandom(random.nextLong())));
    }

    @Override
    public EdgeCases<Row> edgeCases(int maxEdgeCases) {
        List<Supplier<Shrinkable<Row>>> suppliers = rows.edgeCases().stream()
                .limit(Math.max(0, maxEdgeCases))
                .<Supplier<Shrinkable<Row>>>map(row -> () -> new ShrinkableRow(rows, row))
                .toList();
        return EdgeCases.fromSuppliers(suppliers);
    }

    @Override
    public String toString() {
        return "RowArbitrary of " + rows;
    }

    /** A row that knows simpler ones. */
    private record ShrinkableRow(Rows rows, Row value) implements Shrinkable<Row> {
        @Override
        public Stream<Shrinkable<Row>> shrink() {
            return rows.simpler(value).map(row -> new ShrinkableRow(rows, row));
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(rows.complexity(value));
        }
    }
}
