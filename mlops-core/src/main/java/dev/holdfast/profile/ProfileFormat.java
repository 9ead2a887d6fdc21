// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.ColumnType;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a profile, version 2; version 1 is read too.
 *
 * <pre>{@code
 * bytes     content
 * 3         "HFP"
 * 1         version: 2
 * 4         length of the body, big-endian
 * n         body
 * 4         CRC-32C of all bytes before, big-endian
 *
 * body      rows v, number of columns v, then each column:
 *           name t, type b (1 NUMBER, 2 INTEGER, 3 TEXT, 4 BOOLEAN, 5 TIME), rows v, missing v,
 *           places (not in version 1), numbers or texts
 *
 * places    known b (1 or 0); if known: first row, last row: each there b (1 or 0), if there: t of text, 8 bytes of
 *             the others (a number as d, a truth value as 0 or 1, a time as microseconds),
 *           first row that is NaN or infinite v (0: none), if any: d,
 *           of times: days complete b (1 or 0), number of words v, each: word z, the days of the word 8 bytes
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
 *           marks (not in version 1)
 *
 * marks     known b (1 or 0); if known: bytes v, malformed v, not normalised v, identifiers v,
 *           number of kinds v, each: kind b (0 INTEGER, 1 NUMBER, 2 BOOLEAN, 3 TIME, 4 other text, 5 word for a missing
 *             value, 6 blank, 7 empty, 8 malformed), number of texts v, each t, row v,
 *           spellings: more b (1 or 0), number v, each: hash of the form, smallest and largest hash of a text, 8 bytes each
 *
 * distinct  lowest register b, 1024 bytes of two registers each as what they are above it (15: listed),
 *           number listed v, each its value b in the order of the registers
 *
 * v         unsigned LEB128, at most 10 bytes         z  zigzag, then v
 * d         8 bytes of a double, big-endian           t  number of UTF-16 units v, then each v
 * }</pre>
 *
 * <p>What version 1 has not is not known of its columns, unless they have no rows.
 *
 * <p>A column of numbers takes at most 4,096 bytes: one that would take more is stored with as many entries of its
 * distribution as fit, and with the wider bound that this makes.
 */
final class ProfileFormat {
    static final int LARGEST_NUMBERS = 4096;

