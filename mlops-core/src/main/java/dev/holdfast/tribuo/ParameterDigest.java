// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.holdfast.internal.file.FramedFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.tribuo.Model;

/**
 * SHA-256 over what a model has learned: the fitted features, the outputs and features by number, and every message of
 * its protobuf but the descriptive ones.
 *
 * <p>Left out are names, provenance with its time stamps, Tribuo's version and the statistics of features and outputs.
 * Fields come in the order of their numbers, entries of a map in the order of their keys, floating point numbers as
 * their bits.
 */
final class ParameterDigest {
    private final MessageDigest sha = FramedFile.sha256();

    private ParameterDigest() {}

    static String of(Featurizer featurizer, List<String> outputs, Model<?> model, Message proto) throws IOException {
        ParameterDigest digest = new ParameterDigest();
        digest.text(featurizer.toJson().toString());
        outputs.forEach(digest::text);
        model.getFeatureIDMap().keySet().stream()
                .sorted(Comparator.comparingInt(name -> model.getFeatureIDMap().getID(name)))
                .forEach(digest::text);
        digest.message(proto);
        return HexFormat.of().formatHex(digest.sha.digest());
    }

    private void message(Message message) throws IOException {
        String type = message.getDescriptorForType().getFullName();
        if (ProtobufTypes.isAny(message)) {
            message(ProtobufTypes.installed().unpack(message));
            return;
        }
        text(type);
        if (type.equals("tribuo.core.ModelDataProto")) {
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = values(field, entry.getValue());
            number(field.getNumber());
            number(values.size());
            for (Object value : values) {
                value(value);
            }
        }
        number(-1);
    }

    private static List<?> values(FieldDescriptor field, Object value) {
        if (!field.isRepeated()) {
            return List.of(value);
        }
        if (!field.isMapField()) {
            return (List<?>) value;
        }
        return ((List<?>) value)
                .stream()
                        .sorted(Comparator.comparing(entry -> {
                            Message message = (Message) entry;
                            return message.getField(
                                            message.getDescriptorForType().findFieldByNumber(1))
                                    .toString();
                        }))
                        .toList();
    }

    private void value(Object value) throws IOException {
        if (value instanceof Message message) {
            message(message);
        } else if (value instanceof Double number) {
            number(Double.doubleToLongBits(number));
        } else if (value instanceof Float number) {
            number(Float.floatToIntBits(number));
        } else if (value instanceof Number number) {
            number(number.longValue());
        } else if (value instanceof ByteString bytes) {
            number(bytes.size());
            sha.update(bytes.toByteArray());
        } else if (value instanceof EnumValueDescriptor constant) {
            number(constant.getNumber());
        } else {
            text(value.toString());
        }
    }

    private void number(long value) {
        sha.update(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }

    private void text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        number(bytes.length);
        sha.update(bytes);
    }
}
