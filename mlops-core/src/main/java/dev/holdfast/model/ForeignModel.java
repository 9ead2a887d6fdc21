// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A model whose bytes are stored as they are and understood by a runtime of the host: ONNX, or any format of its own.
 *
 * <p>The stored bytes are the file itself, so its SHA-256 is the one that other tools know. An ONNX file is checked
 * before a runtime sees it: it must be a {@code ModelProto} with an {@code ir_version} of at least 3, a graph and an
 * operator set of the standard domain, complete in itself, and nothing before, between or after. What is inside the
 * graph is the runtime's to judge. Opaque bytes are not looked into at all. Both are read into memory, at most as many
 * bytes as {@link #LARGEST}, and never by Java deserialisation. As safe to share between threads as the runtime's
 * predictor is.
 *
 * <pre>{@code
 * ForeignModel<Row, ClassScores> model = ForeignModel.onnx(Files.readAllBytes(file), signature, runtime);
 * run.model(model);
 * version.load(ForeignModel.onnxCodec(runtime)).predict(row);
 * }</pre>
 *
 * @param <I> the input
 * @param <O> the answer
 */
public final class ForeignModel<I, O> implements StorableModel<I, O> {
    /** The format of ONNX files. */
    public static final String ONNX = "onnx/1";

    /** The most bytes that a model may have: 1 GiB, or half of the heap where that is less. */
    public static final long LARGEST = Math.min(1L << 30, Runtime.getRuntime().maxMemory() / 2);

    private static final int HEAD = 1 << 16;

    private final String format;
    private final byte[] bytes;
    private final ModelDescription description;
    private final Predictor<I, O> predictor;

    private ForeignModel(String format, byte[] bytes, ModelDescription description, Predictor<I, O> predictor) {
        this.format = format;
        this.bytes = bytes;
        this.description = description;
        this.predictor = predictor;
    }

    /**
     * Returns an ONNX model.
     *
     * @param bytes the file; copied
     * @param signature what the model takes and gives
     * @param runtime opens it
     * @param <I> the input
     * @param <O> the answer
     * @return the model; its provenance tells producer, {@code ir_version} and operator sets
     * @throws IOException when the bytes are no complete ONNX file, or the runtime cannot read them
     */
    public static <I, O> ForeignModel<I, O> onnx(byte[] bytes, Signature signature, ModelRuntime<I, O> runtime)
            throws IOException {
        byte[] copy = bytes.clone();
        return open(ONNX, copy, signature, OnnxFile.check(copy).provenance(), runtime);
    }

    /**
     * Returns a model of a format that only the host knows.
     *
     * @param format the name of the format, such as {@code "acme-rules/2"}
     * @param bytes the file; copied
     * @param signature what the model takes and gives
     * @param provenance how the model came to be, name to value
     * @param runtime opens it
     * @param <I> the input
     * @param <O> the answer
     * @return the model
     * @throws IOException when the runtime cannot read the bytes
     */
    public static <I, O> ForeignModel<I, O> opaque(
            String format,
            byte[] bytes,
            Signature signature,
            Map<String, String> provenance,
            ModelRuntime<I, O> runtime)
            throws IOException {
        return open(named(format), bytes.clone(), signature, provenance, runtime);
    }

    private static String named(String format) {
        if (format.isEmpty()) {
            throw new IllegalArgumentException("a format needs a name, such as acme-rules/2, got an empty one");
        }
        return format;
    }

    private static <I, O> ForeignModel<I, O> open(
            String format,
            byte[] bytes,
            Signature signature,
            Map<String, String> provenance,
            ModelRuntime<I, O> runtime)
            throws IOException {
        ModelDescription description = new ModelDescription(
                signature, HexFormat.of().formatHex(OnnxFile.sha256(bytes)), new LinkedHashMap<>(provenance));
        return new ForeignModel<>(format, bytes, description, runtime.open(bytes, signature));
    }

    /**
     * Returns the codec of ONNX models.
     *
     * @param runtime opens what was read
     * @param <I> the input
     * @param <O> the answer
     * @return the codec; it needs the description that a registry stores beside the bytes
     */
    public static <I, O> ModelCodec<I, O> onnxCodec(ModelRuntime<I, O> runtime) {
        return new Codec<>(ONNX, runtime);
    }

    /**
     * Returns the codec of models of a format that only the host knows.
     *
     * @param format the name of the format
     * @param runtime opens what was read
     * @param <I> the input
     * @param <O> the answer
     * @return the codec; it needs the description that a registry stores beside the bytes
     */
    public static <I, O> ModelCodec<I, O> opaqueCodec(String format, ModelRuntime<I, O> runtime) {
        return new Codec<>(named(format), runtime);
    }

    private record Codec<I, O>(String format, ModelRuntime<I, O> runtime) implements ModelCodec<I, O> {
        private Codec {
            Objects.requireNonNull(format, "format");
            Objects.requireNonNull(runtime, "runtime");
        }

        @Override
        public StorableModel<I, O> read(InputStream in) throws IOException {
            throw new IOException("the bytes of a model of the format '" + format + "' do not tell what it takes and"
                    + " gives; load it from a registry, which knows");
        }

        @Override
        public StorableModel<I, O> read(InputStream in, ModelDescription description) throws IOException {
            byte[] bytes = bytes(in);
            if (format.equals(ONNX)) {
                OnnxFile.check(bytes);
            }
            return new ForeignModel<>(format, bytes, description, runtime.open(bytes, description.signature()));
        }

        /** Reads to the end; what is no ONNX file is given up at its first bytes, however long it is. */
        private byte[] bytes(InputStream in) throws IOException {
            byte[] head = in.readNBytes(HEAD);
            if (format.equals(ONNX)) {
                OnnxFile.checkHead(head);
            }
            byte[] bytes = new SequenceInputStream(new ByteArrayInputStream(head), in)
                    .readNBytes((int) Math.min(LARGEST, Integer.MAX_VALUE - 16));
            if (in.read() >= 0) {
                throw new IOException("a model of the format '" + format + "' may have " + LARGEST
                        + " bytes in this JVM, this one has more; give the JVM a larger heap, at most 1 GiB is read");
            }
            return bytes;
        }
    }

    @Override
    public String format() {
        return format;
    }

    @Override
    public Signature signature() {
        return description.signature();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes);
    }

    /**
     * Returns the SHA-256 of the bytes: what was learned cannot be told from the rest of them.
     *
     * @return 64 lower-case hexadecimal digits
     */
    @Override
    public String parameterDigest() {
        return description.parameterDigest();
    }

    @Override
    public Map<String, String> provenance() {
        return Collections.unmodifiableMap(description.provenance());
    }

    @Override
    public O predict(I input) {
        return predictor.predict(input);
    }

    @Override
    public String toString() {
        return "ForeignModel[" + format + ", " + bytes.length + " bytes]";
    }
}
