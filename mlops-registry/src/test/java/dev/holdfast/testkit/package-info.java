// SPDX-License-Identifier: Apache-2.0
/** Values that several tests share. */
@NullMarked
package dev.holdfast.testkit;

import org.jspecify.annotations.NullMarked;
