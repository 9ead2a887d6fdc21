// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Refuses a stored model that names a class outside Tribuo, before Tribuo loads the classes by those names.
 *
 * <p>Tribuo's protobufs name the class of every part, provenance included, and Tribuo loads whatever is named. The
 * check walks the whole message by its types, so that nothing that Tribuo would read escapes it: merged fields, parts
 * inside parts, and the enumerations that provenance names. A plain model is only looked through by {@link
 * ClassNameScan}; whatever that does not vouch for is parsed, so that this class alone says what is refused.
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
    static final ByteString SERIALISED = ByteString.copyFrom(new byte[] {(byte) 0xac, (byte) 0xed, 0, 5});

    /** How the provenance of an enumeration ends, which names the enumeration's class beside itself. */
    static final String ENUMERATION = "EnumProvenance";

    /** Deeper than any ensemble of transformed ensembles, and far from the end of the stack. */
    private static final int DEEPEST = 200;

    private ClassNameGuard() {}

    /**
     * Checks the bytes of a ModelProto: those of a plain model by looking through them, all others by parsing them.
     *
     * @throws IOException when they are none, or name a class that is not allowed
     */
    static void check(ByteString model) throws IOException {
        if (!ClassNameScan.isPlain(model, ClassNameGuard::isAllowed)) {
            check(parse(model));
        }
    }

    private static Message parse(ByteString model) throws IOException {
        try {
            return ProtobufTypes.model(model);
        } catch (InvalidProtocolBufferException e) {
            throw new IOException("the protobuf of the model cannot be read: " + e.getMessage(), e);
        }
    }

    static void check(Message message) throws IOException {
        check(message, ClassNameGuard::requireAllowed);
    }

    /** Hands every class name to a check, which throws when it does not allow it. */
    static void check(Message message, Names names) throws IOException {
        check(message, names, 0);
    }

    /** What is told of each class name. */
    @FunctionalInterface
    interface Names {
        void found(String className) throws IOException;
    }

    private static void check(Message message, Names names, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw new IOException("the model is nested more than " + DEEPEST + " messages deep");
        }
        if (ProtobufTypes.isAny(message)) {
            check(ProtobufTypes.installed().unpack(message), names, depth + 1);
            return;
        }
        for (Map.Entry<FieldDescriptor, Object> entry : message.getAllFields().entrySet()) {
            FieldDescriptor field = entry.getKey();
            List<?> values = field.isRepeated() ? (List<?>) entry.getValue() : List.of(entry.getValue());
            for (Object value : values) {
                if (value instanceof Message child) {
                    check(child, names, depth + 1);
                } else if (namesClass(message, field)) {
                    names.found((String) value);
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
        return bytes.startsWith(SERIALISED) && !mayBeginLikeAnObject(message.getDescriptorForType());
    }

    static boolean mayBeginLikeAnObject(Descriptor type) {
        return type.getFullName().startsWith("tribuo.math.");
    }

    /** Tells whether messages of a type may hold the class of an enumeration as something additional. */
    static boolean tellsOfEnumerations(Descriptor type) {
        return type.getFullName().equals("olcut.SimpleProvenanceProto");
    }

    private static boolean namesClass(Message message, FieldDescriptor field) {
        return switch (field.getName()) {
            // The object's own class is told, not loaded; only the class of its provenance is.
            case "class_name", "provenance_class_name" -> true;
            // The class of an enumeration; in all other provenance a hash type or nothing.
            case "additional" ->
                tellsOfEnumerations(message.getDescriptorForType())
                        && ((String) message.getField(
                                        message.getDescriptorForType().findFieldByName("provenance_class_name")))
                                .endsWith(ENUMERATION);
            default -> false;
        };
    }

    static boolean isAllowed(String className) {
        return ALLOWED.stream().anyMatch(className::startsWith)
                && REFUSED.stream().noneMatch(className::startsWith);
    }

    static void requireAllowed(String className) throws IOException {
        if (!isAllowed(className)) {
            throw new IOException("the model names class '" + className + "', which is none of " + ALLOWED
                    + " (without " + REFUSED + "); it is refused and was not loaded");
        }
    }
}
