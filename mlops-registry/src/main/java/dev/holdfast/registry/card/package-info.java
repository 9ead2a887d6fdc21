// SPDX-License-Identifier: Apache-2.0

/**
 * Model cards: what a version is for, how good it is and for whom, filled from its evidence and from what people wrote.
 * Start from {@link dev.holdfast.registry.card.ModelCard}.
 */
@NullMarked
package dev.holdfast.registry.card;

import org.jspecify.annotations.NullMarked;
