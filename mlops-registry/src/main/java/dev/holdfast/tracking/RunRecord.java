// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.audit.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What was stored of a run when it was read. Immutable and thread-safe.
 *
 * @param id 32 hexadecimal digits, unlike any other run's
 * @param experiment the experiment
 * @param name what the host called the run; need not be unique
 * @param status how the run stood
 * @param actor who ran it
 * @param parent the run that this one is a part of, if any
 * @param startedAt when it began, in whole microseconds
 * @param endedAt when it ended, or was noted as lost; empty before
 * @param failure what ended it, when its status is {@link RunStatus#FAILED}
 * @param parameters name to value: {@link String}, {@link Long}, {@link Double} or {@link Boolean}, in the order in
 *     which they were recorded
 * @param metrics name to the value that was recorded last, in alphabetical order
 * @param tags name to value, in alphabetical order
 * @param datasets the data sets it used, in the order in which they were recorded
 * @param evidence what was examined, in the order in which it was recorded
 * @param model the model it stored, if any
 * @param attachments the attachments it stored, in the order in which they were stored
 * @param environment where it ran: Java, operating system, Git commit
 */
public record RunRecord(
        String id,
        String experiment,
        String name,
        RunStatus status,
        Actor actor,
        Optional<String> parent,
        Instant startedAt,
        Optional<Instant> endedAt,
        Optional<RunFailure> failure,
        Map<String, Object> parameters,
        Map<String, Double> metrics,
        Map<String, String> tags,
        List<DatasetReference> datasets,
        List<EvidenceReference> evidence,
        Optional<StoredModel> model,
        List<StoredAttachment> attachments,
        Map<String, String> environment) {
    /**
     * Copies the collections.
     *
     * @param id 32 hexadecimal digits, unlike any other run's
     * @param experiment the experiment
     * @param name what the host called the run; need not be unique
     * @param status how the run stood
     * @param actor who ran it
     * @param parent the run that this one is a part of, if any
     * @param startedAt when it began, in whole microseconds
     * @param endedAt when it ended, or was noted as lost; empty before
     * @param failure what ended it, when its status is {@link RunStatus#FAILED}
     * @param parameters name to value: {@link String}, {@link Long}, {@link Double} or {@link Boolean}, in the
     *     order in which they were recorded
     * @param metrics name to the value that was recorded last, in alphabetical order
     * @param tags name to value, in alphabetical order
     * @param datasets the data sets it used, in the order in which they were recorded
     * @param evidence what was examined, in the order in which it was recorded
     * @param model the model it stored, if any
     * @param attachments the attachments it stored, in the order in which they were stored
     * @param environment where it ran: Java, operating system, Git commit
     */
    public RunRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(experiment, "experiment");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(startedAt, "startedAt");
        Objects.requireNonNull(endedAt, "endedAt");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(model, "model");
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        tags = Collections.unmodifiableMap(new LinkedHashMap<>(tags));
        datasets = List.copyOf(datasets);
        evidence = List.copyOf(evidence);
        attachments = List.copyOf(attachments);
        environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    }

    @Override
    public String toString() {
        return "RunRecord[" + experiment + "/" + name + ", " + id + ", " + status + "]";
    }
}
