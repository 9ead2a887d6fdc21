// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tribuo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ModelDescription;
import dev.holdfast.model.StorableModel;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.tribuo.protos.core.ModelProto;

/** Models out of bytes that their registry verified: the checksum is not computed again, all else is as distrustful. */
class VerifiedReadingTest {
    private static final Table LOANS = TestModels.loans(120, 1);

    private static StorableModel<Row, ClassScores> read(byte[] bytes, StorableModel<?, ?> described)
            throws IOException {
        return TribuoCodec.classification()
                .readVerified(
                        bytes,
                        new ModelDescription(
                                described.signature(), described.parameterDigest(), described.provenance()));
    }

    @Test
    void itIsTheModelThatAStreamGives() throws IOException {
        for (TrainedClassifier model : List.of(TestModels.trainedLinear(LOANS), TestModels.trainedForest(LOANS))) {
            byte[] bytes = TestModels.bytes(model);
            StorableModel<Row, ClassScores> verified = read(bytes, model);

            assertThat(verified.predictAll(LOANS)).isEqualTo(model.predictAll(LOANS));
            assertThat(TestModels.bytes(verified)).isEqualTo(bytes);
            assertThat(verified.parameterDigest()).isEqualTo(model.parameterDigest());
            assertThat(verified.provenance()).isEqualTo(model.provenance());
        }
    }

    @Test
    void onlyTheChecksumIsTakenOnTrust() throws IOException {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        byte[] bytes = TestModels.bytes(model);
        byte[] otherChecksum = bytes.clone();
        otherChecksum[bytes.length - 1]++;

        assertThat(read(otherChecksum, model).predictAll(LOANS)).isEqualTo(model.predictAll(LOANS));
        assertThatThrownBy(() -> TestModels.read(otherChecksum))
                .hasMessage("the checksum of the model file does not match its content: it is damaged");
    }

    @Test
    void whatIsTooShortOrTooLongOrNoModelIsRefusedInTheSameWords() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        byte[] bytes = TestModels.bytes(model);
        for (int length = 0; length < bytes.length; length++) {
            byte[] shorter = Arrays.copyOf(bytes, length);
            assertThat(refusal(shorter, model)).as("%d bytes", length).startsWith("the model file ends within its ");
        }
        for (byte[] wrong : List.of(
                Arrays.copyOf(bytes, bytes.length + 1),
                new byte[100],
                ByteBuffer.wrap(bytes.clone()).putInt(8, 2).array(),
                ByteBuffer.wrap(bytes.clone()).putInt(12, -1).array(),
                ByteBuffer.wrap(bytes.clone()).putInt(12, 64 << 20).array())) {
            assertThatThrownBy(() -> TestModels.read(wrong)).hasMessage(refusal(wrong, model));
        }
        assertThat(refusal(bytes, model)).isEmpty();
    }

    /** The message with which bytes are refused, or nothing; a plain loop, since there are thousands of them. */
    private static String refusal(byte[] bytes, StorableModel<?, ?> described) {
        try {
            read(bytes, described);
            return "";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void aClassNameThatIsNotAllowedIsRefusedAlsoInBytesThatWereVerified() throws IOException {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        ModelFile file = ModelFile.read(new ByteArrayInputStream(TestModels.bytes(model)));
        ByteArrayOutputStream hostile = new ByteArrayOutputStream();
        new ModelFile(
                        file.kind(),
                        file.signature(),
                        file.featurizer(),
                        file.provenance(),
                        file.parameterDigest(),
                        ModelProto.parseFrom(file.model()).toBuilder()
                                .setClassName("javax.script.ScriptEngineManager")
                                .build()
                                .toByteString())
                .writeTo(hostile);

        assertThat(refusal(hostile.toByteArray(), model))
                .startsWith("the model names class 'javax.script.ScriptEngineManager', which is none of ")
                .endsWith("; it is refused and was not loaded");
    }

    @Test
    void theParametersMustBeThoseThatWereDescribed() {
        TrainedClassifier model = TestModels.trainedLinear(LOANS);
        TrainedClassifier other = TestModels.trainedForest(LOANS);

        assertThat(refusal(TestModels.bytes(model), other))
                .isEqualTo("the parameters of the model have digest " + other.parameterDigest() + ", the file says "
                        + model.parameterDigest());
    }

    @Test
    void manyWhoPredictFirstAtOnceGetOneScorer() throws Exception {
        TrainedClassifier model = TestModels.trainedForest(LOANS);
        TrainedClassifier fresh = (TrainedClassifier) read(TestModels.bytes(model), model);
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Optional<Scorer>>> scorers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                scorers.add(threads.submit(() -> {
                    start.await();
                    assertThat(fresh.predictAll(LOANS)).isEqualTo(model.predictAll(LOANS));
                    return fresh.fitted().scorer();
                }));
            }
            start.countDown();
            for (Future<Optional<Scorer>> scorer : scorers) {
                assertThat(scorer.get().orElseThrow())
                        .isSameAs(fresh.fitted().scorer().orElseThrow());
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
