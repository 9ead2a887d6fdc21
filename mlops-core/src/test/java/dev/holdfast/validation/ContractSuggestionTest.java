// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import org.junit.jupiter.api.Test;

class ContractSuggestionTest {
    @Test
    void proposesAContractThatGoodDataMeet() {
        Table loans = CreditDataTest.loans();
        Table train = loans.slice(0, 3000);
        ContractSuggestion suggestion =
                ContractSuggestion.from("loans", train).heldOut(loans.slice(3000, loans.rowCount()));
        DataContract draft = suggestion.accept(p -> p.falseAlarmRate().value().orElse(1) <= 0.05);
        assertThat(draft.check(train).verdict()).isEqualTo(Verdict.PASS);
        assertThat(draft.toJson()).contains("{\"rule\":\"in\",\"values\":[\"bad\",\"good\"]}");
        assertThat(suggestion.toJava())
                .startsWith(
                        "DataContract.named(\"loans\")\n    .column(\"Status\", c -> c\n        .text() /* false alarms: ")
                .contains(".in(\"bad\", \"good\") /* false alarms: ")
                .endsWith("    .build();\n");
        assertThat(suggestion.proposals())
                .allMatch(p -> p.falseAlarmRate().value().isPresent());
        assertThat(suggestion.proposals().get(0)).asString().startsWith("Status: text(), false alarms ");
    }

    @Test
    void saysWhenItHasNotBeenScored() {
        ContractSuggestion raw = ContractSuggestion.from("x", Table.of(TextColumn.of("t", "a")));
        assertThat(raw.proposals().get(0).falseAlarmRate())
                .hasToString("undefined: no held-out data yet; call heldOut");
        assertThatThrownBy(() -> raw.heldOut(Table.of(TextColumn.of("t", "a"))))
                .hasMessage("held-out data need at least 20 rows, got 1");
        assertThatThrownBy(() -> ContractSuggestion.from("x", Table.of(TextColumn.of("t"))))
                .hasMessage("a contract cannot be proposed from a table without rows");
    }
}
