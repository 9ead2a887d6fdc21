// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.holdfast.drift.multivariate;

import org.jspecify.annotations.NullMarked;
