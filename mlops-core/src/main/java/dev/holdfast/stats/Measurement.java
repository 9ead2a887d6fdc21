// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.stats;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.OptionalDouble;

/** A measured quantity: an {@link Estimate} with its interval, or {@link Undefined} with the reason. */
public sealed interface Measurement permits Estimate, Undefined {
    /**
     * Returns the estimate, if the quantity could be computed.
     *
     * @return the estimate, or empty when it is undefined
     */
    default Optional<Estimate> estimate() {
        return this instanceof Estimate estimate ? Optional.of(estimate) : Optional.empty();
    }

    /**
     * Returns the point value, if the quantity could be computed.
     *
     * @return the value, or empty when it is undefined
     */
    default OptionalDouble value() {
        return this instanceof Estimate estimate ? OptionalDouble.of(estimate.point()) : OptionalDouble.empty();
    }

    /**
     * Returns the estimate or fails with the reason why there is none.
     *
     * @return the estimate
     * @throws NoSuchElementException when the quantity is undefined; the message is the reason
     */
    default Estimate orThrow() {
        return estimate().orElseThrow(() -> new NoSuchElementException(toString()));
    }
}
