// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;

/** The columns of one batch of examples, while they are filled. */
final class ExampleColumns {
    private final List<NumberColumn.Builder> features;
    private final Outputs.Filler outputs;
    private final Optional<NumberColumn.Builder> weights;

    ExampleColumns(List<String> features, Outputs outputs, Optional<String> weights) {
        this.features = features.stream().map(NumberColumn::builder).toList();
        this.outputs = outputs.filler();
        this.weights = weights.map(NumberColumn::builder);
    }

    void add(int feature, double value, boolean present) {
        if (present) {
            features.get(feature).add(value);
        } else {
            features.get(feature).addMissing();
        }
    }

    /** Ends the row of an example, whose features have been added. */
    void end(Example<?> example, long number) {
        outputs.add(example, number);
        weights.ifPresent(column -> column.add(example.getWeight()));
    }

    Table table() {
        List<Column> columns = new ArrayList<>();
        features.forEach(column -> columns.add(column.build()));
        columns.addAll(outputs.columns());
        weights.ifPresent(column -> columns.add(column.build()));
        return Table.of(columns);
    }
}
