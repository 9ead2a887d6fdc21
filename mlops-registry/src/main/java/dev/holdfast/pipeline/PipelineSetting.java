// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.tracking.Tracker;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What surrounds the steps of a pipeline. */
record PipelineSetting(
        InstantSource clock,
        List<Consumer<? super StepOutcome>> listeners,
        @Nullable Recording recording,
        @Nullable StepCache cache) {
    static final PipelineSetting DEFAULT = new PipelineSetting(InstantSource.system(), List.of(), null, null);

    /** Where runs are recorded. */
    record Recording(Tracker tracker, String experiment) {}

    PipelineSetting clock(InstantSource other) {
        return new PipelineSetting(other, listeners, recording, cache);
    }

    PipelineSetting listener(Consumer<? super StepOutcome> listener) {
        List<Consumer<? super StepOutcome>> more = new ArrayList<>(listeners);
        more.add(listener);
        return new PipelineSetting(clock, List.copyOf(more), recording, cache);
    }

    PipelineSetting recording(Recording other) {
        return new PipelineSetting(clock, listeners, other, cache);
    }

    PipelineSetting cache(StepCache other) {
        return new PipelineSetting(clock, listeners, recording, other);
    }
}
