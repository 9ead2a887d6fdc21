// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.audit.Actor;
import dev.holdfast.internal.store.Names;
import dev.holdfast.internal.store.Store;
import dev.holdfast.tracking.Tracker;
import java.time.InstantSource;
import java.util.List;

/**
 * All models of a workspace. Thread-safe.
 *
 * <p>Names are data, compared exactly, and never become paths.
 */
public final class Registry {
    private final Shelf shelf;
    private final Aliases moves;

    private Registry(Shelf shelf, Aliases moves) {
        this.shelf = shelf;
        this.moves = moves;
    }

    /**
     * Returns the registry of a workspace. A host asks {@code Workspace.registry()} instead.
     *
     * @param store the store
     * @param blobs where bytes are
     * @param tracker the runs
     * @param clock the clock
     * @param actor who registers
     * @return the registry
     */
    public static Registry on(Store store, BlobStore blobs, Tracker tracker, InstantSource clock, Actor actor) {
        Shelf shelf = new Shelf(store, blobs, tracker, clock, actor);
        return new Registry(shelf, new Aliases(store, shelf, clock));
    }

    /**
     * Returns the handle of a model. The model itself is created by its first registration.
     *
     * @param name the model's name
     * @return the handle
     * @throws IllegalArgumentException when the name is empty, longer than 500 characters or cannot be stored
     */
    public RegisteredModel model(String name) {
        return new RegisteredModel(Names.check("model", name), shelf, moves);
    }

    /**
     * Returns the models that have at least one version.
     *
     * @return the models in the order of their names
     */
    public List<RegisteredModel> models() {
        return shelf.models().stream().map(this::model).toList();
    }
}
