// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns of a table a model learns from, and which one it learns to predict.
 *
 * <p>Every column that is neither the target nor excluded becomes features, whose parameters are learned from the
 * training table and stored inside the model, so that training and serving cannot differ:
 *
 * <table>
 * <caption>Columns and their features</caption>
 * <tr><th>column</th><th>features</th><th>missing value</th></tr>
 * <tr><td>number, integer</td><td>{@code Income}: {@code (x - mean) / sd} with the mean and the population standard
 *     deviation of the training table, limited to &plusmn;1e9; the divisor is 1 where the deviation is 0</td>
 *     <td>{@code Income} is 0, which is the mean, and {@code Income?missing} is 1</td></tr>
 * <tr><td>text</td><td>{@code Home=rent}: 1 for the category, else 0; categories in text order</td>
 *     <td>{@code Home?missing} is 1</td></tr>
 * <tr><td>boolean</td><td>{@code Paid}: 1 for true, else 0</td><td>{@code Paid} is 0 and {@code Paid?missing} is
 *     1</td></tr>
 * <tr><td>time</td><td>none: training refuses it; exclude the column or derive a number from it</td><td></td></tr>
 * </table>
 *
 * <p>A number that is NaN or infinite has no place on the standardised scale and is treated as missing, in training
 * and in serving alike; the model's provenance counts those of the training table. A text that training did not see
 * sets {@code Home?unseen}. All features are given to Tribuo, zeros included, since its models read an absent feature
 * as 0 or as missing, each in its own way.
 *
 * <p>Feature names are unambiguous: in column names {@code \}, {@code =} and {@code ?} are written with a backslash
 * before them, so the first bare {@code =} or {@code ?} ends the column's name; in categories a backslash is doubled.
 * An unpaired surrogate is written as a backslash, {@code u} and four hexadecimal digits.
 *
 * <p>Immutable and thread-safe; every method returns another specification.
 *
 * <pre>{@code
 * FeatureSpec features = FeatureSpec.of(loans.schema()).target("Status").exclude("Marital");
 * }</pre>
 */
public final class FeatureSpec {
    private static final int DEFAULT_MAX_CATEGORIES = 1_000;
    private static final int MOST_CATEGORIES = 100_000;

    private final Schema schema;
    private final Optional<String> target;
    private final Set<String> excluded;
    private final int maxCategories;

    private FeatureSpec(Schema schema, Optional<String> target, Set<String> excluded, int maxCategories) {
        this.schema = schema;
        this.target = target;
        this.excluded = excluded;
        this.maxCategories = maxCategories;
    }

    /**
     * Returns the specification that makes features of all columns of a schema; name the target next.
     *
     * @param schema the columns
     * @return the specification
     */
    public static FeatureSpec of(Schema schema) {
        return new FeatureSpec(
                Objects.requireNonNull(schema, "schema"), Optional.empty(), Set.of(), DEFAULT_MAX_CATEGORIES);
    }

    /**
     * Names the column to predict.
     *
     * @param column the column's name
     * @return the specification with that target
     * @throws IllegalArgumentException when the schema has no such column
     * @throws IllegalStateException when another target is set already or the column is excluded
     */
    public FeatureSpec target(String column) {
        requireColumn(column);
        if (target.isPresent() && !target.get().equals(column)) {
            throw new IllegalStateException("the target is '" + target.get() + "' already, got '" + column + "'");
        }
        if (excluded.contains(column)) {
            throw new IllegalStateException("column '" + column + "' is excluded, so it cannot be the target");
        }
        return new FeatureSpec(schema, Optional.of(column), excluded, maxCategories);
    }

    /**
     * Leaves columns out of the features, such as an identifier or a column that the law forbids to decide by.
     *
     * @param columns the columns' names, added to those excluded before
     * @return the specification without them
     * @throws IllegalArgumentException when the schema has no such column
     * @throws IllegalStateException when one is the target
     */
    public FeatureSpec exclude(String... columns) {
        Set<String> more = new LinkedHashSet<>(excluded);
        for (String column : columns) {
            requireColumn(column);
            if (target.isPresent() && target.get().equals(column)) {
                throw new IllegalStateException("column '" + column + "' is the target, so it cannot be excluded");
            }
            more.add(column);
        }
        return new FeatureSpec(schema, target, more, maxCategories);
    }

    /**
     * Sets how many categories a text column may have; training refuses a column with more, which is most often an
     * identifier. The default is 1,000.
     *
     * @param categories the largest number of distinct texts, in [1, 100000]
     * @return the specification with that limit
     * @throws IllegalArgumentException when the number is out of range
     */
    public FeatureSpec maxCategories(int categories) {
        if (categories < 1 || categories > MOST_CATEGORIES) {
            throw new IllegalArgumentException("maxCategories must be in [1, 100000], got " + categories);
        }
        return new FeatureSpec(schema, target, excluded, categories);
    }

    /**
     * Returns the schema that the specification was made from.
     *
     * @return the schema, target and excluded columns included
     */
    public Schema schema() {
        return schema;
    }

    /**
     * Returns the column to predict.
     *
     * @return the target's name, or empty when none is named yet
     */
    public Optional<String> target() {
        return target;
    }

    /**
     * Returns the columns that become features, in the order of the schema.
     *
     * @return the names
     */
    public List<String> columns() {
        return inputs().stream().map(Field::name).toList();
    }

    int maxCategories() {
        return maxCategories;
    }

    String requireTarget() {
        return target.orElseThrow(() -> new IllegalStateException(
                "the feature specification names no target; call target(column) with one of " + schema.names()));
    }

    /** The fields that become features, checked for types that can. */
    List<Field> inputs() {
        return schema.fields().stream()
                .filter(field ->
                        !excluded.contains(field.name()) && !field.name().equals(target.orElse(null)))
                .toList();
    }

    List<Field> requireInputs() {
        List<Field> inputs = inputs();
        if (inputs.isEmpty()) {
            throw new IllegalStateException("no column is left to learn from; the schema has " + schema.names()
                    + ", the target is '" + requireTarget() + "' and excluded are " + excluded);
        }
        for (Field field : inputs) {
            if (field.type() == ColumnType.TIME) {
                throw new IllegalArgumentException("column '" + field.name()
                        + "' is TIME, which cannot be a feature; exclude it or derive a number from it");
            }
        }
        return inputs;
    }

    private void requireColumn(String column) {
        if (!schema.contains(column)) {
            throw new IllegalArgumentException("no column '" + column + "' in the schema; it has " + schema.names());
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FeatureSpec that
                && schema.equals(that.schema)
                && target.equals(that.target)
                && excluded.equals(that.excluded)
                && maxCategories == that.maxCategories;
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, target, excluded, maxCategories);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("FeatureSpec.of(").append(schema).append(')');
        target.ifPresent(name -> text.append(".target(\"").append(name).append("\")"));
        if (!excluded.isEmpty()) {
            text.append(".exclude(\"").append(String.join("\", \"", excluded)).append("\")");
        }
        if (maxCategories != DEFAULT_MAX_CATEGORIES) {
            text.append(".maxCategories(").append(maxCategories).append(')');
        }
        return text.toString();
    }
}
