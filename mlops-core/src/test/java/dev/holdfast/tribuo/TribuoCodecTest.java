// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.UnsafeByteOperations;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.ObjectProvenanceProto;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.RootProvenanceProto;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.sgd.protos.ClassificationLinearSGDProto;
import org.tribuo.protos.core.FeatureDomainProto;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;

class TribuoCodecTest {
    private static final Table LOANS = TestModels.loans(120, 1);

    /** Set when the class is initialised: no stored model may bring that about. */
    static boolean hostileClassWasLoaded;

    /** A class of the host that a hostile file names. */
    static final class Hostile {
        static {
            hostileClassWasLoaded = true;
        }

        private Hostile() {}
    }

    private static ModelFile file(byte[] bytes) throws IOException {
        return ModelFile.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] bytes(ModelFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.writeTo(out);
        return out.toByteArray();
    }

    private static byte[] withProtobuf(ModelFile file, ByteString protobuf) throws IOException {
        return bytes(new ModelFile(
                file.kind(), file.signature(), file.featurizer(), file.provenance(), file.parameterDigest(), protobuf));
    }

    @Property(tries = 12)
    void aModelReadBackAnswersTheSame(
            @ForAll @IntRange(min = 20, max = 200) int rows, @ForAll long seed, @ForAll boolean forest)
            throws IOException {
        Table table = TestModels.loans(rows, seed);
        if (table.rows().map(row -> row.text("Status")).distinct().count() < 2) {
            return;
        }
        TrainedClassifier model = forest ? TestModels.trainedForest(table) : TestModels.trainedLinear(table);

        byte[] stored = TestModels.bytes(model);
        StorableModel<Row, ClassScores> read = TestModels.read(stored);

        assertThat(read.predictAll(table)).isEqualTo(model.predictAll(table));
        assertThat(read.predictAll(LOANS)).isEqualTo(model.predictAll(LOANS));
        assertThat(read.signature()).isEqualTo(model.signature());
        assertThat(read.provenance()).isEqualTo(model.provenance());
        assertThat(List.copyOf(read.provenance().keySet()))
                .isEqualTo(List.copyOf(model.provenance().keySet()));
        assertThat(read.parameterDigest()).isEqualTo(model.parameterDigest());
        assertThat(read.format()).isEqualTo(model.format());
        assertThat(TestModels.bytes(read)).isEqualTo(stored);
    }

    @Test
    void theCodecNamesTheFormatThatItReads() {
        assertThat(TribuoCodec.classification().format()).isEqualTo("tribuo-protobuf/1");
    }

    @Test
    void everyFlippedByteIsFound() {
        byte[] stored = TestModels.bytes(TestModels.trainedLinear(LOANS));
        for (int i = 0; i < stored.length; i++) {
            stored[i] ^= (byte) (1 << (i % 8));
            assertThat(refusal(stored)).as("byte %d", i).isNotEmpty();
            stored[i] ^= (byte) (1 << (i % 8));
        }
        assertThat(refusal(stored)).isEmpty();
    }

    @Test
    void everyShorterFileIsFound() {
        byte[] stored = TestModels.bytes(TestModels.trainedLinear(LOANS));
        for (int length = 0; length < stored.length; length++) {
            assertThat(refusal(Arrays.copyOf(stored, length)))
                    .as("%d bytes", length)
                    .startsWith("the model file ends within its ");
        }
    }

