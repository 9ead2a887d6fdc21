// SPDX-License-Identifier: Apache-2.0

/**
 * Reports: documents of headings, findings, tables and charts, rendered to self-contained HTML, Markdown and JSON. Start from {@link dev.holdfast.report.Report}.
 */
@NullMarked
package dev.holdfast.report;

import org.jspecify.annotations.NullMarked;
