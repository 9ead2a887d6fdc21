// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.monitor;

import org.jspecify.annotations.NullMarked;
