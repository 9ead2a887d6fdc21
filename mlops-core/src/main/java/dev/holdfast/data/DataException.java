// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.data;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Data could not be read or written: a file, a stream, a database or a cell is not as it must be.
 *
 * <p>The message names the source, the line and the column where they are known, what was found, what was expected and
 * what to do; the fields carry the same.
 */
public final class DataException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** What was read or written. */
    private final String source;

    /** The physical line, from 1, or 0 when there is none. */
    private final long line;

    /** The name of the column, if the failure concerns one. */
    private final @Nullable String column;

    /** What was found, if there is something to show. */
    private final @Nullable String found;

    /** What was expected instead, if anything. */
    private final @Nullable String expected;

    private DataException(Problem problem, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.source = problem.source;
        this.line = problem.line;
        this.column = problem.column;
        this.found = problem.found;
        this.expected = problem.expected;
    }

    static Problem in(String source) {
        return new Problem(source);
    }

    /**
     * Returns what was read or written: a path, the name of a stream or a query.
     *
     * @return the source
     */
    public String source() {
        return source;
    }

    /**
     * Returns the physical line, from 1, on which the row starts.
     *
     * @return the line, or empty when the failure has no line
     */
    public OptionalLong line() {
        return line > 0 ? OptionalLong.of(line) : OptionalLong.empty();
    }

    /**
     * Returns the name of the column.
     *
     * @return the column, or empty when the failure concerns no single column
     */
    public Optional<String> column() {
        return Optional.ofNullable(column);
    }

    /**
     * Returns what was found.
     *
     * @return the finding, or empty when there is nothing to show
     */
    public Optional<String> found() {
        return Optional.ofNullable(found);
    }

    /**
     * Returns what was expected instead.
     *
     * @return the expectation, or empty when there is none
     */
    public Optional<String> expected() {
        return Optional.ofNullable(expected);
    }

    /** Collects what is known about a failure; one sentence is made of it. */
    static final class Problem {
        private static final int LONGEST_EXCERPT = 80;

        private final String source;
        private long line;
        private @Nullable String column;
        private @Nullable String found;
        private @Nullable String expected;
        private @Nullable String remedy;
        private @Nullable Throwable cause;

        private Problem(String source) {
            this.source = Objects.requireNonNull(source, "source");
        }

        Problem line(long physicalLine) {
            this.line = physicalLine;
            return this;
        }

        Problem column(String name) {
            this.column = name;
            return this;
        }

        Problem found(String what) {
            this.found = what;
            return this;
        }

        Problem foundCell(String cell) {
            boolean whole = cell.codePointCount(0, cell.length()) <= LONGEST_EXCERPT;
            return found("'" + (whole ? cell : cell.substring(0, cell.offsetByCodePoints(0, LONGEST_EXCERPT)) + "...")
                    + "'");
        }

        Problem expected(String what) {
            this.expected = what;
            return this;
        }

        Problem remedy(String whatToDo) {
            this.remedy = whatToDo;
            return this;
        }

        Problem cause(Throwable underneath) {
            this.cause = underneath;
            return this;
        }

        DataException build() {
            StringBuilder text = new StringBuilder(source);
            if (line > 0) {
                text.append(", line ").append(line);
            }
            if (column != null) {
                text.append(", column '").append(column).append('\'');
            }
            if (found != null) {
                text.append(": found ").append(found);
            }
            if (expected != null) {
                text.append(found == null ? ": expected " : ", expected ").append(expected);
            }
            if (remedy != null) {
                text.append("; ").append(remedy);
            }
            return new DataException(this, text.toString(), cause);
        }
    }
}
