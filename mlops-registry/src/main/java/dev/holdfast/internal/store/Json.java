// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in its canonical form (RFC 8785): one text for one value, so that a digest of it means something.
 *
 * <p>Values are {@link Map}, {@link List}, {@link String}, {@link Boolean}, null and numbers. Members are sorted by
 * UTF-16 code units, numbers printed as ECMAScript does. RFC 8785
 * refuses half of a surrogate pair; here it is escaped, because what a report says must come back as it was. JSON knows
 * neither NaN, infinities, the sign of a zero nor whole numbers beyond 2^53 - 1; {@link #number(double)} and {@link
 * #number(long)} write those as text, and {@link #toDouble} and {@link #toLong} read both forms.
 */
public final class Json {
    private static final long MAX_SAFE = (1L << 53) - 1;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Json() {}

    /**
     * Writes a value in canonical form.
     *
     * @param value the value
     * @return the text
     * @throws IllegalArgumentException when the value, or one within, has no canonical form
     */
    public static String canonical(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        write(value, out);
        return out.toString();
    }

    /**
     * Reads a text.
     *
     * @param text the text
     * @return the value
     * @throws IllegalArgumentException when the text is not JSON
     */
    public static Object parse(String text) {
        try {
            Object value = MAPPER.readValue(text, Object.class);
            if (value == null) {
                throw new IllegalArgumentException("expected a JSON value, got null");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("expected JSON, got a text that is none: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads a text that is an object.
     *
     * @param text the text
     * @return its members
     * @throws IllegalArgumentException when the text is no JSON object
     */
    public static Map<String, Object> parseObject(String text) {
        return toMap(parse(text));
    }

    /**
     * Returns an object whose members keep the order in which they are named until they are written.
     *
     * @param namesAndValues names and values in turn
     * @return the object
     */
    public static Map<String, Object> object(Object... namesAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return map;
    }

    /**
     * Returns the form in which a number is written without loss.
     *
     * @param value the number
     * @return the number itself, or its name as text when JSON cannot hold it
     */
    public static Object number(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return Double.toString(value);
        }
        return value == 0 && 1 / value < 0 ? "-0.0" : (Object) value;
    }

    /**
     * Returns the form in which a whole number is written without loss.
     *
     * @param value the number
     * @return the number itself, or its digits as text when it is beyond 2^53 - 1
     */
    public static Object number(long value) {
        return Math.abs(value) <= MAX_SAFE && value != Long.MIN_VALUE ? (Object) value : Long.toString(value);
    }

    /**
     * Reads what {@link #number(double)} gave.
     *
     * @param value the value as parsed
     * @return the number
     */
    public static double toDouble(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        return Double.parseDouble(toText(value));
    }

    /**
     * Reads what {@link #number(long)} gave.
     *
     * @param value the value as parsed
     * @return the number
     */
    public static long toLong(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        return Long.parseLong(toText(value));
    }

    /**
     * Reads a text.
     *
     * @param value the value as parsed
     * @return the text
     * @throws IllegalArgumentException when it is no text
     */
    public static String toText(@Nullable Object value) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("expected a JSON text, got " + value);
    }

    /**
     * Reads an array.
     *
     * @param value the value as parsed
     * @return its elements
     * @throws IllegalArgumentException when it is no array
     */
    public static List<Object> toList(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new IllegalArgumentException("expected a JSON array, got " + value);
    }

    /**
     * Reads an object.
     *
     * @param value the value as parsed
     * @return its members
     * @throws IllegalArgumentException when it is no object
     */
    public static Map<String, Object> toMap(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> members = new LinkedHashMap<>();
            map.forEach((name, member) -> members.put((String) name, member));
            return members;
        }
        throw new IllegalArgumentException("expected a JSON object, got " + value);
    }

    private static void write(@Nullable Object value, StringBuilder out) {
        if (value == null || value instanceof Boolean) {
            out.append(value);
        } else if (value instanceof String text) {
            writeText(text, out);
        } else if (value instanceof Double || value instanceof Float) {
            out.append(ecmaScript(((Number) value).doubleValue()));
        } else if (value instanceof Number number) {
            out.append(whole(number));
        } else if (value instanceof Map<?, ?> map) {
            writeObject(map, out);
        } else if (value instanceof Iterable<?> elements) {
            writeArray(elements, out);
        } else {
            throw new IllegalArgumentException(
                    "expected a JSON value, got " + value.getClass().getName());
        }
    }

    private static void writeObject(Map<?, ?> map, StringBuilder out) {
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((name, member) -> sorted.put((String) name, member));
        out.append('{');
        String separator = "";
        for (Map.Entry<String, Object> member : sorted.entrySet()) {
            out.append(separator);
            writeText(member.getKey(), out);
            out.append(':');
            write(member.getValue(), out);
            separator = ",";
        }
        out.append('}');
    }

    private static void writeArray(Iterable<?> elements, StringBuilder out) {
        out.append('[');
        String separator = "";
        for (Object element : elements) {
            out.append(separator);
            write(element, out);
            separator = ",";
        }
        out.append(']');
    }

    static void writeText(String text, StringBuilder out) {
        out.append('"');
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Nearly all characters stand for themselves, and are copied many at a time.
            if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
                continue;
            }
            out.append(text, from, i);
            from = i + 1;
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < ' ' || isLoneSurrogate(text, i)) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append(text, from, text.length()).append('"');
    }

    private static boolean isLoneSurrogate(String text, int i) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)));
    }

    private static String whole(Number number) {
        if (number instanceof BigInteger || number instanceof BigDecimal) {
            return ecmaScript(number.doubleValue());
        }
        long value = number.longValue();
        if (!(number(value) instanceof Long)) {
            throw new IllegalArgumentException("whole numbers beyond 2^53 - 1 have no canonical form, got " + value);
        }
        return Long.toString(value);
    }

    /** Number::toString of ECMA-262: the shortest digits that read back as the same number. */
    static String ecmaScript(double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("JSON has no " + value);
        }
        if (value == Math.rint(value) && Math.abs(value) <= MAX_SAFE) {
            return Long.toString((long) value);
        }
        if (value < 0) {
            return "-" + ecmaScript(-value);
        }
        BigDecimal shortest = shortest(value);
        String digits = shortest.unscaledValue().toString();
        int k = digits.length();
        int n = k - shortest.scale();
        if (k <= n && n <= 21) {
            return digits + "0".repeat(n - k);
        }
        if (0 < n && n <= 21) {
            return digits.substring(0, n) + "." + digits.substring(n);
        }
        if (-6 < n && n <= 0) {
            return "0." + "0".repeat(-n) + digits;
        }
        String exponent = (n > 0 ? "+" : "-") + Math.abs(n - 1);
        return digits.charAt(0) + (k > 1 ? "." + digits.substring(1) : "") + "e" + exponent;
    }

    // Double.toString gives too many digits for some numbers before JDK 19 (JDK-4511638), so it cannot be relied on.
    private static BigDecimal shortest(double value) {
        BigDecimal exact = new BigDecimal(value);
        for (int digits = 1; digits < 17; digits++) {
            BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
            BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
            boolean belowReads = below.doubleValue() == value;
            boolean aboveReads = above.doubleValue() == value;
            if (belowReads || aboveReads) {
                boolean takeBelow =
                        belowReads && (!aboveReads || exact.subtract(below).compareTo(above.subtract(exact)) <= 0);
                return (takeBelow ? below : above).stripTrailingZeros();
            }
        }
        return exact.round(new MathContext(17, RoundingMode.HALF_EVEN)).stripTrailingZeros();
    }
}
