// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Table;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.impl.ListExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

class TribuoTablesTest {
    private static MutableDataset<Label> dataset() {
        LabelFactory factory = new LabelFactory();
        MutableDataset<Label> dataset = new MutableDataset<>(
                new SimpleDataSourceProvenance(
                        "test", OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC), factory),
                factory);
        dataset.add(new ArrayExample<>(new Label("yes"), new String[] {"b", "a"}, new double[] {2, 1}));
        dataset.add(new ArrayExample<>(new Label("no"), new String[] {"b"}, new double[] {0}));
        return dataset;
    }

    @Test
    void aDatasetBecomesATableInWhichAbsentIsMissing() {
        Table table = TribuoTables.from(dataset(), "y");

        assertThat(table.columnNames()).containsExactly("a", "b", "y");
        assertThat(table.rowCount()).isEqualTo(2);
        assertThat(table.column("a").number(0)).isEqualTo(1);
        assertThat(table.column("a").isMissing(1)).isTrue();
        assertThat(table.column("b").number(1)).isZero();
        assertThat(table.column("y").text(1)).isEqualTo("no");
    }

    @Test
    void aDensifiedDatasetHasNothingMissing() {
        MutableDataset<Label> dataset = dataset();
        dataset.densify();

        assertThat(TribuoTables.from(dataset, "y").column("a").number(1)).isZero();
    }

    @Test
    void anEmptyDatasetBecomesAnEmptyTable() {
        MutableDataset<Label> dataset = dataset();
        dataset.clear();

        assertThat(TribuoTables.from(dataset, "y").columnNames()).containsExactly("y");
        assertThat(TribuoTables.from(dataset, "y").rowCount()).isZero();
    }

    @Test
    void theUnknownLabelIsMissing() {
        MutableDataset<Label> dataset = dataset();
        dataset.add(new ArrayExample<>(LabelFactory.UNKNOWN_LABEL, new String[] {"a"}, new double[] {3}));

        assertThat(TribuoTables.from(dataset, "y").column("y").isMissing(2)).isTrue();
    }

    @Test
    void ambiguityIsRefused() {
        assertThatThrownBy(() -> TribuoTables.from(dataset(), "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the examples have a feature or output 'a' already, so the column of their label must be named"
                                + " otherwise");
        MutableDataset<Label> dataset = dataset();
        ListExample<Label> example = new ListExample<>(new Label("no"), List.of(new Feature("a", 1)));
        dataset.add(example);
        // The dataset checks an example when it takes it, but cannot keep it from being added to afterwards.
        example.add(new Feature("a", 2));
        assertThatThrownBy(() -> TribuoTables.from(dataset, "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 3 has the feature 'a' twice");
    }
}
