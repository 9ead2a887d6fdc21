// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OptionsTest {
    @Test
    void withoutArgumentsTheDefaultsHold() {
        assertThat(Options.parse())
                .isEqualTo(new Options(Optional.empty(), Path.of("target", "holdfast"), 42, false, false));
    }

    @Test
    void everyOptionIsRead() {
        assertThat(Options.parse("--data", "a.csv", "--workspace", "ws", "--seed", "-7", "--debug", "--help"))
                .isEqualTo(new Options(Optional.of(Path.of("a.csv")), Path.of("ws"), -7, true, true));
    }

    @Test
    void aWrongCommandLineIsAnsweredWithWhatIsWrong() {
        assertThatThrownBy(() -> Options.parse("--sead", "1"))
                .hasMessage("unknown argument '--sead'\n" + Options.USAGE);
        assertThatThrownBy(() -> Options.parse("--seed")).hasMessage("--seed needs a value\n" + Options.USAGE);
        assertThatThrownBy(() -> Options.parse("--seed", "x")).hasMessage("--seed needs a whole number, got 'x'");
        assertThatThrownBy(() -> Options.parse("--data", "a\0b")).hasMessageStartingWith("--data needs a path, got 'a");
    }
}
