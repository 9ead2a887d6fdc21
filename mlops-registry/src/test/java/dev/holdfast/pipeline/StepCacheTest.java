// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Row;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.StorableModel;
import dev.holdfast.testkit.ThresholdModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepCacheTest {
    private final List<String> ran = new ArrayList<>();
    private final AtomicBoolean broken = new AtomicBoolean();
    private Path folder;

    @BeforeEach
    void place(@TempDir Path temporary) {
        folder = temporary.resolve("cache");
    }

    private Pipeline<String, String> pipeline(String upperVersion) {
        return Pipeline.named("credit")
                .step("read", (String text) -> did("read", text.strip()))
                .fingerprint(text -> text)
                .step("upper", text -> did("upper", text.toUpperCase(Locale.ROOT)))
                .cached(upperVersion, StepCodec.text())
                .gate("short", StepGate.require("short", text -> text.length() < 100))
                .step("twice", text -> {
                    if (broken.get()) {
                        throw new IOException("disk");
                    }
                    return did("twice", text + text);
                })
                .cached("1", StepCodec.text())
                .cacheIn(StepCache.in(folder));
    }

    private String did(String step, String result) {
        ran.add(step);
        return result;
    }

    private List<String> ranBy(PipelineResult<String> result) {
        assertThat(result.succeeded()).isTrue();
        List<String> steps = List.copyOf(ran);
        ran.clear();
        return steps;
    }

    @Test
    void stepsWhoseInputAndVersionAreTheSameDoNotRunAgain() {
        assertThat(ranBy(pipeline("1").run("abc"))).containsExactly("read", "upper", "twice");

        PipelineResult<String> again = pipeline("1").run("  abc ");

        assertThat(again.result()).contains("ABCABC");
        assertThat(again.step("upper")).isInstanceOf(StepOutcome.Cached.class);
        assertThat(again.step("twice"))
                .isInstanceOfSatisfying(
                        StepOutcome.Cached.class,
                        cached -> assertThat(cached.key()).hasSize(64));
        assertThat(again.step("short")).as("gates are asked always").isInstanceOf(StepOutcome.Succeeded.class);
        assertThat(ranBy(again)).containsExactly("read");
        assertThat(again.report().blocks().toString()).contains("its result was in the cache");
    }

    @Test
    void aMissSaysWhatIsNew() throws IOException {
        assertThat(missed(pipeline("1").run("abc"), "upper")).isEqualTo("it has not run before");
        assertThat(missed(pipeline("1").run("abd"), "upper")).isEqualTo("its input is new: abd");
        assertThat(missed(pipeline("2").run("abd"), "upper")).isEqualTo("its version is new: 2");
        damage();
        PipelineResult<String> result = pipeline("2").run("abd");
        assertThat(missed(result, "upper")).isEqualTo("its stored result is gone or damaged");
        assertThat(result.report().blocks().toString())
                .contains("succeeded; it ran because its stored result is gone or damaged");
    }

    @Test
    void whatComesAfterANewResultOfTheSameContentIsStillFound() {
        ranBy(pipeline("1").run("abc"));

        assertThat(ranBy(pipeline("2").run("abc"))).containsExactly("read", "upper");
    }

    @Test
    void aRunThatFailedIsResumedByRunningItAgain() {
        broken.set(true);
        assertThat(pipeline("1").run("abc").stoppedAt().orElseThrow().step()).isEqualTo("twice");
        ran.clear();
        broken.set(false);

        assertThat(ranBy(pipeline("1").run("abc"))).containsExactly("read", "twice");
    }

    @Test
    void damagedResultsAreNotTrusted() throws IOException {
        ranBy(pipeline("1").run("abc"));
        damage();

        assertThat(ranBy(pipeline("1").run("abc"))).containsExactly("read", "upper", "twice");
        assertThat(ranBy(pipeline("1").run("abc"))).as("repaired").containsExactly("read");
    }

    @Test
    void aResultThatCannotBeDecodedOrEncodedIsMadeAgain() {
        StepCodec<String> fickle = new StepCodec<>() {
            @Override
            public void write(String value, OutputStream out) throws IOException {
                if (value.equals("ABC")) {
                    throw new IOException("no letters");
                }
                out.write(value.getBytes(StandardCharsets.UTF_8));
            }

            @Override
            public String read(InputStream in) throws IOException {
                throw new IOException("no reader");
            }
        };
        Pipeline<String, String> pipeline = Pipeline.named("credit")
                .step("read", (String text) -> text)
                .fingerprint(text -> text)
                .step("upper", text -> did("upper", text.toUpperCase(Locale.ROOT)))
                .cached("1", fickle)
                .step("twice", text -> did("twice", text + text))
                .cached("1", StepCodec.text())
                .cacheIn(StepCache.in(folder));

        for (String text : List.of("abc", "abc", "xyz", "xyz")) {
            assertThat(pipeline.run(text).succeeded()).isTrue();
        }
        assertThat(ran).containsExactly("upper", "twice", "upper", "twice", "upper", "twice", "upper");
    }

    @Test
    void aFolderThatCannotBeWrittenMakesNothingFail() throws IOException {
        Files.writeString(folder, "a file where the folder should be");

        assertThat(ranBy(pipeline("1").run("abc"))).containsExactly("read", "upper", "twice");
        assertThat(ranBy(pipeline("1").run("abc"))).containsExactly("read", "upper", "twice");
    }

    @Test
    void withoutACacheEverythingRuns() {
        Pipeline<String, String> pipeline = Pipeline.named("p")
                .step("read", (String text) -> text)
                .fingerprint(text -> text)
                .step("upper", text -> did("upper", text))
                .cached("1", StepCodec.text());
        pipeline.run("abc");
        pipeline.run("abc");

        assertThat(ran).containsExactly("upper", "upper");
    }

    @Test
    void pipelinesStepsAndVersionsAreKeptApart() {
        List<StepCache.Origin> origins = List.of(
                new StepCache.Origin("a", "b", "c", "d"),
                new StepCache.Origin("ab", "", "c", "d"),
                new StepCache.Origin("a", "b", "cd", ""),
                new StepCache.Origin("a", "b", "c\n1 d", ""),
                new StepCache.Origin("a", "b", "c", ""));

        assertThat(origins.stream().map(StepCache.Origin::key)).doesNotHaveDuplicates();
        assertThat(StepCache.in(Path.of("x"))).hasToString("StepCache.in(x)");
    }

    @Test
    void modelsAreStoredByTheirCodec() throws IOException {
        StepCodec<StorableModel<Row, ClassScores>> codec = StepCodec.model(ThresholdModel.codec());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.write(new ThresholdModel(5), out);

        assertThat(codec.read(new ByteArrayInputStream(out.toByteArray()))).isEqualTo(new ThresholdModel(5));
        StepCodec<StorableModel<Row, ClassScores>> other = StepCodec.model(new Renamed());
        assertThatThrownBy(() -> other.write(new ThresholdModel(5), out))
                .isInstanceOf(IOException.class)
                .hasMessage("expected a model of the format other/1, got threshold/1");
    }

    @Test
    void misuseSaysWhatWasWanted() {
        Pipeline<String, String> read = Pipeline.named("p").step("read", (String text) -> text);
        assertThatIllegalStateException()
                .isThrownBy(() -> read.cached("1", StepCodec.text()))
                .withMessage("step 'read' cannot be cached: the content of its input is not known;"
                        + " call fingerprint(...) on the step before it, or cache that one too");
        assertThatIllegalStateException()
                .isThrownBy(() -> read.recordedStep("train", (text, run) -> text)
                        .step("upper", text -> text)
                        .cached("1", StepCodec.text()));
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        read.gate("g", StepGate.require("r", text -> true)).fingerprint(text -> text))
                .withMessage("fingerprint belongs to a step, and 'g' is a gate");
        assertThatIllegalStateException()
                .isThrownBy(() -> read.fingerprint(text -> text).fingerprint(text -> text))
                .withMessage("step 'read' has a fingerprint already");
        assertThatIllegalStateException()
                .isThrownBy(() -> read.fingerprint(text -> text)
                        .step("a", text -> text)
                        .cached("1", StepCodec.text())
                        .cached("2", StepCodec.text()))
                .withMessage("step 'a' cannot be cached: it is already");
        assertThatIllegalStateException()
                .isThrownBy(() -> read.fingerprint(text -> text)
                        .recordedStep("a", (text, run) -> text)
                        .fingerprint(text -> text)
                        .cached("1", StepCodec.text()))
                .withMessage("step 'a' cannot be cached: it records what it does");
    }

    private static String missed(PipelineResult<?> result, String step) {
        return result.step(step) instanceof StepOutcome.Succeeded succeeded
                ? succeeded.missed().orElse("nothing")
                : "not run";
    }

    private void damage() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".step")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length - 1] ^= 1;
                Files.write(file, bytes);
            }
        }
    }

    private static final class Renamed implements dev.holdfast.model.ModelCodec<Row, ClassScores> {
        @Override
        public String format() {
            return "other/1";
        }

        @Override
        public StorableModel<Row, ClassScores> read(InputStream in) throws IOException {
            return ThresholdModel.codec().read(in);
        }
    }
}
