// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.testing.property.Rows;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** A suite of properties beside models that are wrong in one way each: exactly the right ones turn red. */
class PropertyMutationTest {
    private static final Table TEST = Credit.loans(500, 4).without("Loss");
    private static final Rows ROWS =
            Rows.like(TEST).without("Status").tries(500).seed(1);

    private static Map<String, Consumer<Predictor<Row, ClassScores>>> suite() {
        Map<String, Consumer<Predictor<Row, ClassScores>>> suite = new LinkedHashMap<>();
        suite.put(
                "income never hurts",
                model -> assertThatModel(model).given(ROWS).raising("Income").neverRaises("bad"));
        suite.put(
                "a rise of 50 helps those in the middle",
                model -> assertThatModel(model)
                        .given(ROWS.between("Income", 60, 90))
                        .when("an owner", row -> row.text("Home").equals("owner"))
                        .raising("Income", 50)
                        .lowers("bad", 0.1));
        suite.put(
                "the sex does not matter",
                model -> assertThatModel(model)
                        .given(ROWS)
                        .swapping("Sex", "female", "male")
                        .neverChangesTheAnswer());
        suite.put(
                "few decisions hang on the home",
                model -> assertThatModel(model)
                        .given(ROWS)
                        .failingAtMost(0.3)
                        .replacing("Home")
                        .neverChangesTheClass());
        suite.put(
                "small steps change little",
                model -> assertThatModel(model).given(ROWS).moving("Income").changesAtMost("bad", 0.011));
        suite.put(
                "who has nothing is bad",
                model -> assertThatModel(model)
                        .given(ROWS.between("Income", 0, 10))
                        .areAnswered("bad"));
        suite.put(
                "every feature is used",
                model ->
                        assertThatModel(model).on(TEST.without("Sex"), "Status").usesEveryFeature());
        suite.put(
                "the sex is not used",
                model -> assertThatModel(model).on(TEST, "Status").doesNotUse("Sex"));
        return suite;
    }

    private static Predictor<Row, ClassScores> model(ToDoubleFunction<Row> bad) {
        return row -> Credit.scores(Math.max(0, Math.min(1, bad.applyAsDouble(row))));
    }

    private static String text(Row row, String column) {
        return row.has(column) ? row.text(column) : "";
    }

    /** The properties that fail, with the first line of what they say. */
    private static Map<String, String> red(Predictor<Row, ClassScores> model) {
        Map<String, String> red = new TreeMap<>();
        suite().forEach((name, property) -> {
            try {
                property.accept(model);
            } catch (ModelQualityError error) {
                red.put(name, error.getMessage());
            }
        });
        return red;
    }

    @Test
    void theModelThatKnowsTheTruthIsGreen() {
        assertThat(red(Credit.GOOD)).isEmpty();
    }

    @Test
    void labelsFlippedForTenants() {
        Map<String, String> red =
                red(model(row -> row.text("Home").equals("rent") ? 1 - Credit.risk(row) : Credit.risk(row)));

        assertThat(red.keySet())
                .containsExactly("few decisions hang on the home", "income never hurts", "who has nothing is bad");
        assertThat(red.get("income never hurts"))
                .contains("what matters: Income, Home;")
                .contains("Home=rent");
        assertThat(red.get("who has nothing is bad")).contains("Home=rent");
    }

    @Test
    void theIncomeIgnored() {
        Map<String, String> red = red(model(row -> row.text("Home").equals("rent") ? 0.7 : 0.6));

        assertThat(red.keySet()).containsExactly("a rise of 50 helps those in the middle", "every feature is used");
        assertThat(red.get("every feature is used")).contains("no answer changed with 'Income'");
        assertThat(red.get("a rise of 50 helps those in the middle"))
                .contains("to lower 'bad' by at least 0.1 when an owner, observed it broken in 500 of 500 rows");
    }

    @Test
    void theHomeIgnored() {
        Map<String, String> red = red(model(row -> Credit.risk(row.with("Home", "owner"))));

        assertThat(red.keySet()).containsExactly("every feature is used");
        assertThat(red.get("every feature is used")).contains("no answer changed with 'Home'");
    }

    @Test
    void aBumpInTheIncome() {
        Map<String, String> red =
                red(model(row -> Credit.risk(row) + 0.3 * Math.exp(-Math.pow((row.number("Income") - 180) / 10, 2))));

        assertThat(red.keySet()).containsExactly("income never hurts", "small steps change little");
        assertThat(red.get("income never hurts")).contains("what matters: Income; every other column");
    }

    @Test
    void aJump() {
        Map<String, String> red = red(model(
                row -> row.number("Income") < 77 ? 0.9 : 0.1 - row.text("Home").length() / 1e3));

        assertThat(red.keySet()).contains("small steps change little").doesNotContain("income never hurts");
    }

    @Test
    void womenTreatedOtherwise() {
        Map<String, String> red =
                red(model(row -> Credit.risk(row) + (text(row, "Sex").equals("female") ? 0.001 : 0)));

        assertThat(red.keySet()).containsExactly("the sex does not matter", "the sex is not used");
        assertThat(red.get("the sex is not used")).contains("'Sex' by up to 0.001");
    }

    @Test
    void noiseInTheAnswer() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, String> red = red(model(row -> Credit.risk(row) + random.nextDouble() / 100));

        assertThat(red.keySet())
                .contains("income never hurts", "the sex does not matter", "the sex is not used")
                .doesNotContain("who has nothing is bad", "few decisions hang on the home");
        assertThat(red.get("the sex does not matter")).contains("not deterministic: ");
    }
}