    private static final byte[] MAGIC = {'H', 'F', 'P'};
    private static final int VERSION = 2;
    private static final int FIRST_VERSION = 1;
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
        places(head, column.type(), column.places());
        out.append(head);
        if (column.type() == ColumnType.TEXT) {
            texts(out, column.texts());
            return;
        }
        Bytes numbers = numbers(column.numbers());
        Bytes places = new Bytes();
        places(places, column.type(), column.places());
        int room = LARGEST_NUMBERS - 64 - places.size();
        // Names are as long as they are; what the limit speaks of is the rest.
        for (int entries = 320; numbers.size() > room; entries -= 8) {
            numbers = numbers(column.numbers().compact(entries));
        }
        out.append(numbers);
    }

    private static void places(Bytes out, ColumnType type, Places places) {
        out.put(places.known() ? 1 : 0);
        if (!places.known()) {
            return;
        }
        value(out, places.first());
        value(out, places.last());
        out.count(places.oddRow());
        if (places.oddRow() > 0) {
            out.number(places.odd());
        }
        if (type == ColumnType.TIME) {
            DaySet days = places.days();
            out.put(days.complete() ? 1 : 0);
            out.count(days.words().length);
            for (int i = 0; i < days.words().length; i++) {
                out.signed(days.words()[i]);
                out.whole(days.bits()[i]);
            }
        }
    }

    private static void value(Bytes out, @Nullable Object value) {
        out.put(value == null ? 0 : 1);
        if (value instanceof String text) {
            out.text(text);
        } else if (value instanceof Double number) {
            out.number(number);
        } else if (value instanceof Long number) {
            out.whole(number);
        } else if (value instanceof Boolean flag) {
            out.whole(flag ? 1 : 0);
        } else if (value instanceof Instant time) {
            out.whole(Keys.of(time));
        }
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
        marks(out, texts.marks());
    }

    private static void marks(Bytes out, TextMarks marks) {
        out.put(marks.known() ? 1 : 0);
        if (!marks.known()) {
            return;
        }
        out.count(marks.bytes());
        out.count(marks.malformed());
        out.count(marks.notNormalized());
        out.count(marks.identifiers());
        Map<TextKind, List<FirstSeen>> first = new EnumMap<>(TextKind.class);
        first.putAll(marks.first());
        out.count(first.size());
        first.forEach((kind, texts) -> {
            out.put(kind.code());
            out.count(texts.size());
            for (FirstSeen each : texts) {
                out.text(each.value());
                out.count(each.row());
            }
        });
        Spellings spellings = marks.spellings();
        out.put(spellings.more() ? 1 : 0);
        out.count(spellings.forms().length);
        for (int i = 0; i < spellings.forms().length; i++) {
            out.whole(spellings.forms()[i]);
            out.whole(spellings.low()[i]);
            out.whole(spellings.high()[i]);
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
        int version = stored[3];
        if (version < FIRST_VERSION || version > VERSION) {
            throw new ProfileException("expected a stored profile of version " + VERSION + " or before, found version "
                    + version + "; read it with the release that wrote it or a later one");
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
            columns.add(readColumn(in, version));
        }
        in.requireEnd();
        return new Profile(rows, columns);
    }

    private static ColumnProfile readColumn(Bytes.Reader in, int version) {
        String name = in.text();
        ColumnType type = readType(in);
        long rows = in.count();
        long missing = in.count();
        in.require(missing <= rows, "more missing values than rows");
        Places unknown = rows == 0 ? Places.NONE : Places.UNKNOWN;
        Places places = version == FIRST_VERSION ? unknown : readPlaces(in, type, rows);
        ColumnProfile column = type == ColumnType.TEXT
                ? ColumnProfile.ofTexts(name, rows, missing, readTexts(in, version, rows, rows - missing))
                : ColumnProfile.ofNumbers(name, type, rows, missing, readNumbers(in));
        boolean hasDays = type != ColumnType.TIME
                || !places.days().complete()
                || !places.days().isEmpty();
        in.require(hasDays || column.smallest().isEmpty(), "times without days");
        return column.with(places);
    }

    private static Places readPlaces(Bytes.Reader in, ColumnType type, long rows) {
        if (in.get() != 1) {
            return Places.UNKNOWN;
        }
        @Nullable Object first = readValue(in, type);
        @Nullable Object last = readValue(in, type);
        long oddRow = in.count();
        in.require(oddRow >= 0 && oddRow <= rows, "a row beyond the last");
        double odd = oddRow == 0 ? 0 : in.number();
        return new Places(true, first, last, oddRow, odd, type == ColumnType.TIME ? readDays(in) : DaySet.NONE);
    }

    private static @Nullable Object readValue(Bytes.Reader in, ColumnType type) {
        if (in.get() == 0) {
            return null;
        }
        return switch (type) {
            case TEXT -> in.text();
            case NUMBER -> in.number();
            case INTEGER, BOOLEAN, TIME -> Keys.value(type, in.whole());
        };
    }

    private static DaySet readDays(Bytes.Reader in) {
        boolean complete = in.get() == 1;
        int size = in.size();
        in.require(size <= DaySet.MOST, "more days than are kept");
        long[] words = new long[size];
        long[] bits = new long[size];
        for (int i = 0; i < size; i++) {
            words[i] = in.signed();
            bits[i] = in.whole();
            in.require(bits[i] != 0 && (i == 0 || words[i] > words[i - 1]), "days out of order");
            in.require(Math.abs(words[i]) < 1L << 32, "a day that no time has");
        }
        return complete ? new DaySet(true, words, bits) : DaySet.TOO_MANY;
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

    private static Texts readTexts(Bytes.Reader in, int version, long rows, long count) {
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
        TextMarks unknown = count == 0 ? TextMarks.NONE : TextMarks.UNKNOWN;
        TextMarks marks = version == FIRST_VERSION ? unknown : readMarks(in, rows);
        return new Texts(
                empty,
                blank,
                sentinels,
                Map.copyOf(types),
                codePoints,
                shortest,
                longest,
                values,
                patterns,
                sketch,
                marks);
    }

    private static TextMarks readMarks(Bytes.Reader in, long rows) {
        if (in.get() != 1) {
            return TextMarks.UNKNOWN;
        }
        long[] counts = new long[4];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = in.count();
        }
        Map<TextKind, List<FirstSeen>> first = new EnumMap<>(TextKind.class);
        for (int i = in.size(); i > 0; i--) {
            int kind = in.get();
            in.require(kind < TextKind.KINDS, "a kind of text of no meaning");
            List<FirstSeen> texts = new ArrayList<>();
            for (int j = in.size(); j > 0; j--) {
                texts.add(new FirstSeen(in.text(), in.count()));
                long row = texts.get(texts.size() - 1).row();
                in.require(row >= 1 && row <= rows && texts.size() <= TextMarks.SAMPLES, "a row beyond the last");
            }
            first.put(TextKind.of(kind), List.copyOf(texts));
        }
        return new TextMarks(true, counts[0], counts[1], counts[2], counts[3], first, readSpellings(in));
    }

    private static Spellings readSpellings(Bytes.Reader in) {
        boolean more = in.get() == 1;
        int size = in.size();
        in.require(size <= Spellings.MOST, "more spellings than are kept");
        long[] forms = new long[size];
        long[] low = new long[size];
        long[] high = new long[size];
        for (int i = 0; i < size; i++) {
            forms[i] = in.whole();
            low[i] = in.whole();
            high[i] = in.whole();
            in.require(i == 0 || forms[i] > forms[i - 1], "spellings out of order");
        }
        return new Spellings(more, forms, low, high);
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
