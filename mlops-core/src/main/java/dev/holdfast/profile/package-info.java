// SPDX-License-Identifier: Apache-2.0

/**
 * Profiles: what the columns of a data set look like, computed in one pass, in bounded memory, and mergeable. Numbers
 * that are estimated carry the bound of their error. Start from {@link dev.holdfast.profile.Profiler}.
 */
@NullMarked
package dev.holdfast.profile;

import org.jspecify.annotations.NullMarked;
