// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.benchmarks;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A model of one byte, where what is measured is the registry around it. */
record SmallestModel(double value) implements StorableModel<Row, ClassScores> {
    @Override
    public String format() {
        return "smallest/1";
    }

    @Override
    public Signature signature() {
        return new Signature(Schema.of(Field.optional("x", ColumnType.NUMBER)), "y", List.of("good", "bad"));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(1);
    }

    @Override
    public String parameterDigest() {
        return "0".repeat(64);
    }

    @Override
    public Map<String, String> provenance() {
        return Map.of();
    }

    @Override
    public ClassScores predict(Row row) {
        return ClassScores.of(List.of("good", "bad"), value, 1 - value);
    }
}
