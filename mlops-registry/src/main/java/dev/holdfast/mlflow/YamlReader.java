// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the part of YAML that {@link Yaml} names, and says at which line it is another. */
final class YamlReader {
    private static final int DEEPEST = 20;

    private final List<String> lines;
    private int next;

    YamlReader(String text) {
        this.lines = text.lines().toList();
    }

    Map<String, @Nullable Object> document() throws IOException {
        Map<String, @Nullable Object> map = mapping(0, 0);
        skip();
        if (next < lines.size()) {
            throw fault("expected 'name: value'");
        }
        if (map.isEmpty()) {
            throw new IOException("line 1: expected 'name: value', got nothing");
        }
        return map;
    }

    private IOException fault(String what) {
        String line = next < lines.size() ? lines.get(next) : "the end";
        return new IOException(
                "line " + (next + 1) + ": " + what + ", got '" + line.substring(0, Math.min(60, line.length())) + "'");
    }

    /** Passes over what says nothing. */
    private void skip() {
        while (next < lines.size()) {
            String line = lines.get(next).strip();
            if (!line.isEmpty() && !line.startsWith("#") && !line.equals("---") && !line.equals("...")) {
                return;
            }
            next++;
        }
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && line.charAt(indent) == ' ') {
            indent++;
        }
        return indent;
    }

    private Map<String, @Nullable Object> mapping(int indent, int depth) throws IOException {
        if (depth > DEEPEST) {
            throw fault("expected at most " + DEEPEST + " mappings in each other");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (skip(); next < lines.size() && indent(lines.get(next)) == indent; skip()) {
            String line = lines.get(next);
            if (line.startsWith("- ", indent) || line.substring(indent).equals("-")) {
                return map;
            }
            Scalars key = new Scalars(line, indent);
            String name = key.key();
            String rest = key.rest().strip();
            if (rest.isEmpty() || rest.startsWith("#")) {
                next++;
                map.put(name, nested(indent, depth));
            } else {
                map.put(name, value(rest, indent));
            }
        }
        return map;
    }

    /** Reads what stands below a name: a mapping, a list, or nothing. */
    private @Nullable Object nested(int indent, int depth) throws IOException {
        skip();
        if (next >= lines.size()) {
            return null;
        }
        String line = lines.get(next);
        int inner = indent(line);
        if (inner >= indent
                && (line.startsWith("- ", inner) || line.substring(inner).equals("-"))) {
            return list(inner);
        }
        return inner > indent ? mapping(inner, depth + 1) : null;
    }

    private List<String> list(int indent) throws IOException {
        List<String> list = new ArrayList<>();
        for (skip(); next < lines.size(); skip()) {
            String line = lines.get(next);
            if (indent(line) != indent || !line.startsWith("-", indent)) {
                break;
            }
            list.add(String.valueOf(value(line.substring(indent + 1).strip(), indent)));
        }
        return list;
    }

    /** Reads a value that begins in this line, and goes on to the line after its last. */
    private @Nullable Object value(String rest, int indent) throws IOException {
        char first = rest.isEmpty() ? ' ' : rest.charAt(0);
        if (first == '\'' || first == '"') {
            return quoted(rest, first);
        }
        if (first == '|' || first == '>') {
            return block(rest, indent);
        }
        next++;
        if (rest.equals("[]")) {
            return List.of();
        } else if (rest.equals("{}")) {
            return Map.of();
        } else if (first == '[' || first == '{' || first == '&' || first == '*' || first == '!') {
            next--;
            throw fault("expected a plain value");
        }
        StringBuilder text = new StringBuilder(uncommented(rest));
        while (next < lines.size() && !lines.get(next).isBlank() && indent(lines.get(next)) > indent) {
            if (lines.get(next).contains(": ")) {
                throw fault("expected a plain value to go on");
            }
            text.append(' ').append(uncommented(lines.get(next).strip()));
            next++;
        }
        String plain = text.toString();
        return plain.equals("null") || plain.equals("~") || plain.isEmpty() ? null : plain;
    }

    private static String uncommented(String text) {
        int comment = text.indexOf(" #");
        return comment < 0 ? text : text.substring(0, comment).strip();
    }

    /** Reads a text in quotes; a single line end in it is a space, each further one a line end. */
    private String quoted(String rest, char quote) throws IOException {
        StringBuilder text = new StringBuilder();
        String line = rest.substring(1);
        int begun = next;
        while (true) {
            Scalars scalar = new Scalars(line, 0);
            boolean ended = scalar.quoted(quote, text);
            next++;
            if (ended) {
                String after = scalar.rest().strip();
                if (!after.isEmpty() && !after.startsWith("#")) {
                    next--;
                    throw fault("expected nothing after the quotes");
                }
                return text.toString();
            }
            int empty = 0;
            while (next < lines.size() && lines.get(next).isBlank()) {
                empty++;
                next++;
            }
            if (next >= lines.size()) {
                next = begun;
                throw fault("expected quotes at the end of the text");
            }
            if (!scalar.joined()) {
                trim(text);
                text.append(empty == 0 ? " " : "\n".repeat(empty));
            }
            line = lines.get(next).stripLeading();
        }
    }

    private static void trim(StringBuilder text) {
        while (text.length() > 0 && " \t".indexOf(text.charAt(text.length() - 1)) >= 0) {
            text.setLength(text.length() - 1);
        }
    }

    private String block(String header, int indent) {
        next++;
        List<String> block = new ArrayList<>();
        int inner = -1;
        while (next < lines.size()) {
            String line = lines.get(next);
            if (line.isBlank()) {
                block.add("");
            } else if (indent(line) > indent) {
                inner = inner < 0 ? indent(line) : inner;
                block.add(line.substring(Math.min(inner, indent(line))));
            } else {
                break;
            }
            next++;
        }
        while (!block.isEmpty() && block.get(block.size() - 1).isEmpty()) {
            block.remove(block.size() - 1);
        }
        String joined = String.join(header.startsWith(">") ? " " : "\n", block);
        return header.contains("-") || block.isEmpty() ? joined : joined + "\n";
    }
}
