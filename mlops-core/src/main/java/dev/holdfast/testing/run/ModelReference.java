// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testing.run;

import dev.holdfast.data.Row;
import dev.holdfast.model.ModelCodec;
import dev.holdfast.model.Prediction;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which stored model a test means.
 *
 * @param model the model's name
 * @param version the alias, such as {@code "candidate"}, or the number of the version
 * @param place where the model is stored, as the test says; empty when it does not
 * @param codec reads the model, when the test names one
 */
public record ModelReference(
        String model, String version, String place, Optional<ModelCodec<Row, ? extends Prediction>> codec) {
    /**
     * Checks that nothing is null.
     *
     * @param model the model's name
     * @param version the alias or the number of the version
     * @param place where the model is stored, or empty
     * @param codec reads the model, or empty
     */
    public ModelReference {
        Objects.requireNonNull(model, "model");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(codec, "codec");
    }

    /**
     * Reads a reference.
     *
     * @param text such as {@code "credit@candidate"} or {@code "credit@3"}
     * @param place where the model is stored, or empty
     * @return the reference
     * @throws IllegalArgumentException when the text has no name, no version or no {@code @} between them
     */
    public static ModelReference parse(String text, String place) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || at == text.length() - 1) {
            throw new IllegalArgumentException(
                    "a stored model is named with its alias or number, as in \"credit@candidate\" or \"credit@3\", got \""
                            + text + "\"");
        }
        return new ModelReference(text.substring(0, at), text.substring(at + 1), place, Optional.empty());
    }

    /**
     * Returns the same reference for a codec.
     *
     * @param reads reads the model
     * @return the reference
     */
    public ModelReference withCodec(ModelCodec<Row, ? extends Prediction> reads) {
        return new ModelReference(model, version, place, Optional.of(reads));
    }

    /**
     * Returns the number of the version, when it is one.
     *
     * @return the number, or empty for an alias
     */
    public OptionalLong number() {
        return version.length() < 19 && version.chars().allMatch(c -> c >= '0' && c <= '9')
                ? OptionalLong.of(Long.parseLong(version))
                : OptionalLong.empty();
    }

    @Override
    public String toString() {
        return model + "@" + version;
    }
}
