// SPDX-License-Identifier: Apache-2.0

/** Tests of the Tribuo models. */
@NullMarked
package dev.holdfast.tribuo;

import org.jspecify.annotations.NullMarked;
