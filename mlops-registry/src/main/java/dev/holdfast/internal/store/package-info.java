// SPDX-License-Identifier: Apache-2.0
/**
 * The one JDBC store beneath tracking, registry and audit: dialect, migrations, transactions, canonical JSON. No part
 * of the API.
 */
@NullMarked
package dev.holdfast.internal.store;

import org.jspecify.annotations.NullMarked;
