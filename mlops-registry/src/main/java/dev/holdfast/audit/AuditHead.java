// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

/**
 * The end of the audit trail: what a host writes down elsewhere (an anchor), so that a trail that was cut short, or
 * written anew from its start, shows when it is verified against it.
 *
 * @param sequence the number of the last entry; 0 when there is none
 * @param digest its digest; 64 zeros when there is none
 */
public record AuditHead(long sequence, String digest) {}
