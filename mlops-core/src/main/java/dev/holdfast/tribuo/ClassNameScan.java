// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import com.google.protobuf.ByteOutput;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks through the bytes of a stored model for what {@link ClassNameGuard} looks for, without making messages of them.
 *
 * <p>It vouches only for what it wholly understands: bytes as Tribuo writes them, in which every class name is allowed.
 * Everything else it leaves to the guard, which parses the model: what has to be refused, and what means the same as a
 * plain encoding but could be read in two ways, such as a message in several parts, an {@code Any} whose value comes
 * before its type, and fields of unknown numbers.
 *
 * <p>It allocates for names of at most {@value #LONGEST} bytes, nothing by a length that the bytes claim. Confined to one
 * thread.
 */
final class ClassNameScan {
    /** No model that Tribuo trains is nested deeper; the guard allows more. */
    private static final int DEEPEST = 60;

    /** Names of classes and of message types are shorter. */
    private static final int LONGEST = 512;

    /** A power of two; a model has some dozens of names, of which a few come again and again. */
    private static final int SLOTS = 1_024;

    private static final int LONGEST_VARINT = 10;
    private static final int NOWHERE = -1;
    private static final byte[] NOTHING = {};
    private static final byte TYPE_URL = 1 << 3 | 2;
    private static final byte VALUE = 2 << 3 | 2;
    private static final byte[] ENUMERATION = ClassNameGuard.ENUMERATION.getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OBJECT = ClassNameGuard.SERIALISED.toByteArray();

    private final byte[] bytes;
    private final Predicate<String> allowed;
    private final byte[][] names = new byte[SLOTS][];
    private final byte[][] urls = new byte[SLOTS][];
    private final @Nullable WireShape[] types = new WireShape[SLOTS];
    private int at;

    /** Where the class of an enumeration may stand, until its provenance was seen. */
    private int additional = NOWHERE;

    private int additionalLength;

    private ClassNameScan(byte[] bytes, int from, Predicate<String> allowed) {
        this.bytes = bytes;
        this.at = from;
        this.allowed = allowed;
        Arrays.fill(names, NOTHING);
        Arrays.fill(urls, NOTHING);
    }

    /**
     * Tells whether bytes are a plain ModelProto in which every class name is allowed.
     *
     * @param allowed is asked about every name at least once
     * @return false when they are not, and when only a full parse can tell
     */
    static boolean isPlain(ByteString model, Predicate<String> allowed) throws IOException {
        Beneath beneath = new Beneath();
        UnsafeByteOperations.unsafeWriteTo(model, beneath);
        boolean whole = beneath.length == model.size();
        ClassNameScan scan = whole
                ? new ClassNameScan(beneath.bytes, beneath.from, allowed)
                : new ClassNameScan(model.toByteArray(), 0, allowed);
        return scan.message(ProtobufTypes.installed().modelShape(), scan.at + model.size(), 0);
    }

    private boolean message(WireShape shape, int end, int depth) {
        if (depth > DEEPEST) {
            return false;
        }
        long seen = 0;
        while (at < end) {
            byte tag = bytes[at++];
            if (tag < 0) {
                return false;
            }
            WireShape.Kind kind = shape.kind(tag);
            if (kind.comesOnce) {
                long mark = 1L << (tag >> 3);
                if ((seen & mark) != 0) {
                    return false;
                }
                seen |= mark;
            }
            if (!(kind.hasLength ? delimited(shape, tag, kind, end, depth) : plain(kind, end))) {
                return false;
            }
        }
        return at == end && additional == NOWHERE;
    }

    /** Passes over a number. */
    private boolean plain(WireShape.Kind kind, int end) {
        return switch (kind) {
            case VARINT -> varint(end);
            case FIXED64 -> skip(Long.BYTES, end);
            case FIXED32 -> skip(Integer.BYTES, end);
            default -> false;
        };
    }

    private boolean skip(int length, int end) {
        if (length > end - at) {
            return false;
        }
        at += length;
        return true;
    }

    /** Reads a field that begins with its length. */
    private boolean delimited(WireShape shape, byte tag, WireShape.Kind kind, int end, int depth) {
        int length = length(end);
        if (length < 0) {
            return false;
        }
        int from = at;
        int stop = from + length;
        boolean fine = switch (kind) {
            case MESSAGE, REPEATED_MESSAGE -> message(shape.content(tag), stop, depth + 1);
            case ANY -> any(stop, depth + 1);
            case CLASS_NAME -> isAllowed(from, length);
            case PROVENANCE_NAME -> isAllowed(from, length) && provenance(from, length);
            case ADDITIONAL -> {
                additional = from;
                additionalLength = length;
                yield isText(from, length);
            }
            case TEXT -> isText(from, length);
            case BYTES -> !begins(from, length, OBJECT);
            case NUMBERS -> true;
            case PACKED_VARINT -> varints(stop);
            case PACKED_FIXED64 -> length % Long.BYTES == 0;
            case PACKED_FIXED32 -> length % Integer.BYTES == 0;
            default -> false;
        };
        at = stop;
        return fine;
    }

    /** Reads a type and a message of that type. */
    private boolean any(int end, int depth) {
        if (at == end || bytes[at++] != TYPE_URL) {
            return false;
        }
        int length = length(end);
        WireShape type = length < 0 ? null : type(at, length);
        if (type == null) {
            return false;
        }
        at += length;
        if (at == end) {
            return true;
        }
        return bytes[at++] == VALUE && length(end) == end - at && message(type, end, depth);
    }

    /** Decides whether what stood before the name of a provenance was a class name. */
    private boolean provenance(int from, int length) {
        int where = additional;
        additional = NOWHERE;
        return where == NOWHERE
                || !begins(from + Math.max(0, length - ENUMERATION.length), length, ENUMERATION)
                || isAllowed(where, additionalLength);
    }

    private boolean begins(int from, int length, byte[] start) {
        return length >= start.length && Arrays.equals(bytes, from, from + start.length, start, 0, start.length);
    }

    private boolean isAllowed(int from, int length) {
        if (find(names, from, length) >= 0) {
            return true;
        }
        if (length > LONGEST || !isText(from, length) || !allowed.test(text(from, length))) {
            return false;
        }
        names[place(names, from, length)] = Arrays.copyOfRange(bytes, from, from + length);
        return true;
    }

    private @Nullable WireShape type(int from, int length) {
        int known = find(urls, from, length);
        if (known >= 0) {
            return types[known];
        }
        if (length > LONGEST || !isText(from, length)) {
            return null;
        }
        WireShape type = ProtobufTypes.installed().shape(text(from, length));
        int place = place(urls, from, length);
        types[place ^ 1] = types[place];
        types[place] = type;
        urls[place] = Arrays.copyOfRange(bytes, from, from + length);
        return type;
    }

    /** Where a name is remembered, or a negative number. */
    private int find(byte[][] known, int from, int length) {
        int slot = slot(from, length);
        if (isSame(known[slot], from, length)) {
            return slot;
        }
        return isSame(known[slot ^ 1], from, length) ? slot ^ 1 : -1;
    }

    /** Makes a place for a name; the one that is there moves beside it. */
    private int place(byte[][] known, int from, int length) {
        int slot = slot(from, length);
        known[slot ^ 1] = known[slot];
        return slot;
    }

    /** Of the names of one model few share the length, the last letter and one in the middle. */
    private int slot(int from, int length) {
        return length == 0
                ? 0
                : (length * 31 + bytes[from + length - 1] * 173 + bytes[from + length / 2] * 59) & (SLOTS - 1);
    }

    private boolean isSame(byte[] known, int from, int length) {
        return known.length == length && length > 0 && Arrays.equals(bytes, from, from + length, known, 0, length);
    }

    private String text(int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8);
    }

    private boolean isText(int from, int length) {
        int all = 0;
        for (int i = from; i < from + length; i++) {
            all |= bytes[i];
        }
        return all >= 0 || UnsafeByteOperations.unsafeWrap(bytes, from, length).isValidUtf8();
    }

    private boolean varints(int end) {
        while (at < end) {
            if (!varint(end)) {
                return false;
            }
        }
        return true;
    }

    private boolean varint(int end) {
        int last = Math.min(end - at, LONGEST_VARINT) + at;
        while (at < last) {
            if (bytes[at++] >= 0) {
                return true;
            }
        }
        return false;
    }

    /** Reads a length; negative when it is none, or goes beyond the end. */
    private int length(int end) {
        long length = 0;
        for (int shift = 0; at < end && shift < Integer.SIZE; shift += 7) {
            byte next = bytes[at++];
            length |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return length <= end - at ? (int) length : -1;
            }
        }
        return -1;
    }

    /** Finds the array that bytes lie in, which is only looked at; what lies in several is not found as a whole. */
    private static final class Beneath extends ByteOutput {
        private byte[] bytes = {};
        private int from;
        private int length;

        @Override
        public void writeLazy(byte[] value, int offset, int count) {
            bytes = value;
            from = offset;
            length = count;
        }

        @Override
        public void write(byte[] value, int offset, int count) {
            writeLazy(value, offset, count);
        }

        @Override
        public void write(byte value) {
            // One of several parts.
        }

        @Override
        public void write(ByteBuffer value) {
            // Memory without an array.
        }

        @Override
        public void writeLazy(ByteBuffer value) {
            // Memory without an array.
        }
    }
}
