// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.audit.Actor;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import dev.holdfast.report.Evidence;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the registry asks of the store. */
interface Shelf {
    List<Evidence> evidence(Manifest manifest);

    Attachment attachment(Manifest manifest, String name);

    <I, O> StorableModel<I, O> load(Manifest manifest, ModelCodec<I, O> codec);

    List<String> models();

    ModelVersion register(String model, String runId, List<Attachment> extras);

    List<ModelVersion> versions(String model);

    ModelVersion version(String model, long number);

    Optional<ModelVersion> alias(String model, String alias);

    long aliasRevision(String model, String alias);

    List<String> aliases(String model);

    List<AliasChange> aliasHistory(String model, String alias);

    Approval approve(ModelVersion version, Actor actor, String reason);

    List<Approval> approvals(ModelVersion version);

    Promotion promote(Candidate candidate, PromotionPolicy policy, @Nullable Long expected, String reason);

    ModelVersion rollback(String model, String alias, Actor actor, String reason);

    ModelVersion retire(ModelVersion version, Actor actor, String reason);
}
