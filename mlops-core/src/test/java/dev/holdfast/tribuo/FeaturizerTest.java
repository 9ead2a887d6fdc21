// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.BooleanColumn;
import dev.holdfast.data.Column;
import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FeaturizerTest {
    private static FeatureSpec spec(Table table) {
        List<Field> fields = new ArrayList<>(table.schema().fields());
        fields.add(Field.required("target", ColumnType.TEXT));
        return FeatureSpec.of(Schema.of(fields)).target("target");
    }

    private static Featurizer fit(Column... columns) {
        Table table = Table.of(columns);
        return new FeatureFit(spec(table)).add(table).featurizer();
    }

    private static Map<String, Double> features(Featurizer featurizer, Row row) {
        Map<String, Double> byName = new HashMap<>();
        double[] values = featurizer.values(row);
        for (int i = 0; i < values.length; i++) {
            byName.put(featurizer.names()[i], values[i]);
        }
        return byName;
    }

    @Test
    void numbersAreStandardisedByThePopulationDeviation() {
        Featurizer featurizer = fit(NumberColumn.of("x", 1, 2, 3, 6));

        double deviation = Math.sqrt((4 + 1 + 0 + 9) / 4.0);
        assertThat(features(featurizer, Row.of("x", 6)))
                .containsEntry("x", 3 / deviation)
                .containsEntry("x?missing", 0.0);
    }

    @Test
    void aMissingNumberIsTheMeanAndSaysSo() {
        Featurizer featurizer = fit(NumberColumn.of("x", 1, 2, 3, 6));

        Map<String, Double> missing = new HashMap<>(Map.of("x", 0.0, "x?missing", 1.0));
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("x", Optional.empty());
        assertThat(features(featurizer, Row.of(nothing))).isEqualTo(missing);
        assertThat(features(featurizer, Row.of("x", Double.NaN))).isEqualTo(missing);
        assertThat(features(featurizer, Row.of("x", Double.POSITIVE_INFINITY))).isEqualTo(missing);
        assertThat(features(featurizer, Row.of("x", Double.NEGATIVE_INFINITY))).isEqualTo(missing);
    }

    @Test
    void nanAndInfinityAreCountedAndLeftOutOfTheFit() {
        Table table = Table.of(NumberColumn.of("x", 1, Double.NaN, 3, Double.POSITIVE_INFINITY));
        FeatureFit fit = new FeatureFit(spec(table)).add(table);

        assertThat(fit.notFinite()).isEqualTo(2);
        assertThat(fit.featurizer()).isEqualTo(fit(NumberColumn.of("x", 1, 3)));
    }

    @Test
    void aConstantColumnGivesDistancesAndNeverADivisionByZero() {
        Featurizer featurizer = fit(NumberColumn.of("x", 5, 5, 5));

        assertThat(features(featurizer, Row.of("x", 5))).containsEntry("x", 0.0);
        assertThat(features(featurizer, Row.of("x", 7.5))).containsEntry("x", 2.5);
        assertThat(features(featurizer, Row.of("x", Double.MAX_VALUE))).containsEntry("x", 1e9);
        assertThat(features(featurizer, Row.of("x", -Double.MAX_VALUE))).containsEntry("x", -1e9);
    }

    @Test
    void numbersTooFarApartAreRefused() {
        assertThatThrownBy(() -> fit(NumberColumn.of("x", Double.MAX_VALUE, -Double.MAX_VALUE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the numbers of column 'x' lie too far apart to be standardised; rescale it or exclude it");
    }

    @Test
    void textHasABinForEachCategoryAndForMissingAndUnseen() {
        Featurizer featurizer = fit(TextColumn.of("Home", "rent", "owner", "rent", ""));

        assertThat(featurizer.names())
                .containsExactly("Home=", "Home=owner", "Home=rent", "Home?missing", "Home?unseen");
        assertThat(featurizer.values(Row.of("Home", "owner"))).containsExactly(0, 1, 0, 0, 0);
        assertThat(featurizer.values(Row.of("Home", ""))).containsExactly(1, 0, 0, 0, 0);
        assertThat(featurizer.values(Row.of("Home", Optional.empty()))).containsExactly(0, 0, 0, 1, 0);
        assertThat(featurizer.values(Row.of("Home", "boat"))).containsExactly(0, 0, 0, 0, 1);
        assertThat(featurizer.unseen(Row.of("Home", "boat"))).containsExactly("Home");
        assertThat(featurizer.unseen(Row.of("Home", Optional.empty()))).isEmpty();
        assertThat(featurizer.unseen(Table.of(TextColumn.of("Home", "boat", "rent", "van"))))
                .isEqualTo(Map.of("Home", 2L));
    }

    @Test
    void booleansAreZeroAndOne() {
        Featurizer featurizer = fit(BooleanColumn.of("b", true, false));

        assertThat(featurizer.names()).containsExactly("b", "b?missing");
        assertThat(featurizer.values(Row.of("b", true))).containsExactly(1, 0);
        assertThat(featurizer.values(Row.of("b", false))).containsExactly(0, 0);
        assertThat(featurizer.values(Row.of("b", Optional.empty()))).containsExactly(0, 1);
        assertThatThrownBy(() -> featurizer.values(Row.of("b", "yes")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'b' must be true or false, got 'yes'");
    }

    @Test
    void aColumnThatTheRowDoesNotHaveIsNotAMissingValue() {
        Featurizer featurizer = fit(NumberColumn.of("x", 1, 2));

        assertThatThrownBy(() -> featurizer.values(Row.of("X", 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the row has no column 'x', which the model needs; it has [X]");
        assertThatThrownBy(() -> featurizer.values(Row.of("x", "1")))
                .hasMessage("'x' must be a number, got the string '1'");
    }

    @Test
    void columnsWithTrickyNamesNeverShareAFeature() {
        Featurizer featurizer = fit(
                TextColumn.of("a", "b=c", "b", "b", "b"),
                TextColumn.of("a=b", "c", "c", "c", "c"),
                NumberColumn.of("a=b=c", 1, 2, 3, 4),
                NumberColumn.of("a\\", 1, 2, 3, 4),
                TextColumn.of("a?missing", "\\", "\ud800", "\\ud800", "\ud83d\ude00"));

        assertThat(featurizer.names())
                .doesNotHaveDuplicates()
                .contains(
                        "a=b=c",
                        "a\\=b=c",
                        "a\\=b\\=c",
                        "a\\\\",
                        "a\\?missing=\\\\",
                        "a\\?missing=\\ud800",
                        "a\\?missing=\\\\ud800",
                        "a\\?missing=\ud83d\ude00");
    }

    @Test
    void aColumnWithoutAValueOrWithTooManyCategoriesIsRefused() {
        NumberColumn.Builder empty = NumberColumn.builder("x");
        empty.addMissing();
        assertThatThrownBy(() -> fit(empty.build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'x' has no value to learn from; exclude it");
        Table table = Table.of(TextColumn.of("id", "a", "b", "c"));
        assertThatThrownBy(() -> new FeatureFit(spec(table).maxCategories(2)).add(table))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("text column 'id' has 3 categories, more than the 2 allowed; exclude it or raise "
                        + "maxCategories");
    }

    @Test
    void aColumnOfAnotherTypeIsRefused() {
        Table numbers = Table.of(NumberColumn.of("x", 1));
        Table texts = Table.of(TextColumn.of("x", "1"));
        Table flags = Table.of(BooleanColumn.of("x", true));

        assertThatThrownBy(() -> new FeatureFit(spec(numbers)).add(texts))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("column 'x' must be NUMBER as the feature specification says, got TEXT");
        assertThatThrownBy(() -> new FeatureFit(spec(texts)).add(flags))
                .hasMessage("column 'x' must be TEXT as the feature specification says, got BOOLEAN");
        assertThatThrownBy(() -> new FeatureFit(spec(texts)).merge(new FeatureFit(spec(numbers))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("fits of one specification can be merged only, got ");
    }

    @Property(tries = 100)
    void mergedFitsAreTheFitOfAllRows(
            @ForAll @Size(min = 1, max = 30) List<@DoubleRange(min = -1e6, max = 1e6) Double> values,
            @ForAll @IntRange(max = 30) int cut) {
        int at = Math.min(cut, values.size());
        NumberColumn numbers =
                NumberColumn.of("x", values.stream().mapToDouble(v -> v).toArray());
        TextColumn texts = TextColumn.of(
                "t", values.stream().map(v -> "c" + v.intValue() % 3).toArray(String[]::new));
        Table all = Table.of(numbers, texts);
        FeatureSpec spec = spec(all);

        Featurizer whole = new FeatureFit(spec).add(all).featurizer();
        FeatureFit left = new FeatureFit(spec).add(all.slice(0, at));
        Featurizer merged = left.merge(new FeatureFit(spec).add(all.slice(at, values.size())))
                .featurizer();

        assertThat(merged.names()).isEqualTo(whole.names());
        for (Row row : all) {
            double[] expected = whole.values(row);
            double[] actual = merged.values(row);
            for (int i = 0; i < expected.length; i++) {
                // A spread near rounding has no stable scale; everything else agrees closely.
                if (Math.abs(expected[i]) < 1e3) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(1e-6));
                }
            }
        }
    }

    @Property(tries = 200)
    void itSurvivesItsDocument(
            @ForAll @DoubleRange(min = -1e300, max = 1e300) double mean,
            @ForAll @DoubleRange(min = 0, max = 1e300) double deviation,
            @ForAll List<String> categories)
            throws IOException {
        Featurizer featurizer = Featurizer.of(List.of(
                new ColumnFeatures.Numeric("x", mean, deviation),
                new ColumnFeatures.Flag("y"),
                new ColumnFeatures.Categories(
                        "z\ud800", categories.stream().distinct().toList())));

        byte[] bytes = Json.MAPPER.writeValueAsBytes(featurizer.toJson());

        Featurizer read = Featurizer.fromJson(Json.MAPPER.readTree(bytes));
        assertThat(read).isEqualTo(featurizer).hasSameHashCodeAs(featurizer).hasToString(featurizer.toString());
        assertThat(read.names()).isEqualTo(featurizer.names());
    }

    @Test
    void aDocumentThatIsNoFeaturizerIsRefusedWithTheReason() {
        assertRefused("{}", "expected a featurizer of format 1, got no 'featurizer' member");
        assertRefused("{'featurizer':2}", "expected a featurizer of format 1, got format 2");
        assertRefused("{'featurizer':1}", "the featurizer must have columns, each once, got []");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'boolean'},{'column':'b','kind':'boolean'}]}",
                "the featurizer must have columns, each once, got [b, b]");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'time'}]}",
                "column 'b' must be number, text or boolean, got 'time'");
        assertRefused(
                "{'featurizer':1,'columns':[{'kind':'time'}]}",
                "member 'column' must be a text, got MISSING in a OBJECT");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'number','mean':1,'standardDeviation':-1}]}",
                "the standard deviation of 'b' must not be negative, got -1.0");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'number','mean':'1','standardDeviation':1}]}",
                "member 'mean' must be a finite number, got STRING");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'text','categories':1}]}",
                "member 'categories' must be a list, got NUMBER");
        assertRefused(
                "{'featurizer':1,'columns':[{'column':'b','kind':'text','categories':[1]}]}",
                "each element of 'categories' must be a text, got NUMBER in a ARRAY");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> Featurizer.fromJson(Json.MAPPER.readTree(json.replace('\'', '"'))))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }
}
