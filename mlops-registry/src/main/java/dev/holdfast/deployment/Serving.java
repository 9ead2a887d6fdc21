// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Everything that a prediction needs to know, in one immutable value that it reads once. */
record Serving<I, O>(
        Slot<I, O> champion,
        @Nullable CanaryLane<I, O> canary,
        @Nullable Slot<I, O> shadow) {
    Serving<I, O> withChampion(Slot<I, O> slot) {
        return new Serving<>(slot, canary, shadow);
    }

    Serving<I, O> withCanary(CanaryLane<I, O> lane) {
        return new Serving<>(champion, lane, shadow);
    }

    Serving<I, O> withShadow(Slot<I, O> slot) {
        return new Serving<>(champion, canary, slot);
    }

    /** The numbers of all versions that are in use, those that wait for their turn included. */
    Set<Long> versions() {
        Set<Long> versions = new TreeSet<>();
        versions.add(champion.version().number());
        if (canary != null) {
            versions.add(canary.slot().version().number());
        }
        if (shadow != null) {
            versions.add(shadow.version().number());
        }
        return versions;
    }

    /** The canary that takes a share of the calls now, or null. */
    @Nullable
    CanaryLane<I, O> activeCanary() {
        return canary == null || canary.isStopped() || isChampion(canary.slot()) ? null : canary;
    }

    /** A candidate that has become the champion needs no share of its own. */
    boolean isChampion(Slot<I, O> slot) {
        return slot.version().number() == champion.version().number();
    }
}
