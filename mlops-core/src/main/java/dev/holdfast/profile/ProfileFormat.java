// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a profile, version 1.
 *
 * <pre>{@code
 * bytes     content
 * 3         "HFP"
 * 1         version: 1
 * 4         length of the body, big-endian
 * n         body
 * 4         CRC-32C of all bytes before, big-endian
 *
 * body      rows v, number of columns v, then each column:
 *           name t, type b (1 NUMBER, 2 INTEGER, 3 TEXT, 4 BOOLEAN, 5 TIME), rows v, missing v, numbers or texts
 *
 * numbers   NaN v, +infinity v, -infinity v, zeros v, negatives v,
 *           moments: n v, sum d, low part of the sum d, mean d, m2 d, m3 d, m4 d
 *           entries v, exact b (1 or 0), then each entry in rising order:
 *             key: the first as 8 bytes, the others as the distance from the one before v;  weight v
 *             and, unless exact: below less the surely lower v, upTo less below less weight v
 *           unless exact: distinct sketch, frequent values: slack v, number v, each key z, count v
 *
 * texts     empty v, blank v, sentinels v, number of types v, each type b, count v,
 *           code points v, shortest v, longest v,
 *           values: slack v, number v, each t, count v;  patterns: the same
 *           exact b; unless exact: distinct sketch
 *
 * distinct  lowest register b, 1024 bytes of two registers each as what they are above it (15: listed),
 *           number listed v, each its value b in the order of the registers
 *
 * v         unsigned LEB128, at most 10 bytes         z  zigzag, then v
 * d         8 bytes of a double, big-endian           t  number of UTF-16 units v, then each v
 * }</pre>
 *
 * <p>A column of numbers takes at most 4,096 bytes: one that would take more is stored with as many entries of its
 * distribution as fit, and with the wider bound that this makes.
 */
final class ProfileFormat {
    static final int LARGEST_NUMBERS = 4096;

    private static final byte[] MAGIC = {'H', 'F', 'P'};
    private static final int VERSION = 1;
    private static final int HEADER = 8;
    private static final int CHECKSUM = 4;
    private static final int STORED_FREQUENT = 16;
    private static final int LISTED = 15;
    private static final ColumnType[] TYPES = {
        ColumnType.NUMBER, ColumnType.INTEGER, ColumnType.TEXT, ColumnType.BOOLEAN, ColumnType.TIME
    };

    private ProfileFormat() {}

    static byte[] write(Profile profile) {
        Bytes body = new Bytes();
        body.count(profile.rowCount());
        body.count(profile.columns().size());
        for (ColumnProfile column : profile.columns()) {
            column(body, column);
        }
        byte[] content = body.toArray();
        ByteBuffer whole = ByteBuffer.allocate(HEADER + content.length + CHECKSUM);
        whole.put(MAGIC).put((byte) VERSION).putInt(content.length).put(content);
        whole.putInt(checksum(whole.array(), HEADER + content.length));
        return whole.array();
    }

