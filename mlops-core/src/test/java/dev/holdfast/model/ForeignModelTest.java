// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.holdfast.data.ColumnType;
import dev.holdfast.data.Field;
import dev.holdfast.data.Schema;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Models whose bytes another library understands. */
class ForeignModelTest {
    private static final Signature SIGNATURE =
            new Signature(Schema.of(Field.optional("x", ColumnType.NUMBER)), "y", List.of());

    /** A runtime that answers with the number of bytes. */
    private static final ModelRuntime<String, Integer> RUNTIME = (bytes, signature) -> input -> bytes.length;

    private static byte[] bytes(Object... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Object part : parts) {
            if (part instanceof Integer number) {
                out.write(number);
            } else if (part instanceof byte[] nested) {
                out.write(nested.length);
                out.writeBytes(nested);
            } else {
                byte[] text = ((String) part).getBytes(StandardCharsets.UTF_8);
                out.write(text.length);
                out.writeBytes(text);
            }
        }
        return out.toByteArray();
    }

    /** ir_version 8, producer "lab" 1.0, a graph named "g", operator set 17. */
    private static byte[] onnx() {
        return bytes(0x08, 8, 0x12, "lab", 0x1a, "1.0", 0x3a, bytes(0x12, "g"), 0x42, bytes(0x0a, "", 0x10, 17));
    }

    private static StorableModel<String, Integer> read(ModelCodec<String, Integer> codec, InputStream in)
            throws IOException {
        return codec.read(in, new ModelDescription(SIGNATURE, "d".repeat(64), Map.of("a", "b")));
    }

    private static void assertNoOnnx(byte[] bytes, String message) {
        assertThatIOException()
                .isThrownBy(() -> read(ForeignModel.onnxCodec(RUNTIME), new ByteArrayInputStream(bytes)))
                .withMessage(message);
        assertThatIOException().isThrownBy(() -> ForeignModel.onnx(bytes, SIGNATURE, RUNTIME));
    }

    @Test
    void anOnnxFileIsStoredAsItIsAndReadBack() throws IOException {
        ForeignModel<String, Integer> model = ForeignModel.onnx(onnx(), SIGNATURE, RUNTIME);
        assertThat(model.format()).isEqualTo("onnx/1");
        assertThat(model.signature()).isEqualTo(SIGNATURE);
        assertThat(model.provenance())
                .isEqualTo(Map.of("onnx.producer", "lab 1.0", "onnx.ir_version", "8", "onnx.opset.ai.onnx", "17"));
        assertThat(model.parameterDigest()).hasSize(64);
        assertThat(model.predict("x")).isEqualTo(onnx().length);
        assertThat(model).hasToString("ForeignModel[onnx/1, " + onnx().length + " bytes]");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(onnx());

        StorableModel<String, Integer> back =
                read(ForeignModel.onnxCodec(RUNTIME), new ByteArrayInputStream(out.toByteArray()));

        assertThat(back.predict("x")).isEqualTo(onnx().length);
        assertThat(back.parameterDigest()).isEqualTo("d".repeat(64));
        assertThat(back.provenance()).containsExactly(Map.entry("a", "b"));
        assertThat(ForeignModel.onnxCodec(RUNTIME)).isEqualTo(ForeignModel.onnxCodec(RUNTIME));
        assertThat(ForeignModel.onnxCodec(RUNTIME).isShareable()).isFalse();
    }

    @Test
    void whatIsNoOnnxFileIsRefusedWithTheReason() {
        assertNoOnnx(new byte[0], "these bytes are no ONNX file: there are none");
        assertNoOnnx(
                new byte[] {(byte) 0xac, (byte) 0xed, 0, 5},
                "these bytes are no ONNX file: they begin with 0xac, which begins no field of one");
        assertNoOnnx(bytes(0x08, 2, 0x3a, bytes(0x12, "g")), "an ONNX file needs an ir_version of at least 3, got 2");
        assertNoOnnx(bytes(0x3a, bytes(0x12, "g")), "an ONNX file needs an ir_version of at least 3, got none");
        assertNoOnnx(bytes(0x08, 8), "an ONNX file needs a graph, this one has none");
        assertNoOnnx(
                bytes(0x08, 8, 0x3a, bytes(0x12, "g"), 0x42, bytes(0x0a, "evil.ops", 0x10, 1)),
                "an ONNX file needs an operator set of the standard domain, this one names {evil.ops=1}");
        assertNoOnnx(
                bytes(0x08, 8, 0x3a, bytes(0x12, "g"), 0x3a, bytes(0x12, "h")),
                "an ONNX file has one graph, this one has two");
        assertNoOnnx(
                bytes(0x08, 8, 0x3a, bytes(0x2a, bytes(0x70, 1))),
                "the ONNX file keeps weights in another file beside it, which is not stored with it; save it with all"
                        + " weights inside");
        assertNoOnnx(
                bytes(0x08, 8, 0x3a, 100, 1),
                "these bytes are no ONNX file: at byte 4 field 7 has 100 bytes," + " there are 1");
        assertNoOnnx(bytes(0x08, 8, 0x3b), "these bytes are no ONNX file: at byte 3 field 7 has the wire type 3");
        assertNoOnnx(bytes(0x08, 8, 0x00), "these bytes are no ONNX file: at byte 3 a field has the number 0");
        assertNoOnnx(
                bytes(0x08, 8, 0x38, 1),
                "these bytes are no ONNX file: at byte 4 field 7 has the wire type 0 in" + " place of 2");
        assertNoOnnx(bytes(0x08, 0xff), "these bytes are no ONNX file: at byte 2 it ends within a number");
    }

    @Test
    void everyShorterFileAndRandomBytesEndWithAnIoExceptionOrAModel() throws IOException {
        byte[] whole = onnx();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatIOException().isThrownBy(() -> OnnxFile.check(cut));
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] changed = whole.clone();
            for (int j = 0; j <= i % 3; j++) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(OnnxFile.check(changed).provenance()).containsKey("onnx.ir_version");
            } catch (IOException refused) {
                assertThat(refused).hasMessageContaining("ONNX file");
            }
        }
    }

    @Test
    void twoGigabytesOfZerosAreGivenUpAtTheFirstOne() {
        long[] asked = {0};
        InputStream zeros = new InputStream() {
            @Override
            public int read() {
                asked[0]++;
                return 0;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                asked[0] += length;
                return asked[0] > 2L << 30 ? -1 : length;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> read(ForeignModel.onnxCodec(RUNTIME), zeros))
                .withMessage("these bytes are no ONNX file: they begin with 0x00, which begins no field of one");
        assertThat(asked[0]).isLessThan(1 << 17);
    }

    @Test
    void opaqueBytesAreNotLookedInto() throws IOException {
        byte[] content = {(byte) 0xac, (byte) 0xed, 0, 5};
        ForeignModel<String, Integer> model =
                ForeignModel.opaque("acme-rules/2", content, SIGNATURE, Map.of("tool", "acme"), RUNTIME);
        content[0] = 0;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.writeTo(out);
        assertThat(out.toByteArray()).startsWith(0xac);

        ModelCodec<String, Integer> codec = ForeignModel.opaqueCodec("acme-rules/2", RUNTIME);
        assertThat(codec.format()).isEqualTo("acme-rules/2");
        assertThat(read(codec, new ByteArrayInputStream(out.toByteArray())).predict("x"))
                .isEqualTo(4);
        assertThatIOException()
                .isThrownBy(() -> codec.read(new ByteArrayInputStream(content)))
                .withMessage("the bytes of a model of the format 'acme-rules/2' do not tell what it takes and gives;"
                        + " load it from a registry, which knows");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ForeignModel.opaqueCodec("", RUNTIME))
                .withMessage("a format needs a name, such as acme-rules/2, got an empty one");
    }
}
