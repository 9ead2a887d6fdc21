// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.model.Prediction;
import java.util.function.Function;

/**
 * Assertions on what a model does with inputs that training may not have had; up to fifty rows are changed, one column at a
 * time.
 *
 * <p>A model passes when it answers with finite numbers or refuses by an {@link IllegalArgumentException}, an
 * {@link IllegalStateException} or a {@link dev.holdfast.HoldfastException} whose message names the column. It fails when it
 * breaks in another way, as by a null pointer. The columns are those of the signature, else all but the truth. Immutable.
 *
 * @param <O> the model's answers
 */
public final class InputsAssert<O extends Prediction> {
    private final Examination<O> examination;

    InputsAssert(Examination<O> examination) {
        this.examination = examination;
    }

    private InputsAssert<O> check(String expected, Function<CheckResult, CheckResult> measure) {
        examination.check(expected, measure::apply);
        return this;
    }

    /**
     * Asserts that the value of any column may be missing.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayBeMissing() {
        return check("an answer or a refusal by name to missing values", new Robustness(examination)::missing);
    }

    /**
     * Asserts that a text column may hold a category that was never seen, and the empty text.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayBeUnseen() {
        return check("an answer or a refusal by name to unseen categories", new Robustness(examination)::unseen);
    }

    /**
     * Asserts that a numeric column may hold NaN, infinities, {@code 1e300}, the smallest number and minus zero.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayBeExtreme() {
        return check("an answer or a refusal by name to extreme numbers", new Robustness(examination)::extreme);
    }

    /**
     * Asserts that a text in a numeric column is refused by name; of a model without signature, which may not read the column at
     * all, that it is answered or refused by name.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayNotBeOfAnotherType() {
        return check("a refusal by name of texts for numbers", new Robustness(examination)::wrongType);
    }

    /**
     * Asserts that a row without a column that the signature requires is refused by name; where it is optional, it may be
     * answered.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayNotBeAbsent() {
        return check("a refusal by name of rows that lack a column", new Robustness(examination)::absent);
    }

    /**
     * Asserts that answers are the same, bit for bit, with the columns in another order, with a column more, without the truth
     * and for single requests instead of a table.
     *
     * @return these assertions
     */
    public InputsAssert<O> mayComeInAnyShape() {
        return check("the same answers in any shape of the rows", draft -> Robustness.shape(draft, examination));
    }

    /**
     * Turns back to all rows.
     *
     * @return assertions on all rows
     */
    public ModelOnDataAssert<O> onAllRows() {
        return new ModelOnDataAssert<>(examination);
    }
}
