// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import org.junit.jupiter.api.Test;

class FeatureSpecTest {
    private static final Schema SCHEMA = Schema.of(
            Field.required("Income", ColumnType.NUMBER),
            Field.required("Home", ColumnType.TEXT),
            Field.required("Status", ColumnType.TEXT),
            Field.required("At", ColumnType.TIME));

    @Test
    void columnsAreThoseThatAreNeitherTargetNorExcluded() {
        FeatureSpec spec = FeatureSpec.of(SCHEMA).target("Status").exclude("At").exclude("Home");

        assertThat(spec.columns()).containsExactly("Income");
        assertThat(spec.target()).contains("Status");
        assertThat(spec.schema()).isEqualTo(SCHEMA);
        assertThat(spec)
                .hasToString("FeatureSpec.of(" + SCHEMA + ").target(\"Status\").exclude(\"At\", \"Home\")")
                .isEqualTo(FeatureSpec.of(SCHEMA).exclude("At", "Home").target("Status"))
                .hasSameHashCodeAs(FeatureSpec.of(SCHEMA).exclude("At", "Home").target("Status"))
                .isNotEqualTo(spec.maxCategories(3));
        assertThat(spec.maxCategories(3).toString()).endsWith(".maxCategories(3)");
    }

    @Test
    void namesMustBeThoseOfTheSchema() {
        assertThatThrownBy(() -> FeatureSpec.of(SCHEMA).target("status"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no column 'status' in the schema; it has [Income, Home, Status, At]");
        assertThatThrownBy(() -> FeatureSpec.of(SCHEMA).exclude("status"))
                .hasMessage("no column 'status' in the schema; it has [Income, Home, Status, At]");
    }

    @Test
    void aClashIsRefused() {
        FeatureSpec spec = FeatureSpec.of(SCHEMA).target("Status").target("Status");
        assertThatThrownBy(() -> spec.target("Home"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the target is 'Status' already, got 'Home'");
        assertThatThrownBy(() -> spec.exclude("Status"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("column 'Status' is the target, so it cannot be excluded");
        assertThatThrownBy(() -> FeatureSpec.of(SCHEMA).exclude("Status").target("Status"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("column 'Status' is excluded, so it cannot be the target");
    }

    @Test
    void theCategoryLimitHasARange() {
        assertThatThrownBy(() -> FeatureSpec.of(SCHEMA).maxCategories(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxCategories must be in [1, 100000], got 0");
        assertThatThrownBy(() -> FeatureSpec.of(SCHEMA).maxCategories(100_001))
                .hasMessage("maxCategories must be in [1, 100000], got 100001");
    }

    @Test
    void aTrainerNeedsATargetAndAColumnAndNoTime() {
        assertThatThrownBy(() -> TribuoTrainer.classification(TestModels::linear, FeatureSpec.of(SCHEMA)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the feature specification names no target; call target(column) with one of "
                        + "[Income, Home, Status, At]");
        assertThatThrownBy(() -> TribuoTrainer.classification(
                        TestModels::linear,
                        FeatureSpec.of(SCHEMA).target("Status").exclude("Income", "Home", "At")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no column is left to learn from; the schema has [Income, Home, Status, At], the target is "
                        + "'Status' and excluded are [Income, Home, At]");
        assertThatThrownBy(() -> TribuoTrainer.classification(
                        TestModels::linear, FeatureSpec.of(SCHEMA).target("Status")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'At' is TIME, which cannot be a feature; exclude it or derive a number from it");
    }
}
