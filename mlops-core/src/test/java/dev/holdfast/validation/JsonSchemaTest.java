// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSchemaTest {
    private static boolean accepts(String schema, String document) {
        return JsonSchema.parse(schema.replace('`', '"')).accepts(document.replace('`', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                "true | 1 | true",
                "false | 1 | false",
                "{} | null | true",
                "{`title`: `x`, `description`: `y`, `$comment`: `z`, `default`: 1, `examples`: []} | 1 | true",
                "{`type`: `null`} | null | true",
                "{`type`: `boolean`} | true | true",
                "{`type`: `boolean`} | `true` | false",
                "{`type`: `object`} | {} | true",
                "{`type`: `object`} | [] | false",
                "{`type`: `array`} | [] | true",
                "{`type`: `string`} | `a` | true",
                "{`type`: `string`} | 1 | false",
                "{`type`: `number`} | 1.5 | true",
                "{`type`: `integer`} | 1 | true",
                "{`type`: `integer`} | 1.0 | true",
                "{`type`: `integer`} | 1e300 | true",
                "{`type`: `integer`} | 0.0 | true",
                "{`type`: `integer`} | 1.5 | false",
                "{`type`: [`string`, `null`]} | null | true",
                "{`type`: [`string`, `null`]} | 1 | false",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | 1.0 | true",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | {`a`: 1.0} | true",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | [2, 1] | false",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | [1] | false",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | {`b`: 1} | false",
                "{`enum`: [1, `a`, [1, 2], {`a`: 1}]} | `1` | false",
                "{`const`: null} | null | true",
                "{`const`: null} | false | false",
                "{`const`: 0.1} | 0.10 | true",
                "{`minimum`: 1} | 1 | true",
                "{`minimum`: 1} | 0.999999999999999999999 | false",
                "{`minimum`: 1} | `a` | true",
                "{`maximum`: 9007199254740992} | 9007199254740993 | false",
                "{`exclusiveMinimum`: 1} | 1.0 | false",
                "{`exclusiveMinimum`: 1} | 1.1 | true",
                "{`exclusiveMaximum`: 1} | 1 | false",
                "{`exclusiveMaximum`: 1} | 0 | true",
                "{`minLength`: 2} | `\uD83D\uDE00` | false",
                "{`maxLength`: 1} | `\uD83D\uDE00` | true",
                "{`maxLength`: 1.0} | `ab` | false",
                "{`maxLength`: 1} | [1, 2] | true",
                "{`pattern`: `b+`} | `abbc` | true",
                "{`pattern`: `^b+$`} | `abbc` | false",
                "{`pattern`: `b`} | 1 | true",
                "{`required`: [`a`, `b`]} | {`a`: 1, `b`: null} | true",
                "{`required`: [`a`, `b`]} | {`a`: 1} | false",
                "{`required`: []} | {} | true",
                "{`required`: [`a`]} | [] | true",
                "{`properties`: {`a`: {`type`: `integer`}}} | {`a`: 1, `z`: `free`} | true",
                "{`properties`: {`a`: {`type`: `integer`}}} | {`a`: `1`} | false",
                "{`properties`: {`a`: {}}, `additionalProperties`: false} | {`a`: 1} | true",
                "{`properties`: {`a`: {}}, `additionalProperties`: false} | {`a`: 1, `z`: 1} | false",
                "{`additionalProperties`: {`type`: `integer`}} | {`z`: 1} | true",
                "{`additionalProperties`: {`type`: `integer`}} | {`z`: `1`} | false",
                "{`items`: {`type`: `integer`}} | [1, 2] | true",
                "{`items`: {`type`: `integer`}} | [1, `2`] | false",
                "{`items`: false} | [] | true",
                "{`items`: false} | {} | true",
                "{`minItems`: 1} | [] | false",
                "{`maxItems`: 1} | [1] | true",
                "{`maxItems`: 1} | [1, 2] | false",
                "{`maxItems`: 1} | `ab` | true",
                "{`uniqueItems`: true} | [1, 1.0] | false",
                "{`uniqueItems`: true} | [{`a`: 1, `b`: 2}, {`b`: 2, `a`: 1}] | false",
                "{`uniqueItems`: true} | [1, `1`, true, null, [1]] | true",
                "{`uniqueItems`: true} | `aa` | true",
                "{`uniqueItems`: false} | [1, 1] | true",
                "{`anyOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 2.5 | true",
                "{`anyOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 1.5 | false",
                "{`allOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 2 | true",
                "{`allOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 1 | false",
                "{`oneOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 2.5 | true",
                "{`oneOf`: [{`type`: `integer`}, {`minimum`: 2}]} | 3 | false",
                "{`not`: {`type`: `integer`}} | `a` | true",
                "{`not`: {`type`: `integer`}} | 1 | false",
                "{`$ref`: `#/$defs/a`, `$defs`: {`a`: {`type`: `integer`}}} | 1 | true",
                "{`$ref`: `#/$defs/a`, `minimum`: 2, `$defs`: {`a`: {`type`: `integer`}}} | 1 | false",
                "{`$ref`: `#/definitions/a~1b%20c`, `definitions`: {`a/b c`: {`type`: `integer`}}} | `x` | false",
                "{`properties`: {`next`: {`$ref`: `#`}, `v`: {`type`: `integer`}}} | {`next`: {`next`: {`v`: 1}}} | true",
                "{`properties`: {`next`: {`$ref`: `#`}, `v`: {`type`: `integer`}}} | {`next`: {`next`: {`v`: `1`}}} | false",
                "{} | {`a`: 1, `a`: 2} | false",
                "{} | 1 2 | false",
                "{} | | false",
            })
    void enforcesWhatItSays(String schema, String document, boolean accepted) {
        assertThat(accepts(schema, document == null ? "" : document)).isEqualTo(accepted);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\1',
            value = {
                "{`format`: `email`} | the JSON Schema uses 'format' at #/format, which is not enforced here",
                "{`properties`: {`a`: {`if`: {}}}} | uses 'if' at #/properties/a/if, which is not enforced",
                "{`type`: `text`} | needs one or several of [array, boolean, integer, null, number, object, string] at #/type",
                "{`type`: []} | needs one or several of",
                "{`enum`: []} | needs a list with at least one value at #/enum, got []",
                "{`minimum`: `1`} | needs a number at #/minimum, got \"1\"",
                "{`minLength`: -1} | needs a whole number of at least 0 at #/minLength, got -1",
                "{`maxItems`: 1.5} | needs a whole number of at least 0 at #/maxItems",
                "{`maxItems`: `1`} | needs a whole number of at least 0 at #/maxItems",
                "{`pattern`: `(`} | at #/pattern has a regular expression that does not compile",
                "{`pattern`: 1} | needs a text at #/pattern",
                "{`required`: `a`} | needs a list of texts at #/required",
                "{`required`: [1]} | needs a list of texts at #/required",
                "{`properties`: []} | needs an object at #/properties",
                "{`items`: [{}]} | needs one schema for all items at #/items",
                "{`uniqueItems`: 1} | needs true or false at #/uniqueItems",
                "{`anyOf`: []} | needs a list with at least one schema at #/anyOf",
                "{`oneOf`: {}} | needs a list with at least one schema at #/oneOf",
                "{`not`: 1} | needs an object, true or false at #/not, got 1",
                "{`$ref`: `other.json`} | needs a place within the document such as #/$defs/name at #/$ref",
                "{`$ref`: 1} | needs a place within the document",
                "{`$ref`: `#/$defs/a`} | needs a place that is there at #/$ref",
                "{`$ref`: `#/%zz`} | needs a JSON pointer at #/$ref",
                "{`$ref`: `#`} | refers to itself without end at #",
                "{`anyOf`: [{`$ref`: `#/$defs/a`}], `$defs`: {`a`: {`not`: {`$ref`: `#`}}}} | refers to itself without end",
                "{`a`: 1 | must be a JSON document",
                "{} {} | must be a JSON document",
                "{`type`: `null`, `type`: `null`} | must be a JSON document: Duplicate field 'type'",
                "| must be a JSON document, got a blank text",
            })
    void refusesWhatItCannotEnforce(String schema, String message) {
        assertThatThrownBy(() -> JsonSchema.parse(schema == null ? "" : schema.replace('`', '"')))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void endsOnDocumentsThatAreDeepOrHuge() {
        String schema = "{\"anyOf\": [{\"items\": {\"$ref\": \"#\"}}, {\"type\": \"integer\"}]}";
        assertThat(accepts(schema, "[".repeat(150) + "]".repeat(150))).isTrue();
        assertThat(accepts(schema, "[".repeat(100_000) + "]".repeat(100_000))).isFalse();
        assertThat(accepts("{\"type\": \"integer\"}", "1e999999999")).isTrue();
        assertThat(accepts("{\"maximum\": 5}", "1e999999999")).isFalse();
        assertThat(accepts("{\"maximum\": 5}", "1e99999999999")).isFalse();
    }

    @Test
    void standsInAContractAsItWasWritten() {
        String schema =
                "{\"type\": \"object\", \"properties\": {\"rate\": {\"maximum\": 1.50, \"minimum\": 1e2}},\n \"required\": [\"rate\"]}";
        DataContract contract = DataContract.named("events")
                .column("payload", c -> c.jsonSchema(schema))
                .build();
        assertThat(contract.toJson())
                .contains(
                        "\"schema\":{\"type\":\"object\",\"properties\":{\"rate\":{\"maximum\":1.50,\"minimum\":1E+2}}");
        assertThat(DataContract.parse(contract.toJson())).isEqualTo(contract);
        assertThat(DataContract.parse(contract.toJson()).toJson()).isEqualTo(contract.toJson());
        Finding finding = contract.check(Table.of(TextColumn.of("payload", "{\"rate\": 2}", "{}")))
                .findings()
                .get(0);
        assertThat(finding.failing()).isEqualTo(2);
        assertThat(finding.rule())
                .isEqualTo("jsonSchema({\"type\":\"object\",\"properties\":{\"rate\":{\"maximum\":1.50,\"minim...)");
    }

    @Test
    void isRefusedWhereItIsSaid() {
        assertThatThrownBy(() -> DataContract.named("x").column("p", c -> c.jsonSchema("{\"format\": \"date\"}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "column 'p': jsonSchema({\"format\":\"date\"}) has a schema that cannot be enforced: the JSON Schema"
                                + " uses 'format' at #/format, which is not enforced here and therefore refused; remove it or use a"
                                + " custom check");
        assertThatThrownBy(() -> DataContract.named("x").column("p", c -> c.jsonSchema("{")))
                .hasMessageContaining("has a schema that cannot be enforced: a JSON Schema must be a JSON document");
    }

    @Test
    void anExplodingPatternIsAnErrorOfItsOwnCheckOnly() {
        ContractReport report = DataContract.named("x")
                .column(
                        "p",
                        c -> c.jsonSchema("{\"pattern\": \"(.*)(.*)(.*)(.*)(.*)(.*)b\"}")
                                .notBlank())
                .build()
                .check(Table.of(TextColumn.of("p", "\"" + "a".repeat(400) + "\"")));
        assertThat(report.findings()).extracting(Finding::verdict).containsExactly(Verdict.ERROR, Verdict.PASS);
    }
}
