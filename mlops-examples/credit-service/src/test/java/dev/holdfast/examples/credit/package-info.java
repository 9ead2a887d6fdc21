// SPDX-License-Identifier: Apache-2.0
/** Tests of the service's model. */
@NullMarked
package dev.holdfast.examples.credit;

import org.jspecify.annotations.NullMarked;
