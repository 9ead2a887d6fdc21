// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.BitSet;

/**
 * What one rule remembers of the rows seen so far. Adding is associative over batches, merging is associative and
 * commutative, so that parts of the data may be checked anywhere and in any order.
 */
abstract class CheckState implements AutoCloseable {
    /** Takes in the chosen rows of a batch that has all columns of the rule. */
    abstract void add(Batch batch, BitSet rows);

    /** Takes in what another state of the same rule remembers; that state must not be used afterwards. */
    abstract void merge(CheckState other);

    abstract Conclusion conclude();

    /** Lets go of what it holds besides memory; most states hold nothing. */
    @Override
    public void close() {}
}
