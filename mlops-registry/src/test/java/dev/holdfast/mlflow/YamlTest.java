// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The part of YAML that MLflow writes. */
class YamlTest {
    @Test
    void scalarsComeInManyForms() throws IOException {
        Map<String, Object> read = Yaml.read("""
                # a comment
                ---
                plain: a b  # told
                number: 007
                single: 'it''s'
                double: "tab\\t\\u00e9\\x41 \\
                  joined"
                folded: 'one
                  two

                  three'
                wrapped: a long
                  plain text
                nothing: null
                tilde: ~
                empty:
                text: ''
                "quoted: key": 1
                url: file:///a:b
                list: []
                map: {}
                items:
                - a
                - 'b'
                inner:
                  deep:
                    x: 1
                  y: 2
                literal: |
                  one
                   two
                folded block: >-
                  one
                  two
                """);

        assertThat(read)
                .containsEntry("plain", "a b")
                .containsEntry("number", "007")
                .containsEntry("single", "it's")
                .containsEntry("double", "tab\t\u00e9A joined")
                .containsEntry("folded", "one two\nthree")
                .containsEntry("wrapped", "a long plain text")
                .containsEntry("nothing", null)
                .containsEntry("tilde", null)
                .containsEntry("empty", null)
                .containsEntry("text", "")
                .containsEntry("quoted: key", "1")
                .containsEntry("url", "file:///a:b")
                .containsEntry("list", List.of())
                .containsEntry("map", Map.of())
                .containsEntry("items", List.of("a", "b"))
                .containsEntry("inner", Yaml.map("deep", Map.of("x", "1"), "y", "2"))
                .containsEntry("literal", "one\n two\n")
                .containsEntry("folded block", "one two");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no colon",
                "a: \"open",
                "a: 'open\n  still",
                "a: \"\\q\"",
                "a: \"\\u00\"",
                "a: \"\\UFFFFFFFF\"",
                "a: {b: 1}",
                "a: [1, 2]",
                "a: &anchor b",
                "a: *alias",
                "a: !!python/object:os.system x",
                "a: 'b' c",
                "- a",
                "a: 1\n   b: 2\n  c"
            })
    void whatIsAnotherYamlIsAnErrorAndNoGuess(String text) {
        assertThatThrownBy(() -> Yaml.read(text)).isInstanceOf(IOException.class);
    }

    @Test
    void mappingsInEachOtherHaveAnEnd() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i < 10_000; i++) {
            deep.append(" ".repeat(i)).append("a:\n");
        }
        assertThatThrownBy(() -> Yaml.read(deep.toString()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("expected at most 20 mappings in each other");
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadAgain(@ForAll("mappings") Map<String, String> map) throws IOException {
        assertThat(Yaml.read(Yaml.write(map))).isEqualTo(map);
    }

    @Provide
    Arbitrary<Map<String, String>> mappings() {
        return Arbitraries.maps(text(), text()).ofMinSize(1).ofMaxSize(5);
    }

    private static Arbitrary<String> text() {
        return Arbitraries.strings()
                .withChars(
                        'a', 'Z', ' ', '\n', '\r', '\t', '"', '\'', '\\', ':', '#', '-', '{', '\u0085', '\u2028',
                        '\ufeff', 'é', '\u0001')
                .ofMaxLength(12);
    }

    @Property(tries = 500)
    void noTextMakesItFailInAnotherWay(@ForAll("noise") String text) {
        try {
            assertThat(Yaml.read(text)).isNotEmpty();
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("expected");
        }
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings()
                .withChars('a', ' ', '\n', '"', '\'', '\\', ':', '#', '-', '|', '>', '{', '[', '0', 'x', 'u')
                .ofMaxLength(40);
    }
}
