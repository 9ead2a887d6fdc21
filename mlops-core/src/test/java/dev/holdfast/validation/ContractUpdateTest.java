// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import org.junit.jupiter.api.Test;

class ContractUpdateTest {
    private static final DataContract OLD = DataContract.named("old")
            .version(4)
            .column("age", c -> c.integer().required().between(18, 60).severity(Severity.WARN))
            .column("kind", c -> c.in("a", "b").because("two kinds"))
            .column("gone", c -> c.text())
            .column("same", c -> c.missing(atMost(0.5)))
            .rows(r -> r.check("order", when("age").above(0)).custom("good", row -> true))
            .build();

    @Test
    void aContractThatIsMetStaysAsItIs() {
        Table good = Table.of(
                IntegerColumn.of("age", 20, 30),
                TextColumn.of("kind", "a", "b"),
                TextColumn.of("gone", "x", "y"),
                TextColumn.of("same", "x", "y"));
        ContractUpdate update = ContractSuggestion.update(OLD, good);
        assertThat(update.isNeedless()).isTrue();
        assertThat(update.contract()).isSameAs(OLD);
    }

    @Test
    void whatTheNewDataBreakIsWidenedAndNothingElse() {
        Table data = Table.of(
                NumberColumn.builder("age").add(17.5).add(70).addMissing().build(),
                TextColumn.of("kind", "a", "c", "b"),
                TextColumn.of("same", "x", "y", "z"),
                TextColumn.of("new", "x", "y", "z"));
        ContractUpdate update = ContractSuggestion.update(OLD, data);
        assertThat(update.changes())
                .hasSize(6)
                .contains(
                        "age: integer() becomes number()",
                        "kind: in(a, b) becomes in(a, b, c)",
                        "gone: is gone, and becomes optional")
                .anyMatch(change -> change.startsWith("age: required() becomes missing(at most "))
                .anyMatch(change -> change.startsWith("age: between(18, 60) becomes between("))
                .anyMatch(change -> change.startsWith("new: is new, with [text(), missing("));
        assertThat(update.unresolved()).isEmpty();
        DataContract changed = update.contract();
        assertThat(changed.version()).isEqualTo(5);
        assertThat(changed.check(data).verdict()).isEqualTo(Verdict.PASS);
        assertThat(changed.toJson())
                .contains("\"because\":\"two kinds\"")
                .contains("\"severity\":\"WARN\"")
                .contains("{\"rule\":\"missing\",\"atMost\":0.5}");
    }

    @Test
    void whatCannotBeWidenedIsNamed() {
        DataContract contract = DataContract.named("x")
                .column("a", c -> c.matches("[a-z]+"))
                .rows(r -> r.atLeast(10))
                .build();
        ContractUpdate update = ContractSuggestion.update(contract, Table.of(TextColumn.of("a", "A1")));
        assertThat(update.changes()).isEmpty();
        assertThat(update.isNeedless()).isFalse();
        assertThat(update.contract()).isEqualTo(contract);
        assertThat(update.unresolved())
                .containsExactly(
                        "a: 1 of 1 checked rows (100 %) break matches([a-z]+); for instance 'A1' in row 1",
                        "there are 1 rows; wanted are at least 10");
    }
}
