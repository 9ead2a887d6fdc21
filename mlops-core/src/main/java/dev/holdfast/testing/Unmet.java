// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import dev.holdfast.data.Row;
import dev.holdfast.report.Outcome;
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

    /** With the row that shows it. */
    Unmet(String observed, Row example, String whatToDo) {
        this(observed, null, details(example, whatToDo));
    }

    private static Map<String, String> details(Row example, String whatToDo) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("example", RowText.values(example));
        details.put("what to do", whatToDo);
        return details;
    }

    /** The same of another model than the one that is tested. */
    Unmet of(String name) {
        return new Unmet("of " + name + ": " + getMessage(), getCause(), details);
    }

    CheckResult result(CheckResult draft) {
        return Results.of(draft, Outcome.FAILED, String.valueOf(getMessage())).withAll(details);
    }
}
