// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.util.concurrent.Executor;

/**
 * Computes profiles in one pass. Immutable and thread-safe.
 *
 * <p>The same rows in the same order give the same profile to the last bit, however they are cut into batches.
 *
 * <pre>{@code
 * Profile profile = Profiler.withDefaults().profile(loans);
 * Measurement median = profile.column("Income").quantile(0.5);
 * }</pre>
 */
public final class Profiler {
    private static final Profiler DEFAULTS = new Profiler(true);

    private final boolean quantiles;

    private Profiler(boolean quantiles) {
        this.quantiles = quantiles;
    }

    /**
     * Returns the profiler.
     *
     * @return the profiler with its default settings
     */
    public static Profiler withDefaults() {
        return DEFAULTS;
    }

    /**
     * Returns a profiler that does not keep the distribution of numbers, which is the costly part: their quantiles are
     * only known to lie between the extremes, frequent numbers are not known and distinct ones estimated. All else is the
     * same.
     *
     * @return the profiler
     */
    public Profiler withoutQuantiles() {
        return new Profiler(false);
    }

    /**
     * Profiles a table.
     *
     * @param table the table
     * @return its profile
     */
    public Profile profile(Table table) {
        return start(table.schema()).add(table).profile();
    }

    /**
     * Profiles a data set that may be larger than memory.
     *
     * @param source the data set
     * @return its profile
     * @throws dev.holdfast.data.DataException when it cannot be read
     */
    public Profile profile(TableSource source) {
        return source.read((schema, pieces) -> {
            ProfileAccumulator accumulator = start(schema);
            pieces.forEachOrdered(piece -> accumulator.add(piece.get()));
            return accumulator.profile();
        });
    }

    /**
     * Profiles a data set by several threads: the calling one and those of an executor. The profile is the same, to the
     * last bit, for any number of them.
     *
     * <p>Where the executor starts fewer threads, or none, those that there are do the work. When this method returns no
     * thread works on it any more.
     *
     * @param source the data set
     * @param executor runs the other threads
     * @param threads how many work in all, at least 1
     * @return its profile
     * @throws IllegalArgumentException when threads is less
     * @throws dev.holdfast.data.DataException when the data cannot be read; the same as in a pass of one thread
     */
    public Profile profile(TableSource source, Executor executor, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads must be at least 1, got " + threads);
        }
        return source.read((schema, pieces) -> new SharedPass(schema, this).run(pieces.iterator(), executor, threads));
    }

    /**
     * Starts a profile that is filled batch by batch.
     *
     * @param schema the columns that every batch has
     * @return the empty accumulator
     */
    public ProfileAccumulator start(Schema schema) {
        return new ProfileAccumulator(schema, quantiles);
    }

    @Override
    public String toString() {
        return quantiles ? "Profiler.withDefaults()" : "Profiler.withDefaults().withoutQuantiles()";
    }
}
