// SPDX-License-Identifier: Apache-2.0

/** The root of Holdfast: the one exception type that every failure of the outside world extends. */
@NullMarked
package dev.holdfast;

import org.jspecify.annotations.NullMarked;