    private static int checksum(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void column(Bytes out, ColumnProfile column) {
        Bytes head = new Bytes();
        head.text(column.name());
        head.put(code(column.type()));
        head.count(column.rows());
        head.count(column.missing());
        out.append(head);
        if (column.type() == ColumnType.TEXT) {
            texts(out, column.texts());
            return;
        }
        Bytes numbers = numbers(column.numbers());
        // Names are as long as they are; what the limit speaks of is the rest.
        for (int entries = 320; numbers.size() > LARGEST_NUMBERS - 64; entries -= 8) {
            numbers = numbers(column.numbers().compact(entries));
        }
        out.append(numbers);
    }

    private static int code(ColumnType type) {
        return Arrays.asList(TYPES).indexOf(type) + 1;
    }

    private static Bytes numbers(Numbers numbers) {
        Bytes out = new Bytes();
        out.count(numbers.nan());
        out.count(numbers.positiveInfinities());
        out.count(numbers.negativeInfinities());
        out.count(numbers.zeros());
        out.count(numbers.negatives());
        Moments m = numbers.moments();
        out.count(m.n());
        for (double each : new double[] {m.sum(), m.sumLow(), m.mean(), m.m2(), m.m3(), m.m4()}) {
            out.number(each);
        }
        QuantileSketch values = numbers.values();
        boolean exact = numbers.isExact();
        out.count(values.size());
        out.put(exact ? 1 : 0);
        for (int i = 0; i < values.size(); i++) {
            if (i == 0) {
                out.number(Double.longBitsToDouble(values.key(0)));
            } else {
                out.count(values.key(i) - values.key(i - 1));
            }
            out.count(values.weight(i));
            if (!exact) {
                long lower = i == 0 ? 0 : values.below(i - 1) + values.weight(i - 1);
                out.count(values.below(i) - lower);
                out.count(values.upTo(i) - values.below(i) - values.weight(i));
            }
        }
        DistinctSketch sketch = numbers.distinctSketch();
        if (sketch != null) {
            distinct(out, sketch);
            FrequentItems<Long> frequent = numbers.frequent().reduce(STORED_FREQUENT);
            out.count(frequent.slack());
            out.count(frequent.counts().size());
            for (Map.Entry<Long, Long> entry : frequent.ranked()) {
                out.signed(entry.getKey());
                out.count(entry.getValue());
            }
        }
        return out;
    }

    private static void texts(Bytes out, Texts texts) {
        out.count(texts.empty());
        out.count(texts.blank());
        out.count(texts.sentinels());
        Map<ColumnType, Long> types = new EnumMap<>(ColumnType.class);
        types.putAll(texts.typeCounts());
        out.count(types.size());
        types.forEach((type, count) -> {
            out.put(code(type));
            out.count(count);
        });
        out.count(texts.codePoints());
        out.count(texts.shortest());
        out.count(texts.longest());
        items(out, texts.values());
        items(out, texts.patterns());
        DistinctSketch sketch = texts.distinctSketch();
        out.put(sketch == null ? 1 : 0);
        if (sketch != null) {
            distinct(out, sketch);
        }
    }

    private static void items(Bytes out, FrequentItems<String> items) {
        out.count(items.slack());
        out.count(items.counts().size());
        for (Map.Entry<String, Long> entry : items.ranked()) {
            out.text(entry.getKey());
            out.count(entry.getValue());
        }
    }

    private static void distinct(Bytes out, DistinctSketch sketch) {
        byte[] registers = sketch.registers();
        int lowest = Byte.MAX_VALUE;
        for (byte register : registers) {
            lowest = Math.min(lowest, register);
        }
        out.put(lowest);
        List<Byte> listed = new ArrayList<>();
        for (int i = 0; i < registers.length; i += 2) {
            out.put(nibble(registers[i], lowest, listed) << 4 | nibble(registers[i + 1], lowest, listed));
        }
        out.count(listed.size());
        listed.forEach(out::put);
    }

    private static int nibble(byte register, int lowest, List<Byte> listed) {
        if (register - lowest < LISTED) {
            return register - lowest;
        }
        listed.add(register);
        return LISTED;
    }

    static Profile read(byte[] stored) {
        if (stored.length < HEADER + CHECKSUM || !Arrays.equals(stored, 0, 3, MAGIC, 0, 3)) {
            throw new ProfileException(
                    "expected a stored profile, found " + stored.length + " bytes that do not begin like one");
        }
        if (stored[3] != VERSION) {
            throw new ProfileException("expected a stored profile of version " + VERSION + ", found version "
                    + stored[3] + "; read it with the release that wrote it or a later one");
        }
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        long length = buffer.getInt(4);
        if (length != stored.length - HEADER - CHECKSUM) {
            throw new ProfileException(
                    "expected a stored profile of " + (length + HEADER + CHECKSUM) + " bytes, found " + stored.length);
        }
        if (buffer.getInt(stored.length - CHECKSUM) != checksum(stored, stored.length - CHECKSUM)) {
            throw new ProfileException("expected a stored profile, found one that is damaged: its checksum is wrong");
        }
        Bytes.Reader in = new Bytes.Reader(stored, HEADER, stored.length - CHECKSUM);
        long rows = in.count();
        int width = in.size();
        List<ColumnProfile> columns = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            columns.add(readColumn(in));
        }
        in.requireEnd();
        return new Profile(rows, columns);
    }

