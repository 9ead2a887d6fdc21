// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Assertions that keep their failures until {@link #assertAll}; {@link ModelAssertions#assertSoftly} calls it itself.
 *
 * <p>For one thread.
 */
public final class SoftAssertions {
    private final List<CheckResult> failures = new ArrayList<>();

    /** Starts without failures. */
    public SoftAssertions() {}

    /**
     * Starts assertions on a model.
     *
     * @param model a classifier or a regression
     * @param <O> its answers
     * @return the assertions
     */
    public <O extends Prediction> ModelAssert<O> assertThatModel(Predictor<Row, O> model) {
        return new ModelAssert<>(Subject.of(model, Verdicts.keepingIn(failures)));
    }

    /**
     * Starts assertions on data.
     *
     * @param data the rows
     * @return the assertions
     */
    public DataAssert assertThatData(Table data) {
        return new DataAssert(data, Verdicts.keepingIn(failures));
    }

    /**
     * Starts assertions on what trains models.
     *
     * @param trainer trains a model on rows
     * @param <O> the answers of its models
     * @return the assertions
     */
    public <O extends Prediction> TrainerAssert<O> assertThatTrainer(
            Function<Table, ? extends Predictor<Row, O>> trainer) {
        return new TrainerAssert<>(trainer, "trainer", Verdicts.keepingIn(failures));
    }

    /**
     * Throws the failures, if there are any, and forgets them.
     *
     * @throws ModelQualityError with all of them
     */
    public void assertAll() {
        List<CheckResult> all = List.copyOf(failures);
        failures.clear();
        if (!all.isEmpty()) {
            throw ModelQualityError.of(all);
        }
    }
}
