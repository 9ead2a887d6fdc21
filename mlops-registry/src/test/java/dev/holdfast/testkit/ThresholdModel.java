// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Row;
import dev.holdfast.data.Schema;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The smallest model that can be stored: bad when the income is below a threshold. */
public record ThresholdModel(double threshold) implements StorableModel<Row, ClassScores> {
    public static final String FORMAT = "threshold/1";

    public static ModelCodec<Row, ClassScores> codec() {
        return new ModelCodec<>() {
            @Override
            public String format() {
                return FORMAT;
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                if (!text.startsWith("threshold ")) {
                    throw new IOException("expected 'threshold', got '" + text + "'");
                }
                return new ThresholdModel(Double.parseDouble(text.substring(10)));
            }
        };
    }

    @Override
    public String format() {
        return FORMAT;
    }

    @Override
    public Signature signature() {
        return new Signature(Schema.of(Field.optional("Income", ColumnType.NUMBER)), "Status", List.of("good", "bad"));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(("threshold " + threshold).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String parameterDigest() {
        return Digests.of(Double.toString(threshold));
    }

    @Override
    public Map<String, String> provenance() {
        return Map.of("trainer", "threshold");
    }

    @Override
    public ClassScores predict(Row row) {
        return row.isMissing("Income") || row.number("Income") < threshold
                ? ClassScores.of(List.of("good", "bad"), 0, 1)
                : ClassScores.of(List.of("good", "bad"), 1, 0);
    }
}
