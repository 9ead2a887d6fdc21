// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.HoldfastException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A history of metrics could not be read or written. */
public final class HistoryException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The file, as text, since a path cannot be serialised. */
    private final String file;

    HistoryException(Path file, String what, @Nullable Throwable cause) {
        super("history " + file + ": " + what, cause);
        this.file = file.toString();
    }

    /**
     * Returns the file.
     *
     * @return its path
     */
    public Path file() {
        return Path.of(file);
    }
}
