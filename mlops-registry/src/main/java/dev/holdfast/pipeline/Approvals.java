// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The questions that pipelines have put to people, and the answers, in a folder that survives the process.
 *
 * <p>No thread waits for a person: a run that finds no answer ends as {@link StepOutcome.AwaitingApproval}, and the same
 * run started again after the answer goes on. An answer holds for one content of the value only; a model that was trained
 * anew and came out different is asked about anew. The first answer to a request stands.
 *
 * <p>Whoever may write to the folder can forge answers; Holdfast authenticates nobody. Thread-safe; several processes may
 * share a folder.
 */
public final class Approvals {
    private final Path folder;
    private final InstantSource clock;

    private Approvals(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Returns the approvals in a folder.
     *
     * @param folder the folder, made when it is first needed
     * @param clock tells when a request was made, answered and expires
     * @return the approvals
     */
    public static Approvals in(Path folder, InstantSource clock) {
        return new Approvals(Objects.requireNonNull(folder, "folder"), Objects.requireNonNull(clock, "clock"));
    }

    /**
     * Returns the requests that can be answered now.
     *
     * @return the requests, the oldest first
     * @throws UncheckedIOException when the folder cannot be read
     */
    public List<ApprovalRequest> pending() {
        List<ApprovalRequest> pending = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return pending;
        }
        try (Stream<Path> files = Files.list(folder)) {
            files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".request"))
                    .map(name -> name.substring(0, name.length() - ".request".length()))
                    .filter(id -> decision(id).isEmpty())
                    .flatMap(id -> request(id).stream())
                    .filter(request -> !isExpired(request))
                    .forEach(pending::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pending.sort(Comparator.comparing(ApprovalRequest::requestedAt).thenComparing(ApprovalRequest::id));
        return List.copyOf(pending);
    }

    /**
     * Consents to what a request asks about.
     *
     * @param request the request's id
     * @param actor who
     * @param reason why
     * @return the decision
     * @throws IllegalArgumentException when there is no such request, or the actor does not act in its role
     * @throws IllegalStateException when the request has expired or was decided before
     * @throws UncheckedIOException when the decision cannot be stored
     */
    public ApprovalDecision approve(String request, Actor actor, String reason) {
        return decide(request, true, actor, reason);
    }

    /**
     * Refuses what a request asks about; runs with this content are blocked from now on.
     *
     * @param request the request's id
     * @param actor who
     * @param reason why
     * @return the decision
     * @throws IllegalArgumentException when there is no such request, or the actor does not act in its role
     * @throws IllegalStateException when the request has expired or was decided before
     * @throws UncheckedIOException when the decision cannot be stored
     */
    public ApprovalDecision reject(String request, Actor actor, String reason) {
        return decide(request, false, actor, reason);
    }

    /**
     * Returns the answer to a request.
     *
     * @param request the request's id
     * @return the decision, or empty while there is none
     * @throws UncheckedIOException when it cannot be read
     */
    public Optional<ApprovalDecision> decision(String request) {
        return read(request + ".decision").map(json -> {
            Map<String, Object> actor = Json.toMap(json.get("actor"));
            Set<String> roles = new HashSet<>();
            Json.toList(actor.get("roles")).forEach(role -> roles.add(Json.toText(role)));
            return new ApprovalDecision(
                    request,
                    Boolean.TRUE.equals(json.get("approved")),
                    new Actor(Json.toText(actor.get("name")), roles),
                    Json.toText(json.get("reason")),
                    Instant.parse(Json.toText(json.get("at"))));
        });
    }

    /** Asks, unless the same was asked before and can still be answered. */
    <C> ApprovalRequest ask(String pipeline, String step, String content, C value, ApprovalTerms<C> terms) {
        String id = Digests.of("holdfast-approval/1\n" + pipeline.length() + ' ' + pipeline + '\n' + step.length() + ' '
                + step + '\n' + content);
        Optional<ApprovalRequest> before = request(id);
        if (before.isPresent() && (decision(id).isPresent() || !isExpired(before.get()))) {
            return before.get();
        }
        Instant now = clock.instant();
        ApprovalRequest request = new ApprovalRequest(
                id,
                pipeline,
                step,
                content,
                terms.describe(value),
                Optional.ofNullable(terms.role()),
                now,
                Optional.ofNullable(terms.expiry()).map(now::plus));
        write(id + ".request", json(request), true);
        return request;
    }

    private ApprovalDecision decide(String id, boolean approved, Actor actor, String reason) {
        Objects.requireNonNull(reason, "reason");
        ApprovalRequest request = request(id)
                .orElseThrow(() -> new IllegalArgumentException("there is no approval request '" + id + "'"));
        request.role().filter(role -> !actor.roles().contains(role)).ifPresent(role -> {
            throw new IllegalArgumentException("the approval of '" + request.step() + "' needs the role '" + role
                    + "', got " + actor.name() + " with " + actor.roles());
        });
        if (isExpired(request)) {
            throw new IllegalStateException("the approval request for '" + request.step() + "' expired at "
                    + request.expiresAt().orElseThrow() + "; run the pipeline again to ask anew");
        }
        ApprovalDecision decision = new ApprovalDecision(id, approved, actor, reason, clock.instant());
        if (!write(id + ".decision", json(decision), false)) {
            throw new IllegalStateException("the approval request for '" + request.step() + "' was decided before: "
                    + decision(id).orElseThrow());
        }
        return decision;
    }

    private boolean isExpired(ApprovalRequest request) {
        return request.expiresAt().filter(end -> !clock.instant().isBefore(end)).isPresent();
    }

    private Optional<ApprovalRequest> request(String id) {
        return read(id + ".request")
                .map(json -> new ApprovalRequest(
                        id,
                        Json.toText(json.get("pipeline")),
                        Json.toText(json.get("step")),
                        Json.toText(json.get("content")),
                        Json.toText(json.get("summary")),
                        Optional.ofNullable(json.get("role")).map(Json::toText),
                        Instant.parse(Json.toText(json.get("requestedAt"))),
                        Optional.ofNullable(json.get("expiresAt"))
                                .map(Json::toText)
                                .map(Instant::parse)));
    }

    private static String json(ApprovalRequest request) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("pipeline", request.pipeline());
        json.put("step", request.step());
        json.put("content", request.content());
        json.put("summary", request.summary());
        request.role().ifPresent(role -> json.put("role", role));
        json.put("requestedAt", request.requestedAt().toString());
        request.expiresAt().ifPresent(end -> json.put("expiresAt", end.toString()));
        return Json.canonical(json);
    }

    private static String json(ApprovalDecision decision) {
        return Json.canonical(Json.object(
                "approved", decision.approved(),
                "actor",
                        Json.object(
                                "name",
                                decision.actor().name(),
                                "roles",
                                List.copyOf(decision.actor().roles())),
                "reason", decision.reason(),
                "at", decision.at().toString()));
    }

    private Optional<Map<String, Object>> read(String name) {
        try {
            return Optional.of(Json.parseObject(Files.readString(folder.resolve(name))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a whole file or none; returns false when it is there already and must stay. */
    private boolean write(String name, String text, boolean replace) {
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, "approval", ".tmp");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                    ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                    channel.force(true);
                }
                if (replace) {
                    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
                } else {
                    // A link is made whole and fails if the name is taken: of two who decide at once, one is first.
                    Files.createLink(folder.resolve(name), temporary);
                }
                return true;
            } catch (FileAlreadyExistsException e) {
                return false;
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return "Approvals.in(" + folder + ")";
    }
}
