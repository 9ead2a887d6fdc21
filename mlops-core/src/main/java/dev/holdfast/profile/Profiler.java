// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.profile;

import dev.holdfast.data.Schema;
import dev.holdfast.data.Table;
import dev.holdfast.data.TableSource;
import java.util.stream.Stream;

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
        ProfileAccumulator accumulator = start(source.schema());
        try (Stream<Table> batches = source.batches()) {
            batches.forEachOrdered(accumulator::add);
        }
        return accumulator.profile();
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
