// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import java.util.List;
import java.util.Objects;

/** Whether the model of a run came out again when it was trained anew. */
public sealed interface Reproduction {
    /**
     * The new model has the same bytes as the stored one.
     *
     * @param digest the SHA-256 of both, 64 lower-case hexadecimal digits
     */
    record Identical(String digest) implements Reproduction {
        /**
         * Checks that the digest is not null.
         *
         * @param digest the SHA-256 of both
         */
        public Identical {
            Objects.requireNonNull(digest, "digest");
        }
    }

    /**
     * The new model has other bytes.
     *
     * @param sameParameters whether it learned the same nevertheless, to the last bit, so that it answers the same
     * @param differences what was otherwise than when the run trained, the data first; at least one
     */
    record Different(boolean sameParameters, List<Difference> differences) implements Reproduction {
        /**
         * Copies the list.
         *
         * @param sameParameters whether it learned the same nevertheless
         * @param differences what was otherwise than when the run trained
         */
        public Different {
            differences = List.copyOf(differences);
        }
    }

    /**
     * The model cannot be trained again.
     *
     * @param reason why, in a sentence without its full stop
     */
    record Impossible(String reason) implements Reproduction {
        /**
         * Checks that there is a reason.
         *
         * @param reason why
         */
        public Impossible {
            Objects.requireNonNull(reason, "reason");
        }
    }

    /**
     * Something that was otherwise.
     *
     * @param what what: {@code "data"}, {@code "row order"}, {@code "dependency <name>"}, a fact of the environment such
     *     as {@code "java.version"}, or of the training such as {@code "trainer.epochs"}; {@code "bytes"} when nothing
     *     else explains it
     * @param before what it was for the run; empty when it was not there
     * @param now what it is; empty when it is not there
     */
    record Difference(String what, String before, String now) {
        /**
         * Checks that nothing is null.
         *
         * @param what what
         * @param before what it was for the run
         * @param now what it is
         */
        public Difference {
            Objects.requireNonNull(what, "what");
            Objects.requireNonNull(before, "before");
            Objects.requireNonNull(now, "now");
        }
    }
}
