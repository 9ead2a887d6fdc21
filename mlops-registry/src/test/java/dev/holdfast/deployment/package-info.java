// SPDX-License-Identifier: Apache-2.0

/** Tests of deployments. */
@NullMarked
package dev.holdfast.deployment;

import org.jspecify.annotations.NullMarked;
