// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import static dev.holdfast.testing.ModelAssertions.assertSoftly;
import static dev.holdfast.testing.ModelAssertions.assertThatData;
import static dev.holdfast.testing.ModelAssertions.assertThatModel;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Predictor;
import dev.holdfast.validation.DataContract;
import java.util.List;

/** Makes assertions on a class path that has no test framework; {@link WithoutFrameworksTest} starts it. */
public final class PlainMain {
    private PlainMain() {}

    /**
     * Prints what happened, a line each.
     *
     * @param arguments none
     */
    public static void main(String[] arguments) {
        for (String type : List.of(
                "org.junit.jupiter.api.Test",
                "net.jqwik.api.Property",
                "org.opentest4j.AssertionFailedError",
                "org.assertj.core.api.Assertions",
                "org.tribuo.Model")) {
            try {
                Class.forName(type);
                System.out.println("there is " + type);
            } catch (ClassNotFoundException e) {
                System.out.println("no " + type);
            }
        }
        Predictor<Row, ClassScores> model = row -> {
            double bad = row.number("x") / 100;
            return ClassScores.of(List.of("bad", "good"), bad, 1 - bad);
        };
        double[] x = new double[100];
        String[] status = new String[100];
        for (int i = 0; i < 100; i++) {
            x[i] = i;
            status[i] = i >= 50 ? "bad" : "good";
        }
        Table test = Table.of(NumberColumn.of("x", x), TextColumn.of("y", status));
        assertThatModel(model).on(test, "y").hasAtLeast(BinaryMetric.AUC, 0.9).isDeterministic();
        assertThatData(test)
                .satisfies(DataContract.named("x")
                        .column("x", c -> c.number().between(0, 100))
                        .build());
        System.out.println("passed");
        try {
            assertSoftly(softly -> softly.assertThatModel(model).on(test, "y").hasAtMost(BinaryMetric.BRIER, 0.01));
        } catch (AssertionError e) {
            System.out.println(
                    String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
        }
    }
}
