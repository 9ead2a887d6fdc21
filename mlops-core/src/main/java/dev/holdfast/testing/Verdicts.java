// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the result of each assertion: tells the log, and throws what fails or keeps it for later. */
final class Verdicts {
    /** Throws at the first failure. */
    static final Verdicts HARD = new Verdicts(Optional.empty());

    private final Optional<List<CheckResult>> kept;

    private Verdicts(Optional<List<CheckResult>> kept) {
        this.kept = kept;
    }

    /** Adds failures to a list instead of throwing them. */
    static Verdicts keepingIn(List<CheckResult> failures) {
        return new Verdicts(Optional.of(failures));
    }

    void take(CheckResult result) {
        take(result, null);
    }

    void take(CheckResult result, @Nullable Throwable cause) {
        QualityLog.tell(result);
        if (!result.isFailure()) {
            return;
        }
        if (kept.isEmpty()) {
            throw ModelQualityError.of(result, cause);
        }
        kept.get().add(result);
    }
}
