// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import java.io.IOException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of YAML that MLflow writes: mappings of scalars, one mapping in another, scalars plain or in quotes and over
 * several lines, literal blocks, lists. Written with the quotes of JSON, which every reader of YAML takes.
 */
final class Yaml {
    private Yaml() {}

    /** Returns a mapping in the given order; a null stays one. */
    static Map<String, @Nullable Object> map(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            map.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return map;
    }

    static String write(Map<String, ?> map) {
        StringBuilder out = new StringBuilder();
        write(map, "", out);
        return out.toString();
    }

    private static void write(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((name, value) -> {
            out.append(indent).append(key(String.valueOf(name))).append(':');
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                out.append('\n');
                write(inner, indent + "  ", out);
            } else {
                out.append(' ').append(scalar(value)).append('\n');
            }
        });
    }

    private static String key(String name) {
        return name.matches("[A-Za-z_][A-Za-z0-9_]*") ? name : quoted(name);
    }

    private static String scalar(@Nullable Object value) {
        if (value == null) {
            return "null";
        } else if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        } else if (value instanceof Map<?, ?>) {
            return "{}";
        } else if (value instanceof List<?>) {
            return "[]";
        }
        return quoted(value.toString());
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    boolean plain = c >= ' '
                            && c != 0x7f
                            && (c < 0x80 || c > 0x9f)
                            && c != 0x2028
                            && c != 0x2029
                            && c != 0xfeff;
                    if (plain) {
                        out.append(c);
                    } else {
                        out.append("\\u").append(HexFormat.of().toHexDigits(c));
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** Reads a mapping; texts, whole numbers as texts, null, mappings and lists of texts are its values. */
    static Map<String, @Nullable Object> read(String text) throws IOException {
        return new YamlReader(text).document();
    }
}
