// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * How a candidate answers a growing share of the callers.
 *
 * <p>Who is in the share is decided by a hash of their key, so the same caller sees the same model on every machine, and
 * a larger share keeps everybody of a smaller one. A call without a key, or with a blank one, goes to the champion and is
 * counted; so does one whose key function throws. When the candidate throws, the champion answers.
 *
 * <p>Immutable; each call returns a new value. Thread-safe when the key function is.
 *
 * <p>With gates the deployment judges the canary whenever it reloads, or when {@link Deployment#judgeCanary()} is called:
 * it stops it when a gate fails, and moves it on when all pass. Without gates a person does both. Each process judges by
 * the calls that it saw itself.
 *
 * @param <I> the input of the models
 * @param <O> their answer
 */
public final class Canary<I, O> {
    private static final double DEFAULT_CONFIDENCE = 0.99;

    private final double[] steps;
    private final @Nullable Function<? super I, String> key;
    private final @Nullable String salt;
    private final List<CanaryGate<O>> gates;
    private final double confidence;
    private final Duration hold;

    private Canary(
            double[] steps,
            @Nullable Function<? super I, String> key,
            @Nullable String salt,
            List<CanaryGate<O>> gates,
            double confidence,
            Duration hold) {
        this.steps = steps;
        this.key = key;
        this.salt = salt;
        this.gates = gates;
        this.confidence = confidence;
        this.hold = hold;
    }

    static <I, O> Canary<I, O> unset() {
        return new Canary<>(new double[0], null, null, List.of(), DEFAULT_CONFIDENCE, Duration.ZERO);
    }

    /**
     * Sets the shares that the canary goes through, one {@link Deployment#advanceCanary()} after the other.
     *
     * @param percent the shares in percent with at most two decimals, ascending, each in [0, 100]
     * @return the canary with these steps
     * @throws IllegalArgumentException when there is none, one is out of range, or they do not ascend
     */
    public Canary<I, O> steps(double... percent) {
        boolean fits = percent.length > 0;
        for (int i = 0; i < percent.length; i++) {
            fits &= percent[i] >= 0 && percent[i] <= 100 && (i == 0 || percent[i] > percent[i - 1]);
        }
        if (!fits) {
            throw new IllegalArgumentException("canary steps must be ascending percentages in [0, 100], got "
                    + DoubleStream.of(percent).boxed().toList());
        }
        return new Canary<>(percent.clone(), key, salt, gates, confidence, hold);
    }

    /**
     * Sets what identifies the caller of a prediction.
     *
     * @param key reads the key from the input, such as a customer's number
     * @return the canary with this key
     */
    public Canary<I, O> stickyBy(Function<? super I, String> key) {
        return new Canary<>(steps, Objects.requireNonNull(key, "key"), salt, gates, confidence, hold);
    }

    /**
     * Sets the salt of the hash. Without one it is the digest of the candidate's version, so that each candidate has
     * another sample of the callers and not always the same ones bear the risk.
     *
     * @param salt any text
     * @return the canary with this salt
     */
    public Canary<I, O> salt(String salt) {
        return new Canary<>(steps, key, Objects.requireNonNull(salt, "salt"), gates, confidence, hold);
    }

    /**
     * Adds a gate that every step has to pass.
     *
     * @param gate the gate
     * @return the canary with one more gate
     */
    public Canary<I, O> gate(CanaryGate<O> gate) {
        List<CanaryGate<O>> more = new ArrayList<>(gates);
        more.add(Objects.requireNonNull(gate, "gate"));
        return new Canary<>(steps, key, salt, List.copyOf(more), confidence, hold);
    }

    /**
     * Sets how sure a step's verdict has to be, all gates and all looks together; 0.99 is the default.
     *
     * @param confidence the chance that a step of a canary within all limits is not stopped, in (0, 1)
     * @return the canary with this confidence
     * @throws IllegalArgumentException when it is out of range
     */
    public Canary<I, O> confidence(double confidence) {
        if (!(confidence > 0 && confidence < 1)) {
            throw new IllegalArgumentException("the confidence of a canary must be in (0, 1), got " + confidence);
        }
        return new Canary<>(steps, key, salt, gates, confidence, hold);
    }

    /**
     * Sets how long a step lasts at least, whatever the gates say; a gate that fails stops the canary at once all the
     * same. No time is the default.
     *
     * @param time not negative
     * @return the canary with this time
     * @throws IllegalArgumentException when it is negative
     */
    public Canary<I, O> hold(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a canary's step must not last less than no time, got " + time);
        }
        return new Canary<>(steps, key, salt, gates, confidence, time);
    }

    Canary<I, O> checked() {
        if (steps.length == 0 || key == null) {
            throw new IllegalArgumentException("a canary needs steps(...) and stickyBy(...), got " + this);
        }
        return this;
    }

    List<Double> shares() {
        return DoubleStream.of(steps).boxed().toList();
    }

    List<CanaryGate<O>> gates() {
        return gates;
    }

    /** Each of the gates gets its part of the doubt. */
    double confidencePerGate() {
        return 1 - (1 - confidence) / Math.max(1, gates.size());
    }

    Duration hold() {
        return hold;
    }

    /** Returns the caller's key, or null for none. */
    @Nullable
    String keyOf(I input) {
        return key == null ? null : key.apply(input);
    }

    String saltFor(DeployedVersion version) {
        return Optional.ofNullable(salt).orElse(version.digest());
    }

    @Override
    public String toString() {
        return "Canary[steps=" + shares() + ", key=" + (key == null ? "none" : "set") + ", salt="
                + (salt == null ? "the version's digest" : salt) + ", gates=" + gates + "]";
    }
}
