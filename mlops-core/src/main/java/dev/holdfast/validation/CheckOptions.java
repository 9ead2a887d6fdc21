// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Table;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a check must know besides the contract: {@code contract.start(o -> o.environment("SERVING").at(clock.instant()))}.
 *
 * <p>Immutable and thread-safe.
 */
public final class CheckOptions {
    private static final int SAMPLE_SIZE = 20;
    private static final int CAPACITY = 100_000;

    static final CheckOptions DEFAULTS = new CheckOptions(
            Optional.empty(), 1, SAMPLE_SIZE, CAPACITY, Optional.empty(), Map.of(), Optional.empty(), true);

    private final Optional<String> environment;
    private final long firstRow;
    private final int sampleSize;
    private final int capacity;
    private final Optional<Instant> now;
    private final Map<String, Table> references;
    private final Optional<byte[]> hashKey;
    private final boolean profiling;

    private CheckOptions(
            Optional<String> environment,
            long firstRow,
            int sampleSize,
            int capacity,
            Optional<Instant> now,
            Map<String, Table> references,
            Optional<byte[]> hashKey,
            boolean profiling) {
        this.environment = environment;
        this.firstRow = firstRow;
        this.sampleSize = sampleSize;
        this.capacity = capacity;
        this.now = now;
        this.references = references;
        this.hashKey = hashKey;
        this.profiling = profiling;
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
                profiling);
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
        return new CheckOptions(environment, number, sampleSize, capacity, now, references, hashKey, profiling);
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
        return new CheckOptions(environment, firstRow, rows, capacity, now, references, hashKey, profiling);
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
        return new CheckOptions(environment, firstRow, sampleSize, values, now, references, hashKey, profiling);
    }

    /**
     * Says what time it is, for rules on freshness.
     *
     * @param instant the time
     * @return the options
     */
    public CheckOptions at(Instant instant) {
        return new CheckOptions(
                environment, firstRow, sampleSize, capacity, Optional.of(instant), references, hashKey, profiling);
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
        return new CheckOptions(environment, firstRow, sampleSize, capacity, now, Map.copyOf(more), hashKey, profiling);
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
                environment, firstRow, sampleSize, capacity, now, references, Optional.of(key.clone()), profiling);
    }

    /**
     * Leaves out the profile that is otherwise made in the same pass.
     *
     * @return the options
     */
    public CheckOptions withoutProfile() {
        return new CheckOptions(environment, firstRow, sampleSize, capacity, now, references, hashKey, false);
    }

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
                + sampleSize + ", capacity=" + capacity + ", references=" + references.keySet() + "]";
    }
}
