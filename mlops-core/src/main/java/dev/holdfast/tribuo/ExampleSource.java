// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.classification.Label;
import org.tribuo.regression.Regressor;

/**
 * The examples of a Tribuo data source or dataset as a source of tables: a number column a feature, then the outputs,
 * then the weights where they are asked for.
 *
 * <p>Examples name only the features that they have. So the columns are those that {@link #features} names, in that
 * order; unless it is called, a first reading of all examples collects the names, and the columns come in text order. An
 * example with another feature is refused, never narrowed. A feature that an example does not have is missing in its row.
 * Tribuo reads absent as 0 in most models; where the examples mean 0, densify them first. Tribuo's unknown outputs are
 * missing; metadata of examples is not carried over.
 *
 * <p>A batch has at most 8192 rows and about a million cells, so memory is bounded by one batch and, without
 * {@link #features}, the names; each example costs time in proportion to the number of columns. Immutable; readings by
 * several threads are safe where the examples can be iterated over by several threads.
 *
 * <pre>{@code
 * TableSource iris = ExampleSource.labels(new CSVLoader<>(new LabelFactory()).loadDataSource(file, "species"), "species");
 * Profile profile = Profiler.withDefaults().profile(iris);
 * }</pre>
 */
public final class ExampleSource implements TableSource {
    private static final int LONGEST_BATCH = 8192;
    private static final int CELLS = 1 << 20;

    private final Iterable<? extends Example<?>> examples;
    private final Outputs outputs;
    private final Optional<List<String>> features;
    private final Optional<String> weights;
    private volatile @Nullable Schema schema;

    private ExampleSource(
            Iterable<? extends Example<?>> examples,
            Outputs outputs,
            Optional<List<String>> features,
            Optional<String> weights) {
        this.examples = examples;
        this.outputs = outputs;
        this.features = features;
        this.weights = weights;
    }

    /**
     * Returns the source of examples with a class each.
     *
     * @param examples an {@code org.tribuo.DataSource} or {@code org.tribuo.Dataset}; iterated over once a reading, with
     *     the same examples each time
     * @param target the name of the label's text column
     * @return the source; it has read nothing yet
     */
    public static ExampleSource labels(Iterable<Example<Label>> examples, String target) {
        return new ExampleSource(
                Objects.requireNonNull(examples, "examples"),
                new Outputs.OfLabels(target),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Returns the source of examples with one quantity each, or several.
     *
     * @param examples an {@code org.tribuo.DataSource} or {@code org.tribuo.Dataset}; iterated over once a reading, with
     *     the same examples each time
     * @param dimensions the names of the outputs' dimensions, all of them; each is a number column
     * @return the source; it has read nothing yet
     * @throws IllegalArgumentException when there is none or one is named twice
     */
    public static ExampleSource quantities(Iterable<Example<Regressor>> examples, String... dimensions) {
        return new ExampleSource(
                Objects.requireNonNull(examples, "examples"),
                new Outputs.OfQuantities(List.of(dimensions)),
                Optional.empty(),
                Optional.empty());
    }

    /**
     * Names the features beforehand, which saves the first reading.
     *
     * @param names the features' names, in the order of their columns; an example with another one is refused
     * @return the source with these columns
     * @throws IllegalArgumentException when one is named twice
     */
    public ExampleSource features(Collection<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new IllegalArgumentException("each feature must be named once, got '" + name + "' twice");
            }
        }
        return new ExampleSource(examples, outputs, Optional.of(List.copyOf(names)), weights);
    }

    /**
     * Adds a number column of the examples' weights; unless asked for, they are left out.
     *
     * @param column its name
     * @return the source with that column
     */
    public ExampleSource weights(String column) {
        return new ExampleSource(examples, outputs, features, Optional.of(column));
    }

