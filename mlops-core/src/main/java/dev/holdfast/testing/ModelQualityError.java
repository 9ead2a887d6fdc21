// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A model or data are not as a test wants them; every test framework takes it for a failure. */
public final class ModelQualityError extends AssertionError {
    private static final long serialVersionUID = 1L;

    private final transient List<CheckResult> results;

    private ModelQualityError(String message, @Nullable Throwable cause, List<CheckResult> results) {
        super(message, cause);
        this.results = List.copyOf(results);
    }

    static ModelQualityError of(CheckResult result, @Nullable Throwable cause) {
        return new ModelQualityError(result.message(), cause, List.of(result));
    }

    static ModelQualityError of(List<CheckResult> results) {
        String message = results.size() == 1
                ? results.get(0).message()
                : results.stream()
                        .map(CheckResult::message)
                        .collect(Collectors.joining("\n\n", results.size() + " assertions failed:\n\n", ""));
        return new ModelQualityError(message, null, results);
    }

    /**
     * Returns what failed.
     *
     * @return the results of the failed assertions, at least one; several of soft assertions
     */
    public List<CheckResult> results() {
        return results;
    }
}
