// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.holdfast.artifact.Blob;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.StorableModel;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * The models that were loaded last, by the digest of their bytes, so that what was verified and read once is at hand.
 * Bounded by the bytes of the stored models; one that alone exceeds the bound is not kept.
 */
final class LoadedModels {
    /** Weights are counted in these, since a weight is an int. */
    private static final long UNIT = 1_024;

    private final Cache<Key, StorableModel<?, ?>> models;

    private record Key(Blob blob, ModelCodec<?, ?> codec) {}

    LoadedModels(long maxBytes) {
        this.models = Caffeine.newBuilder()
                .maximumWeight(maxBytes / UNIT)
                .weigher((Key key, StorableModel<?, ?> model) ->
                        (int) Math.min(Integer.MAX_VALUE, 1 + key.blob().sizeBytes() / UNIT))
                // Upkeep is done by who loads: the library has no threads of its own.
                .executor(Runnable::run)
                .build();
    }

    /** Returns the model at hand, or reads it; concurrent callers read once. */
    <I, O> StorableModel<I, O> get(Blob blob, ModelCodec<I, O> codec, Supplier<StorableModel<I, O>> reader) {
        if (!codec.isShareable()) {
            return reader.get();
        }
        // An equal codec reads equal bytes to a model of the same types.
        @SuppressWarnings("unchecked")
        StorableModel<I, O> model = (StorableModel<I, O>)
                Objects.requireNonNull(models.get(new Key(blob, codec), key -> reader.get()), "a reader gives a model");
        return model;
    }
}
