// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.property;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Texts of which nothing is known but that they are texts. */
final class Wording implements Values {
    private static final String TYPICAL = "a";

    /** The empty text, white space, what reads as missing or as a number, other scripts, a pair of surrogates, length. */
    private static final List<Object> EDGES = List.of(
            "", " ", "NA", "0", "A", "\u0130", "\u00df", "\u65e5\u672c", "\ud83d\ude00", "a\nb", "a".repeat(300));

    @Override
    public Object draw(SplittableRandom random) {
        int length = random.nextInt(1, 11);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(26)));
        }
        return text.toString();
    }

    @Override
    public Object typical() {
        return TYPICAL;
    }

    @Override
    public List<Object> edges() {
        return EDGES;
    }

    @Override
    public List<Object> simpler(Object value) {
        String text = value.toString();
        List<Object> simpler = new ArrayList<>();
        for (String each : List.of(TYPICAL, "", text.substring(0, text.length() / 2))) {
            if (complexity(each) < complexity(text)) {
                simpler.add(each);
            }
        }
        return simpler;
    }

    @Override
    public long complexity(Object value) {
        return value.equals(TYPICAL) ? 0 : 1L + value.toString().length();
    }
}
