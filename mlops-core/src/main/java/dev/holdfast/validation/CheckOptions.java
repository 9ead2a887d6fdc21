// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import dev.holdfast.profile.Profile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a check must know besides the contract: {@code contract.start(o -> o.environment("SERVING").at(clock.instant()))}.
 *
 * <p>Immutable and thread-safe.
 */
public final class CheckOptions {
    private static final int SAMPLE_SIZE = 20;
    private static final int CAPACITY = 100_000;

    static final CheckOptions DEFAULTS = new CheckOptions(
            Optional.empty(),
            1,
            SAMPLE_SIZE,
            CAPACITY,
            Optional.empty(),
            Map.of(),
            Optional.empty(),
            true,
            Guards.DEFAULTS,
            new Drift(Optional.empty(), DriftLimits.withDefaults()));

    private final Optional<String> environment;
    private final long firstRow;
    private final int sampleSize;
    private final int capacity;
    private final Optional<Instant> now;
    private final Map<String, Table> references;
    private final Optional<byte[]> hashKey;
    private final boolean profiling;
    private final Guards guards;
    private final Drift drift;

    private CheckOptions(
            Optional<String> environment,
            long firstRow,
            int sampleSize,
            int capacity,
            Optional<Instant> now,
            Map<String, Table> references,
            Optional<byte[]> hashKey,
            boolean profiling,
            Guards guards,
            Drift drift) {
        this.environment = environment;
        this.firstRow = firstRow;
        this.sampleSize = sampleSize;
        this.capacity = capacity;
        this.now = now;
        this.references = references;
        this.hashKey = hashKey;
        this.profiling = profiling;
        this.guards = guards;
        this.drift = drift;
    }

    /**
     * Checks in one environment: rules that are meant for others are skipped.
     *
     * @param name the environment
     * @return the options
     */
    public CheckOptions environment(String name) {
        return new CheckOptions(
                Optional.of(Rule.requireName(name, "an environment")),
                firstRow,
                sampleSize,
                capacity,
                now,
                references,
                hashKey,
                profiling,
                guards,
                drift);
    }

    /**
     * Says which row of the whole data the first one is; 1 unless said. Needed for a part that is merged later.
     *
     * @param number the row number
     * @return the options
     * @throws IllegalArgumentException when it is below 1
     */
    public CheckOptions firstRow(long number) {
        if (number < 1) {
            throw new IllegalArgumentException("the first row must be at least 1, got " + number);
        }
        return new CheckOptions(
                environment, number, sampleSize, capacity, now, references, hashKey, profiling, guards, drift);
    }

