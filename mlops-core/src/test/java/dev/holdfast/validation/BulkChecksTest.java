// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.within;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.stats.Estimate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Whole columns are checked in loops of their own; what comes out is what row by row gives. */
class BulkChecksTest {
    private static final Pattern EMAIL = Pattern.compile(
            "[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})+");

    @Test
    void aWholeColumnIsCheckedAsRowByRow() {
        Table table = table(3000, 5);
        DataContract contract = DataContract.named("bulk")
                .column("x", c -> c.between(-1.5, 1.5).finite().notIn(0.5, 1))
                .column("n", c -> c.between(-40, 40).notIn(3, 4))
                .column("t", c -> c.in("a", "b", "c").matches("[a-e]"))
                .rows(r -> r.check("one", when("t").is("a").then("x").above(0))
                        .check("two", when("n").atLeast(0).then("x").atMost(1)))
                .build();
        ContractReport bulk = contract.check(table);
        ContractCheck rowByRow = contract.start();
        IntStream.range(0, table.rowCount()).forEach(row -> rowByRow.add(table.slice(row, row + 1)));
        assertThat(bulk.findings()).isEqualTo(rowByRow.report().findings());
        assertThat(bulk.findings(Verdict.FAIL)).hasSize(9);
    }

    @Test
    void momentsOfAWholeColumnAreThoseOfItsRows() {
        Table table = table(2500, 6).where(row -> row.isMissing("x") || Double.isFinite(row.number("x")));
        for (Measure measure : Measure.values()) {
            if (measure.needs() == Measure.Needs.MOMENTS) {
                Rule rule =
                        Rule.limited(Optional.of("x"), RuleKind.MEASURE, within(-1e9, 1e9), "measure", measure.json());
                DataContract contract = DataContract.named("m")
                        .column(new ContractColumn("x", false, Optional.empty(), List.of(), List.of(rule)))
                        .build();
                ContractCheck rowByRow = contract.start();
                IntStream.range(0, table.rowCount()).forEach(row -> rowByRow.add(table.slice(row, row + 1)));
                assertThat(measured(contract.check(table)))
                        .as(measure.json())
                        .isEqualTo(measured(rowByRow.report()), within(1e-9));
            }
        }
    }

    @Test
    void aMeanIsThereWhereTheSumIsBeyondTheRangeOfDouble() {
        DataContract contract = DataContract.named("m")
                .column("x", c -> c.mean(within(1e308, 1.7e308)))
                .build();
        assertThat(contract.check(Table.of(NumberColumn.of("x", 1.5e308, 1.5e308, 1.5e308)))
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Property
    void anEmailIsWhatItsExpressionSays(
            @ForAll @Chars({'@', '.', '-', '+', 'a', 'Z', '7', '_', ' '}) @StringLength(max = 12) String text) {
        assertThat(Formats.test(TextFormat.EMAIL).text(text))
                .isEqualTo(EMAIL.matcher(text).matches());
    }

    @Property
    void anEmailKnowsItsLengths(
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 60, max = 68) String local,
            @ForAll @CharRange(from = 'a', to = 'c') @StringLength(min = 60, max = 66) String label) {
        String text = local + "@" + label + ".org";
        assertThat(Formats.test(TextFormat.EMAIL).text(text))
                .isEqualTo(EMAIL.matcher(text).matches());
    }

    private static double measured(ContractReport report) {
        return ((Estimate) report.findings().get(0).measured().orElseThrow()).point();
    }

    private static Table table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder x = NumberColumn.builder("x");
        IntegerColumn.Builder n = IntegerColumn.builder("n");
        TextColumn.Builder t = TextColumn.builder("t");
        double[] odd = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, 0.5, 1};
        for (int row = 0; row < rows; row++) {
            switch (random.nextInt(10)) {
                case 0 -> x.addMissing();
                case 1 -> x.add(odd[random.nextInt(odd.length)]);
                default -> x.add(random.nextDouble() * 4 - 2);
            }
            switch (random.nextInt(10)) {
                case 0 -> n.addMissing();
                default -> n.add(random.nextInt(100) - 50);
            }
            switch (random.nextInt(10)) {
                case 0 -> t.addMissing();
                default -> t.add(String.valueOf((char) ('a' + random.nextInt(6))));
            }
        }
        return Table.of(x.build(), n.build(), t.build());
    }
}
