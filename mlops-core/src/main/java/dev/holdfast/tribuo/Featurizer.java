// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns rows into the numbers that a model was trained on; learned once, stored inside the model.
 *
 * <p>The numbers come in the text order of their names, in which Tribuo keeps examples, so that it need not sort them
 * anew for every prediction. Immutable and thread-safe.
 */
final class Featurizer {
    private static final int FORMAT = 1;

    private final List<ColumnFeatures> columns;
    private final String[] names;
    private final int[] slots;

    private Featurizer(List<ColumnFeatures> columns, String[] names, int[] slots) {
        this.columns = columns;
        this.names = names;
        this.slots = slots;
    }

    static Featurizer of(List<ColumnFeatures> columns) {
        List<String> natural = new ArrayList<>();
        columns.forEach(column -> natural.addAll(column.names()));
        String[] sorted = natural.toArray(String[]::new);
        Arrays.sort(sorted);
        int[] slots = natural.stream()
                .mapToInt(name -> Arrays.binarySearch(sorted, name))
                .toArray();
        return new Featurizer(List.copyOf(columns), sorted, slots);
    }

    /** The feature names in the order of {@link #values}. */
    String[] names() {
        return names.clone();
    }

    /** The same array every time, for callers that promise not to write to it. */
    String[] sharedNames() {
        return names;
    }

    int size() {
        return names.length;
    }

    List<String> columnNames() {
        return columns.stream().map(ColumnFeatures::column).toList();
    }

    /** The numbers of one row, in a new array. */
    double[] values(Row row) {
        double[] values = new double[names.length];
        int from = 0;
        for (ColumnFeatures column : columns) {
            column.write(row, values, slots, from);
            from += size(column);
        }
        return values;
    }

    private static int size(ColumnFeatures column) {
        return column instanceof ColumnFeatures.Categories text
                ? text.categories().size() + 2
                : 2;
    }

    List<ColumnFeatures> columns() {
        return columns;
    }

    /** Where the numbers of a column stand in {@link #values}, in the order of its names. */
    int[] positions(ColumnFeatures wanted) {
        int from = 0;
        for (ColumnFeatures column : columns) {
            if (column == wanted) {
                return Arrays.copyOfRange(slots, from, from + size(column));
            }
            from += size(column);
        }
        throw new IllegalArgumentException("no such column: " + wanted.column());
    }

    /** The text columns whose value in this row training did not see. */
    List<String> unseen(Row row) {
        List<String> unseen = new ArrayList<>();
        for (ColumnFeatures column : columns) {
            if (column instanceof ColumnFeatures.Categories text && text.isUnseen(row)) {
                unseen.add(text.column());
            }
        }
        return unseen;
    }

    Map<String, Long> unseen(Table table) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Row row : table) {
            for (String column : unseen(row)) {
                counts.merge(column, 1L, Long::sum);
            }
        }
        return counts;
    }

    ObjectNode toJson() {
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("featurizer", FORMAT);
        ArrayNode array = root.putArray("columns");
        for (ColumnFeatures column : columns) {
            ObjectNode node = array.addObject().put("column", column.column());
            if (column instanceof ColumnFeatures.Numeric numeric) {
                node.put("kind", "number")
                        .put("mean", numeric.mean())
                        .put("standardDeviation", numeric.standardDeviation());
            } else if (column instanceof ColumnFeatures.Categories text) {
                ArrayNode categories = node.put("kind", "text").putArray("categories");
                text.categories().forEach(categories::add);
            } else {
                node.put("kind", "boolean");
            }
        }
        return root;
    }

    static Featurizer fromJson(JsonNode root) throws IOException {
        int format = root.path("featurizer").asInt(-1);
        if (format != FORMAT) {
            throw new IOException("expected a featurizer of format " + FORMAT + ", got "
                    + (format < 0 ? "no 'featurizer' member" : "format " + format));
        }
        List<ColumnFeatures> columns = new ArrayList<>();
        for (JsonNode node : root.path("columns")) {
            columns.add(column(node));
        }
        Featurizer featurizer = of(columns);
        if (columns.isEmpty() || Arrays.stream(featurizer.names).distinct().count() != featurizer.names.length) {
            throw new IOException("the featurizer must have columns, each once, got " + featurizer.columnNames());
        }
        return featurizer;
    }

    private static ColumnFeatures column(JsonNode node) throws IOException {
        String name = Json.text(node, "column");
        String kind = Json.text(node, "kind");
        return switch (kind) {
            case "number" -> numeric(name, node);
            case "text" -> new ColumnFeatures.Categories(name, Json.texts(node, "categories"));
            case "boolean" -> new ColumnFeatures.Flag(name);
            default ->
                throw new IOException("column '" + name + "' must be number, text or boolean, got '" + kind + "'");
        };
    }

    private static ColumnFeatures numeric(String name, JsonNode node) throws IOException {
        double deviation = Json.number(node, "standardDeviation");
        if (deviation < 0) {
            throw new IOException("the standard deviation of '" + name + "' must not be negative, got " + deviation);
        }
        return new ColumnFeatures.Numeric(name, Json.number(node, "mean"), deviation);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Featurizer that && columns.equals(that.columns);
    }

    @Override
    public int hashCode() {
        return columns.hashCode();
    }

    @Override
    public String toString() {
        return "Featurizer" + columns;
    }
}
