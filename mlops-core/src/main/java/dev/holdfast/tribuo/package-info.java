// SPDX-License-Identifier: Apache-2.0

/**
 * Trains <a href="https://tribuo.org">Tribuo</a> models on tables, keeps the fitted features inside the model, and
 * stores both in one checked file. Start from {@link dev.holdfast.tribuo.TribuoTrainer}.
 *
 * <p>The only package that touches Tribuo; a host adds the Tribuo module of its trainer, such as
 * {@code tribuo-classification-sgd}, to its own dependencies.
 *
 * <p>Tribuo logs through {@code java.util.logging}; this package leaves that global state alone. A host quietens it
 * with {@code Logger.getLogger("org.tribuo").setLevel(Level.WARNING)}, keeping a strong reference to that logger since
 * the log manager holds it weakly, with the line {@code org.tribuo.level = WARNING} in its logging configuration, or
 * by routing everything to SLF4J with {@code jul-to-slf4j}.
 */
@NullMarked
package dev.holdfast.tribuo;

import org.jspecify.annotations.NullMarked;
