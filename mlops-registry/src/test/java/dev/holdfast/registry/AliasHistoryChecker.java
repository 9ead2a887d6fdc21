// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells whether a history of concurrent moves and readings of one alias is linearisable: whether there is an order in
 * which each takes place at one moment between its call and its return, and an alias of which one thing happens at a time
 * would have answered the same. The search of Wing and Gong (Testing and verifying concurrent objects, 1993) with the
 * memory of Lowe: states that were reached by the same set of operations are looked at once.
 */
final class AliasHistoryChecker {
    private final List<AliasMove> moves;
    private final Set<Seen> seen = new HashSet<>();

    private record Alias(long revision, long version) {}

    private record Seen(BitSet done, Alias alias) {}

    private AliasHistoryChecker(List<AliasMove> moves) {
        this.moves = moves.stream()
                .sorted(Comparator.comparingLong(AliasMove::begun))
                .toList();
    }

    static boolean isLinearisable(List<AliasMove> history) {
        return new AliasHistoryChecker(history).search(new BitSet(), new Alias(0, 0));
    }

    private boolean search(BitSet done, Alias alias) {
        if (done.cardinality() == moves.size()) {
            return true;
        }
        if (!seen.add(new Seen((BitSet) done.clone(), alias))) {
            return false;
        }
        // What began after another had ended cannot come before it.
        long horizon = Long.MAX_VALUE;
        for (int i = done.nextClearBit(0); i < moves.size(); i = done.nextClearBit(i + 1)) {
            horizon = Math.min(horizon, moves.get(i).ended());
        }
        for (int i = done.nextClearBit(0);
                i < moves.size() && moves.get(i).begun() <= horizon;
                i = done.nextClearBit(i + 1)) {
            AliasMove move = moves.get(i);
            if (agrees(move, alias)) {
                done.set(i);
                boolean moved = !move.isReading() && move.succeeded();
                if (search(done, moved ? new Alias(alias.revision() + 1, move.version()) : alias)) {
                    return true;
                }
                done.clear(i);
            }
        }
        return false;
    }

    private static boolean agrees(AliasMove move, Alias alias) {
        return move.isReading()
                ? move.revision() == alias.revision() && move.version() == alias.version()
                : move.succeeded() == (move.expected() == alias.revision());
    }
}
