// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The name that was probably meant by one that nobody knows. */
final class Nearest {
    private Nearest() {}

    /** Returns {@code "; did you mean 'x'?"} for the nearest of the names, or nothing when none is near. */
    static String hint(String name, Collection<String> names) {
        return of(name, names)
                .map(near -> "; did you mean '" + Texts.visible(near) + "'?")
                .orElse("");
    }

    private static Optional<String> of(String name, Collection<String> names) {
        String wanted = folded(name);
        int most = Math.max(1, wanted.length() / 3);
        record Candidate(String name, int distance) {}
        return names.stream()
                // A long name costs the product of the lengths, and is no slip of the pen.
                .filter(each -> !each.equals(name) && Math.abs(each.length() - name.length()) <= most + 4)
                .map(each -> new Candidate(each, distance(wanted, folded(each))))
                .filter(each -> each.distance <= most && each.distance < Math.max(1, wanted.length()))
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .map(Candidate::name);
    }

    /** Case, blanks, hyphens and underscores are what people mix up most. */
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[\\s_.-]", "");
    }

    /** Levenshtein's distance, where neighbours that changed places count once (optimal string alignment). */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(last[j - 1] + change, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], before[j - 2] + 1);
                }
            }
            int[] free = before;
            before = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