    /** The message with which a file is refused, or nothing; a plain loop, since there are thousands of them. */
    private static String refusal(byte[] bytes) {
        try {
            TestModels.read(bytes);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void whatIsNoModelIsRefusedWithTheReason() throws IOException {
        byte[] stored = TestModels.bytes(TestModels.trainedLinear(LOANS));

        assertRefused(
                new byte[100],
                "these bytes are no Tribuo model of format tribuo-protobuf/1: they do not start with HFTRIBUO");
        assertRefused(
                ByteBuffer.wrap(stored.clone()).putInt(8, 2).array(),
                "the model file has layout version 2, this release reads 1; read it with a newer release");
        assertRefused(
                ByteBuffer.wrap(stored.clone()).putInt(8, 0).array(),
                "the model file has layout version 0, this release reads 1");
        assertRefused(
                ByteBuffer.wrap(stored.clone()).putInt(12, -1).array(),
                "the header of a model file may be 67108864 bytes long, got 4294967295");
        assertRefused(
                ByteBuffer.wrap(stored.clone()).putInt(12, 64 << 20).array(),
                "the model file ends within its header: 67108864 bytes expected, " + (stored.length - 16) + " there");
        assertRefused(
                Arrays.copyOf(stored, stored.length + 1),
                "the model file goes on after its end: there are bytes behind the checksum");
        byte[] damaged = stored.clone();
        damaged[stored.length - 40]++;
        assertRefused(damaged, "the checksum of the model file does not match its content: it is damaged");
    }

    @Test
    void aFileThatContradictsItselfIsRefused() throws IOException {
        ModelFile linear = file(TestModels.bytes(TestModels.trainedLinear(LOANS)));
        ModelFile forest = file(TestModels.bytes(TestModels.trainedForest(LOANS)));

        assertThatThrownBy(() -> TestModels.read(withProtobuf(linear, forest.model())))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("the parameters of the model have digest [0-9a-f]{64}, the file says "
                        + linear.parameterDigest());
        assertThatThrownBy(() -> TestModels.read(bytes(new ModelFile(
                        "ranking",
                        linear.signature(),
                        linear.featurizer(),
                        Map.of(),
                        linear.parameterDigest(),
                        linear.model()))))
                .isInstanceOf(IOException.class)
                .hasMessage("the file holds a model for ranking, not for classification");
        assertThatThrownBy(() -> TestModels.read(bytes(new ModelFile(
                        "classification",
                        linear.signature(),
                        Featurizer.of(List.of(new ColumnFeatures.Flag("x"))),
                        Map.of(),
                        linear.parameterDigest(),
                        linear.model()))))
                .isInstanceOf(IOException.class)
                .hasMessageMatching("the features of the model, \\[Age, .*], are not those of its featurizer, "
                        + "\\[x, x\\?missing]");
    }

    @Test
    void aHostileClassNameIsRefusedBeforeItIsLoaded() throws IOException {
        ModelFile honest = file(TestModels.bytes(TestModels.trainedLinear(LOANS)));
        ModelProto proto = ModelProto.parseFrom(honest.model());
        ClassificationLinearSGDProto inner = proto.getSerializedData().unpack(ClassificationLinearSGDProto.class);
        String hostile = TribuoCodecTest.class.getName() + "$Hostile";

        assertHostile(honest, proto.toBuilder().setClassName(hostile).build(), hostile);
        ModelDataProto metadata = inner.getMetadata();
        assertHostile(
                honest,
                inside(
                        proto,
                        inner,
                        metadata.toBuilder()
                                .setFeatureDomain(
                                        metadata.getFeatureDomain().toBuilder().setClassName(hostile))
                                .build()),
                hostile);
        assertHostile(
                honest,
                inside(
                        proto,
                        inner,
                        metadata.toBuilder()
                                .setProvenance(RootProvenanceProto.newBuilder()
                                        .addOmp(ObjectProvenanceProto.newBuilder()
                                                .setProvenanceClassName(hostile)))
                                .build()),
                hostile);
        assertHostile(
                honest,
                inside(
                        proto,
                        inner,
                        metadata.toBuilder()
                                .setProvenance(RootProvenanceProto.newBuilder()
                                        .addSmp(SimpleProvenanceProto.newBuilder()
                                                .setProvenanceClassName(
                                                        "com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance")
                                                .setAdditional(hostile)))
                                .build()),
                hostile);
        assertHostile(
                honest,
                proto.toBuilder()
                        .setClassName("org.tribuo.interop.tensorflow.X")
                        .build(),
                "org.tribuo.interop.tensorflow.X");
        assertHostile(
                honest,
                proto.toBuilder()
                        .setClassName("org.tribuo.classification.liblinear.LibLinearClassificationModel")
                        .build(),
                "org.tribuo.classification.liblinear.LibLinearClassificationModel");
    }

    @Test
    void aJavaSerialisedObjectInsideIsRefused() throws IOException {
        ByteString object = ByteString.copyFrom(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5, 's', 'r'});

        assertThatThrownBy(() -> ClassNameGuard.check(BytesValue.of(object)))
                .isInstanceOf(IOException.class)
                .hasMessage("the model holds a Java serialised object in the field 'google.protobuf.BytesValue.value',"
                        + " which is refused: reading it could run any code on the class path");
        ClassNameGuard.check(BytesValue.of(object.substring(1)));
    }

    /** What a small JVM does with what claims to be large; prints what it was told, and its largest heap. */
    static final class SmallJvm {
        private SmallJvm() {}

        public static void main(String[] arguments) {
            byte[] header = "{\"kind\":\"classification\"}".getBytes(StandardCharsets.UTF_8);
            byte[] frame = ByteBuffer.allocate(64)
                    .put("HFTRIBUO".getBytes(StandardCharsets.US_ASCII))
                    .putInt(1)
                    .putInt(header.length)
                    .put(header)
                    .putInt(1 << 30)
                    .array();
            for (byte[] start : List.of(new byte[0], frame)) {
                long[] left = {2L << 30};
                InputStream zeros = new InputStream() {
                    @Override
                    public int read() {
                        return left[0]-- > 0 ? 0 : -1;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        int count = (int) Math.min(length, left[0]);
                        left[0] -= count;
                        return count == 0 ? -1 : count;
                    }
                };
                try {
                    TribuoCodec.classification().read(new SequenceInputStream(new ByteArrayInputStream(start), zeros));
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void twoGigabytesOfZerosAreRefusedInAHeapOf48Megabytes() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx48m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SmallJvm.class.getName())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(told).isZero();
        assertThat(told.lines().toList()).hasSize(2);
        assertThat(told.lines().findFirst())
                .contains(
                        "these bytes are no Tribuo model of format tribuo-protobuf/1: they do not start with HFTRIBUO");
        assertThat(told.lines().skip(1).findFirst().orElseThrow())
                .startsWith(
                        "the protobuf of the model file is said to be 1073741824 bytes long, this JVM reads up to ");
    }

    @Test
    void aHostileNameSpreadOverTwoFieldsIsFound() throws IOException {
        ModelFile honest = file(TestModels.bytes(TestModels.trainedLinear(LOANS)));
        String hostile = TribuoCodecTest.class.getName() + "$Hostile";
        ByteString merged = honest.model()
                .concat(ModelProto.newBuilder().setClassName(hostile).build().toByteString());

        assertThatThrownBy(() -> TestModels.read(withProtobuf(honest, merged)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("names class '" + hostile + "'");
        assertThat(hostileClassWasLoaded).isFalse();
    }

    @Test
    void whatCannotBeLookedIntoIsRefused() throws IOException {
        ModelFile honest = file(TestModels.bytes(TestModels.trainedLinear(LOANS)));
        ModelProto proto = ModelProto.parseFrom(honest.model());

        assertProtobufRefused(
                honest,
                proto.toBuilder()
                        .setSerializedData(Any.newBuilder().setTypeUrl("type.googleapis.com/evil.Thing"))
                        .build()
                        .toByteString(),
                "the model holds a message of type 'evil.Thing', which no known Tribuo module on the class path "
                        + "defines; is the module of its trainer there?");
        ModelProto nested = proto;
        for (int i = 0; i < 150; i++) {
            nested = ModelProto.newBuilder()
                    .setSerializedData(Any.pack(FeatureDomainProto.newBuilder()
                            .setSerializedData(nested.getSerializedData())
                            .build()))
                    .build();
        }
        assertProtobufRefused(honest, nested.toByteString(), "the model is nested more than 200 messages deep");
        assertThatThrownBy(() ->
                        TestModels.read(withProtobuf(honest, UnsafeByteOperations.unsafeWrap(new byte[] {1, 2, 3}))))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("the protobuf of the model cannot be read: ");
        assertThatThrownBy(() -> TestModels.read(withProtobuf(
                        honest,
                        proto.toBuilder()
                                .setClassName("org.tribuo.Absent")
                                .build()
                                .toByteString())))
                .isInstanceOf(IOException.class)
                .hasMessage("Tribuo cannot read the model: Failed to find class org.tribuo.Absent");
    }

    private static ModelProto inside(ModelProto outer, ClassificationLinearSGDProto inner, ModelDataProto metadata) {
        return outer.toBuilder()
                .setSerializedData(
                        Any.pack(inner.toBuilder().setMetadata(metadata).build()))
                .build();
    }

    private static void assertHostile(ModelFile honest, ModelProto proto, String named) {
        assertProtobufRefused(
                honest,
                proto.toByteString(),
                "the model names class '" + named + "', which is none of [org.tribuo., "
                        + "com.oracle.labs.mlrg.olcut.provenance.] (without [org.tribuo.interop., "
                        + "org.tribuo.common.liblinear., org.tribuo.classification.liblinear., "
                        + "org.tribuo.regression.liblinear., org.tribuo.anomaly.liblinear.]); it is refused and was not "
                        + "loaded");
        assertThat(hostileClassWasLoaded).isFalse();
    }

    private static void assertProtobufRefused(ModelFile honest, ByteString protobuf, String message) {
        assertThatThrownBy(() -> TestModels.read(withProtobuf(honest, protobuf)))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThatThrownBy(() -> TestModels.read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }
}
