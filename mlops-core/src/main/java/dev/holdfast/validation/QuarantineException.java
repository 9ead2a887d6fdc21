// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.HoldfastException;

/** A row that had to be set aside could not be handed over; the rows before it were. */
public final class QuarantineException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The number of the row. */
    private final long row;

    QuarantineException(String sink, long row, Exception cause) {
        super(
                sink + " did not take row " + row + " (" + cause
                        + "); rows before it were handed over and are kept, no good"
                        + " row of its batch was passed on; repair the sink and read the data again",
                cause);
        this.row = row;
    }

    /**
     * Returns the number of the row that could not be handed over.
     *
     * @return the number, from 1; 0 when opening or closing the sink failed
     */
    public long row() {
        return row;
    }
}
