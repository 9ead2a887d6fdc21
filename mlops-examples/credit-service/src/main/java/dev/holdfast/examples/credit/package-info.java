// SPDX-License-Identifier: Apache-2.0
/** A service that decides on loans, as a host of the library has one. */
@NullMarked
package dev.holdfast.examples.credit;

import org.jspecify.annotations.NullMarked;
