// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

/**
 * What a client of an alias did, as it saw it: a compare-and-set or a reading.
 *
 * @param client which client; one does one thing at a time
 * @param begun when it called, in nanoseconds of a clock that all clients share
 * @param ended when the call returned
 * @param expected the revision that a move named; -1 for a reading
 * @param succeeded whether a move took place; true for a reading
 * @param version the version that a move was to, or that a reading found; 0 for none
 * @param revision the revision that a reading found; -1 for a move
 */
record AliasMove(int client, long begun, long ended, long expected, boolean succeeded, long version, long revision) {
    boolean isReading() {
        return expected < 0;
    }

    String line() {
        return client + "\t" + begun + "\t" + ended + "\t" + expected + "\t" + succeeded + "\t" + version + "\t"
                + revision;
    }

    static AliasMove parse(String line) {
        String[] words = line.split("\t", -1);
        return new AliasMove(
                Integer.parseInt(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Boolean.parseBoolean(words[4]),
                Long.parseLong(words[5]),
                Long.parseLong(words[6]));
    }
}