    /**
     * Returns the columns; reads all examples at the first call unless the features were named.
     *
     * @throws IllegalArgumentException when a feature has the name of an output's or the weights' column, or an example
     *     has a feature twice
     */
    @Override
    public Schema schema() {
        Schema known = schema;
        if (known == null) {
            known = Schema.of(fields());
            schema = known;
        }
        return known;
    }

    private List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        if (features.isPresent()) {
            features.get().forEach(name -> fields.add(new Field(name, ColumnType.NUMBER, true)));
        } else {
            Map<String, Long> present = new TreeMap<>();
            long rows = 0;
            for (Example<?> example : examples) {
                for (Feature feature : example) {
                    present.merge(feature.getName(), 1L, Long::sum);
                }
                rows++;
            }
            long all = rows;
            present.forEach((name, count) -> fields.add(new Field(name, ColumnType.NUMBER, count < all)));
        }
        List<Field> others = new ArrayList<>(outputs.fields());
        weights.ifPresent(name -> others.add(new Field(name, ColumnType.NUMBER, false)));
        Set<String> taken = new HashSet<>();
        fields.forEach(field -> taken.add(field.name()));
        for (Field other : others) {
            if (!taken.add(other.name())) {
                throw new IllegalArgumentException("the examples have a feature or output '" + other.name()
                        + "' already, so the column of their "
                        + (weights.filter(other.name()::equals).isPresent() ? "weights" : "label")
                        + " must be named otherwise");
            }
        }
        fields.addAll(others);
        return fields;
    }

    /**
     * Opens the examples for one reading.
     *
     * @return the batches in order, lazily read. While they are read, an {@link IllegalArgumentException} tells of an
     *     example with a feature that is not among the columns, or is there twice, or with other output dimensions
     */
    @Override
    public Stream<Table> batches() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        new Reading(schema(), examples.iterator()), Spliterator.ORDERED | Spliterator.NONNULL),
                false);
    }

    private final class Reading implements Iterator<Table> {
        private final Iterator<? extends Example<?>> rest;
        private final Map<String, Integer> positions = new LinkedHashMap<>();
        private final int batchRows;
        private final double[] values;
        private final long[] seenIn; // by feature, the number of the last example that has it
        private long number;

        Reading(Schema schema, Iterator<? extends Example<?>> rest) {
            this.rest = rest;
            int others = outputs.fields().size() + (weights.isPresent() ? 1 : 0);
            List<Field> fields = schema.fields();
            for (Field field : fields.subList(0, fields.size() - others)) {
                positions.put(field.name(), positions.size());
            }
            this.batchRows = Math.max(1, Math.min(LONGEST_BATCH, CELLS / fields.size()));
            this.values = new double[positions.size()];
            this.seenIn = new long[positions.size()];
        }

        @Override
        public boolean hasNext() {
            return rest.hasNext();
        }

        @Override
        public Table next() {
            ExampleColumns columns = new ExampleColumns(List.copyOf(positions.keySet()), outputs, weights);
            for (int row = 0; row < batchRows && rest.hasNext(); row++) {
                add(rest.next(), columns);
            }
            return columns.table();
        }

        private void add(Example<?> example, ExampleColumns columns) {
            number++;
            for (Feature feature : example) {
                Integer position = positions.get(feature.getName());
                if (position == null) {
                    throw unknown(feature.getName());
                }
                if (seenIn[position] == number) {
                    throw new IllegalArgumentException(
                            "example " + number + " has the feature '" + feature.getName() + "' twice");
                }
                seenIn[position] = number;
                values[position] = feature.getValue();
            }
            for (int i = 0; i < values.length; i++) {
                columns.add(i, values[i], seenIn[i] == number);
            }
            columns.end(example, number);
        }

        private IllegalArgumentException unknown(String feature) {
            return new IllegalArgumentException("example " + number + " has the feature '" + feature
                    + "', which is not among the " + positions.size()
                    + (features.isPresent()
                            ? " that were named; name it in features(...)"
                            : " of the first reading; the examples must be the same at every reading"));
        }
    }
}
