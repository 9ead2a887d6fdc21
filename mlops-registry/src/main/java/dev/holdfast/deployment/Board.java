// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Where what is served is published: read without a lock, changed under one that nothing slow is done under. */
final class Board<I, O> {
    private final ReentrantLock changing = new ReentrantLock();
    private volatile @Nullable Serving<I, O> serving;

    /** Returns what is served, or null before the first publication and after the end. */
    @Nullable
    Serving<I, O> current() {
        return serving;
    }

    void open(Serving<I, O> first) {
        serving = first;
    }

    /** Publishes what the change makes of what is served; after the end nothing. */
    void change(UnaryOperator<Serving<I, O>> change) {
        changing.lock();
        try {
            Serving<I, O> now = serving;
            if (now != null) {
                serving = change.apply(now);
            }
        } finally {
            changing.unlock();
        }
    }

    /** Returns whether something was served until now. */
    boolean close() {
        changing.lock();
        try {
            boolean open = serving != null;
            serving = null;
            return open;
        } finally {
            changing.unlock();
        }
    }
}
