// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/** What becomes of the work of a run when what it records cannot be stored: an outage of the database or of the blobs. */
public enum FailurePolicy {
    /**
     * The recording call throws, and with it the work ends unless it catches that. What was recorded before is stored.
     */
    FAIL,
    /**
     * The work goes on. The log is told once for each run that something could not be stored, and once how that ended.
     *
     * <p>The first call that fails has waited as long as the workspace's patience; while the outage lasts the calls
     * that follow keep what they record in memory, up to 10,000 values and documents, and try again now and then without
     * waiting, with the time at which it was recorded. What finds no room, an artifact whose bytes could not be written,
     * and what is not stored when the run ends, is lost; the run's record says how much in its tag {@code holdfast.lost}. A run that
     * could not begin begins when the outage is over; one that could not end is lost after its lease.
     *
     * <p>Misuse is thrown as ever. {@link Run#record()} returns what the run began with when it cannot be read.
     */
    WARN
}
