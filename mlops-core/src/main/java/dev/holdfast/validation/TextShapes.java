// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.profile.TopValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the texts of a column have in common: a date format, a well-known form, or a regular expression. */
final class TextShapes {
    private static final int MOST_SHAPES = 3;
    private static final List<String> DATES = List.of(
            "yyyy-MM-dd",
            "yyyy/MM/dd",
            "yyyy.MM.dd",
            "yyyyMMdd",
            "dd.MM.yyyy",
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "dd-MM-yyyy",
            "yyyy-MM-dd HH:mm",
            "yyyy/MM/dd HH:mm",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy/MM/dd HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "dd.MM.yyyy HH:mm",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy HH:mm",
            "HH:mm",
            "HH:mm:ss");

    private TextShapes() {}

    /** The first date format that all of the texts have. */
    static Optional<String> dateFormat(Collection<String> texts) {
        return DATES.stream().filter(date -> all(texts, Formats.date(date))).findFirst();
    }

    /** The form that all of the texts have. */
    static Optional<TextFormat> format(Collection<String> texts) {
        return List.of(TextFormat.EMAIL, TextFormat.UUID, TextFormat.URL, TextFormat.IPV4, TextFormat.IBAN).stream()
                .filter(format -> all(texts, Formats.test(format)))
                .findFirst();
    }

    static boolean all(Collection<String> texts, CellTest test) {
        return !texts.isEmpty() && texts.stream().allMatch(test::text);
    }

    /**
     * The regular expression of some patterns of characters, in which 9 stands for a digit, A for a capital letter and a for
     * another one: lengths of stretches that vary become free. None where the patterns are not those of all values, were cut
     * off, or are of many kinds.
     *
     * @param patterns the patterns with their counts
     * @param values how many values there are
     */
    static Optional<String> expression(List<TopValue> patterns, long values) {
        if (patterns.stream().mapToLong(TopValue::count).sum() != values
                || patterns.stream().anyMatch(p -> p.value().toString().endsWith("..."))) {
            return Optional.empty();
        }
        Map<String, List<List<Stretch>>> kinds = new LinkedHashMap<>();
        for (TopValue pattern : patterns) {
            List<Stretch> stretches = stretches(pattern.value().toString());
            String kind = stretches.stream().map(s -> String.valueOf(s.shape)).collect(Collectors.joining());
            kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(stretches);
        }
        if (kinds.size() > MOST_SHAPES
                || kinds.containsKey("")
                || kinds.keySet().stream().allMatch("a"::equals)) {
            return Optional.empty();
        }
        return Optional.of(kinds.values().stream().map(TextShapes::expression).collect(Collectors.joining("|")));
    }

    private static String expression(List<List<Stretch>> alike) {
        StringBuilder regex = new StringBuilder();
        for (int i = 0; i < alike.get(0).size(); i++) {
            int place = i;
            int shortest =
                    alike.stream().mapToInt(s -> s.get(place).length).min().orElseThrow();
            int longest =
                    alike.stream().mapToInt(s -> s.get(place).length).max().orElseThrow();
            regex.append(alike.get(0).get(i).symbol());
            if (shortest < longest) {
                regex.append('+');
            } else if (longest > 1) {
                regex.append('{').append(longest).append('}');
            }
        }
        return regex.toString();
    }

    private static List<Stretch> stretches(String pattern) {
        List<Stretch> stretches = new ArrayList<>();
        int from = 0;
        for (int i = 1; i <= pattern.length(); i++) {
            if (i == pattern.length() || pattern.charAt(i) != pattern.charAt(from)) {
                stretches.add(new Stretch(pattern.charAt(from), i - from));
                from = i;
            }
        }
        return stretches;
    }

    private record Stretch(char shape, int length) {
        String symbol() {
            return switch (shape) {
                case '9' -> "[0-9]";
                case 'A' -> "[A-Z]";
                case 'a' -> "[a-z]";
                default -> ("\\.[]{}()*+?^$|".indexOf(shape) >= 0 ? "\\" : "") + shape;
            };
        }
    }
}
