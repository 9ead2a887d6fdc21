// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.HoldfastException;

/** A row that had to be set aside could not be handed over, or the quarantine could not be ended; what came before is kept. */
public final class QuarantineException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The number of the row. */
    private final long row;
    /** How many rows the sink has. */
    private final long written;

    private QuarantineException(String message, long row, long written, Exception cause) {
        super(message, cause);
        this.row = row;
        this.written = written;
    }

    static QuarantineException atRow(String sink, long row, long written, Exception cause) {
        return new QuarantineException(
                sink + " did not take row " + row + " (" + cause + "); it keeps the " + written
                        + " rows before it and is not complete; no good row of the batch was passed on; repair the sink and"
                        + " read the data again, which starts the quarantine anew",
                row,
                written,
                cause);
    }

    static QuarantineException atTheEnd(String sink, long written, Exception cause) {
        return new QuarantineException(
                sink + " could not be ended (" + cause + "); it was handed all of its " + written
                        + " rows, but may not have kept them; repair the sink and read the data again",
                0,
                written,
                cause);
    }

    /**
     * Returns the number of the row that could not be handed over.
     *
     * @return the number, from 1; 0 when the quarantine could not be ended
     */
    public long row() {
        return row;
    }

    /**
     * Returns how many rows the sink took before.
     *
     * @return the number of rows
     */
    public long written() {
        return written;
    }
}
