// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.change;

import org.jspecify.annotations.NullMarked;
