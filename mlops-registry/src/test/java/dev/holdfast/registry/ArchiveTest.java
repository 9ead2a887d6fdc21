// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.audit.Actor;
import dev.holdfast.audit.AuditEntry;
import dev.holdfast.data.Row;
import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import dev.holdfast.model.Attachment;
import dev.holdfast.model.ClassScores;
import dev.holdfast.model.ForeignModel;
import dev.holdfast.registry.ArchiveException.Problem;
import dev.holdfast.registry.card.ModelCard;
import dev.holdfast.signing.Envelope;
import dev.holdfast.signing.Keys;
import dev.holdfast.signing.Signer;
import dev.holdfast.signing.TrustPolicy;
import dev.holdfast.signing.UntrustedException;
import dev.holdfast.testkit.Examination;
import dev.holdfast.testkit.ThresholdModel;
import dev.holdfast.workspace.Workspace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A version leaves one workspace and arrives in another. {@code -Dholdfast.flipStep=1} changes every byte of the archive,
 * without it every thirteenth.
 */
class ArchiveTest {
    private static final Actor ANNA = Actor.of("Anna");
    private static final int STEP = Integer.getInteger("holdfast.flipStep", 13);
    private static final KeyPair KEYS = keys();
    private static final Signer SIGNER = Keys.signer(KEYS);
    private static final TrustPolicy TRUST = TrustPolicy.signedBy(Keys.verifier(KEYS.getPublic()));

    private Path folder;
    private Workspace here;
    private Workspace there;
    private RegisteredModel credit;
    private ModelVersion version;
    private Path archive;

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void open(@TempDir Path temporary) {
        folder = temporary;
        here = Workspace.open(folder.resolve("here"), o -> o.actor(ANNA));
        there = Workspace.open(folder.resolve("there"), o -> o.actor(Actor.of("Tom")));
        credit = here.registry().model("credit");
        credit.register(
                here.tracker().run("e", "r", r -> r.model(new ThresholdModel(1)).record()));
        version = credit.register(
                here.tracker()
                        .run(
                                "e",
                                "r",
                                r -> r.evidence(Examination.evaluation("auc", 0.8, 0.1))
                                        .model(new ThresholdModel(50))
                                        .record()),
                Attachment.of("notes", "text/plain", "ok".getBytes(StandardCharsets.UTF_8)));
        archive = here.registry().archive(version, ModelCard.of(credit, version), folder.resolve("v2.zip"), SIGNER);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private Map<String, byte[]> members() throws IOException {
        Map<String, byte[]> members = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    members.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return members;
    }

    private Path zip(Map<String, byte[]> members) throws IOException {
        Path file = folder.resolve("changed.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                zip.write(each.getValue());
            }
        }
        return file;
    }

