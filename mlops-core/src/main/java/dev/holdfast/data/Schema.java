// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The ordered columns of a table: each with a name, a type and whether values may be missing.
 *
 * <p>Names are unique and compared exactly, case included. Immutable and thread-safe.
 */
public final class Schema {
    private static final int FORMAT = 1;

    private final Map<String, Field> fields;
    private final Map<String, Set<String>> environments; // only of columns that are not in all

    private Schema(List<Field> fields) {
        this(fields, Map.of());
    }

    private Schema(List<Field> fields, Map<String, Set<String>> environments) {
        Map<String, Field> byName = new LinkedHashMap<>();
        for (Field field : fields) {
            if (byName.put(field.name(), field) != null) {
                throw new IllegalArgumentException("column '" + field.name() + "' is named twice in the schema");
            }
        }
        this.fields = byName;
        Map<String, Set<String>> ofFields = new LinkedHashMap<>();
        byName.keySet().forEach(name -> {
            Set<String> places = environments.get(name);
            if (places != null && !places.isEmpty()) {
                ofFields.put(name, Collections.unmodifiableSet(new TreeSet<>(places)));
            }
        });
        this.environments = ofFields;
    }

    /**
     * Returns the schema of these fields.
     *
     * @param fields the fields, in column order
     * @return the schema
     * @throws IllegalArgumentException when two fields share a name
     */
    public static Schema of(Field... fields) {
        return new Schema(Arrays.asList(fields));
    }

    /**
     * Returns the schema of these fields.
     *
     * @param fields the fields, in column order
     * @return the schema
     * @throws IllegalArgumentException when two fields share a name
     */
    public static Schema of(List<Field> fields) {
        return new Schema(fields);
    }

    /**
     * Returns the schema of a record: a field for each component, as {@link Table#of(Class, Iterable)} makes columns of
     * them. A primitive is always there; whatever may be null is optional.
     *
     * @param type the record's class
     * @return the schema
     * @throws IllegalArgumentException when a component is of a type that no column has
     */
    public static Schema of(Class<? extends Record> type) {
        return Records.schema(type);
    }

    /**
     * Reads a schema back from {@link #toJson()}.
     *
     * @param json the text
     * @return the schema
     * @throws IllegalArgumentException when the text is not such a document or was written by a newer version
     */
    public static Schema parse(String json) {
        try {
            JsonNode root = Json.MAPPER.readTree(json);
            int format = root.path("schema").asInt(-1);
            if (format != FORMAT) {
                throw new IllegalArgumentException("expected a schema document of format " + FORMAT + ", got "
                        + (format < 0 ? "no 'schema' member" : "format " + format));
            }
            List<Field> fields = new ArrayList<>();
            Map<String, Set<String>> environments = new LinkedHashMap<>();
            for (JsonNode node : root.path("fields")) {
                fields.add(new Field(
                        node.path("name").asText(),
                        ColumnType.valueOf(node.path("type").asText()),
                        node.path("optional").asBoolean()));
                Set<String> places = new TreeSet<>();
                node.path("environments").forEach(place -> places.add(place.asText()));
                environments.put(node.path("name").asText(), places);
            }
            return new Schema(fields, environments);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a schema must be a JSON document: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Returns the fields in column order.
     *
     * @return the fields
     */
    public List<Field> fields() {
        return List.copyOf(fields.values());
    }

    /**
     * Returns the column names in column order.
     *
     * @return the names
     */
    public List<String> names() {
        return List.copyOf(fields.keySet());
    }

    /**
     * Finds a field by its name.
     *
     * @param name the column's name
     * @return the field, or empty when there is no such column
     */
    public Optional<Field> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /**
     * Tells whether a column of this name is there.
     *
     * @param name the column's name
     * @return true when it is
     */
    public boolean contains(String name) {
        return fields.containsKey(name);
    }

    /**
     * Returns the schema of some columns, in the order in which they are named.
     *
     * @param names the columns
     * @return the smaller schema
     * @throws IllegalArgumentException when one is not there
     */
    public Schema select(String... names) {
        List<Field> selected = new ArrayList<>();
        for (String name : names) {
            selected.add(field(name)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "no column '" + name + "'; the schema has " + fields.keySet())));
        }
        return new Schema(selected, environments);
    }

    /**
     * Returns this schema without some columns.
     *
     * @param names the columns to leave out; a name that is not there is ignored
     * @return the smaller schema
     */
    public Schema without(String... names) {
        Set<String> out = Set.of(names);
        return new Schema(
                fields.values().stream()
                        .filter(field -> !out.contains(field.name()))
                        .toList(),
                environments);
    }

    /**
     * Says in which environments a column is there; a column of which nothing is said is there in all.
     *
     * @param name the column's name
     * @param places the environments, such as {@code "TRAINING"}; none for all
     * @return the schema that knows
     * @throws IllegalArgumentException when there is no such column
     */
    public Schema only(String name, String... places) {
        select(name);
        Map<String, Set<String>> all = new LinkedHashMap<>(environments);
        all.put(name, Set.of(places));
        return new Schema(fields(), all);
    }

    /**
     * Returns the environments that a column is limited to.
     *
     * @param name the column's name
     * @return the environments in alphabetical order; empty when the column is there in all of them
     */
    public Set<String> environments(String name) {
        return environments.getOrDefault(name, Set.of());
    }

    /**
     * Returns the schema of the columns that are there in one environment: with the label limited to training, the schema
     * of a request to a model is {@code schema.in("SERVING")}.
     *
     * @param environment the environment
     * @return the schema of its columns, which are there in all environments then
     */
    public Schema in(String environment) {
        return new Schema(fields.values().stream()
                .filter(field -> environments(field.name()).isEmpty()
                        || environments(field.name()).contains(environment))
                .toList());
    }

    /**
     * Returns what changes for whoever was made for this schema when data of another comes.
     *
     * @param newer the other schema
     * @return the changes, each compatible or breaking and why
     */
    public SchemaDifference difference(Schema newer) {
        return SchemaDifference.between(this, newer);
    }

    /**
     * Returns this schema as a JSON document that {@link #parse(String)} reads.
     *
     * @return the text, identical for equal schemas
     */
    public String toJson() {
        ObjectNode root = Json.MAPPER.createObjectNode().put("schema", FORMAT);
        ArrayNode array = root.putArray("fields");
        for (Field field : fields.values()) {
            ObjectNode node = array.addObject()
                    .put("name", field.name())
                    .put("type", field.type().name())
                    .put("optional", field.optional());
            if (!environments(field.name()).isEmpty()) {
                environments(field.name()).forEach(node.withArray("environments")::add);
            }
        }
        return root.toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Schema that && fields().equals(that.fields()) && environments.equals(that.environments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fields(), environments);
    }

    @Override
    public String toString() {
        return "Schema" + fields.values() + (environments.isEmpty() ? "" : " with environments " + environments);
    }

    /** Loaded when the first schema is read or written: whoever only reads data does without hundreds of classes. */
    private static final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();
    }
}
