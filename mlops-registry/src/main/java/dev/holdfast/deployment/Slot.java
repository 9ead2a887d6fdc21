// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.deployment;

import dev.holdfast.model.Predictor;

/**
 * A version in memory, warmed up.
 *
 * @param ticket drawn before the alias was read; of two publications the one with the later ticket knows better
 */
record Slot<I, O>(DeployedVersion version, Predictor<I, O> model, long ticket) {
    O answer(I input) {
        O output = model.predict(input);
        if (output == null) {
            throw new NullPointerException(version + " answered null");
        }
        return output;
    }

    /** Errors that say the machine is in trouble, not the model. A stack that overflows is the model's doing. */
    static boolean isFatal(Throwable failure) {
        return failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError);
    }
}
