// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.internal.store.Names;
import java.util.List;

/**
 * All models of a workspace. Thread-safe.
 *
 * <p>Names are data, compared exactly, and never become paths.
 */
public final class Registry {
    private final Shelf shelf;

    Registry(Shelf shelf) {
        this.shelf = shelf;
    }

    /**
     * Returns the handle of a model. The model itself is created by its first registration.
     *
     * @param name the model's name
     * @return the handle
     * @throws IllegalArgumentException when the name is empty, longer than 500 characters or cannot be stored
     */
    public RegisteredModel model(String name) {
        return new RegisteredModel(Names.check("model", name), shelf);
    }

    /**
     * Returns the models that have at least one version.
     *
     * @return the models in the order of their names
     */
    public List<RegisteredModel> models() {
        return shelf.models().stream()
                .map(name -> new RegisteredModel(name, shelf))
                .toList();
    }
}
