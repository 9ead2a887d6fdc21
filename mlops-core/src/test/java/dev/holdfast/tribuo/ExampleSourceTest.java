// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import dev.holdfast.profile.Profile;
import dev.holdfast.profile.Profiler;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.tribuo.DataSource;
import org.tribuo.Example;
import org.tribuo.Feature;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.datasource.ListDataSource;
import org.tribuo.impl.ArrayExample;
import org.tribuo.impl.ListExample;
import org.tribuo.provenance.DataSourceProvenance;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

class ExampleSourceTest {
    private static final OffsetDateTime TIME = OffsetDateTime.of(2000, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    private static <T extends Output<T>> DataSource<T> source(OutputFactory<T> factory, List<Example<T>> examples) {
        return new ListDataSource<>(examples, factory, new SimpleDataSourceProvenance("test", TIME, factory));
    }

    private static Example<Label> example(String label, float weight, String names, double... values) {
        Example<Label> example = new ArrayExample<>(new Label(label), names.split(",", -1), values);
        example.setWeight(weight);
        return example;
    }

    private static DataSource<Label> pets() {
        return source(
                new LabelFactory(),
                List.of(
                        example("cat", 1, "paws,age", 4, 2.5),
                        example("fish", 0.5f, "age", 1),
                        example(Label.UNKNOWN, 2, "paws,age", 0, 7)));
    }

    private static IntStream rows(Table table) {
        return IntStream.range(0, table.rowCount());
    }

    @Test
    void collectsTheColumnsInAFirstReading() {
        TableSource source = ExampleSource.labels(pets(), "kind");

        assertThat(source.schema())
                .isEqualTo(Schema.of(List.of(
                        new Field("age", ColumnType.NUMBER, false),
                        new Field("paws", ColumnType.NUMBER, true),
                        new Field("kind", ColumnType.TEXT, true))));
        Table table = source.toTable();
        assertThat(table.columnNames()).containsExactly("age", "paws", "kind");
        assertThat(rows(table).mapToDouble(row -> table.column("age").number(row)))
                .containsExactly(2.5, 1.0, 7.0);
        assertThat(rows(table).mapToObj(row -> table.column("paws").isMissing(row)))
                .containsExactly(false, true, false);
        assertThat(table.column("kind").text(1)).isEqualTo("fish");
        assertThat(table.column("kind").isMissing(2)).isTrue();
    }

    @Test
    void addsTheWeightsWhereTheyAreAskedFor() {
        Table table = ExampleSource.labels(pets(), "kind").weights("weight").toTable();

        assertThat(table.columnNames()).containsExactly("age", "paws", "kind", "weight");
        assertThat(rows(table).mapToDouble(row -> table.column("weight").number(row)))
                .containsExactly(1.0, 0.5, 2.0);
    }

    @Test
    void givesTheQuantitiesOfEveryDimension() {
        DataSource<Regressor> houses = source(
                new RegressionFactory(),
                List.of(
                        new ArrayExample<>(
                                new Regressor(new String[] {"price", "rent"}, new double[] {100, 3}),
                                new String[] {"rooms"},
                                new double[] {5}),
                        new ArrayExample<>(
                                RegressionFactory.UNKNOWN_REGRESSOR, new String[] {"rooms"}, new double[] {2})));

        Table table = ExampleSource.quantities(houses, "rent", "price").toTable();

        assertThat(table.columnNames()).containsExactly("rooms", "rent", "price");
        assertThat(table.column("price").number(0)).isEqualTo(100);
        assertThat(table.column("rent").number(0)).isEqualTo(3);
        assertThat(table.column("price").isMissing(1)).isTrue();
        assertThatThrownBy(() -> ExampleSource.quantities(houses, "price").toTable())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 1 has the output dimensions [price, rent], those that were named are [price]");
        assertThatThrownBy(
                        () -> ExampleSource.quantities(houses, "price", "tax").toTable())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "example 1 has the output dimensions [price, rent], those that were named are [price, tax]");
    }

    /** Makes its examples anew at each reading, of which it keeps count. */
    private record Generated(int size, AtomicInteger readings) implements DataSource<Label> {
        @Override
        public Iterator<Example<Label>> iterator() {
            readings.incrementAndGet();
            return IntStream.range(0, size)
                    .mapToObj(i -> example(i % 3 == 0 ? "a" : "b", 1, i % 2 == 0 ? "x" : "y", i))
                    .iterator();
        }

