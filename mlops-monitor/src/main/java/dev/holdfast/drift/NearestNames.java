// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.drift;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The names that were probably meant by one that is not there. */
final class NearestNames {
    private static final int SHOWN = 5;

    private NearestNames() {}

    /** Returns the few names that take the fewest changes of a letter, case apart, the nearest first. */
    static List<String> to(String name, List<String> names) {
        String wanted = name.toLowerCase(Locale.ROOT);
        return names.stream()
                .sorted(Comparator.comparingInt(each -> distance(wanted, each.toLowerCase(Locale.ROOT))))
                .limit(SHOWN)
                .toList();
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
