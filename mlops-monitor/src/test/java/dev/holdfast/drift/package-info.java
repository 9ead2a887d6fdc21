// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.drift;

import org.jspecify.annotations.NullMarked;
