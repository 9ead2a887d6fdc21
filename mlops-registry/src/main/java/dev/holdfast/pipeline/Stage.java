// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;

/** One link of a pipeline, its types forgotten; {@link Pipeline} put only fitting ones side by side. */
sealed interface Stage {
    String name();

    /** A step gives a new value. */
    record Work(String name, StepFunction<Object, Object> function) implements Stage {}

    /** A step that needs the tracked run. */
    record Recorded(String name, RecordedStep<Object, Object> function) implements Stage {}

    /** A gate hands on the value it was given. */
    record Check(String name, StepGate<Object> gate) implements Stage {
        Evidence examine(Object value) throws Exception {
            return gate.check(value);
        }
    }
}
