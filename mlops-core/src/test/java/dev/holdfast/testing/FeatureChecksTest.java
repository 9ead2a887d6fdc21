// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class FeatureChecksTest {
    private static final Table TEST = Credit.loans(600, 2).without("Loss");

    private static String message(ThrowingCallable assertion) {
        List<String> messages = new ArrayList<>();
        assertThatThrownBy(assertion)
                .isInstanceOfSatisfying(ModelQualityError.class, error -> messages.add(error.getMessage()));
        return messages.get(0);
    }

    @Test
    void aFeatureThatIsIgnoredIsNamed() {
        assertThatModel(Credit.GOOD).on(TEST.without("Sex"), "Status").usesEveryFeature();
        assertThat(message(() -> assertThatModel(Credit.GOOD)
                        .as("credit")
                        .on(TEST, "Status")
                        .usesEveryFeature()))
                .isEqualTo(
                        "FAILED: credit on 600 rows: expected every column to change some answer, observed no answer changed"
                                + " with 'Sex', though its values were dealt out anew\n"
                                + "  what to do: leave it out of the features, or find out why the model ignores it");
        Table tenants = TEST.where(row -> row.text("Home").equals("rent")).without("Sex");
        assertThat(message(
                        () -> assertThatModel(Credit.GOOD).on(tenants, "Status").usesEveryFeature()))
                .startsWith("INCONCLUSIVE: model on ")
                .endsWith(
                        "observed the same value in every row of 'Home'\n  what to do: give test rows in which it varies");
        assertThatModel(Credit.GOOD).on(tenants, "Status").allowInconclusive().usesEveryFeature();
    }

    @Test
    void aFeatureThatMustNotBeUsedIsNamed() {
        assertThatModel(Credit.GOOD).on(TEST, "Status").doesNotUse("Sex");
        assertThat(message(() -> assertThatModel(Credit.GOOD).on(TEST, "Status").doesNotUse("Sex", "Home")))
                .startsWith(
                        "FAILED: model on 600 rows: expected no answer to change with 'Sex', 'Home', observed answers that"
                                + " change with 'Home' by up to 0.29")
                .endsWith("what to do: leave it out of the features; other columns may still tell it");
        Table women = TEST.where(row -> row.text("Sex").equals("female"));
        assertThat(message(
                        () -> assertThatModel(Credit.GOOD).on(women, "Status").doesNotUse("Sex")))
                .startsWith("INCONCLUSIVE: ");
        assertThatThrownBy(() -> assertThatModel(Credit.GOOD).on(TEST, "Status").doesNotUse("Sx"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("no column 'Sx'");
        assertThatThrownBy(() -> assertThatModel(Credit.GOOD).on(TEST, "Status").doesNotUse())
                .hasMessage("name the columns that the model must not use, got none");
    }

    @Test
    void aFeatureThatDominatesIsNamed() {
        assertThatModel(Credit.GOOD).on(TEST, "Status").isNotDominatedByOneFeature(0.99);
        assertThat(message(() -> assertThatModel(Credit.GOOD)
                        .as("credit")
                        .on(TEST, "Status")
                        .isNotDominatedByOneFeature(0.5)))
                .matches(
                        "(?s)FAILED: credit on 600 rows: expected no column to carry more than 0\\.5 of the importance,"
                                + " observed 'Income' with a share of 0\\.9[0-9]* \\[0\\.[0-9]+, 0\\.9[0-9]*\\]\n"
                                + "  shares of the importance: Income 0\\.9.*, Home 0\\.0.*, Sex 0 \\[0, 0\\]");
        assertThat(message(() -> assertThatModel((Predictor<Row, ClassScores>) row -> Credit.scores(0.4))
                        .on(TEST, "Status")
                        .isNotDominatedByOneFeature(0.9)))
                .contains("INCONCLUSIVE: ")
                .endsWith("observed no share: no column has any importance");
        assertThatThrownBy(() -> assertThatModel(Credit.GOOD).on(TEST, "Status").isNotDominatedByOneFeature(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the share must be in (0, 1), got 1.0");
    }

    @Test
    void aModelThatThrowsOnRowsThatTheDataDoNotHaveFails() {
        Predictor<Row, ClassScores> fragile = row -> {
            if (row.text("Home").equals("rent") != row.text("Renting").equals("yes")) {
                throw new IllegalStateException("a contradiction");
            }
            return Credit.GOOD.predict(row);
        };
        TextColumn.Builder renting = TextColumn.builder("Renting");
        TEST.rows().forEach(row -> renting.add(row.text("Home").equals("rent") ? "yes" : "no"));

        assertThat(message(() -> assertThatModel(fragile)
                        .on(TEST.with(renting.build()), "Status")
                        .usesEveryFeature()))
                .contains("observed an exception on rows whose values were dealt out anew:"
                        + " java.lang.IllegalStateException: a contradiction\n");
        assertThat(message(() -> assertThatModel(Credit.GOOD)
                        .on(TEST.slice(0, 0), "Status")
                        .usesEveryFeature()))
                .contains("observed 0 rows, so nothing was exercised");
    }

    @Test
    void trainingDataMustNotLeak() {
        Table train = Credit.loans(900, 1).without("Loss");

        assertThatData(train).as("loans").doesNotLeakInto(Credit.loans(600, 2), leakage -> leakage.equalRowsAtMost(1));
        assertThat(message(() -> assertThatData(train)
                        .as("loans")
                        .doesNotLeakInto(
                                TEST, leakage -> leakage.target("Status").equalRowsAtMost(0.2))))
                .contains(
                        "FAILED: loans of 900 rows: expected no leak into 600 rows of the test, observed 600 test rows beside"
                                + " 900 training rows: ")
                .contains("\n  FAILED same rows of rows: ")
                .contains("\n  FAILED same features of rows: ");
        assertThat(message(() -> assertThatData(train).doesNotLeakInto(TEST.slice(0, 0))))
                .startsWith(
                        "INCONCLUSIVE: data of 900 rows: expected no leak into 0 rows of the test, observed 0 test rows");
        assertThatData(train).allowInconclusive().doesNotLeakInto(TEST.slice(0, 0));
    }
}
