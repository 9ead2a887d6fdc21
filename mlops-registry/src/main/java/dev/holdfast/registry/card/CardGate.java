// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.registry.Candidate;
import dev.holdfast.registry.Gate;
import dev.holdfast.registry.GateResult;
import dev.holdfast.report.Outcome;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/** Lets a version through whose card lacks nothing. */
record CardGate(Duration longest, InstantSource clock) implements Gate {
    @Override
    public GateResult check(Candidate candidate) {
        ModelCard card = ModelCard.of(candidate);
        List<CardFinding> findings = card.lint(longest, clock);
        return new GateResult(
                toString(),
                findings.isEmpty() ? Outcome.PASSED : Outcome.FAILED,
                "a complete model card, no older than " + longest.toDays() + " days",
                findings.isEmpty()
                        ? "a complete model card"
                        : findings.stream().map(CardFinding::toString).collect(Collectors.joining("; ")));
    }

    @Override
    public String toString() {
        return "modelCard()";
    }
}
