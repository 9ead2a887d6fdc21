// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.model.Prediction;
import dev.holdfast.model.Predictor;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.util.Optional;

/**
 * The model of an assertion, how a message names it, and where results go.
 *
 * @param model the model
 * @param name its name for a person
 * @param verdicts where results go
 * @param <O> its answers
 */
record Subject<O extends Prediction>(Predictor<Row, O> model, String name, Verdicts verdicts) {
    static <O extends Prediction> Subject<O> of(Predictor<Row, O> model, Verdicts verdicts) {
        Class<?> type = model.getClass();
        boolean named = !type.isSynthetic() && !type.isAnonymousClass() && !type.isHidden();
        String name = named ? type.getSimpleName() : "model";
        return new Subject<>(
                model,
                signature(model).map(each -> name + " of " + each.target()).orElse(name),
                verdicts);
    }

    Subject<O> named(String newName) {
        return new Subject<>(model, newName, verdicts);
    }

    Optional<Signature> signature() {
        return signature(model);
    }

    private static Optional<Signature> signature(Predictor<?, ?> model) {
        return model instanceof StorableModel<?, ?> storable ? Optional.of(storable.signature()) : Optional.empty();
    }
}
