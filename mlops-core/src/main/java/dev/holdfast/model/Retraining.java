// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.model;

import java.util.Objects;

/** What came of training a stored model again. */
public sealed interface Retraining {
    /**
     * A model was trained. Whether it is the same one is for the caller to compare.
     *
     * @param model the model
     */
    record Trained(StorableModel<?, ?> model) implements Retraining {
        /**
         * Checks that there is a model.
         *
         * @param model the model
         */
        public Trained {
            Objects.requireNonNull(model, "model");
        }
    }

    /**
     * What the model tells of its training is not enough, or the data cannot be trained on.
     *
     * @param reason what is missing, in a sentence without its full stop
     */
    record Impossible(String reason) implements Retraining {
        /**
         * Checks that there is a reason.
         *
         * @param reason what is missing
         */
        public Impossible {
            Objects.requireNonNull(reason, "reason");
        }
    }
}
