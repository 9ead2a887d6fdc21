// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.registry;

import dev.holdfast.artifact.BlobStore;
import dev.holdfast.model.ForeignModel;
import dev.holdfast.registry.ArchiveException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A version as {@code <model>/<number>/...}, the layout that inference servers such as Triton watch. */
final class RepositoryFolder {
    /** What every file system and every server takes for the name of a folder. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,126}[A-Za-z0-9_-]|[A-Za-z0-9_]");

    private static final Pattern RESERVED = Pattern.compile("(CON|PRN|AUX|NUL|COM[0-9]|LPT[0-9])(\\..*)?");
    private static final String ONNX_FILE = "model.onnx";
    private static final String OTHER_FILE = "model.bin";

    private final BlobStore blobs;

    RepositoryFolder(BlobStore blobs) {
        this.blobs = blobs;
    }

    Path write(ModelVersion version, Path root) {
        String name = version.model();
        if (!NAME.matcher(name).matches()
                || RESERVED.matcher(name.toUpperCase(Locale.ROOT)).matches()) {
            throw new ArchiveException(
                    Problem.NAME,
                    "the model '" + name + "' cannot be a folder of a model repository: its name may have 1 to 128"
                            + " letters, digits, '_', '-' and '.'; register it under such a name",
                    null);
        }
        Path folder = root.resolve(name).resolve(Long.toString(version.number()));
        if (Files.exists(folder)) {
            throw new ArchiveException(
                    Problem.ALREADY_THERE, folder + " is there already; delete it, or export elsewhere", null);
        }
        Path temporary = root.resolve("." + UUID.randomUUID() + ".tmp");
        try {
            Files.createDirectories(temporary);
            Files.createDirectories(root.resolve(name));
            boolean onnx = version.format().equals(ForeignModel.ONNX);
            try (InputStream in = blobs.open(version.contents().content().blob())) {
                Files.copy(in, temporary.resolve(onnx ? ONNX_FILE : OTHER_FILE));
            }
            Files.writeString(temporary.resolve("manifest.json"), version.manifest());
            if (onnx) {
                config(root.resolve(name).resolve("config.pbtxt"), temporary, name);
            }
            // A server that watches sees a version as a whole or not at all.
            return Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ArchiveException(Problem.FAILED, folder + " could not be written: " + e, e);
        } finally {
            deleteQuietly(temporary);
        }
    }

    /** Inputs and outputs are left to the server, which reads them from the ONNX file. */
    private static void config(Path file, Path temporary, String name) throws IOException {
        if (Files.exists(file)) {
            return;
        }
        Path draft = temporary.resolveSibling(temporary.getFileName() + ".pbtxt");
        Files.writeString(draft, "name: \"" + name + "\"\nbackend: \"onnxruntime\"\n");
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void deleteQuietly(Path temporary) {
        if (!Files.exists(temporary)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(temporary)) {
            List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path each : files) {
                Files.delete(each);
            }
        } catch (IOException e) {
            // The failure that led here matters more; no server looks into a folder that begins with a dot.
            return;
        }
    }
}
