// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.holdfast.data.NumberColumn;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.data.TextColumn;
import dev.holdfast.evaluation.BinaryMetric;
import dev.holdfast.evaluation.Evaluation;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Signature;
import dev.holdfast.model.StorableModel;
import dev.holdfast.tribuo.FeatureSpec;
import dev.holdfast.tribuo.TrainedClassifier;
import dev.holdfast.tribuo.TribuoCodec;
import dev.holdfast.tribuo.TribuoTrainer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.classification.sgd.linear.LogisticRegressionTrainer;

class CalibratedClassifierTest {
    private static final ModelCodec<Row, ClassScores> CODEC = CalibratedClassifier.codec(TribuoCodec.classification());

    private static Table rows(int n, long seed, String... labels) {
        SplittableRandom random = new SplittableRandom(seed);
        NumberColumn.Builder x = NumberColumn.builder("x");
        TextColumn.Builder y = TextColumn.builder("y");
        for (int i = 0; i < n; i++) {
            double value = random.nextDouble();
            x.add(value);
            y.add(labels[(int) Math.min(labels.length - 1, value * labels.length * (0.5 + random.nextDouble()))]);
        }
        return Table.of(x.build(), y.build());
    }

    private static TrainedClassifier train(Table table) {
        return TribuoTrainer.classification(
                        seed -> new LogisticRegressionTrainer(),
                        FeatureSpec.of(table.schema()).target("y"))
                .seed(1)
                .train(table);
    }

    private static byte[] bytes(StorableModel<Row, ClassScores> model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        return out.toByteArray();
    }

    private static StorableModel<Row, ClassScores> read(byte[] bytes) throws IOException {
        return CODEC.read(new ByteArrayInputStream(bytes));
    }

    @ParameterizedTest
    @EnumSource(CalibrationMethod.class)
    void comesBackFromItsBytesAsItWas(CalibrationMethod method) throws IOException {
        TrainedClassifier base = train(rows(300, 1, "a", "b"));
        CalibratedClassifier model = CalibratedClassifier.fit(base, rows(300, 2, "a", "b"), method);
        byte[] bytes = bytes(model);
        assertThat(bytes(model)).isEqualTo(bytes);
        CalibratedClassifier back = (CalibratedClassifier) read(bytes);
        Table test = rows(100, 3, "a", "b");
        assertThat(back.predictAll(test)).isEqualTo(model.predictAll(test));
        assertThat(back.predict(test.row(0))).isEqualTo(model.predict(test.row(0)));
        assertThat(back.calibrations()).isEqualTo(model.calibrations());
        assertThat(back.parameterDigest()).isEqualTo(model.parameterDigest()).isNotEqualTo(base.parameterDigest());
        assertThat(back.provenance())
                .isEqualTo(model.provenance())
                .containsAllEntriesOf(base.provenance())
                .containsEntry("calibrationRows", "300");
        assertThat(back.signature()).isEqualTo(base.signature());
        assertThat(back.format()).isEqualTo(CODEC.format()).isEqualTo("holdfast-calibrated/1(tribuo-protobuf/1)");
        assertThat(back).hasToString(model.toString());
    }

