// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.audit.Actor;
import dev.holdfast.testkit.ManualClock;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.tracking.RunArtifact;
import dev.holdfast.tracking.RunRecord;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every byte of the blobs of a workspace changed in turn, and every blob cut at every length and made longer: an error
 * that names the file, or the identical answer, never another one. {@code -Dholdfast.damage.bytes} sets the size of the
 * largest blob.
 */
class BlobDamageTest {
    private static final int BYTES = Integer.getInteger("holdfast.damage.bytes", 100);

    @TempDir
    Path folder;

    private int errors;
    private int answers;

    @Test
    void damageIsAnErrorThatNamesTheFileAndNeverAnotherAnswer() throws IOException {
        byte[] bytes = new byte[BYTES];
        new SplittableRandom(1).nextBytes(bytes);
        try (Workspace workspace = Workspace.open(
                folder, options -> options.clock(new ManualClock()).actor(Actor.of("ada")))) {
            RunRecord run = workspace.tracker().run("credit", "logistic", work -> {
                work.artifact("weights.bin", "application/octet-stream", out -> out.write(bytes));
                work.artifact("empty.bin", "application/octet-stream", out -> {});
                return work.model(new ThresholdModel(7)).record();
            });
            for (RunArtifact each : workspace.tracker().artifacts(run.id())) {
                damage(workspace, each);
            }
            damage(
                    workspace,
                    new RunArtifact("model", "model", run.model().orElseThrow().blob()));
        }
        assertThat(errors).isGreaterThan(3 * BYTES);
        assertThat(answers).isPositive();
    }

    private void damage(Workspace workspace, RunArtifact artifact) throws IOException {
        String digest = artifact.blob().digest();
        Path file = folder.resolve("blobs").resolve(digest.substring(0, 1)).resolve(digest.substring(1));
        byte[] whole = Files.readAllBytes(file);
        for (int i = 0; i < whole.length; i++) {
            for (int change : new int[] {1, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[i] ^= (byte) change;
                look(workspace, artifact, file, whole, flipped);
            }
            look(workspace, artifact, file, whole, Arrays.copyOf(whole, i));
        }
        look(workspace, artifact, file, whole, whole);
        look(workspace, artifact, file, whole, Arrays.copyOf(whole, whole.length + 1));
        look(workspace, artifact, file, whole, Arrays.copyOf(whole, whole.length + 100_000));
    }

    private void look(Workspace workspace, RunArtifact artifact, Path file, byte[] whole, byte[] damaged)
            throws IOException {
        Files.write(file, damaged);
        byte[] answer;
        try (InputStream in = workspace.tracker().open(artifact)) {
            answer = in.readAllBytes();
        } catch (StorageException e) {
            assertThat(e.reason()).isEqualTo(StorageException.Reason.CORRUPT);
            assertThat(e.place()).isEqualTo(file.toString());
            assertThat(e).hasMessageContaining(file.toString());
            assertThat(damaged).isNotEqualTo(whole);
            errors++;
            return;
        }
        assertThat(answer).isEqualTo(whole);
        answers++;
    }
}
