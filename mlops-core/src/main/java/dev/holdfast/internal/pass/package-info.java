// SPDX-License-Identifier: Apache-2.0

/** How several threads of the host go over the pieces of one data set together. No part of the API. */
@NullMarked
package dev.holdfast.internal.pass;

import org.jspecify.annotations.NullMarked;