    @Test
    void probabilitiesOfManyClassesSumToOne() throws IOException {
        CalibratedClassifier model = CalibratedClassifier.fit(
                train(rows(600, 1, "a", "b", "c")), rows(600, 2, "a", "b", "c"), CalibrationMethod.ISOTONIC);
        assertThat(model.calibrations()).hasSize(3);
        for (ClassScores scores : read(bytes(model)).predictAll(rows(200, 3, "a", "b", "c"))) {
            assertThat(scores.labels().stream().mapToDouble(scores::score).sum())
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void improvesTheLogLossOfOverconfidentScores() {
        Table test = rows(2_000, 5, "a", "b");
        StorableModel<Row, ClassScores> overconfident = fixed(train(rows(1_000, 1, "a", "b")));
        double before = logLoss(overconfident, test);
        for (CalibrationMethod method : CalibrationMethod.values()) {
            CalibratedClassifier model = CalibratedClassifier.fit(overconfident, rows(2_000, 4, "a", "b"), method);
            assertThat(logLoss(model, test)).as(method.name()).isLessThan(before - 0.02);
        }
    }

    private static double logLoss(StorableModel<Row, ClassScores> model, Table test) {
        return Evaluation.classification(model, test)
                .positive("b")
                .metrics(BinaryMetric.LOG_LOSS)
                .run()
                .metric("log-loss")
                .orThrow()
                .point();
    }

    /** A model of the test's own, with its scores pushed to the ends. */
    private static StorableModel<Row, ClassScores> fixed(StorableModel<Row, ClassScores> base) {
        return new StorableModel<>() {
            @Override
            public String format() {
                return "fixed/1";
            }

            @Override
            public Signature signature() {
                return base.signature();
            }

            @Override
            public void writeTo(OutputStream out) throws IOException {
                out.write("fixed".getBytes(StandardCharsets.US_ASCII));
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
                double p = base.predict(row).score("b");
                double odds = Math.pow(p / (1 - p), 4);
                return ClassScores.of(List.of("a", "b"), 1 / (1 + odds), odds / (1 + odds));
            }
        };
    }

    @Test
    void weightsMoveTheMapAndRowsWithoutTargetDoNot() {
        TrainedClassifier base = train(rows(300, 1, "a", "b"));
        TextColumn.Builder y = TextColumn.builder("y");
        List.of("a", "b", "a", "b").forEach(y::add);
        Table heldOut = Table.of(
                NumberColumn.of("x", 0.1, 0.9, 0.4, 0.6, 0.5), y.addMissing().build());
        CalibratedClassifier plain = CalibratedClassifier.fit(base, heldOut, CalibrationMethod.PLATT);
        assertThat(plain.provenance()).containsEntry("calibrationRows", "4").containsEntry("calibration", "platt");
        CalibratedClassifier weighted =
                CalibratedClassifier.fit(base, heldOut, CalibrationMethod.PLATT, new double[] {1, 9, 1, 9, 1});
        assertThat(weighted.predict(heldOut.row(4)).score("b"))
                .isGreaterThan(plain.predict(heldOut.row(4)).score("b"));
    }

    @Test
    void refusesRowsThatItCannotLearnFrom() {
        TrainedClassifier base = train(rows(300, 1, "a", "b"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalibratedClassifier.fit(
                        base,
                        Table.of(NumberColumn.of("x", 1, 2), TextColumn.of("y", "a", "a")),
                        CalibrationMethod.PLATT))
                .withMessage("a calibration needs rows of 'b' and others, got 0 of 2 rows with a target");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CalibratedClassifier.fit(
                        base,
                        Table.of(NumberColumn.of("x", 1, 2), TextColumn.of("y", "a", "z")),
                        CalibrationMethod.PLATT))
                .withMessage("row 1 has the y 'z', which is none of the model's labels [a, b]");
    }

    @Test
    void everyDamageOfTheBytesIsFound() throws IOException {
        byte[] bytes = bytes(
                CalibratedClassifier.fit(train(rows(60, 1, "a", "b")), rows(60, 2, "a", "b"), CalibrationMethod.PLATT));
        for (int length = 0; length < bytes.length; length += length < 80 ? 1 : 97) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> read(cut))
                    .withMessageContaining("ends within");
        }
        for (int at = 0; at < bytes.length; at += 31) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 0x20;
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> read(flipped));
        }
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(Arrays.copyOf(bytes, bytes.length + 1)))
                .withMessage("the calibrated model goes on after its end: there are bytes behind the checksum");
        byte[] newer = bytes.clone();
        newer[11] = 2;
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> read(newer))
                .withMessage(
                        "the calibrated model has layout version 2, this release reads 1; read it with a newer release");
    }

    @Test
    void anotherBaseCodecIsRefusedByName() throws IOException {
        byte[] bytes = bytes(
                CalibratedClassifier.fit(train(rows(60, 1, "a", "b")), rows(60, 2, "a", "b"), CalibrationMethod.PLATT));
        ModelCodec<Row, ClassScores> other = CalibratedClassifier.codec(new ModelCodec<>() {
            @Override
            public String format() {
                return "fixed/1";
            }

            @Override
            public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
                throw new IOException("never asked");
            }
        });
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> other.read(new ByteArrayInputStream(bytes)))
                .withMessage("the base model has the format 'tribuo-protobuf/1', the codec reads 'fixed/1'");
    }
}
