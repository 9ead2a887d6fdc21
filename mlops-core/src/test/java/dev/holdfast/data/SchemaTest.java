// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SchemaTest {
    private static final Schema LOANS = Schema.of(
            Field.required("Age", ColumnType.INTEGER),
            Field.optional("Income", ColumnType.NUMBER),
            Field.required("Status", ColumnType.TEXT));

    record Request(String name, int age, Optional<Double> income, Instant at, Boolean good) {}

    @Test
    void comesFromARecord() {
        assertThat(Schema.of(Request.class))
                .isEqualTo(Schema.of(
                        Field.optional("name", ColumnType.TEXT),
                        Field.required("age", ColumnType.INTEGER),
                        Field.optional("income", ColumnType.NUMBER),
                        Field.optional("at", ColumnType.TIME),
                        Field.optional("good", ColumnType.BOOLEAN)));
    }

    @Test
    void knowsThatTheLabelIsAbsentInServing() {
        Schema schema = LOANS.only("Status", "TRAINING");

        assertThat(schema.in("SERVING").names()).containsExactly("Age", "Income");
        assertThat(schema.in("TRAINING")).isEqualTo(LOANS);
        assertThat(schema.environments("Status")).containsExactly("TRAINING");
        assertThat(schema.environments("Age")).isEmpty();
        assertThat(schema).isNotEqualTo(LOANS).hasToString(LOANS + " with environments {Status=[TRAINING]}");
        assertThat(schema.select("Status", "Age").environments("Status")).containsExactly("TRAINING");
        assertThat(schema.without("Age").environments("Status")).containsExactly("TRAINING");
        assertThat(schema.only("Status")).isEqualTo(LOANS);
        assertThatThrownBy(() -> LOANS.only("Label", "TRAINING"))
                .hasMessage("no column 'Label'; the schema has [Age, Income, Status]");
    }

    @Test
    void readsBackItsJson() {
        Schema schema = LOANS.only("Status", "TRAINING", "TEST");

        assertThat(Schema.parse(schema.toJson())).isEqualTo(schema).hasSameHashCodeAs(schema);
        assertThat(Schema.parse(LOANS.toJson())).isEqualTo(LOANS);
        assertThat(schema.toJson())
                .isEqualTo("{\"schema\":1,\"fields\":[{\"name\":\"Age\",\"type\":\"INTEGER\",\"optional\":false},"
                        + "{\"name\":\"Income\",\"type\":\"NUMBER\",\"optional\":true},{\"name\":\"Status\","
                        + "\"type\":\"TEXT\",\"optional\":false,\"environments\":[\"TEST\",\"TRAINING\"]}]}");
        assertThatThrownBy(() -> Schema.parse("{}")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Schema.parse("{\"schema\":2}"))
                .hasMessage("expected a schema document of format 1, got format 2");
        assertThatThrownBy(() -> Schema.parse("{")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String difference(Schema before, Schema after) {
        return before.difference(after).toString();
    }

    @Test
    void seesNoDifferenceInTheOrderOfColumns() {
        assertThat(LOANS.difference(LOANS.select("Status", "Age", "Income")).changes())
                .isEmpty();
        assertThat(difference(LOANS, LOANS)).isEqualTo("no difference");
        assertThat(LOANS.difference(LOANS).isCompatible()).isTrue();
    }

    @Test
    void tellsCompatibleChangesFromBreakingOnesAndWhy() {
        Schema compatible = Schema.of(
                Field.required("Age", ColumnType.INTEGER),
                Field.required("Income", ColumnType.INTEGER),
                Field.required("Status", ColumnType.TEXT),
                Field.required("Home", ColumnType.TEXT));

        assertThat(LOANS.difference(compatible).isCompatible()).isTrue();
        assertThat(difference(LOANS, compatible)).isEqualTo("""
                compatible: column 'Income' was number and is integer, and every integer is a number
                compatible: column 'Income' is always there, and could be missing before
                compatible: column 'Home' is new; who does not know it does not read it""");
        SchemaDifference breaking = compatible.difference(LOANS);
        assertThat(breaking.isCompatible()).isFalse();
        assertThat(breaking.breaking()).hasSize(3);
        assertThat(breaking).hasToString("""
                breaking: column 'Income' was integer and is number
                breaking: column 'Income' may be missing, and was always there before
                breaking: column 'Home' is gone, and was always there""");
        assertThat(difference(LOANS, LOANS.without("Income")))
                .isEqualTo("compatible: column 'Income' is gone, and could be missing before");
        assertThat(difference(
                        Schema.of(Field.required("Age", ColumnType.INTEGER)),
                        Schema.of(Field.required("age ", ColumnType.INTEGER))))
                .startsWith(
                        "breaking: column 'Age' is gone, and was always there; 'age ' differs in case or blanks only, "
                                + "and names are compared exactly\n");
    }

    @Test
    void seesColumnsLeaveAnEnvironment() {
        Schema training = LOANS.only("Status", "TRAINING");

        assertThat(difference(LOANS, training))
                .isEqualTo("breaking: column 'Status' was in all environments and is in [TRAINING]");
        assertThat(difference(training, LOANS))
                .isEqualTo("compatible: column 'Status' was in [TRAINING] and is in all environments");
        assertThat(training.difference(LOANS.only("Status", "TEST", "TRAINING")).isCompatible())
                .isTrue();
        assertThat(training.difference(LOANS.only("Status", "TEST")).isCompatible())
                .isFalse();
    }
}
