// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text that a regular expression matches as a whole, or that it is found in.
 *
 * <p>The JDK's matcher backtracks and may need exponential time. The text is therefore handed to it with a budget of
 * reads; beyond it the check ends as an error that names the expression instead of standing still.
 */
final class RegexTest extends CellTests.OnText {
    private static final int READS_PER_VALUE = 1_000_000;

    private final String regex;
    private final boolean whole;
    private final ThreadLocal<State> state;

    RegexTest(String regex, boolean whole) {
        this.regex = regex;
        this.whole = whole;
        Pattern pattern = Pattern.compile(regex);
        this.state = ThreadLocal.withInitial(() -> new State(pattern));
    }

    @Override
    boolean text(String value) {
        State mine = state.get();
        mine.text.reset(value);
        mine.matcher.reset(mine.text);
        try {
            return whole ? mine.matcher.matches() : mine.matcher.find();
        } catch (StackOverflowError e) {
            throw new CheckFailure(explosion(value, "nests too deeply"), e);
        } catch (BudgetExceeded e) {
            throw new CheckFailure(explosion(value, "needs more than " + READS_PER_VALUE + " steps"), e);
        }
    }

    private String explosion(String value, String what) {
        return "the regular expression " + regex + " " + what + " on a text of " + value.length()
                + " characters; write it without nested repetition, or make the repetition possessive (a++)";
    }

    /** What one thread needs to match without allocating. */
    private static final class State {
        private final Budgeted text = new Budgeted();
        private final Matcher matcher;

        State(Pattern pattern) {
            this.matcher = pattern.matcher(text);
        }
    }

    private static final class BudgetExceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BudgetExceeded() {
            super("out of reads", null, false, false);
        }
    }

    private static final class Budgeted implements CharSequence {
        private String text = "";
        private int reads;

        void reset(String newText) {
            text = newText;
            reads = 0;
        }

        @Override
        public char charAt(int index) {
            if (++reads > READS_PER_VALUE) {
                throw new BudgetExceeded();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