        @Override
        public OutputFactory<Label> getOutputFactory() {
            return new LabelFactory();
        }

        @Override
        public DataSourceProvenance getProvenance() {
            return new SimpleDataSourceProvenance("generated", TIME, getOutputFactory());
        }
    }

    @Test
    void readsInBatchesAndOnlyOnceWhereTheFeaturesAreNamed() {
        Generated examples = new Generated(20_000, new AtomicInteger());
        ExampleSource source = ExampleSource.labels(examples, "label").features(List.of("y", "x"));

        try (Stream<Table> batches = source.batches()) {
            assertThat(batches.map(Table::rowCount)).containsExactly(8192, 8192, 3616);
        }
        assertThat(examples.readings()).hasValue(1);
        assertThat(source.schema().fields()).extracting(Field::name).containsExactly("y", "x", "label");

        Profile profile = Profiler.withDefaults().profile(ExampleSource.labels(examples, "label"));
        assertThat(profile.rowCount()).isEqualTo(20_000);
        assertThat(profile.column("x").missing()).isEqualTo(10_000);
        assertThat(examples.readings()).hasValue(3);
    }

    @Test
    void makesBatchesOfManyColumnsShort() {
        int width = 1 << 17;
        List<String> names = IntStream.range(0, width).mapToObj(i -> "f" + i).toList();
        List<Example<Label>> examples = IntStream.range(0, 9)
                .mapToObj(i -> example("a", 1, "f" + (width - 1 - i), i))
                .toList();
        ExampleSource wide = ExampleSource.labels(source(new LabelFactory(), examples), "label")
                .features(names);

        try (Stream<Table> batches = wide.batches()) {
            List<Table> tables = batches.toList();
            assertThat(tables).extracting(Table::rowCount).containsExactly(7, 2);
            assertThat(tables.get(1).column("f" + (width - 9)).number(1)).isEqualTo(8);
        }
    }

    @Test
    void refusesAFeatureThatHasNoColumn() {
        ExampleSource source = ExampleSource.labels(pets(), "kind").features(List.of("age"));

        assertThatThrownBy(source::toTable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 1 has the feature 'paws', which is not among the 1 that were named; name it in"
                        + " features(...)");

        List<Example<Label>> growing = new ArrayList<>(List.of(example("a", 1, "x", 1)));
        ExampleSource known = ExampleSource.labels(growing, "kind");
        assertThat(known.schema().fields()).hasSize(2);
        growing.add(example("a", 1, "z", 1));
        assertThatThrownBy(known::toTable)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 2 has the feature 'z', which is not among the 1 of the first reading; the examples"
                        + " must be the same at every reading");
    }

    @Test
    void refusesWhatIsAmbiguous() {
        assertThatThrownBy(() -> ExampleSource.labels(pets(), "age").schema())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the examples have a feature or output 'age' already, so the column of their label must be"
                        + " named otherwise");
        assertThatThrownBy(() ->
                        ExampleSource.labels(pets(), "kind").weights("kind").schema())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the examples have a feature or output 'kind' already, so the column of their weights must"
                        + " be named otherwise");
        assertThatThrownBy(() -> ExampleSource.labels(pets(), "kind").features(List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("each feature must be named once, got 'a' twice");
        assertThatThrownBy(() -> ExampleSource.quantities(List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the outputs' dimensions must be named, each once, got []");
        assertThatThrownBy(() -> ExampleSource.quantities(List.of(), "y", "y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the outputs' dimensions must be named, each once, got [y, y]");
        ListExample<Label> twice = new ListExample<>(new Label("a"), List.of(new Feature("x", 1)));
        twice.add(new Feature("x", 2));
        assertThatThrownBy(() -> ExampleSource.labels(List.of(twice), "kind").toTable())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("example 1 has the feature 'x' twice");
    }

    @Test
    void readsNoExamplesAsAnEmptyTable() {
        ExampleSource none = ExampleSource.labels(List.of(), "kind");

        assertThat(none.toTable().rowCount()).isZero();
        assertThat(none.toTable().columnNames()).containsExactly("kind");
        assertThat(none.features(List.of("x")).weights("w").toTable().columnNames())
                .containsExactly("x", "kind", "w");
    }

    @Test
    void readsADatasetAsItIs() {
        MutableDataset<Label> dataset = new MutableDataset<>(pets());

        assertThat(ExampleSource.labels(dataset, "kind").toTable().fingerprint())
                .isEqualTo(TribuoTables.from(dataset, "kind").fingerprint());
    }
}
