// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the fields of a message type look like on the wire, by the byte that announces them: what {@link ClassNameScan}
 * needs to know to look for class names without making messages.
 */
final class WireShape {
    /** What follows the byte that announces a field. */
    enum Kind {
        /** Nothing that a plain Tribuo model has in this place. */
        UNKNOWN(false, false),
        VARINT(false, false),
        FIXED64(false, false),
        FIXED32(false, false),
        TEXT(true, false),
        CLASS_NAME(true, true),
        /** The class name of a provenance, which says what {@link #ADDITIONAL} beside it means. */
        PROVENANCE_NAME(true, true),
        /** A class name when the provenance beside it is that of an enumeration. */
        ADDITIONAL(true, true),
        BYTES(true, false),
        /** Bytes that may happen to begin like a Java serialised object. */
        NUMBERS(true, false),
        MESSAGE(true, true),
        REPEATED_MESSAGE(true, false),
        ANY(true, true),
        PACKED_VARINT(true, false),
        PACKED_FIXED64(true, false),
        PACKED_FIXED32(true, false);

        /** Whether its bytes begin with their number. */
        final boolean hasLength;

        /** Whether a second one in a message would change what the first one means. */
        final boolean comesOnce;

        Kind(boolean hasLength, boolean comesOnce) {
            this.hasLength = hasLength;
            this.comesOnce = comesOnce;
        }
    }

    /** Field numbers up to 15 are announced by one byte; Tribuo has none above. */
    private static final int TAGS = 128;

    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED32 = 5;

    private final Kind[] kinds = new Kind[TAGS];
    private final @Nullable WireShape[] contents = new WireShape[TAGS];

    private WireShape() {
        Arrays.fill(kinds, Kind.UNKNOWN);
    }

    /** The shapes of message types and of those inside them, by the types' full names. */
    static Map<String, WireShape> of(Iterable<Descriptor> types) {
        Map<String, WireShape> shapes = new HashMap<>();
        types.forEach(type -> add(type, shapes));
        return shapes;
    }

    private static WireShape add(Descriptor type, Map<String, WireShape> shapes) {
        WireShape known = shapes.get(type.getFullName());
        if (known != null) {
            return known;
        }
        WireShape shape = new WireShape();
        shapes.put(type.getFullName(), shape);
        for (FieldDescriptor field : type.getFields()) {
            Kind kind = kind(field);
            int tag = field.getNumber() << 3 | wireType(kind);
            if (tag < TAGS) {
                shape.kinds[tag] = kind;
                if (kind == Kind.MESSAGE || kind == Kind.REPEATED_MESSAGE) {
                    shape.contents[tag] = add(field.getMessageType(), shapes);
                }
            }
        }
        return shape;
    }

    private static Kind kind(FieldDescriptor field) {
        boolean packed = field.isPackable() && field.isPacked();
        if (field.isPackable() && field.isRepeated() && !packed) {
            return Kind.UNKNOWN;
        }
        return switch (field.getType()) {
            case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> packed ? Kind.PACKED_VARINT : Kind.VARINT;
            case DOUBLE, FIXED64, SFIXED64 -> packed ? Kind.PACKED_FIXED64 : Kind.FIXED64;
            case FLOAT, FIXED32, SFIXED32 -> packed ? Kind.PACKED_FIXED32 : Kind.FIXED32;
            case STRING -> text(field);
            case BYTES -> ClassNameGuard.mayBeginLikeAnObject(field.getContainingType()) ? Kind.NUMBERS : Kind.BYTES;
            case MESSAGE -> {
                if (!ProtobufTypes.isAny(field.getMessageType())) {
                    yield field.isRepeated() ? Kind.REPEATED_MESSAGE : Kind.MESSAGE;
                }
                yield field.isRepeated() ? Kind.UNKNOWN : Kind.ANY;
            }
            case GROUP -> Kind.UNKNOWN;
        };
    }

    private static Kind text(FieldDescriptor field) {
        boolean tells = ClassNameGuard.tellsOfEnumerations(field.getContainingType());
        return switch (field.getName()) {
            case "class_name" -> Kind.CLASS_NAME;
            case "provenance_class_name" -> tells ? Kind.PROVENANCE_NAME : Kind.CLASS_NAME;
            case "additional" -> tells ? Kind.ADDITIONAL : Kind.TEXT;
            default -> Kind.TEXT;
        };
    }

    private static int wireType(Kind kind) {
        return switch (kind) {
            case VARINT -> VARINT;
            case FIXED64 -> FIXED64;
            case FIXED32 -> FIXED32;
            default -> LENGTH;
        };
    }

    /** What follows a byte that announces a field; the byte is not negative. */
    Kind kind(byte tag) {
        return kinds[tag];
    }

    /** The shape of the message inside a field of that announcement. */
    WireShape content(byte tag) {
        WireShape content = contents[tag];
        if (content == null) {
            throw new IllegalArgumentException("expected the tag of a message, got " + tag);
        }
        return content;
    }
}
