// SPDX-License-Identifier: Apache-2.0

/** The frame that stored models share, whatever is in it. No part of the API. */
@NullMarked
package dev.holdfast.internal.file;

import org.jspecify.annotations.NullMarked;
