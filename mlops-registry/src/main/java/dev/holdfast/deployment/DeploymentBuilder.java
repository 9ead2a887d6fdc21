// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.internal.store.Names;
import dev.holdfast.model.PredictionListener;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Describes a {@link Deployment}. Setting anything twice is refused, except listeners, which add up. Not thread-safe; used
 * up by {@link #open()}.
 *
 * @param <I> the input of the model
 * @param <O> its answer
 */
public final class DeploymentBuilder<I, O> {
    private static final Duration DEFAULT_LEASE = Duration.ofHours(24);
    private static final int LONGEST_NAME = 100;
    private static final long DEFAULT_CACHE_BYTES = 256L << 20;

    private final VersionSource<I, O> source;
    private final List<PredictionListener<I, O>> listeners = new ArrayList<>();
    private @Nullable String champion;
    private @Nullable String shadowAlias;
    private @Nullable Shadow<I, O> shadow;
    private @Nullable String canaryAlias;
    private @Nullable Canary<I, O> canary;
    private @Nullable Function<? super I, ? extends O> fallback;
    private @Nullable List<I> warmUp;
    private @Nullable Long cacheBytes;
    private @Nullable InstantSource clock;
    private @Nullable String name;
    private @Nullable Duration lease;
    private boolean open;

    DeploymentBuilder(VersionSource<I, O> source) {
        this.source = source;
    }

    /**
     * Sets the alias whose version answers; {@code "champion"} is the default.
     *
     * @param alias the alias
     * @return this builder
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> champion(String alias) {
        refuseSecond("champion", champion, alias);
        champion = alias;
        return this;
    }

    /**
     * Lets the version of another alias answer beside the champion, unheard; see {@link Shadow}. While the alias names no
     * version, or the champion's, there is no shadow.
     *
     * @param alias the alias
     * @param options sets at least {@link Shadow#executor}
     * @return this builder
     * @throws IllegalArgumentException when the executor is missing
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> shadow(String alias, UnaryOperator<Shadow<I, O>> options) {
        refuseSecond("shadow", shadowAlias, alias);
        shadow = options.apply(Shadow.unset()).checked();
        shadowAlias = alias;
        return this;
    }

    /**
     * Lets the version of another alias answer a share of the callers; see {@link Canary}. While the alias names no
     * version, or the champion's, there is no canary.
     *
     * @param alias the alias
     * @param options sets at least {@link Canary#steps} and {@link Canary#stickyBy}
     * @return this builder
     * @throws IllegalArgumentException when the steps or the key are missing
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> canary(String alias, UnaryOperator<Canary<I, O>> options) {
        refuseSecond("canary", canaryAlias, alias);
        canary = options.apply(Canary.unset()).checked();
        canaryAlias = alias;
        return this;
    }

    /**
     * Adds a listener that hears of every answer that a caller gets, a canary's and the fallback's included.
     *
     * @param listener the listener, called on the thread of the prediction
     * @return this builder
     */
    public DeploymentBuilder<I, O> listener(PredictionListener<I, O> listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets what answers when the champion throws or gives null. Without one the caller gets the exception.
     *
     * @param rule a rule of the host's own; what it throws reaches the caller, with the model's exception suppressed in it
     * @return this builder
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> fallback(Function<? super I, ? extends O> rule) {
        refuseSecond("fallback", fallback, rule);
        fallback = rule;
        return this;
    }

    /**
     * Sets inputs that every version has to answer before it is served, so that the first callers do not wait for classes
     * to load and a version that throws is never served at all.
     *
     * @param inputs the inputs, in the order in which they are asked
     * @return this builder
     * @throws IllegalStateException when they were set before
     */
    public DeploymentBuilder<I, O> warmUp(List<? extends I> inputs) {
        refuseSecond("warmUp", warmUp, inputs);
        warmUp = List.copyOf(inputs);
        return this;
    }

    /**
     * Sets how many bytes of models, measured as they are stored, are kept in memory for a rollback beside those that are
     * served; 256 MiB is the default.
     *
     * @param bytes at least 0; with 0 each swap loads anew
     * @return this builder
     * @throws IllegalArgumentException when it is negative
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> cacheBytes(long bytes) {
        refuseSecond("cacheBytes", cacheBytes, bytes);
        if (bytes < 0) {
            throw new IllegalArgumentException("cacheBytes must be at least 0, got " + bytes);
        }
        cacheBytes = bytes;
        return this;
    }

    /**
     * Sets the clock; the system's is the default.
     *
     * @param source tells listeners when an answer was given
     * @return this builder
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> clock(InstantSource source) {
        refuseSecond("clock", clock, source);
        clock = source;
        return this;
    }

    /**
     * Sets what the deployment is called where the registry says who relies on a version; without this it has only the
     * number that is added to each name, because two of one name may run at the same time.
     *
     * @param text such as the name of the host; at most 100 characters
     * @return this builder
     * @throws IllegalArgumentException when it is empty, too long or cannot be stored
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> named(String text) {
        refuseSecond("named", name, text);
        Names.check("deployment", text);
        if (text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("the name of a deployment must be at most " + LONGEST_NAME
                    + " characters long, got " + text.length());
        }
        name = text;
        return this;
    }

    /**
     * Sets how long versions stay held for this deployment when it has died or refreshes no more; 24 hours is the
     * default. A refresh renews the hold once a quarter of the time is over.
     *
     * @param duration more than zero; several times the time between two refreshes
     * @return this builder
     * @throws IllegalArgumentException when it is not more than zero
     * @throws IllegalStateException when it was set before
     */
    public DeploymentBuilder<I, O> lease(Duration duration) {
        refuseSecond("lease", lease, duration);
        if (duration.isNegative() || duration.isZero()) {
            throw new IllegalArgumentException("the lease must be more than zero, got " + duration);
        }
        lease = duration;
        return this;
    }

    /**
     * Loads, verifies and warms up the champion and serves it. A shadow or canary that cannot be loaded is logged and
     * tried again at the next refresh.
     *
     * @return the deployment
     * @throws DeploymentException when the champion's alias names no version, or that version cannot be served
     * @throws IllegalStateException when this builder has opened one before
     */
    public Deployment<I, O> open() {
        if (open) {
            throw new IllegalStateException("a builder opens one deployment only, and this one has");
        }
        open = true;
        return new Deployment<>(source, this).start();
    }

    List<PredictionListener<I, O>> listeners() {
        return listeners;
    }

    @Nullable
    Shadow<I, O> shadow() {
        return shadow;
    }

    @Nullable
    Function<? super I, ? extends O> fallback() {
        return fallback;
    }

    List<I> warmUp() {
        return warmUp == null ? List.of() : warmUp;
    }

    long cacheBytes() {
        return cacheBytes == null ? DEFAULT_CACHE_BYTES : cacheBytes;
    }

    InstantSource clock() {
        return clock == null ? InstantSource.system() : clock;
    }

    /** Under which name versions are held; no two deployments have the same. */
    String holder() {
        String number = UUID.randomUUID().toString().substring(0, 8);
        return "deployment " + (name == null ? number : name + " " + number);
    }

    Duration lease() {
        return lease == null ? DEFAULT_LEASE : lease;
    }

    /** The aliases to follow, the champion's first. */
    List<Post<I, O>> posts(Counters counters) {
        List<Post<I, O>> posts = new ArrayList<>();
        posts.add(Post.champion(champion == null ? "champion" : champion));
        if (shadowAlias != null) {
            posts.add(Post.shadow(shadowAlias));
        }
        if (canaryAlias != null && canary != null) {
            posts.add(Post.canary(canaryAlias, canary, counters, clock()));
        }
        return List.copyOf(posts);
    }

    private static void refuseSecond(String what, @Nullable Object before, Object now) {
        Objects.requireNonNull(now, what);
        if (before != null) {
            throw new IllegalStateException(what + " is set twice: " + before + " and " + now);
        }
    }
}
