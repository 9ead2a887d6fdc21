// SPDX-License-Identifier: Apache-2.0

/**
 * What a test framework's adapter needs: where the models and data of tests come from, and the report of a run. Knows no
 * framework. A host that stores its models elsewhere than in a workspace implements
 * {@link dev.holdfast.testing.run.ModelSource}.
 */
@NullMarked
package dev.holdfast.testing.run;

import org.jspecify.annotations.NullMarked;
