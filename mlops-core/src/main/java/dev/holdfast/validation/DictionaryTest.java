// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.TextColumn;
import java.util.List;

/**
 * A test on the texts of a column that is made once for every distinct text, and only when the text occurs: a test may
 * break on a text that is in the dictionary for the sake of other rows.
 */
final class DictionaryTest {
    private final List<String> dictionary;
    private final CellTest test;
    private final byte[] known;

    DictionaryTest(TextColumn column, CellTest test) {
        this.dictionary = column.dictionary();
        this.test = test;
        this.known = new byte[dictionary.size()];
    }

    boolean passes(int code) {
        byte found = known[code];
        return found == 0 ? passesAtLast(code) : found > 0;
    }

    private boolean passesAtLast(int code) {
        boolean passes = test.text(dictionary.get(code));
        known[code] = (byte) (passes ? 1 : -1);
        return passes;
    }
}
