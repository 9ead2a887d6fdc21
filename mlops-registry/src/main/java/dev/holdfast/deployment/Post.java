// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.time.InstantSource;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An alias that is followed and the place where its version is served. */
final class Post<I, O> {
    /** The revision of the alias that is served, or -1 when none is. */
    volatile long followed = -1;
    /** The version whose failure was logged last: a poll every few seconds must not fill the log. */
    volatile @Nullable DeployedVersion lamented;

    private final String alias;
    private final boolean required;
    private final Function<Serving<I, O>, @Nullable Slot<I, O>> current;
    private final BiFunction<Serving<I, O>, Slot<I, O>, Serving<I, O>> install;

    Post(
            String alias,
            boolean required,
            Function<Serving<I, O>, @Nullable Slot<I, O>> current,
            BiFunction<Serving<I, O>, Slot<I, O>, Serving<I, O>> install) {
        this.alias = alias;
        this.required = required;
        this.current = current;
        this.install = install;
    }

    static <I, O> Post<I, O> champion(String alias) {
        return new Post<>(alias, true, Serving::champion, Serving::withChampion);
    }

    static <I, O> Post<I, O> shadow(String alias) {
        return new Post<>(alias, false, Serving::shadow, Serving::withShadow);
    }

    static <I, O> Post<I, O> canary(String alias, Canary<I, O> canary, Counters counters, InstantSource clock) {
        return new Post<>(
                alias,
                false,
                serving -> serving.canary() == null ? null : serving.canary().slot(),
                (serving, slot) -> serving.withCanary(CanaryLane.first(slot, canary, counters, clock)));
    }

    String alias() {
        return alias;
    }

    boolean isRequired() {
        return required;
    }

    @Nullable
    Slot<I, O> current(Serving<I, O> serving) {
        return current.apply(serving);
    }

    Serving<I, O> install(Serving<I, O> serving, Slot<I, O> slot) {
        return install.apply(serving, slot);
    }
}
