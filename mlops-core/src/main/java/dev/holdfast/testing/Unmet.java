// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an assertion needs before it can measure is not there; caught where the result is made, never seen by a caller. */
final class Unmet extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Map<String, String> details;

    Unmet(String observed, @Nullable Throwable cause, Map<String, String> details) {
        super(observed, cause);
        this.details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    Unmet(String observed, String whatToDo) {
        this(observed, null, Map.of("what to do", whatToDo));
    }

    CheckResult result(CheckResult draft) {
        Map<String, String> all = new LinkedHashMap<>(draft.details());
        all.putAll(details);
        return new CheckResult(
                draft.subject(),
                draft.expected(),
                String.valueOf(getMessage()),
                dev.holdfast.report.Outcome.FAILED,
                draft.allowed(),
                all);
    }
}
