// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The envelope of an ONNX file, a protobuf {@code ModelProto}: read field by field, without making objects of it. Field
 * numbers are those of {@code onnx.proto} (ONNX 1.16, IR version 10).
 */
final class OnnxFile {
    private static final int IR_VERSION = 1;
    private static final int PRODUCER_NAME = 2;
    private static final int PRODUCER_VERSION = 3;
    private static final int GRAPH = 7;
    private static final int OPSET_IMPORT = 8;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int TENSOR_DATA_LOCATION = 14;
    private static final long EXTERNAL = 1;

    /** Since this version a file must name its operator sets. */
    private static final long OLDEST = 3;

    private final byte[] bytes;
    private long irVersion;
    private boolean graph;
    private final Map<String, Long> opsets = new TreeMap<>();
    private String producer = "";
    private String producerVersion = "";

    private OnnxFile(byte[] bytes) {
        this.bytes = bytes;
    }

    static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    /** Checks the first field, so that what is something else is not read to its end. */
    static void checkHead(byte[] head) throws IOException {
        if (head.length == 0) {
            throw new IOException("these bytes are no ONNX file: there are none");
        }
        int number = (head[0] & 0xff) >>> 3;
        int type = head[0] & 7;
        if ((head[0] & 0x80) != 0 || number == 0 || number > OPSET_IMPORT || type != type(number)) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "these bytes are no ONNX file: they begin with 0x%02x, which begins no field of one",
                    head[0]));
        }
    }

    private static int type(int number) {
        return number == IR_VERSION || number == 5 ? 0 : 2;
    }

    static OnnxFile check(byte[] bytes) throws IOException {
        checkHead(bytes);
        OnnxFile file = new OnnxFile(bytes);
        file.read();
        if (file.irVersion < OLDEST || file.irVersion > Integer.MAX_VALUE) {
            throw new IOException("an ONNX file needs an ir_version of at least " + OLDEST + ", got "
                    + (file.irVersion == 0 ? "none" : file.irVersion));
        }
        if (!file.graph) {
            throw new IOException("an ONNX file needs a graph, this one has none");
        }
        if (file.opsets.getOrDefault("", 0L) < 1) {
            throw new IOException(
                    "an ONNX file needs an operator set of the standard domain, this one names " + file.opsets);
        }
        return file;
    }

    Map<String, String> provenance() {
        Map<String, String> provenance = new LinkedHashMap<>();
        if (!producer.isBlank()) {
            provenance.put("onnx.producer", (producer + " " + producerVersion).strip());
        }
        provenance.put("onnx.ir_version", Long.toString(irVersion));
        opsets.forEach((domain, version) ->
                provenance.put("onnx.opset." + (domain.isEmpty() ? "ai.onnx" : domain), Long.toString(version)));
        return provenance;
    }

    private void read() throws IOException {
        Fields fields = new Fields(bytes, 0, bytes.length);
        while (fields.next()) {
            switch (fields.number) {
                case IR_VERSION -> irVersion = fields.varint();
                case PRODUCER_NAME -> producer = fields.text();
                case PRODUCER_VERSION -> producerVersion = fields.text();
                case GRAPH -> {
                    if (graph) {
                        throw new IOException("an ONNX file has one graph, this one has two");
                    }
                    graph = true;
                    graph(fields.message());
                }
                case OPSET_IMPORT -> opset(fields.message());
                default -> {}
            }
        }
    }

    private void opset(Fields fields) throws IOException {
        String domain = "";
        long version = 0;
        while (fields.next()) {
            if (fields.number == 1) {
                domain = fields.text();
            } else if (fields.number == 2) {
                version = fields.varint();
            }
        }
        opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
    }

    /** Weights in files beside the model would be missing where it is loaded, or be whatever lies there. */
    private static void graph(Fields graph) throws IOException {
        while (graph.next()) {
            if (graph.number == GRAPH_INITIALIZER) {
                Fields tensor = graph.message();
                while (tensor.next()) {
                    if (tensor.number == TENSOR_DATA_LOCATION && tensor.varint() == EXTERNAL) {
                        throw new IOException("the ONNX file keeps weights in another file beside it, which is not"
                                + " stored with it; save it with all weights inside");
                    }
                }
            }
        }
    }

    /** Walks the fields of one message: numbers and extents, no content. */
    private static final class Fields {
        private final byte[] bytes;
        private int position;
        private final int end;
        private int number;
        private int type;
        private long value;
        private int start;
        private int length;

        Fields(byte[] bytes, int start, int length) {
            this.bytes = bytes;
            this.position = start;
            this.end = start + length;
        }

        boolean next() throws IOException {
            if (position == end) {
                return false;
            }
            long tag = raw();
            number = (int) (tag >>> 3);
            type = (int) (tag & 7);
            if (number < 1 || tag >>> 32 != 0) {
                throw broken("a field has the number " + (tag >>> 3));
            }
            switch (type) {
                case 0 -> value = raw();
                case 1 -> skip(8);
                case 2 -> {
                    long size = raw();
                    start = position;
                    skip(size);
                    length = (int) size;
                }
                case 5 -> skip(4);
                default -> throw broken("field " + number + " has the wire type " + type);
            }
            return true;
        }

        private void skip(long count) throws IOException {
            if (count < 0 || count > end - position) {
                throw broken("field " + number + " has " + Long.toUnsignedString(count) + " bytes, there are "
                        + (end - position));
            }
            position += (int) count;
        }

        private long raw() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (position == end) {
                    throw broken("it ends within a number");
                }
                byte next = bytes[position++];
                result |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return result;
                }
            }
            throw broken("a number has more than 10 bytes");
        }

        long varint() throws IOException {
            return expect(0) ? value : 0;
        }

        Fields message() throws IOException {
            expect(2);
            return new Fields(bytes, start, length);
        }

        String text() throws IOException {
            expect(2);
            return new String(bytes, start, length, StandardCharsets.UTF_8);
        }

        private boolean expect(int wanted) throws IOException {
            if (type != wanted) {
                throw broken("field " + number + " has the wire type " + type + " in place of " + wanted);
            }
            return true;
        }

        private IOException broken(String what) {
            return new IOException("these bytes are no ONNX file: at byte " + position + " " + what);
        }
    }
}
