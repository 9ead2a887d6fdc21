// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

/**
 * What an import did.
 *
 * @param imported how many runs were added
 * @param present how many runs were there already, equal in everything
 * @param points how many values of metrics were added
 * @param blobs how many files the export brought along
 */
public record RunImportReport(long imported, long present, long points, long blobs) {}
