// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.HoldfastException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A run of a pipeline gave no result, and its caller asked for one. */
public final class PipelineException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The name of the pipeline. */
    private final String pipeline;

    /** The step that stopped the run. */
    private final String step;

    PipelineException(String pipeline, String step, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.pipeline = Objects.requireNonNull(pipeline, "pipeline");
        this.step = Objects.requireNonNull(step, "step");
    }

    /**
     * Returns the name of the pipeline.
     *
     * @return the name
     */
    public String pipeline() {
        return pipeline;
    }

    /**
     * Returns the step that stopped the run.
     *
     * @return its name
     */
    public String step() {
        return step;
    }
}
