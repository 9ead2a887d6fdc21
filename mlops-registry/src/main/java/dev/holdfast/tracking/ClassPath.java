// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Digests;
import dev.holdfast.internal.store.Json;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * What a JVM was started with: the jars of its class path and module path, by their digests. Of a path only the last
 * name is kept, since the rest tells of people and machines.
 */
record ClassPath(List<Dependency> dependencies, String document, String digest) {
    /** The fact of an environment that holds the digest of a class path. */
    static final String FACT = "dependencies";

    private static final Pattern COORDINATES = Pattern.compile("META-INF/maven/[^/]+/[^/]+/pom\\.properties");

    /** A JVM's class path is what it was started with, so it is looked at once. */
    private static final class Holder {
        static final ClassPath THIS_JVM = of(System.getProperty("java.class.path", "")
                + File.pathSeparator
                + System.getProperty("jdk.module.path", ""));
    }

    static ClassPath ofThisJvm() {
        return Holder.THIS_JVM;
    }

    static ClassPath of(String path) {
        Set<Path> files = new LinkedHashSet<>();
        for (String entry : path.split(Pattern.quote(File.pathSeparator), -1)) {
            try {
                add(Path.of(entry).toAbsolutePath().normalize(), !entry.isEmpty(), files);
            } catch (InvalidPathException e) {
                // The JVM skips what is no path, and so does this.
            }
        }
        List<Dependency> dependencies = files.stream()
                .map(ClassPath::describe)
                .flatMap(Optional::stream)
                .toList();
        String document = write(dependencies);
        return new ClassPath(dependencies, document, Digests.of(document));
    }

    /** Adds a jar and those that its manifest names, as build tools do that start a JVM with one jar. */
    private static void add(Path file, boolean wanted, Set<Path> files) {
        if (!wanted || !Files.isRegularFile(file) || !files.add(file)) {
            return;
        }
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            Manifest manifest = jar.getManifest();
            String more = manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
            for (String each : more == null ? new String[0] : more.strip().split("\\s+", -1)) {
                Path other = Path.of(file.toUri().resolve(each)).normalize();
                add(other, !each.isEmpty(), files);
            }
        } catch (IOException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            // A jar that cannot be read is described by its bytes alone, and what it names is not there either.
            return;
        }
    }

    private static Optional<Dependency> describe(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = Digests.sha256();
            long size = in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return Optional.of(new Dependency(
                    String.valueOf(file.getFileName()), coordinates(file), Digests.hex(digest.digest()), size));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** What Maven wrote into the jar of itself; nothing for a jar that holds several. */
    private static String coordinates(Path file) {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            List<JarEntry> found = jar.stream()
                    .filter(entry -> COORDINATES.matcher(entry.getName()).matches())
                    .limit(2)
                    .toList();
            if (found.size() != 1) {
                return "";
            }
            Properties properties = new Properties();
            try (InputStream in = jar.getInputStream(found.get(0))) {
                properties.load(in);
            }
            return properties.getProperty("groupId", "") + ":" + properties.getProperty("artifactId", "") + ":"
                    + properties.getProperty("version", "");
        } catch (IOException | IllegalArgumentException e) {
            return "";
        }
    }

    private static String write(List<Dependency> dependencies) {
        List<Object> all = new ArrayList<>();
        for (Dependency each : dependencies) {
            all.add(Json.object(
                    "name",
                    each.name(),
                    "coordinates",
                    each.coordinates(),
                    "sha256",
                    each.sha256(),
                    "size",
                    Json.number(each.sizeBytes())));
        }
        return Json.canonical(all);
    }

    static List<Dependency> read(String document) {
        return Json.toList(Json.parse(document)).stream()
                .map(Json::toMap)
                .map(each -> new Dependency(
                        Json.toText(each.get("name")),
                        Json.toText(each.get("coordinates")),
                        Json.toText(each.get("sha256")),
                        Json.toLong(each.get("size"))))
                .toList();
    }
}
