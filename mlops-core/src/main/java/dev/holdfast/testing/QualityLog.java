// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells a test framework's adapter of every assertion that is made, so that it can write a report.
 *
 * <p>Bound to the thread on which the test runs; assertions on other threads are not heard, but throw all the same. A test
 * calls static methods, so there is nothing but its thread that an adapter and an assertion have in common.
 */
public final class QualityLog {
    private static final ThreadLocal<List<Consumer<CheckResult>>> LISTENERS = ThreadLocal.withInitial(ArrayList::new);

    private QualityLog() {}

    /** Ends the listening. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        /** Ends the listening; to be called on the thread that began it. A second call does nothing. */
        @Override
        void close();
    }

    /**
     * Hears of all assertions on this thread until the registration is closed.
     *
     * @param listener told of each result, also of those that passed, before a failure is thrown
     * @return ends the listening
     */
    public static Registration listen(Consumer<CheckResult> listener) {
        LISTENERS.get().add(Objects.requireNonNull(listener, "listener"));
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            List<Consumer<CheckResult>> left = LISTENERS.get();
            if (open.getAndSet(false)) {
                left.remove(left.lastIndexOf(listener));
            }
            if (left.isEmpty()) {
                LISTENERS.remove();
            }
        };
    }

    static void tell(CheckResult result) {
        List.copyOf(LISTENERS.get()).forEach(listener -> listener.accept(result));
    }
}
