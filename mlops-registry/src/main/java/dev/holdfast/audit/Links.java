// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import java.util.function.Predicate;

/** Where the entries of a trail are read, again and again from the first, without keeping them. */
@FunctionalInterface
interface Links {
    /** Hands out every link in the order of the trail until the reader has seen enough and says false. */
    void read(Predicate<Link> reader);
}