    /**
     * Says how many failing rows each finding keeps; 20 unless said.
     *
     * @param rows the number
     * @return the options
     * @throws IllegalArgumentException when it is negative
     */
    public CheckOptions sampleSize(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("the sample size must be at least 0, got " + rows);
        }
        return new CheckOptions(
                environment, firstRow, rows, capacity, now, references, hashKey, profiling, guards, drift);
    }

    /**
     * Says how many values, or distinct values, a measured rule remembers before its answer becomes an estimate that may be
     * undecided; 100,000 unless said.
     *
     * @param values the number
     * @return the options
     * @throws IllegalArgumentException when it is below 100
     */
    public CheckOptions capacity(int values) {
        if (values < 100) {
            throw new IllegalArgumentException("the capacity must be at least 100, got " + values);
        }
        return new CheckOptions(
                environment, firstRow, sampleSize, values, now, references, hashKey, profiling, guards, drift);
    }

    /**
     * Says what time it is, for rules on freshness.
     *
     * @param instant the time
     * @return the options
     */
    public CheckOptions at(Instant instant) {
        return new CheckOptions(
                environment,
                firstRow,
                sampleSize,
                capacity,
                Optional.of(instant),
                references,
                hashKey,
                profiling,
                guards,
                drift);
    }

    /**
     * Brings a table that a rule looks into.
     *
     * @param name the name by which the contract calls it
     * @param table the table
     * @return the options
     */
    public CheckOptions reference(String name, Table table) {
        Map<String, Table> more = new HashMap<>(references);
        more.put(name, table);
        return new CheckOptions(
                environment, firstRow, sampleSize, capacity, now, Map.copyOf(more), hashKey, profiling, guards, drift);
    }

    /**
     * Gives the secret under which values of sensitive columns are hashed.
     *
     * @param key the secret, copied
     * @return the options
     * @throws IllegalArgumentException when it is shorter than 16 bytes
     */
    public CheckOptions hashKey(byte[] key) {
        if (key.length < 16) {
            throw new IllegalArgumentException("the hash key must be at least 16 bytes long, got " + key.length);
        }
        return new CheckOptions(
                environment,
                firstRow,
                sampleSize,
                capacity,
                now,
                references,
                Optional.of(key.clone()),
                profiling,
                guards,
                drift);
    }

    /**
     * Leaves out the profile that is otherwise made in the same pass.
     *
     * @return the options
     */
    public CheckOptions withoutProfile() {
        return new CheckOptions(
                environment, firstRow, sampleSize, capacity, now, references, hashKey, false, guards, drift);
    }

    /**
     * Says how much memory each rule may use for the keys that it has to remember: those of uniqueness, and of columns that
     * determine another; 128 MiB unless said, enough for some three million keys that are numbers. A rule that needs more
     * goes on in the folder of {@link #keySpill}; without one, and for columns that determine another, it says how many rows
     * break it at least and at most, and is undecided where that makes a difference.
     *
     * @param bytes the number of bytes
     * @return the options
     * @throws IllegalArgumentException when it is below 64 KiB
     */
    public CheckOptions keyMemory(long bytes) {
        if (bytes < 1 << 16) {
            throw new IllegalArgumentException("the memory for keys must be at least 65536 bytes, got " + bytes);
        }
        return with(new Guards(bytes, guards.keySpill(), guards.customBudget(), guards.clock()));
    }

    /**
     * Names the folder in which rules on uniqueness go on remembering keys when their memory is used up. The answer stays exact.
     * Each such rule has a few files there whose names start with {@code holdfast-keys-}, up to 60 bytes a key and the key itself;
     * they hold values of the data and are deleted when the check ends, also when it fails, but not when the process is
     * killed. A byte of {@link #keyMemory} for each key spares most reads of these files; with less the answer is the same and
     * comes later.
     *
     * @param folder the folder; it is made when it is not there
     * @return the options
     */
    public CheckOptions keySpill(Path folder) {
        return with(new Guards(guards.keyMemory(), Optional.of(folder), guards.customBudget(), guards.clock()));
    }

    /**
     * Limits the time that each custom check may take over all rows. When it is used up the check is not called any more and
     * is an {@link Verdict#ERROR}; others go on. Between two rows the clock is read; a call that never returns is not ended, for
     * that would take a thread.
     *
     * @param time the time for each custom check
     * @param clock tells the time, such as {@code InstantSource.system()}
     * @return the options
     * @throws IllegalArgumentException when the time is not positive
     */
    public CheckOptions customCheckBudget(Duration time, InstantSource clock) {
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("the time for custom checks must be positive, got " + time);
        }
        return with(new Guards(guards.keyMemory(), guards.keySpill(), Optional.of(time), clock));
    }

    private CheckOptions with(Guards newGuards) {
        return new CheckOptions(
                environment, firstRow, sampleSize, capacity, now, references, hashKey, profiling, newGuards, drift);
    }

    Guards guards() {
        return guards;
    }

    /** What keeps a check from using up the memory or the time of its host. */
    record Guards(long keyMemory, Optional<Path> keySpill, Optional<Duration> customBudget, InstantSource clock) {
        static final Guards DEFAULTS =
                new Guards(128L << 20, Optional.empty(), Optional.empty(), InstantSource.system());
    }

    /**
     * Compares every column with that of a baseline, such as the profile of the training data, in the same pass.
     *
     * @param profile the baseline
     * @return the options
     */
    public CheckOptions baseline(Profile profile) {
        return baseline(profile, UnaryOperator.identity());
    }

    /**
     * Compares every column with that of a baseline, in the same pass.
     *
     * @param profile the baseline
     * @param limits changes how far the columns may be from it
     * @return the options
     */
    public CheckOptions baseline(Profile profile, UnaryOperator<DriftLimits> limits) {
        return new CheckOptions(
                environment,
                firstRow,
                sampleSize,
                capacity,
                now,
                references,
                hashKey,
                profiling,
                guards,
                new Drift(Optional.of(profile), limits.apply(DriftLimits.withDefaults())));
    }

    Optional<Profile> baseline() {
        return drift.baseline();
    }

    DriftLimits driftLimits() {
        return drift.limits();
    }

    /** What the data are compared with, and how far they may be from it. */
    private record Drift(Optional<Profile> baseline, DriftLimits limits) {}

    boolean isProfiling() {
        return profiling;
    }

    Optional<String> environment() {
        return environment;
    }

    long firstRow() {
        return firstRow;
    }

    int sampleSize() {
        return sampleSize;
    }

    int capacity() {
        return capacity;
    }

    Optional<Instant> now() {
        return now;
    }

    Map<String, Table> references() {
        return references;
    }

    Optional<byte[]> hashKey() {
        return hashKey;
    }

    @Override
    public String toString() {
        return "CheckOptions[environment=" + environment.orElse("all") + ", firstRow=" + firstRow + ", sampleSize="
                + sampleSize + ", capacity=" + capacity + ", references=" + references.keySet()
                + drift.baseline().map(b -> ", baseline=" + b).orElse("") + "]";
    }
}
