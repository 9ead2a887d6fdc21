// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.monitor;

import java.time.Duration;
import java.util.Objects;

/**
 * When findings become an alert.
 *
 * <p>A change (a column and a cause) is raised when {@code raise} of its last {@code of} judged windows found it. It is
 * told once and then latched: it is told again only after {@code clearAfter} windows in a row without it, or when its
 * severity has grown. After an alert the next one waits until the cooldown is over, unless it is more severe than the
 * last; what is raised meanwhile is told by the first window after it that still finds it. Windows with too few rows count neither way. Time is that of the
 * predictions, so a replay of history alerts as life would have. Immutable and thread-safe.
 */
public final class AlertPolicy {
    private final int raise;
    private final int of;
    private final int clearAfter;
    private final Duration cooldown;

    private AlertPolicy(int raise, int of, int clearAfter, Duration cooldown) {
        this.raise = raise;
        this.of = of;
        this.clearAfter = clearAfter;
        this.cooldown = cooldown;
    }

    /**
     * Returns the policy that raises after this many windows in a row; refine it by {@link #of(int)}.
     *
     * @param windows how many windows must find a change, in [1, 60]
     * @return the policy, which clears after one window without the change and has no cooldown
     * @throws IllegalArgumentException when it is outside
     */
    public static AlertPolicy raise(int windows) {
        return new AlertPolicy(range("raise", windows), windows, 1, Duration.ZERO);
    }

    /**
     * Returns this policy with the number of last windows that are looked at.
     *
     * @param windows how many, at least those that must find the change and at most 60
     * @return the policy
     * @throws IllegalArgumentException when it is outside
     */
    public AlertPolicy of(int windows) {
        if (range("of", windows) < raise) {
            throw new IllegalArgumentException(
                    "no " + windows + " windows can find a change " + raise + " times; of must be at least raise");
        }
        return new AlertPolicy(raise, windows, clearAfter, cooldown);
    }

    /**
     * Returns this policy with the number of windows in a row that must be without a change before it can be told again.
     *
     * @param windows how many, in [1, 60]
     * @return the policy
     * @throws IllegalArgumentException when it is outside
     */
    public AlertPolicy clearAfter(int windows) {
        return new AlertPolicy(raise, of, range("clearAfter", windows), cooldown);
    }

    /**
     * Returns this policy with another time between two alerts.
     *
     * @param time the least time, not negative
     * @return the policy
     * @throws IllegalArgumentException when it is negative
     */
    public AlertPolicy cooldown(Duration time) {
        if (Objects.requireNonNull(time, "time").isNegative()) {
            throw new IllegalArgumentException("the cooldown must not be negative, got " + time);
        }
        return new AlertPolicy(raise, of, clearAfter, time);
    }

    private static int range(String name, int windows) {
        if (windows < 1 || windows > 60) {
            throw new IllegalArgumentException(name + " must be in [1, 60], got " + windows);
        }
        return windows;
    }

    /**
     * Returns how many windows must find a change.
     *
     * @return the number
     */
    public int raise() {
        return raise;
    }

    /**
     * Returns how many last windows are looked at.
     *
     * @return the number
     */
    public int of() {
        return of;
    }

    /**
     * Returns how many windows in a row must be without a change before it can be told again.
     *
     * @return the number
     */
    public int clearAfter() {
        return clearAfter;
    }

    /**
     * Returns the least time between two alerts.
     *
     * @return the time
     */
    public Duration cooldown() {
        return cooldown;
    }

    @Override
    public String toString() {
        return "AlertPolicy.raise(" + raise + ").of(" + of + ").clearAfter(" + clearAfter + ").cooldown(" + cooldown
                + ")";
    }
}
