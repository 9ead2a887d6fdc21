// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

/** Numbers with their nouns. */
final class Words {
    private Words() {}

    static String rows(long count) {
        return count == 1 ? "1 row" : count + " rows";
    }
}
