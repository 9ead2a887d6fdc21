// SPDX-License-Identifier: Apache-2.0

/** Tests of pipelines and continuous training. */
@NullMarked
package dev.holdfast.pipeline;

import org.jspecify.annotations.NullMarked;
