// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.TextColumn;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.classification.Label;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** What examples say of their outputs, as columns. */
interface Outputs {
    List<Field> fields();

    /** Starts the columns of a batch. */
    Filler filler();

    /** Takes the outputs of one example after the other. */
    interface Filler {
        void add(Example<?> example, long number);

        List<Column> columns();
    }

    /** One class an example; the only one that a host without Tribuo's regression can load. */
    record OfLabels(String target) implements Outputs {
        @Override
        public List<Field> fields() {
            return List.of(new Field(target, ColumnType.TEXT, true));
        }

        @Override
        public Filler filler() {
            TextColumn.Builder labels = TextColumn.builder(target);
            return new Filler() {
                @Override
                public void add(Example<?> example, long number) {
                    String label = ((Label) example.getOutput()).getLabel();
                    if (label.equals(Label.UNKNOWN)) {
                        labels.addMissing();
                    } else {
                        labels.add(label);
                    }
                }

                @Override
                public List<Column> columns() {
                    return List.of(labels.build());
                }
            };
        }
    }

    /** One quantity a dimension. */
    record OfQuantities(List<String> dimensions) implements Outputs {
        public OfQuantities {
            if (dimensions.isEmpty() || new HashSet<>(dimensions).size() < dimensions.size()) {
                throw new IllegalArgumentException(
                        "the outputs' dimensions must be named, each once, got " + dimensions);
            }
        }

        @Override
        public List<Field> fields() {
            return dimensions.stream()
                    .map(name -> new Field(name, ColumnType.NUMBER, true))
                    .toList();
        }

        @Override
        public Filler filler() {
            List<NumberColumn.Builder> columns =
                    dimensions.stream().map(NumberColumn::builder).toList();
            return new Filler() {
                @Override
                public void add(Example<?> example, long number) {
                    Regressor output = (Regressor) example.getOutput();
                    if (output.equals(RegressionFactory.UNKNOWN_REGRESSOR)) {
                        columns.forEach(NumberColumn.Builder::addMissing);
                        return;
                    }
                    for (int i = 0; i < columns.size(); i++) {
                        Optional<Regressor.DimensionTuple> quantity = output.getDimension(dimensions.get(i));
                        if (quantity.isEmpty() || output.size() != columns.size()) {
                            throw new IllegalArgumentException("example " + number + " has the output dimensions "
                                    + List.of(output.getNames()) + ", those that were named are " + dimensions);
                        }
                        columns.get(i).add(quantity.get().getValue());
                    }
                }

                @Override
                public List<Column> columns() {
                    return columns.stream()
                            .<Column>map(NumberColumn.Builder::build)
                            .toList();
                }
            };
        }
    }
}
