// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.HoldfastException;
import java.util.List;
import java.util.stream.Collectors;

/** Data did not meet a contract, and the caller asked for an exception instead of a value. */
public final class ContractException extends HoldfastException {
    private static final long serialVersionUID = 1L;

    /** The contract's name. */
    private final String contract;
    /** What failed; lost when the exception is serialised. */
    private final transient List<Finding> findings;

    ContractException(String contract, List<Finding> findings) {
        super("contract '" + contract + "' is not met: "
                + findings.stream().map(Finding::sentence).collect(Collectors.joining("; ")));
        this.contract = contract;
        this.findings = List.copyOf(findings);
    }

    /**
     * Returns the contract's name.
     *
     * @return the name
     */
    public String contract() {
        return contract;
    }

    /**
     * Returns the findings that led to the exception.
     *
     * @return those that failed or broke
     */
    public List<Finding> findings() {
        return findings == null ? List.of() : findings;
    }
}
