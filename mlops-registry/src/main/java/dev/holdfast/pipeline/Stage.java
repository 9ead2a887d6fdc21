// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.report.Evidence;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One link of a pipeline, its types forgotten; {@link Pipeline} put only fitting ones side by side. */
sealed interface Stage {
    String name();

    /** The call that put it there. */
    String verb();

    /** A step gives a new value. */
    record Work(String name, StepFunction<Object, Object> function, Identity identity) implements Stage {
        @Override
        public String verb() {
            return "step";
        }
    }

    /** A step that needs the tracked run. */
    record Recorded(String name, RecordedStep<Object, Object> function, Identity identity) implements Stage {
        @Override
        public String verb() {
            return "recordedStep";
        }
    }

    /** A gate hands on the value it was given. */
    record Check(String name, StepGate<Object> gate) implements Stage {
        @Override
        public String verb() {
            return "gate";
        }

        Evidence examine(Object value) throws Exception {
            return gate.check(value);
        }
    }

    /** A question to a person; the value is handed on. */
    record Approve(String name, Approvals approvals, ApprovalTerms<Object> terms) implements Stage {
        @Override
        public String verb() {
            return "approval";
        }
    }

    /** How the content of a step's value is known, if it is: by a function, or because the value is stored. */
    record Identity(
            @Nullable Function<Object, String> fingerprint,
            @Nullable Caching caching) {
        static final Identity UNKNOWN = new Identity(null, null);

        boolean isKnown() {
            return fingerprint != null || caching != null;
        }
    }

    /** How a step's value is stored. */
    record Caching(String version, StepCodec<Object> codec) {}
}
