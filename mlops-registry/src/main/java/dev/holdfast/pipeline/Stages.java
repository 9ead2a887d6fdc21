// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The links of a pipeline in their order, at least one, and what one of them may ask of those before it. */
record Stages(List<Stage> all) {
    Stages {
        all = List.copyOf(all);
    }

    List<String> names() {
        return all.stream().map(Stage::name).toList();
    }

    Stages and(String pipeline, Stage stage) {
        if (names().contains(stage.name())) {
            throw new IllegalArgumentException(
                    "the name of a step must be new in pipeline '" + pipeline + "', got '" + stage.name() + "' twice");
        }
        List<Stage> more = new ArrayList<>(all);
        more.add(stage);
        return new Stages(more);
    }

    List<String> recorded() {
        return all.stream()
                .filter(Stage.Recorded.class::isInstance)
                .map(Stage::name)
                .toList();
    }

    Stage last() {
        return all.get(all.size() - 1);
    }

    /** Returns what is known of the last step's value, or fails when the last link gives none of its own. */
    Stage.Identity lastIdentity(String verb) {
        return identity(last())
                .orElseThrow(() ->
                        new IllegalStateException(verb + " belongs to a step, and '" + last().name() + "' is a gate"));
    }

    /** Whether the content of what the last link gives, or of what it takes, is known. */
    boolean isContentKnown(boolean given) {
        for (int i = all.size() - (given ? 1 : 2); i >= 0; i--) {
            // Gates hand on what they are given, so what counts is the step before them.
            Optional<Stage.Identity> identity = identity(all.get(i));
            if (identity.isPresent()) {
                return identity.get().isKnown();
            }
        }
        return false;
    }

    Stages identified(Stage.Identity identity) {
        List<Stage> changed = new ArrayList<>(all);
        changed.set(
                all.size() - 1,
                last() instanceof Stage.Work work
                        ? new Stage.Work(work.name(), work.function(), identity)
                        : new Stage.Recorded(last().name(), ((Stage.Recorded) last()).function(), identity));
        return new Stages(changed);
    }

    private static Optional<Stage.Identity> identity(Stage stage) {
        if (stage instanceof Stage.Work work) {
            return Optional.of(work.identity());
        }
        return stage instanceof Stage.Recorded recorded ? Optional.of(recorded.identity()) : Optional.empty();
    }

    @Override
    public String toString() {
        return all.stream()
                .map(stage -> "." + stage.verb() + "(\"" + stage.name() + "\", ...)")
                .collect(Collectors.joining());
    }
}
