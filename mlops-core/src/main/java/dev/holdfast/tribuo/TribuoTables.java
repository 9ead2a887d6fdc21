// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;

/** Tables of Tribuo datasets, for those who have their data in Tribuo already. */
public final class TribuoTables {
    private TribuoTables() {}

    /**
     * Returns a dataset as a table: one number column a feature, in text order of their names, then the label as text.
     *
     * <p>A feature that an example does not have is missing in its row. Tribuo reads absent as 0 in most models; where
     * the dataset means 0, it should say so by {@code dataset.densify()} first. Tribuo's unknown label is missing, and
     * weights and metadata of examples are not carried over. Costs time and memory in proportion to examples times
     * features.
     *
     * @param dataset the dataset; not changed
     * @param target the name of the label's column
     * @return the table, in the order of the examples
     * @throws IllegalArgumentException when a feature has the target's name or an example has a feature twice
     */
    public static Table from(Dataset<Label> dataset, String target) {
        List<String> names = dataset.getFeatureMap().keySet().stream().sorted().toList();
        if (names.contains(target)) {
            throw new IllegalArgumentException(
                    "the dataset has a feature '" + target + "', so the label's column must be named otherwise");
        }
        List<NumberColumn.Builder> numbers =
                names.stream().map(NumberColumn::builder).toList();
        TextColumn.Builder labels = TextColumn.builder(target);
        int row = 0;
        for (Example<Label> example : dataset) {
            Map<String, Double> values = values(example, row++);
            for (int i = 0; i < names.size(); i++) {
                add(numbers.get(i), values, names.get(i));
            }
            add(labels, example.getOutput().getLabel());
        }
        List<Column> columns = new ArrayList<>();
        numbers.forEach(builder -> columns.add(builder.build()));
        columns.add(labels.build());
        return Table.of(columns);
    }

    private static Map<String, Double> values(Example<Label> example, int row) {
        Map<String, Double> values = new HashMap<>();
        for (Feature feature : example) {
            if (values.put(feature.getName(), feature.getValue()) != null) {
                throw new IllegalArgumentException(
                        "example " + row + " has the feature '" + feature.getName() + "' twice");
            }
        }
        return values;
    }

    private static void add(NumberColumn.Builder column, Map<String, Double> values, String name) {
        Double value = values.get(name);
        if (value == null) {
            column.addMissing();
        } else {
            column.add(value);
        }
    }

    private static void add(TextColumn.Builder column, String label) {
        if (label.equals(Label.UNKNOWN)) {
            column.addMissing();
        } else {
            column.add(label);
        }
    }
}
