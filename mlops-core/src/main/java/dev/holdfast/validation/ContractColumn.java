// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import java.util.List;
import java.util.Optional;

/**
 * One block of rules on a column.
 *
 * @param name the column
 * @param optional true when it may be absent
 * @param redaction what is shown instead of its values, when it is sensitive
 * @param environments where it is checked; empty for everywhere
 * @param rules its rules
 */
record ContractColumn(
        String name, boolean optional, Optional<Redaction> redaction, List<String> environments, List<Rule> rules) {
    ContractColumn {
        environments = List.copyOf(environments);
        rules = List.copyOf(rules);
    }

    boolean appliesIn(Optional<String> environment) {
        return environment.isEmpty() || environments.isEmpty() || environments.contains(environment.get());
    }
}