    private static ColumnProfile readColumn(Bytes.Reader in) {
        String name = in.text();
        ColumnType type = readType(in);
        long rows = in.count();
        long missing = in.count();
        in.require(missing <= rows, "more missing values than rows");
        return type == ColumnType.TEXT
                ? ColumnProfile.ofTexts(name, rows, missing, readTexts(in))
                : ColumnProfile.ofNumbers(name, type, rows, missing, readNumbers(in));
    }

    private static ColumnType readType(Bytes.Reader in) {
        int code = in.get();
        in.require(code >= 1 && code <= TYPES.length, "a type of no meaning");
        return TYPES[code - 1];
    }

    private static Numbers readNumbers(Bytes.Reader in) {
        long[] counts = new long[5];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.count();
        }
        Moments moments =
                new Moments(in.count(), in.number(), in.number(), in.number(), in.number(), in.number(), in.number());
        int size = in.size();
        boolean exact = in.get() == 1;
        long[] keys = new long[size];
        long[] weight = new long[size];
        long[] below = new long[size];
        long[] upTo = new long[size];
        long before = 0;
        for (int i = 0; i < size; i++) {
            keys[i] = i == 0 ? Double.doubleToRawLongBits(in.number()) : keys[i - 1] + in.count();
            in.require(i == 0 || keys[i] > keys[i - 1], "entries out of order");
            weight[i] = in.count();
            below[i] = before + (exact ? 0 : in.count());
            upTo[i] = below[i] + weight[i] + (exact ? 0 : in.count());
            before = below[i] + weight[i];
        }
        in.require(before <= moments.n() && (size > 0 || moments.n() == 0), "ranks beyond the number of values");
        QuantileSketch values = QuantileSketch.of(keys, weight, below, upTo, moments.n());
        in.require(!exact || values.isExact(), "counts that do not add up");
        DistinctSketch sketch = exact ? null : readDistinct(in);
        FrequentItems<Long> frequent = exact ? FrequentItems.none() : readFrequent(in);
        return new Numbers(counts[0], counts[1], counts[2], counts[3], counts[4], moments, values, sketch, frequent);
    }

    private static FrequentItems<Long> readFrequent(Bytes.Reader in) {
        long slack = in.count();
        int size = in.size();
        Map<Long, Long> counts = new HashMap<>();
        for (int i = 0; i < size; i++) {
            counts.put(in.signed(), in.count());
        }
        return new FrequentItems<>(counts, slack);
    }

    private static Texts readTexts(Bytes.Reader in) {
        long empty = in.count();
        long blank = in.count();
        long sentinels = in.count();
        Map<ColumnType, Long> types = new EnumMap<>(ColumnType.class);
        for (int i = in.size(); i > 0; i--) {
            types.put(readType(in), in.count());
        }
        long codePoints = in.count();
        long shortest = in.count();
        long longest = in.count();
        FrequentItems<String> values = readItems(in);
        FrequentItems<String> patterns = readItems(in);
        @Nullable DistinctSketch sketch = in.get() == 1 ? null : readDistinct(in);
        return new Texts(
                empty, blank, sentinels, Map.copyOf(types), codePoints, shortest, longest, values, patterns, sketch);
    }

    private static FrequentItems<String> readItems(Bytes.Reader in) {
        long slack = in.count();
        int size = in.size();
        Map<String, Long> counts = new HashMap<>();
        for (int i = 0; i < size; i++) {
            counts.put(in.text(), in.count());
        }
        return new FrequentItems<>(counts, slack);
    }

    private static DistinctSketch readDistinct(Bytes.Reader in) {
        int lowest = in.get();
        byte[] registers = new byte[DistinctSketch.REGISTERS];
        for (int i = 0; i < registers.length; i += 2) {
            int two = in.get();
            registers[i] = (byte) (two >> 4);
            registers[i + 1] = (byte) (two & LISTED);
        }
        int listed = in.size();
        for (int i = 0; i < registers.length; i++) {
            boolean isListed = registers[i] == LISTED;
            listed -= isListed ? 1 : 0;
            registers[i] = (byte) (isListed ? in.get() : lowest + registers[i]);
            in.require(registers[i] >= 0 && registers[i] <= DistinctSketch.LARGEST, "a register out of range");
        }
        in.require(listed == 0, "another number of listed registers");
        return new DistinctSketch(registers);
    }
}
