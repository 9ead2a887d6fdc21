// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Refuses a stored model that names a class outside Tribuo, before Tribuo loads the classes by those names.
 *
 * <p>Tribuo's protobufs name the class of every part, provenance included, and Tribuo loads whatever is named. The
 * check walks the whole message by its types, so that nothing that Tribuo would read escapes it: merged fields, parts
 * inside parts, and the enumerations that provenance names.
 */
final class ClassNameGuard {
    private static final List<String> ALLOWED = List.of("org.tribuo.", "com.oracle.labs.mlrg.olcut.provenance.");

    /** Wrappers of native libraries and foreign formats, and of liblinear, whose models are Java serialised objects. */
    private static final List<String> REFUSED = List.of(
            "org.tribuo.interop.",
            "org.tribuo.common.liblinear.",
            "org.tribuo.classification.liblinear.",
            "org.tribuo.regression.liblinear.",
            "org.tribuo.anomaly.liblinear.");

    /** What a stream of Java serialised objects begins with. */
    private static final ByteString SERIALISED = ByteString.copyFrom(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});

    /** Deeper than any ensemble of transformed ensembles, and far from the end of the stack. */
    private static final int DEEPEST = 200;

    private ClassNameGuard() {}

    static void check(Message message) throws IOException {
        check(message, 0);
    }

    private static void check(Message message, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("the model is nested more than " + DEEPEST + " messages deep");
        }
        if (ProtobufTypes.isAny(message)) {
            check(ProtobufTypes.installed().unpack(message), depth + 1);
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            for (Object value : values) {
                if (value instanceof Message child) {
                    check(child, depth + 1);
                } else if (namesClass(message, field)) {
                    requireAllowed((String) value);
                } else if (value instanceof ByteString bytes && isSerialised(message, bytes)) {
                    throw new IOException(
                            "the model holds a Java serialised object in the field '" + field.getFullName()
                                    + "', which is refused: reading it could run any code on the class path");
                }
            }
        }
    }

    /** The numbers of a tensor may happen to begin so, and nobody takes them for objects. */
    private static boolean isSerialised(Message message, ByteString bytes) {
        return bytes.startsWith(SERIALISED)
                && !message.getDescriptorForType().getFullName().startsWith("tribuo.math.");
    }

    private static boolean namesClass(Message message, FieldDescriptor field) {
        return switch (field.getName()) {
            // The object's own class is told, not loaded; only the class of its provenance is.
            case "class_name", "provenance_class_name" -> true;
            // The class of an enumeration; in all other provenance a hash type or nothing.
            case "additional" ->
                message.getDescriptorForType().getFullName().equals("olcut.SimpleProvenanceProto")
                        && ((String) message.getField(
                                        message.getDescriptorForType().findFieldByName("provenance_class_name")))
                                .endsWith("EnumProvenance");
            default -> false;
        };
    }

    static void requireAllowed(String className) throws IOException {
        if (ALLOWED.stream().noneMatch(className::startsWith)
                || REFUSED.stream().anyMatch(className::startsWith)) {
            throw new IOException("the model names class '" + className + "', which is none of " + ALLOWED
                    + " (without " + REFUSED + "); it is refused and was not loaded");
        }
    }
}
