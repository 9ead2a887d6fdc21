// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A version that was to be served cannot be: its alias names none, or it cannot be loaded or warmed up. */
public final class DeploymentException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The name of the model. */
    private final String model;

    /** The alias that was followed. */
    private final String alias;

    /** The number of the version, or 0 when the alias names none. */
    private final long version;

    DeploymentException(String model, String alias, long version, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.model = Objects.requireNonNull(model, "model");
        this.alias = Objects.requireNonNull(alias, "alias");
        this.version = version;
    }

    /**
     * Returns the name of the model.
     *
     * @return the name
     */
    public String model() {
        return model;
    }

    /**
     * Returns the alias that was followed.
     *
     * @return the alias
     */
    public String alias() {
        return alias;
    }

    /**
     * Returns the version that could not be served.
     *
     * @return its number, or empty when the alias names none
     */
    public OptionalLong version() {
        return version == 0 ? OptionalLong.empty() : OptionalLong.of(version);
    }
}
