// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static dev.holdfast.validation.Condition.when;
import static dev.holdfast.validation.Limit.atMost;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.holdfast.data.IntegerColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.data.TextColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContractBuildingTest {
    private static Runnable building(Consumer<ColumnRules> rules) {
        return () -> DataContract.named("x").column("Age", rules).build();
    }

    private static void refused(Consumer<ColumnRules> rules, String message) {
        assertThatThrownBy(() -> building(rules).run())
                .isInstanceOfAny(IllegalArgumentException.class, IllegalStateException.class)
                .hasMessage(message);
    }

    @Test
    void refusesBoundsThatContradictThemselves() {
        refused(
                c -> c.between(5, 1),
                "column 'Age': between(5, 1) contradicts itself: the lower bound is above the upper bound");
        refused(c -> c.between(0, Double.NaN), "column 'Age': between(0, NaN) needs a finite number 'max', got NaN");
        refused(c -> c.length(5, 1), "column 'Age': length(5, 1) contradicts itself: it needs 0 <= min <= max");
        refused(
                c -> c.during(Instant.EPOCH.plusSeconds(1), Instant.EPOCH),
                "column 'Age': during(1970-01-01T00:00:01Z, 1970-01-01T00:00:00Z) contradicts itself: it starts after"
                        + " it ends");
        refused(c -> c.above(5).below(5), "column 'Age': below(5) contradicts above(5): no number satisfies both");
        refused(c -> c.missing(atMost(1.5)), "column 'Age': missing(at most 1.5) needs a share in [0, 1]");
    }

    @Test
    void refusesASecondRuleAboutTheSame() {
        refused(
                c -> c.between(0, 5).between(0, 6),
                "column 'Age': between(0, 6) comes after between(0, 5); there can be one rule about the lower bound");
        refused(
                c -> c.required().missing(atMost(0.1)),
                "column 'Age': missing(at most 0.1) comes after required(); there can be one rule about the missing"
                        + " values");
        refused(
                c -> c.number().text(),
                "column 'Age': text() comes after number(); there can be one rule about the type");
        refused(c -> c.text().between(1, 2), "column 'Age': between(1, 2) contradicts text(): it asks for a number");
        refused(c -> c.number().matches("a"), "column 'Age': matches(a) contradicts number(): it asks for text");
        refused(c -> c.in("a", "b").notIn("b", "c"), "column 'Age': notIn(b, c) contradicts in(a, b): both name b");
    }

    @Test
    void allowsOneRuleForEachEnvironmentAndFilter() {
        DataContract contract = DataContract.named("x")
                .column("Age", c -> c.between(0, 5).environment("TRAINING"))
                .column("Age", c -> c.between(0, 6).environment("SERVING"))
                .column("Age", c -> c.length(1, 2).where(when("Age").isPresent()))
                .column("Age", c -> c.length(1, 3).where(when("Age").isMissing()))
                .build();
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
    }

    @Test
    void refusesExpressionsThatDoNotCompile() {
        refused(
                c -> c.matches("[a"),
                "contract 'x': column 'Age': matches has a regular expression that does not compile: [a (Unclosed character class near"
                        + " index 1)");
        assertThatThrownBy(() -> when("Age").matches("(")).hasMessageStartingWith("condition on 'Age' has a regular");
    }

    @Test
    void guessesWhichNameWasMeant() {
        Table loans =
                Table.of(IntegerColumn.of("Age", 1), TextColumn.of("home_owner", "a"), TextColumn.of("Status", "x"));
        DataContract contract = DataContract.named("x")
                .column("age")
                .column("HomeOwner")
                .column("Sattus")
                .column("Income")
                .rows(r -> r.unique("Staus"))
                .build();
        assertThat(contract.check(loans).findings())
                .extracting(Finding::sentence)
                .containsExactly(
                        "age: the column is not there; the table has [Age, home_owner, Status]; did you mean 'Age'?",
                        "HomeOwner: the column is not there; the table has [Age, home_owner, Status]; did you mean"
                                + " 'home_owner'?",
                        "Sattus: the column is not there; the table has [Age, home_owner, Status]; did you mean 'Status'?",
                        "Income: the column is not there; the table has [Age, home_owner, Status]",
                        "uniqueKey(Staus) names columns that are not there: [Staus]; the table has [Age, home_owner,"
                                + " Status]; did you mean 'Status'?");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"beetween\"}")))
                .hasMessageContaining("unknown rule 'beetween'; known are type, ")
                .hasMessageContaining("; did you mean 'between'?; a newer version of the library may have written it");
    }

    @Test
    void edgeCase15AMillionAllowedValuesAreQuick() {
        String[] values = IntStream.range(0, 1_000_000).mapToObj(i -> "v" + i).toArray(String[]::new);
        Table table = Table.of(TextColumn.of(
                "x", IntStream.range(0, 200_000).mapToObj(i -> "v" + 7 * i).toArray(String[]::new)));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> {
            DataContract contract = DataContract.named("x")
                    .column(
                            "x",
                            c -> c.in(values).because("known").notIn("other").referencedIn("all", "k"))
                    .build();
            ContractReport report = contract.check(
                    TableSource.of(table), o -> o.reference("all", Table.of(TextColumn.of("k", values))));
            assertThat(report.findings()).extracting(Finding::failing).containsExactly(57_142L, 0L, 57_142L);
            assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        });
    }

    @Test
    void refusesModifiersWithoutARule() {
        refused(c -> c.because("so"), "column 'Age': because changes the rule before it, but there is none");
        refused(
                c -> c.missing(atMost(0.1)).atLeast(0.5),
                "column 'Age': missing(at most 0.1) is not about single rows, so atLeast(0.5) has no meaning");
        refused(
                c -> c.positive().atLeast(1.5),
                "column 'Age': above(0) holds for a share of rows in (0, 1], got atLeast(1.5)");
    }

    @Test
    void refusesEmptyNamesListsAndContracts() {
        assertThatThrownBy(() -> DataContract.named(" ")).hasMessage("a contract needs a name, got a blank text");
        assertThatThrownBy(() -> DataContract.named("x").build())
                .hasMessage("contract 'x' asks for nothing; name a column or a rule");
        assertThatThrownBy(() -> DataContract.named("x").version(1).version(2))
                .hasMessage("the version is 1 already, got 2 as well");
        assertThatThrownBy(() -> DataContract.named("x").version(0))
                .hasMessage("a contract's version must be at least 1, got 0");
        refused(c -> c.in("a", "a"), "column 'Age': in(a, a) names a twice");
        refused(c -> c.in(new String[0]), "column 'Age': in() needs a list 'values' with at least one value, got []");
        assertThatThrownBy(() -> when("Age").above(Double.NaN))
                .hasMessage("condition on 'Age': above needs a finite number, got NaN");
        assertThatThrownBy(() -> DataContract.named("x").rows(r -> r.between(5, 1)))
                .hasMessage(
                        "table: rowCount(at least 5, at most 1) contradicts itself: a limit needs lower <= upper and"
                                + " no NaN, got 5 and 1");
        assertThatThrownBy(() -> DataContract.named("x").rows(r -> r.atLeast(5).atMost(1)))
                .hasMessage("table: rowCount(at most 1) contradicts rowCount(at least 5): no number satisfies both");
        assertThatThrownBy(() ->
                        DataContract.named("x").rows(r -> r.noExtraColumns().groupBy("a")))
                .hasMessage("table: noExtraColumns() is about the columns, so where and groupBy have no meaning");
    }

    @Test
    void writesOneRuleALineAndReadsItBack() {
        DataContract contract = DataContract.named("loans")
                .version(2)
                .column(
                        "Income",
                        c -> c.number()
                                .between(0, 1_000.5)
                                .missing(atMost(0.10))
                                .because("EUR \"net\""))
                .column(
                        "Status",
                        c -> c.text().in("good", "bad").severity(Severity.WARN).environment("TRAINING"))
                .column(
                        "Extra",
                        c -> c.integer().from(1).atLeast(0.9).groupBy("Status").optional())
                .rows(r -> r.atLeast(1_000)
                        .unique("id")
                        .check(
                                "debt",
                                when("Debt")
                                        .above(0)
                                        .and("x")
                                        .in("a")
                                        .or(when("y").is(3))
                                        .then("Assets")
                                        .above(0))
                        .environment("TRAINING", "TEST")
                        .where(when("a").aboveColumn("b").negate())
                        .share(0.5))
                .build();
        assertThat(contract.toJson()).isEqualTo("""
                {
                  "contract": 1,
                  "name": "loans",
                  "version": 2,
                  "columns": [
                    {"name": "Income", "rules": [
                      {"rule":"type","type":"number"},
                      {"rule":"between","min":0,"max":1000.5},
                      {"rule":"missing","atMost":0.1,"because":"EUR \\"net\\""}
                    ]},
                    {"name": "Status", "environments": ["TRAINING"], "rules": [
                      {"rule":"type","type":"text"},
                      {"rule":"in","values":["good","bad"],"severity":"WARN"}
                    ]},
                    {"name": "Extra", "optional": true, "rules": [
                      {"rule":"type","type":"integer"},
                      {"rule":"from","bound":1,"holdsFor":0.9,"groupBy":"Status"}
                    ]}
                  ],
                  "rows": [
                    {"rule":"rowCount","atLeast":1000},
                    {"rule":"uniqueKey","columns":["id"]},
                    {"rule":"check","name":"debt","condition":{"when":{"any":[{"all":[{"column":"Debt","above":[0]},{"column":"x","in":["a"]}]},{"column":"y","in":[3]}]},"then":{"column":"Assets","above":[0]}},"holdsFor":0.5,"where":{"not":{"column":"a","aboveColumn":["b"]}},"environments":["TEST","TRAINING"]}
                  ]
                }
                """);
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract).hasSameHashCodeAs(contract);
    }

    @Test
    void refusesDocumentsItDoesNotUnderstand() {
        assertThatThrownBy(() -> DataContract.parse("{"))
                .hasMessageStartingWith("a contract must be a JSON document: ");
        assertThatThrownBy(() -> DataContract.parse("{}"))
                .hasMessage("expected a contract of format 1, got no 'contract' member");
        assertThatThrownBy(() -> DataContract.parse("{\"contract\": 2}"))
                .hasMessage("expected a contract of format 1, got format 2; a newer version of the library wrote it:"
                        + " update");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"isPrime\"}")))
                .hasMessageStartingWith("column 'Age': unknown rule 'isPrime'; known are type, required, ")
                .hasMessageEndingWith("; a newer version of the library may have written it");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"between\", \"min\": 5, \"max\": 1}")))
                .hasMessageStartingWith("column 'Age': between(5, 1) contradicts itself");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"between\", \"min\": 5, \"top\": 1}")))
                .hasMessage("column 'Age': between(5, 1) takes no 'top'; it takes [min, max]");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"between\", \"min\": null, \"max\": 1}")))
                .hasMessage("column 'Age': 'min' must be a number, a text or a list of them, got null");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"required\", \"severity\": \"BAD\"}")))
                .hasMessage("column 'Age': unknown severity 'BAD'; known are WARN and FAIL");
        assertThatThrownBy(
                        () -> DataContract.parse(withRule("{\"rule\": \"required\", \"where\": {\"column\": \"x\"}}")))
                .hasMessageStartingWith("column 'Age': unknown condition {\"column\":\"x\"}");
        assertThatThrownBy(() -> DataContract.parse(
                        withRule("{\"rule\": \"required\", \"where\": {\"column\": \"x\", \"above\": [\"a\"]}}")))
                .hasMessage("column 'Age': condition on 'x': above needs one number in a list, got [a]");
        assertThatThrownBy(() -> DataContract.parse(withRule("{\"rule\": \"type\", \"type\": \"colour\"}")))
                .hasMessageStartingWith("column 'Age': colour() names no type");
    }

    private static String withRule(String rule) {
        return "{\"contract\": 1, \"name\": \"x\", \"version\": 1, \"columns\": [{\"name\": \"Age\", \"rules\": ["
                + rule + "]}]}";
    }
}
