// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Names;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the path of an artifact may be: a relative path that every file system can hold and that leads nowhere else.
 * Within a workspace it is data; it becomes a path only where the host asks for the files in a folder of its own.
 */
final class ArtifactPaths {
    private static final int MAX_LENGTH = 1_000;
    private static final int MAX_NAME_BYTES = 255;

    /** Names that mean devices on Windows, with or without an ending. */
    private static final Pattern DEVICE =
            Pattern.compile("(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(?:\\..*)?");

    private ArtifactPaths() {}

    static String check(String path) {
        Names.checkText("the path of an artifact", path);
        if (path.isEmpty() || path.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "the path of an artifact must have 1 to " + MAX_LENGTH + " characters, got " + path.length());
        }
        for (String name : path.split("/", -1)) {
            Optional<String> fault = fault(name);
            if (fault.isPresent()) {
                throw new IllegalArgumentException("the path of an artifact must be relative, its names separated by"
                        + " '/' and allowed on every file system; " + fault.get() + " in '" + path + "'");
            }
        }
        return Names.checkReadable("the path of an artifact", path);
    }

    private static Optional<String> fault(String name) {
        if (name.isEmpty()) {
            return Optional.of("got an empty name");
        }
        if (name.equals(".") || name.equals("..")) {
            return Optional.of("got '" + name + "'");
        }
        if (name.endsWith(".") || name.endsWith(" ")) {
            return Optional.of("got a name that ends with a dot or a space");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            return Optional.of("got a name of " + name.getBytes(StandardCharsets.UTF_8).length + " bytes, at most "
                    + MAX_NAME_BYTES + " are");
        }
        int bad = name.chars()
                .filter(c -> c < ' ' || c == 0x7f || "\\:*?\"<>|".indexOf(c) >= 0)
                .findFirst()
                .orElse(-1);
        if (bad >= 0) {
            return Optional.of(String.format(Locale.ROOT, "got the character U+%04X", bad));
        }
        return DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches()
                ? Optional.of("got the name of a device, '" + name + "',")
                : Optional.empty();
    }

    static String mediaType(String path) {
        String guessed = URLConnection.guessContentTypeFromName(path);
        return guessed == null ? "application/octet-stream" : guessed;
    }
}
