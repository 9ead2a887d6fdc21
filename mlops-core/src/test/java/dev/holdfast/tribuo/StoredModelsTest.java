// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files written by earlier releases, never written anew: every later release must read them. */
class StoredModelsTest {
    @ParameterizedTest
    @CsvSource({"linear, 0.9992431621595514, 0.002904417785512561", "forest, 1.0, 0.0"})
    void aModelStoredByRelease01StillAnswersTheSame(String name, double first, double second) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(getClass().getResourceAsStream(name + "-tribuo-protobuf-1.model"))) {
            StorableModel<Row, ClassScores> model = TribuoCodec.classification().read(in);

            assertThat(model.signature().labels()).containsExactly("bad", "good");
            assertThat(model.predict(Row.of("Income", 60, "Age", 30, "Home", "rent", "Guarantee", false))
                            .score("bad"))
                    .isCloseTo(first, Offset.offset(1e-12));
            assertThat(model.predict(Row.of("Income", 180, "Age", 50, "Home", "boat", "Guarantee", true))
                            .score("bad"))
                    .isCloseTo(second, Offset.offset(1e-12));
        }
    }
}
