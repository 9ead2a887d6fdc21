// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import java.time.Instant;
import java.util.Optional;

/**
 * A question that a pipeline has put to a person.
 *
 * @param id what names the request: the SHA-256 of pipeline, step and content, so the answer holds for this content only
 * @param pipeline the pipeline that asks
 * @param step the step that waits
 * @param content what identifies the value that waits
 * @param summary what the value is, for the person
 * @param role the role that the person has to act in; empty for any
 * @param requestedAt when it was asked first
 * @param expiresAt from when on it cannot be answered any more; empty for never
 */
public record ApprovalRequest(
        String id,
        String pipeline,
        String step,
        String content,
        String summary,
        Optional<String> role,
        Instant requestedAt,
        Optional<Instant> expiresAt) {}
