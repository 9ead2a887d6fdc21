// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

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
 * @param <I> the input of the models
 */
public final class Canary<I> {
    private final double[] steps;
    private final @Nullable Function<? super I, String> key;
    private final @Nullable String salt;

    private Canary(double[] steps, @Nullable Function<? super I, String> key, @Nullable String salt) {
        this.steps = steps;
        this.key = key;
        this.salt = salt;
    }

    static <I> Canary<I> unset() {
        return new Canary<>(new double[0], null, null);
    }

    /**
     * Sets the shares that the canary goes through, one {@link Deployment#advanceCanary()} after the other.
     *
     * @param percent the shares in percent with at most two decimals, ascending, each in [0, 100]
     * @return the canary with these steps
     * @throws IllegalArgumentException when there is none, one is out of range, or they do not ascend
     */
    public Canary<I> steps(double... percent) {
        boolean fits = percent.length > 0;
        for (int i = 0; i < percent.length; i++) {
            fits &= percent[i] >= 0 && percent[i] <= 100 && (i == 0 || percent[i] > percent[i - 1]);
        }
        if (!fits) {
            throw new IllegalArgumentException("canary steps must be ascending percentages in [0, 100], got "
                    + DoubleStream.of(percent).boxed().toList());
        }
        return new Canary<>(percent.clone(), key, salt);
    }

    /**
     * Sets what identifies the caller of a prediction.
     *
     * @param key reads the key from the input, such as a customer's number
     * @return the canary with this key
     */
    public Canary<I> stickyBy(Function<? super I, String> key) {
        return new Canary<>(steps, Objects.requireNonNull(key, "key"), salt);
    }

    /**
     * Sets the salt of the hash. Without one it is the digest of the candidate's version, so that each candidate has
     * another sample of the callers and not always the same ones bear the risk.
     *
     * @param salt any text
     * @return the canary with this salt
     */
    public Canary<I> salt(String salt) {
        return new Canary<>(steps, key, Objects.requireNonNull(salt, "salt"));
    }

    Canary<I> checked() {
        if (steps.length == 0 || key == null) {
            throw new IllegalArgumentException("a canary needs steps(...) and stickyBy(...), got " + this);
        }
        return this;
    }

    List<Double> shares() {
        return DoubleStream.of(steps).boxed().toList();
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
                + (salt == null ? "the version's digest" : salt) + "]";
    }
}
