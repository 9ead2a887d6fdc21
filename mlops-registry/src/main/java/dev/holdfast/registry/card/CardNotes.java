// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry.card;

import dev.holdfast.internal.store.Json;
import dev.holdfast.model.Attachment;
import dev.holdfast.registry.ModelVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The human parts of a model card: what only people can say. Immutable; every call returns another.
 *
 * <p>Registered with a version as {@link #toAttachment()} they are part of its manifest, so that approvals cover them.
 *
 * <pre>{@code
 * CardNotes notes = CardNotes.overview("Scores applications for small consumer loans.")
 *         .owner("Risk team", "risk@example.org").license("Apache-2.0")
 *         .useCase("A second opinion beside a loan officer's").outOfScope("Mortgages; loans to companies")
 *         .limitation("Trained on applications of 2015 to 2017");
 * model.register(run, notes.toAttachment());
 * }</pre>
 */
public final class CardNotes {
    /** The name of the attachment that holds them. */
    public static final String ATTACHMENT = "model-card";

    private static final String MEDIA_TYPE = "application/vnd.holdfast.card-notes+json";
    private static final String OVERVIEW = "overview";
    private static final String OWNERS = "owners";
    private static final String LICENSES = "licenses";
    private static final String REFERENCES = "references";
    private static final String USERS = "users";
    private static final String USE_CASES = "useCases";
    private static final String OUT_OF_SCOPE = "outOfScope";
    private static final String LIMITATIONS = "limitations";
    private static final String TRADEOFFS = "tradeoffs";
    private static final String ETHICS = "ethicalConsiderations";
    private static final int FORMAT = 1;

    /** A statement and what goes with it: an owner's contact, the mitigation of a risk; else empty. */
    private record Note(String text, String more) {}

    private final Map<String, List<Note>> notes;

    private CardNotes(Map<String, List<Note>> notes) {
        this.notes = notes;
    }

    /**
     * Starts with nothing said.
     *
     * @return the notes
     */
    public static CardNotes none() {
        return new CardNotes(Map.of());
    }

    /**
     * Starts with what the model is, in a sentence or two.
     *
     * @param text what it is
     * @return the notes
     */
    public static CardNotes overview(String text) {
        return none().with(OVERVIEW, text, "");
    }

    private CardNotes with(String kind, String text, String more) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a note of a model card must say something, got an empty one");
        }
        Map<String, List<Note>> copy = new LinkedHashMap<>(notes);
        List<Note> list = new ArrayList<>(copy.getOrDefault(kind, List.of()));
        list.add(new Note(text, more));
        copy.put(kind, List.copyOf(list));
        return new CardNotes(copy);
    }

    /**
     * Adds who answers for the model.
     *
     * @param name a person or a team
     * @param contact how to reach them
     * @return the notes with it
     * @throws IllegalArgumentException when the name is blank
     */
    public CardNotes owner(String name, String contact) {
        return with(OWNERS, name, contact);
    }

    /**
     * Adds a licence.
     *
     * @param identifier its SPDX identifier, such as {@code "Apache-2.0"}
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes license(String identifier) {
        return with(LICENSES, identifier, "");
    }

    /**
     * Adds a document that tells more.
     *
     * @param reference its address or title
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes reference(String reference) {
        return with(REFERENCES, reference, "");
    }

    /**
     * Adds who is meant to use the model.
     *
     * @param user who
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes user(String user) {
        return with(USERS, user, "");
    }

    /**
     * Adds what the model is meant for.
     *
     * @param use what for
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes useCase(String use) {
        return with(USE_CASES, use, "");
    }

    /**
     * Adds what the model must not be used for.
     *
     * @param use what not for
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes outOfScope(String use) {
        return with(OUT_OF_SCOPE, use, "");
    }

    /**
     * Adds where the model is known to be weak.
     *
     * @param limitation where
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes limitation(String limitation) {
        return with(LIMITATIONS, limitation, "");
    }

    /**
     * Adds what was given up for what.
     *
     * @param tradeoff what
     * @return the notes with it
     * @throws IllegalArgumentException when it is blank
     */
    public CardNotes tradeoff(String tradeoff) {
        return with(TRADEOFFS, tradeoff, "");
    }

    /**
     * Adds a risk to people, and what is done about it.
     *
     * @param risk the risk
     * @param mitigation what is done about it
     * @return the notes with it
     * @throws IllegalArgumentException when the risk is blank
     */
    public CardNotes ethicalConsideration(String risk, String mitigation) {
        return with(ETHICS, risk, mitigation);
    }

    /**
     * Returns the notes as an attachment of a version.
     *
     * @return the attachment
     */
    public Attachment toAttachment() {
        return Attachment.of(ATTACHMENT, MEDIA_TYPE, toJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns what was registered with a version.
     *
     * @param version the version
     * @return its notes, none when there are none
     * @throws IllegalArgumentException when the attachment holds no notes, or of a newer format
     * @throws dev.holdfast.artifact.StorageException when its bytes are missing or damaged
     */
    public static CardNotes of(ModelVersion version) {
        if (!version.attachmentNames().contains(ATTACHMENT)) {
            return none();
        }
        return parse(new String(version.attachment(ATTACHMENT).content(), StandardCharsets.UTF_8));
    }

    /**
     * Returns the notes as canonical JSON.
     *
     * @return the document
     */
    public String toJson() {
        Map<String, Object> root = Json.object("format", FORMAT);
        notes.forEach((kind, list) -> root.put(
                kind,
                list.stream()
                        .map(note -> Json.object("text", note.text(), "more", note.more()))
                        .toList()));
        return Json.canonical(root);
    }

    /**
     * Reads what {@link #toJson()} wrote.
     *
     * @param json the document
     * @return the notes
     * @throws IllegalArgumentException when the document is none, or of a newer format
     */
    public static CardNotes parse(String json) {
        Map<String, Object> root = Json.parseObject(json);
        if (Json.toLong(root.get("format")) != FORMAT) {
            throw new IllegalArgumentException(
                    "expected notes of a model card of format " + FORMAT + ", got format " + root.get("format"));
        }
        Map<String, List<Note>> notes = new LinkedHashMap<>();
        root.forEach((kind, list) -> {
            if (!kind.equals("format")) {
                notes.put(
                        kind,
                        Json.toList(list).stream()
                                .map(Json::toMap)
                                .map(each -> new Note(Json.toText(each.get("text")), Json.toText(each.get("more"))))
                                .toList());
            }
        });
        return new CardNotes(notes);
    }

    Optional<String> overview() {
        return texts(OVERVIEW).stream().findFirst();
    }

    /** Name to contact. */
    List<Map.Entry<String, String>> owners() {
        return pairs(OWNERS);
    }

    List<String> licenses() {
        return texts(LICENSES);
    }

    List<String> references() {
        return texts(REFERENCES);
    }

    List<String> users() {
        return texts(USERS);
    }

    List<String> useCases() {
        return texts(USE_CASES);
    }

    List<String> outOfScope() {
        return texts(OUT_OF_SCOPE);
    }

    List<String> limitations() {
        return texts(LIMITATIONS);
    }

    List<String> tradeoffs() {
        return texts(TRADEOFFS);
    }

    /** Risk to mitigation. */
    List<Map.Entry<String, String>> ethicalConsiderations() {
        return pairs(ETHICS);
    }

    private List<String> texts(String kind) {
        return notes.getOrDefault(kind, List.of()).stream().map(Note::text).toList();
    }

    private List<Map.Entry<String, String>> pairs(String kind) {
        return notes.getOrDefault(kind, List.of()).stream()
                .map(note -> Map.entry(note.text(), note.more()))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CardNotes that && notes.equals(that.notes);
    }

    @Override
    public int hashCode() {
        return notes.hashCode();
    }

    @Override
    public String toString() {
        return toJson();
    }
}
