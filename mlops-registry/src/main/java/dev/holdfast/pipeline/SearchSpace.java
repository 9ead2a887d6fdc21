// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * The parameters that a search may choose, each with its range.
 *
 * <p>What is drawn for a parameter depends on the seed, the number of the trial and the parameter's name alone, so that a
 * parameter more, or more trials, change none of the values that were drawn without them. Immutable; each call returns a
 * new value.
 */
public final class SearchSpace {
    private static final long TRIAL = 0x9E3779B97F4A7C15L;
    private static final long NAME = 0xD1342543DE82EF95L;

    private final Map<String, Range> ranges;

    private interface Range {
        Object draw(SplittableRandom random);
    }

    private SearchSpace(Map<String, Range> ranges) {
        this.ranges = Collections.unmodifiableMap(ranges);
    }

    /**
     * Returns the space without a parameter, from which others are made.
     *
     * @return the empty space
     */
    public static SearchSpace empty() {
        return new SearchSpace(Map.of());
    }

    /**
     * Adds a number from an interval, each stretch of it as likely as another of its length.
     *
     * @param name the parameter
     * @param low the lower end, finite
     * @param high the upper end, finite, above the lower
     * @return the larger space
     * @throws IllegalArgumentException when the name is taken or the ends do not fit
     */
    public SearchSpace uniform(String name, double low, double high) {
        requireEnds(name, low, high, Double.isFinite(high - low));
        return with(name, random -> low + random.nextDouble() * (high - low));
    }

    /**
     * Adds a number from an interval, each ratio as likely as another of its size: 0.001 to 0.01 as 0.1 to 1.
     *
     * @param name the parameter
     * @param low the lower end, above 0
     * @param high the upper end, finite, above the lower
     * @return the larger space
     * @throws IllegalArgumentException when the name is taken or the ends do not fit
     */
    public SearchSpace logUniform(String name, double low, double high) {
        requireEnds(name, low, high, low > 0 && Double.isFinite(high));
        double from = Math.log(low);
        double to = Math.log(high);
        return with(name, random -> Math.min(high, Math.max(low, Math.exp(from + random.nextDouble() * (to - from)))));
    }

    /**
     * Adds a whole number, each as likely as another.
     *
     * @param name the parameter
     * @param low the least
     * @param high the greatest, above the least
     * @return the larger space
     * @throws IllegalArgumentException when the name is taken or the ends do not fit
     */
    public SearchSpace integer(String name, int low, int high) {
        requireEnds(name, low, high, true);
        return with(name, random -> (int) random.nextLong(low, (long) high + 1));
    }

    /**
     * Adds one of several texts, each as likely as another.
     *
     * @param name the parameter
     * @param options the texts, at least one
     * @return the larger space
     * @throws IllegalArgumentException when the name is taken or there is no text
     */
    public SearchSpace choice(String name, String... options) {
        List<String> all = List.of(options);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("parameter '" + name + "' needs at least one option, got none");
        }
        return with(name, random -> all.get(random.nextInt(all.size())));
    }

    /**
     * Returns the names of the parameters.
     *
     * @return the names, in the order in which they were added
     */
    public List<String> names() {
        return List.copyOf(ranges.keySet());
    }

    Map<String, Object> draw(long seed, int trial) {
        Map<String, Object> values = new LinkedHashMap<>();
        ranges.forEach((name, range) -> values.put(name, range.draw(random(seed, trial, name))));
        return Collections.unmodifiableMap(values);
    }

    /** The seed that belongs to a trial, for the training's own use. */
    static long seed(long seed, int trial) {
        return random(seed, trial, "").nextLong();
    }

    private static SplittableRandom random(long seed, int trial, String name) {
        // Text hashes are the same on every Java; one generator scrambles what would lie on a grid.
        long mixed = new SplittableRandom(seed + trial * TRIAL).nextLong();
        return new SplittableRandom(mixed ^ name.hashCode() * NAME);
    }

    private static void requireEnds(String name, double low, double high, boolean fits) {
        if (!(fits && low < high)) {
            throw new IllegalArgumentException(
                    "parameter '" + name + "' needs a lower and an upper end that fit, got " + low + " and " + high);
        }
    }

    private SearchSpace with(String name, Range range) {
        Map<String, Range> more = new LinkedHashMap<>(ranges);
        if (more.put(Objects.requireNonNull(name, "name"), range) != null) {
            throw new IllegalArgumentException("parameter '" + name + "' is there already");
        }
        return new SearchSpace(more);
    }

    @Override
    public String toString() {
        return "SearchSpace" + names();
    }
}