    private void assertRefused(Path file, Problem problem, String message) {
        assertThatThrownBy(() -> there.registry().importArchive(file, TRUST, ANNA))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.problem()).isEqualTo(problem))
                .hasMessageContaining(message);
        assertThat(there.registry().models()).isEmpty();
        assertThat(there.registry().verify().intact()).isTrue();
    }

    /** Signs another index, as somebody with the key would who makes archives by hand. */
    private Path resigned(Consumer<Map<String, Object>> change) throws IOException {
        Map<String, byte[]> members = members();
        Map<String, Object> envelope =
                Json.parseObject(new String(members.get(ArchiveIndex.PATH), StandardCharsets.UTF_8));
        Map<String, Object> index = new LinkedHashMap<>(Json.parseObject(
                new String(Base64.getDecoder().decode(Json.toText(envelope.get("payload"))), StandardCharsets.UTF_8)));
        change.accept(index);
        members.put(
                ArchiveIndex.PATH,
                Envelope.sign(ArchiveIndex.TYPE, Json.canonical(index).getBytes(StandardCharsets.UTF_8), SIGNER)
                        .toJson()
                        .getBytes(StandardCharsets.UTF_8));
        return zip(members);
    }

    @Test
    void aVersionArrivesWithItsNumberItsDigestAndItsEvidence() {
        ModelVersion arrived = there.registry().importArchive(archive, TRUST, ANNA);

        assertThat(arrived).isEqualTo(version);
        assertThat(arrived.number()).isEqualTo(2);
        assertThat(arrived.state()).isEqualTo(VersionState.READY);
        assertThat(arrived.manifest()).isEqualTo(version.manifest());
        assertThat(arrived.load(ThresholdModel.codec())).isEqualTo(new ThresholdModel(50));
        assertThat(arrived.attachment("notes")).isEqualTo(version.attachment("notes"));
        assertThat(arrived.metrics()).isEqualTo(version.metrics());
        assertThat(there.registry().verify().orThrow().versions()).isEqualTo(1);
        assertThat(there.audit().verify().intact()).isTrue();
        assertThat(there.audit().entries()).extracting(AuditEntry::action).contains("version.imported");
        assertThat(there.registry().lineage().run(arrived)).isEmpty();
        assertThat(there.registry()
                        .search(VersionCondition.metric("auc").atLeast(0.8))
                        .list())
                .containsExactly(arrived);
        // Once more is no change, and the next number follows.
        assertThat(there.registry().importArchive(archive, TRUST, ANNA)).isEqualTo(arrived);
        assertThat(there.registry()
                        .model("credit")
                        .register(there.tracker()
                                .run(
                                        "e",
                                        "r",
                                        r -> r.model(new ThresholdModel(3)).record()))
                        .number())
                .isEqualTo(3);
    }

    @Test
    void anArchiveOfTheSameVersionIsTheSameToTheLastByte() throws IOException {
        Path again = here.registry().archive(version, ModelCard.of(credit, version), folder.resolve("2.zip"), SIGNER);

        assertThat(again).hasSameBinaryContentAs(archive);
        assertThat(members().keySet())
                .startsWith("manifest.json", "card.json", "audit.jsonl")
                .contains("index.dsse.json")
                .hasSize(7);
        assertThat(new String(members().get("audit.jsonl"), StandardCharsets.UTF_8))
                .contains("\"action\":\"version.registered\"")
                .doesNotContain("Anna");
    }

    @Test
    void aNumberThatIsTakenStaysWithWhoHasIt() {
        there.tracker().run("e", "r", r -> r.model(new ThresholdModel(9)).record());
        RegisteredModel theirs = there.registry().model("credit");
        for (int i = 0; i < 2; i++) {
            int threshold = i;
            theirs.register(there.tracker()
                    .run("e", "r", r -> r.model(new ThresholdModel(threshold)).record()));
        }
        assertThatThrownBy(() -> there.registry().importArchive(archive, TRUST, ANNA))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NUMBER_TAKEN))
                .hasMessage("credit version 2 in " + archive + " cannot be taken in: another version has this number"
                        + " here, and a number is never used twice; import into a workspace of its own");
        theirs.delete(theirs.version(2), ANNA, "x");
        assertThatThrownBy(() -> there.registry().importArchive(archive, TRUST, ANNA))
                .hasMessageContaining("a version with this number was deleted here");
        assertThat(theirs.versions()).hasSize(1);
    }

    @Test
    void everyByteThatIsChangedIsFoundOrChangesNothing() throws IOException {
        byte[] bytes = Files.readAllBytes(archive);
        Path file = folder.resolve("flipped.zip");
        int refused = 0;
        for (int i = 0; i < bytes.length; i += STEP) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) 0x41;
            Files.write(file, changed);
            try {
                // Times and attributes of the container carry nothing that is read.
                assertThat(there.registry().importArchive(file, TRUST, ANNA)).isEqualTo(version);
            } catch (ArchiveException | UntrustedException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(bytes.length / STEP * 7 / 10);
        assertThat(there.registry().verify().intact()).isTrue();
        assertThat(there.registry().model("credit").versions()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void missingAndExtraAndChangedMembersAreRefused() throws IOException {
        for (String path : members().keySet()) {
            Map<String, byte[]> without = members();
            without.remove(path);
            if (path.equals(ArchiveIndex.PATH)) {
                assertRefused(zip(without), Problem.NOT_AN_ARCHIVE, "it has no index.dsse.json");
            } else {
                assertRefused(zip(without), Problem.MEMBER_MISSING, "'" + path + "' is missing from ");
                Map<String, byte[]> changed = members();
                byte[] bytes = Objects.requireNonNull(changed.get(path), path);
                bytes[0] ^= (byte) 1;
                assertRefused(zip(changed), Problem.MEMBER_CHANGED, "'" + path + "' in ");
                changed.put(path, new byte[bytes.length + (1 << 20)]);
                assertRefused(zip(changed), Problem.MEMBER_CHANGED, "'" + path + "' in ");
            }
        }
        for (String path :
                new String[] {"../../evil", "/etc/passwd", "blobs/../x", "C:\\x", "blobs/" + "0".repeat(64)}) {
            Map<String, byte[]> extra = members();
            extra.put(path, new byte[] {1});
            assertRefused(zip(extra), Problem.MEMBER_UNEXPECTED, "the index does not name it");
        }
        assertThat(folder.resolve("evil")).doesNotExist();
    }

    @Test
    void anIndexThatIsSignedAndStillWrongIsRefused() throws IOException {
        assertRefused(
                resigned(index -> index.put("format", 2)),
                Problem.NEWER_FORMAT,
                "has format 2, this version of Holdfast knows up to 1; use the newer version that wrote it");
        assertRefused(
                resigned(index -> index.put("version", 7)), Problem.MEMBER_CHANGED, "the index names credit version 7");
        assertRefused(
                resigned(index -> index.put(
                        "members", List.of(Json.object("path", "../x", "sha256", Digests.of("x"), "size", 1)))),
                Problem.NOT_AN_ARCHIVE,
                "a member is called '../x', or twice so");
        assertRefused(
                resigned(index -> index.remove("manifest")),
                Problem.NOT_AN_ARCHIVE,
                "has an index that cannot be read");
    }

    @Test
    void whatIsSignedByNobodyWhoIsTrustedIsNotRead() throws IOException {
        TrustPolicy others = TrustPolicy.signedBy(Keys.verifier(keys().getPublic()));

        assertThatThrownBy(() -> there.registry().importArchive(archive, others, ANNA))
                .isInstanceOfSatisfying(
                        UntrustedException.class,
                        e -> assertThat(e.problem()).isEqualTo(UntrustedException.Problem.UNKNOWN_KEY));
        assertThat(there.registry().models()).isEmpty();
        Path text = Files.writeString(folder.resolve("text.zip"), "no archive");
        assertRefused(text, Problem.NOT_AN_ARCHIVE, "is no archive of a version");
        assertThatThrownBy(() -> there.registry().importArchive(folder.resolve("absent.zip"), TRUST, ANNA))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.problem()).isEqualTo(Problem.FAILED));
    }

    @Test
    void aBombIsGivenUpAtItsFirstByteTooMany() throws IOException {
        Map<String, byte[]> members = members();
        Path file = folder.resolve("bomb.zip");
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> each : members.entrySet()) {
                zip.putNextEntry(new ZipEntry(each.getKey()));
                if (each.getKey().startsWith("blobs/")) {
                    byte[] zeros = new byte[1 << 20];
                    for (int i = 0; i < 256; i++) {
                        zip.write(zeros);
                    }
                } else {
                    zip.write(each.getValue());
                }
            }
        }
        assertThat(Files.size(file)).as("256 MiB of zeros are small").isLessThan(1 << 20);
        assertRefused(file, Problem.MEMBER_CHANGED, "found more bytes");
        try (Stream<Path> walk = Files.walk(folder.resolve("there").resolve("blobs"))) {
            assertThat(walk.filter(Files::isRegularFile))
                    .as("nothing of it is left")
                    .isEmpty();
        }
    }

    @Test
    void aVersionAsAFolderThatInferenceServersWatch() throws IOException {
        byte[] onnx = {0x08, 8, 0x3a, 3, 0x12, 1, 'g', 0x42, 4, 0x0a, 0, 0x10, 17};
        ForeignModel<Row, ClassScores> model = ForeignModel.onnx(
                onnx, version.signature(), (bytes, signature) -> row -> ClassScores.of(List.of("good", "bad"), 0, 1));
        RegisteredModel vision = here.registry().model("vision-1.0");
        ModelVersion stored =
                vision.register(here.tracker().run("e", "r", r -> r.model(model).record()));
        Path repository = folder.resolve("repository");

        Path exported = here.registry().exportTo(stored, repository);

        assertThat(exported).isEqualTo(repository.resolve("vision-1.0").resolve("1"));
        assertThat(exported.resolve("model.onnx")).hasBinaryContent(onnx);
        assertThat(exported.resolve("manifest.json")).hasContent(stored.manifest());
        assertThat(repository.resolve("vision-1.0").resolve("config.pbtxt"))
                .hasContent("name: \"vision-1.0\"\nbackend: \"onnxruntime\"\n");
        assertThat(here.registry().exportTo(version, repository).resolve("model.bin"))
                .exists();
        try (Stream<Path> list = Files.list(repository)) {
            assertThat(list).hasSize(2);
        }
        assertThatThrownBy(() -> here.registry().exportTo(stored, repository))
                .isInstanceOfSatisfying(
                        ArchiveException.class, e -> assertThat(e.problem()).isEqualTo(Problem.ALREADY_THERE));
        for (String name : new String[] {"../x", "a/b", "nul", "COM1.x", "x.", ".x", "ä"}) {
            ModelVersion odd = here.registry()
                    .model(name)
                    .register(here.tracker()
                            .run("e", "r", r -> r.model(new ThresholdModel(1)).record()));
            assertThatThrownBy(() -> here.registry().exportTo(odd, repository))
                    .isInstanceOfSatisfying(
                            ArchiveException.class, e -> assertThat(e.problem()).isEqualTo(Problem.NAME));
        }
    }
}
