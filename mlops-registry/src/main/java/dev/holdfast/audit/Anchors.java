// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.audit;

import dev.holdfast.signing.Verifier;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of a trail from elsewhere than its entries. */
final class Anchors {
    private Anchors() {}

    static List<Known> of(Optional<AuditHead> anchor) {
        return anchor.map(head -> new Known(
                        head.sequence(), head.digest(), "the anchor that was written down", null, null, false))
                .map(List::of)
                .orElse(List.of());
    }

    static Known head(AuditHead head) {
        return new Known(head.sequence(), head.digest(), "the head of the trail", null, null, false);
    }

    /** A checkpoint that is kept beside the trail, where whoever can write the trail can write it too. */
    static Known checkpoint(long sequence, String note, List<Verifier> keys) {
        String source = "the checkpoint of entry " + sequence;
        try {
            AuditCheckpoint checkpoint = AuditCheckpoint.parse(note);
            String fault = fault(checkpoint, sequence, keys);
            return new Known(sequence, checkpoint.digest(), source, checkpoint.origin(), fault, true);
        } catch (IllegalArgumentException e) {
            return new Known(sequence, "", source, null, "is damaged: " + e.getMessage(), true);
        }
    }

    private static @Nullable String fault(AuditCheckpoint checkpoint, long sequence, List<Verifier> keys) {
        if (checkpoint.sequence() != sequence) {
            return "is one of entry " + checkpoint.sequence();
        }
        if (!keys.isEmpty() && !checkpoint.isSignedBy(keys)) {
            return "is signed by " + checkpoint.keyIds() + ", expected a signature by one of the trusted keys "
                    + keys.stream().map(Verifier::keyId).toList();
        }
        return null;
    }
}
