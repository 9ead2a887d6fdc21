// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atLeast;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.stats.Estimate;
import org.junit.jupiter.api.Test;

class CustomMetricTest {
    private static final Table ORDERS =
            Table.of(NumberColumn.of("margin", 1, 2, 3, 4), NumberColumn.of("revenue", 10, 10, 10, 20));

    private static double total(Table rows, String column) {
        return rows.rows().mapToDouble(row -> row.number(column)).sum();
    }

    private static Finding measured(CustomMetric metric, Limit limit) {
        return DataContract.named("orders")
                .rows(r -> r.metric("m", 1, metric, limit))
                .build()
                .check(ORDERS)
                .findings()
                .get(0);
    }

    private static double number(Finding finding) {
        return ((Estimate) finding.measured().orElseThrow()).point();
    }

    @Test
    void joinsTheNumbersOfBatches() {
        CustomMetric margin = CustomMetric.ratio(t -> total(t, "margin"), t -> total(t, "revenue"));
        assertThat(number(measured(margin, atLeast(0.2)))).isEqualTo(0.2);
        assertThat(measured(margin, atLeast(0.2)).verdict()).isEqualTo(Verdict.PASS);
        assertThat(measured(margin, atLeast(0.21)).sentence())
                .isEqualTo("the metric 'm' is 0.2; wanted is at least 0.21");
        assertThat(number(measured(CustomMetric.sum(t -> total(t, "margin")), atMost(99))))
                .isEqualTo(10);
        assertThat(number(measured(CustomMetric.smallest(t -> total(t.slice(0, 1), "margin")), atMost(99))))
                .isEqualTo(1);
        assertThat(number(measured(CustomMetric.largest(Table::rowCount), atMost(99))))
                .isEqualTo(4);
    }

    @Test
    void addsUpWhatBatchesWouldLose() {
        DataContract contract = DataContract.named("x")
                .rows(r -> r.metric("sum", 1, CustomMetric.sum(t -> total(t, "v")), atMost(1e300)))
                .build();
        ContractCheck first = contract.start().add(Table.of(NumberColumn.of("v", 1e16)));
        ContractCheck second = contract.start(o -> o.firstRow(2))
                .add(Table.of(NumberColumn.of("v", 1.0)))
                .add(Table.of(NumberColumn.of("v", -1e16)));
        assertThat(number(second.merge(first).report().findings().get(0))).isCloseTo(1, within(0.0));
    }

    @Test
    void seesTheChosenRowsAloneAndNeverNone() {
        DataContract contract = DataContract.named("x")
                .column(
                        "margin",
                        c -> c.metric(
                                        "rows",
                                        3,
                                        CustomMetric.sum(t -> t.columnNames().size() * 100 + t.rowCount()),
                                        atMost(999))
                                .where(when("revenue").above(10)))
                .build();
        assertThat(number(contract.check(ORDERS).findings().get(0))).isEqualTo(101);
        Finding none = contract.check(ORDERS.slice(0, 2)).findings().get(0);
        assertThat(none.verdict()).isEqualTo(Verdict.SKIPPED);
    }

    @Test
    void codeThatThrowsIsAnErrorOfItsOwnCheckOnly() {
        ContractReport report = DataContract.named("x")
                .column(
                        "margin",
                        c -> c.number().metric("m", 1, CustomMetric.sum(t -> total(t, "no such column")), atMost(1)))
                .build()
                .check(ORDERS);
        assertThat(report.findings()).extracting(Finding::verdict).containsExactly(Verdict.PASS, Verdict.ERROR);
        assertThat(report.findings().get(1).sentence())
                .startsWith("margin: the metric 'm' threw in the batch that starts in row 1: java.lang.Illegal");
        ContractReport hidden = DataContract.named("x")
                .column(
                        "margin",
                        c -> c.sensitive()
                                .metric("m", 1, CustomMetric.sum(t -> Double.parseDouble("4711 is secret")), atMost(1)))
                .build()
                .check(ORDERS);
        assertThat(hidden.findings().get(0).sentence())
                .endsWith("starts in row 1: java.lang.NumberFormatException")
                .doesNotContain("4711");
    }

    @Test
    void aNumberThatIsNoneLeavesItUndecided() {
        Finding nan = measured(CustomMetric.largest(t -> Double.NaN), atMost(1));
        assertThat(nan.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(nan.sentence()).endsWith("is not defined: the code gave NaN");
        Finding infinite = measured(CustomMetric.ratio(t -> 1, t -> 0), atMost(1));
        assertThat(infinite.verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(infinite.sentence()).endsWith("is not defined: the code gave Infinity");
    }

    @Test
    void isBoundByIdAndVersionAfterReading() {
        CustomMetric metric = CustomMetric.sum(Table::rowCount);
        DataContract contract = DataContract.named("x")
                .column("margin", c -> c.metric("rows", 2, metric, atLeast(1)))
                .rows(r -> r.metric("rows", 3, metric, atLeast(1)).custom("any-1", Row.class::isInstance))
                .build();
        DataContract read = DataContract.parse(contract.toJson());
        assertThat(read.check(ORDERS).findings()).extracting(Finding::verdict).containsOnly(Verdict.ERROR);
        assertThat(read.check(ORDERS).findings().get(0).sentence())
                .isEqualTo(
                        "margin: no code is bound to the metric 'rows', version 2; code is not stored with a contract, bind"
                                + " it with withMetric(id, version, metric)");
        DataContract bound = read.withMetric("rows", 2, metric)
                .withMetric("rows", 3, metric)
                .withCustom("any-1", Row.class::isInstance);
        assertThat(bound.check(ORDERS).verdict()).isEqualTo(Verdict.PASS);
        assertThatThrownBy(() -> read.withMetric("rows", 1, metric))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "contract 'x' version 1 has no metric 'rows' version 1; it has ['rows' version 2, 'rows' version 3]");
        assertThatThrownBy(() -> DataContract.named("x").rows(r -> r.metric("m", 0, metric, atMost(1))))
                .hasMessageContaining("needs a version of at least 1");
        assertThat(metric).hasToString("CustomMetric[SUM]");
    }
}
