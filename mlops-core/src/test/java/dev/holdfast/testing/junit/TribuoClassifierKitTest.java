// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.junit;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Predictor;
import dev.holdfast.testing.Credit;
import dev.holdfast.tribuo.TribuoCodec;
import java.util.Optional;

/** The models of this library pass the kit. */
class TribuoClassifierKitTest implements ModelTestKit<ClassScores> {
    private static final Predictor<Row, ClassScores> MODEL = Credit.trained();

    @Override
    public Predictor<Row, ClassScores> model() {
        return MODEL;
    }

    @Override
    public Table rows() {
        return Credit.loans(60, 5);
    }

    @Override
    public Optional<ModelCodec<Row, ClassScores>> codec() {
        return Optional.of(TribuoCodec.classification());
    }
}
