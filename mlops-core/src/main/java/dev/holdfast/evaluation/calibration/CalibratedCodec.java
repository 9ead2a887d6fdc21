// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.evaluation.calibration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.data.Row;
import dev.holdfast.internal.file.FramedFile;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bytes of a calibrated model; {@link CalibratedClassifier#codec} describes their layout. */
record CalibratedCodec(ModelCodec<Row, ClassScores> base) implements ModelCodec<Row, ClassScores> {
    private static final FramedFile FRAME =
            new FramedFile("HFCALIBR", "calibrated model", "calibrated model", "base model");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static String format(String baseFormat) {
        return "holdfast-calibrated/1(" + baseFormat + ")";
    }

    static void write(CalibratedClassifier model, OutputStream out) throws IOException {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        model.base().writeTo(inner);
        ObjectNode root =
                JsonNodeFactory.instance.objectNode().put("format", model.base().format());
        ArrayNode calibrations = root.putArray("calibrations");
        model.calibrations().forEach(each -> calibrations.add(each.toText()));
        ObjectNode origin = root.putObject("origin");
        model.origin().forEach(origin::put);
        byte[] header = MAPPER.writeValueAsBytes(root);
        FRAME.write(out, header, inner.size(), inner::writeTo);
    }

    @Override
    public String format() {
        return format(base.format());
    }

    @Override
    public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
        return FRAME.read(in, this::parse);
    }

    @Override
    public boolean isShareable() {
        return base.isShareable();
    }

    private CalibratedClassifier parse(byte[] header, ByteBuffer model) throws IOException {
        JsonNode root = root(header);
        String inner = root.path("format").asText();
        if (!inner.equals(base.format())) {
            throw new IOException(
                    "the base model has the format '" + inner + "', the codec reads '" + base.format() + "'");
        }
        List<Calibration> calibrations = new ArrayList<>();
        Map<String, String> origin = new LinkedHashMap<>();
        try {
            for (JsonNode each : root.path("calibrations")) {
                calibrations.add(Calibration.parse(each.asText()));
            }
            for (Map.Entry<String, JsonNode> each : root.path("origin").properties()) {
                origin.put(each.getKey(), each.getValue().asText());
            }
            InputStream in =
                    new ByteArrayInputStream(model.array(), model.arrayOffset() + model.position(), model.remaining());
            return CalibratedClassifier.of(base.read(in), calibrations, origin);
        } catch (IllegalArgumentException e) {
            throw new IOException("the header of the calibrated model cannot be read: " + e.getMessage(), e);
        }
    }

    private static JsonNode root(byte[] header) throws IOException {
        try {
            return MAPPER.readTree(header);
        } catch (JsonProcessingException e) {
            throw new IOException("the header of the calibrated model cannot be read: " + e.getMessage(), e);
        }
    }
}
