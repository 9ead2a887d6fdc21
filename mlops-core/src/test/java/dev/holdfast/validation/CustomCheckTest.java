// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CustomCheckTest {
    private static final Table TABLE =
            Table.of(IntegerColumn.of("x", LongStream.rangeClosed(1, 3_000).toArray()));

    /** A clock that only the checks themselves move. */
    private static final class Clock implements InstantSource {
        private long micros;

        @Override
        public Instant instant() {
            return Instant.EPOCH.plusNanos(micros * 1_000);
        }
    }

    private static DataContract contract(Predicate<Row> slow, Predicate<Row> other) {
        return DataContract.named("c")
                .column("x", c -> c.from(0))
                .rows(r -> r.custom("slow-1", slow).custom("fast-1", other))
                .build();
    }

    @Test
    void aSlowCheckIsNotCalledAnyMoreAndIsAnErrorOfItsOwn() {
        Clock clock = new Clock();
        long[] calls = {0, 0};
        DataContract contract = contract(
                row -> {
                    calls[0]++;
                    clock.micros += 4_155;
                    return true;
                },
                row -> {
                    calls[1]++;
                    clock.micros += 1;
                    return true;
                });
        for (int batch : new int[] {1, 100, 3_000}) {
            calls[0] = 0;
            calls[1] = 0;
            ContractReport report = contract.check(
                    SharedCheckTest.cut(TABLE, batch), o -> o.customCheckBudget(Duration.ofSeconds(5), clock));
            assertThat(report.findings())
                    .extracting(Finding::verdict)
                    .containsExactly(Verdict.PASS, Verdict.ERROR, Verdict.PASS);
            assertThat(report.findings().get(1).sentence())
                    .isEqualTo("the custom check 'slow-1' took 5.002 s over 1,204 rows; budget 5 s; make it faster, or"
                            + " allow more with start(o -> o.customCheckBudget(time, clock))");
            assertThat(calls).containsExactly(1_204, 3_000);
        }
        assertThat(contract.check(TABLE).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void refusesABudgetOfNothing() {
        DataContract contract = contract(row -> true, row -> true);
        assertThatThrownBy(() -> contract.check(
                        TableSource.of(TABLE), o -> o.customCheckBudget(Duration.ZERO, InstantSource.system())))
                .hasMessage("the time for custom checks must be positive, got PT0S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"exception", "assertion", "class", "stack"})
    void whatACheckThrowsIsAnErrorOfItsOwn(String what) {
        DataContract contract = contract(
                row -> {
                    if (row.number("x") == 17) {
                        switch (what) {
                            case "exception" -> throw new IllegalStateException("a\u001b[31mb");
                            case "assertion" -> throw new AssertionError("a\u001b[31mb");
                            case "class" -> throw new NoClassDefFoundError("a\u001b[31mb");
                            default -> throw new StackOverflowError("a\u001b[31mb");
                        }
                    }
                    return true;
                },
                row -> row.number("x") > 1);
        ContractReport report = contract.check(TABLE);
        assertThat(report.findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.PASS, Verdict.ERROR, Verdict.FAIL);
        assertThat(report.findings().get(1).sentence())
                .startsWith("the custom check 'slow-1' threw in row 17: java.lang.")
                .endsWith(": a\\u001B[31mb");
    }
}
