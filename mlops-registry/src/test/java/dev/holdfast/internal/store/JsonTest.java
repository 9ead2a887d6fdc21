// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    /** The sample numbers of RFC 8785, appendix B: IEEE 754 bits and the text they must give. */
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2"
    })
    void numbersArePrintedAsEcmaScriptDoes(String bits, String text) {
        double value = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));

        assertThat(Json.canonical(value)).isEqualTo(text);
    }

    @Property
    void aPrintedNumberReadsBackAsItWas(@ForAll long bits) {
        double value = Double.longBitsToDouble(bits);

        double read = Json.toDouble(
                Json.parse("[" + Json.canonical(Json.number(value)) + "]") instanceof List<?> list
                        ? list.get(0)
                        : "none");

        assertThat(Double.doubleToLongBits(read)).isEqualTo(Double.doubleToLongBits(value));
    }

    @Property
    void anyTextReadsBackAsItWas(@ForAll String text) {
        assertThat(Json.parse(Json.canonical(text))).isEqualTo(text);
    }

    @Property
    void anyWholeNumberReadsBackAsItWas(@ForAll long value) {
        Map<String, Object> read = Json.parseObject(Json.canonical(Map.of("n", Json.number(value))));

        assertThat(Json.toLong(read.get("n"))).isEqualTo(value);
    }

    @Test
    void whatJsonCannotHoldIsWrittenAsText() {
        assertThat(Json.canonical(List.of(
                        Json.number(Double.NaN),
                        Json.number(Double.NEGATIVE_INFINITY),
                        Json.number(-0.0),
                        Json.number(Long.MIN_VALUE),
                        Json.number((1L << 53) - 1))))
                .isEqualTo("[\"NaN\",\"-Infinity\",\"-0.0\",\"-9223372036854775808\",9007199254740991]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.canonical(Double.NaN))
                .withMessage("JSON has no NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.canonical(1L << 53))
                .withMessage("whole numbers beyond 2^53 - 1 have no canonical form, got 9007199254740992");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.canonical(new Object()))
                .withMessage("expected a JSON value, got java.lang.Object");
    }

    /** The sample of RFC 8785, section 3.2.3: sorted by UTF-16 code units, not by code points. */
    @Test
    void membersAreSortedByCodeUnits() {
        Map<String, Object> object = Json.object(
                "\u20ac", "Euro Sign",
                "\r", "Carriage Return",
                "\ufb33", "Hebrew Letter Dalet With Dagesh",
                "1", "One",
                "\ud83d\ude00", "Emoji: Grinning Face",
                "\u0080", "Control",
                "\u00f6", "Latin Small Letter O With Diaeresis");

        assertThat(Json.canonical(object))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"\u00f6\":\"Latin Small Letter O With Diaeresis\",\"\u20ac\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    /** The sample of RFC 8785, sections 3.2.2 and 3.2.4, to the byte. */
    @Test
    void theSampleOfTheStandardIsWrittenToTheByte() {
        String sample = "{ \"numbers\": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],"
                + " \"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\","
                + " \"literals\": [null, true, false] }";

        assertThat(HexFormat.ofDelimiter(" ")
                        .formatHex(Json.canonical(Json.parse(sample)).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c"
                        + " 22 6e 75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31"
                        + " 65 2b 33 30 2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22"
                        + " 3a 22 e2 82 ac 24 5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d");
    }

    /** Cases of the test data that the author of RFC 8785 publishes: structures, languages, odd names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"1\": {\"f\": {\"f\": \"hi\",\"F\": 5} ,\"\\n\": 56.0},\"10\": { },\"\": \"empty\","
                        + "\"a\": { },\"111\": [ { } ],\"A\": { }}"
                        + "|{\"\":\"empty\",\"1\":{\"\\n\":56,\"f\":{\"F\":5,\"f\":\"hi\"}},\"10\":{},\"111\":[{}],"
                        + "\"A\":{},\"a\":{}}",
                "{\"p\u00eache\": 1, \"p\u00e9ch\u00e9\": 2, \"peach\": 3, \"sin\": 4}"
                        + "|{\"peach\":3,\"p\u00e9ch\u00e9\":2,\"p\u00eache\":1,\"sin\":4}",
                "{\"\\u20ac\": 1, \"1\": 2, \"\\u0080\": \"C\\u007f\", \"\\ud83d\\ude02\": 4, \"\\ufb33\": 5,"
                        + " \"</script>\": 6}"
                        + "|{\"1\":2,\"</script>\":6,\"\u0080\":\"C\u007f\",\"\u20ac\":1,\"\ud83d\ude02\":4,"
                        + "\"\ufb33\":5}",
                "[56, { \"d\": true, \"10\": null, \"1\": [ ] }]|[56,{\"1\":[],\"10\":null,\"d\":true}]"
            })
    void whatIsReadIsWrittenInCanonicalForm(String read, String written) {
        assertThat(Json.canonical(Json.parse(read))).isEqualTo(written);
        assertThat(Json.canonical(Json.parse(written))).isEqualTo(written);
    }

    @Property
    void theDigestOfAnEntryIsTheOneOfItsCanonicalObject(
            @ForAll long sequence, @ForAll long at, @ForAll String actor, @ForAll String payload) {
        Map<String, Object> entry = Json.object(
                "sequence",
                Json.number(sequence),
                "at",
                Json.number(at),
                "actor",
                actor,
                "roles",
                "[]",
                "action",
                "a",
                "target",
                payload,
                "payload",
                payload,
                "remarks",
                actor,
                "previous",
                "p");

        assertThat(AuditLog.hash(new StringBuilder(), sequence, at, actor, "[]", "a", payload, payload, actor, "p"))
                .isEqualTo(Digests.of(Json.canonical(entry)));
        entry.remove("remarks");
        assertThat(AuditLog.hash(new StringBuilder("x"), sequence, at, actor, "[]", "a", payload, payload, null, "p"))
                .isEqualTo(Digests.of(Json.canonical(entry)));
    }

    @Test
    void onlyWhatMustBeIsEscaped() {
        assertThat(Json.canonical("\u20ac$\u000f\nA'B\"\\\\\"/\t\b\f\0\u007f\ud800"))
                .isEqualTo("\"\u20ac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\\t\\b\\f\\u0000\u007f\\ud800\"");
        assertThat(Json.canonical(Arrays.asList(null, true, 1.5f, 7))).isEqualTo("[null,true,1.5,7]");
    }

    @Test
    void whatIsNoJsonIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("{\"a\":1,\"a\":2}"))
                .withMessageStartingWith("expected JSON, got a text that is none: Duplicate field 'a'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parse("null"))
                .withMessage("expected a JSON value, got null");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.parseObject("[]"))
                .withMessage("expected a JSON object, got []");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.toList("x"))
                .withMessage("expected a JSON array, got x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.toText(1))
                .withMessage("expected a JSON text, got 1");
    }
}
