// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.mlflow;

import dev.holdfast.internal.store.Digests;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Names as MLflow takes them: letters, digits, {@code _ / . - :} and spaces, a normal path, at most 250 characters. A name
 * that is none gets other characters for those that are not allowed and a part of its digest, so that two names never
 * become one; what it was is kept in a tag.
 */
final class MlflowNames {
    static final int MAX_KEY = 250;

    /** Leaves room for what a tag that keeps the original puts before it. */
    private static final int KEPT = 200;

    private static final int MAX_SEGMENT_BYTES = 250;
    private static final Pattern FORBIDDEN = Pattern.compile("[^\\p{L}\\p{N}_/.\\- :]");
    private static final Pattern FORBIDDEN_ALIAS = Pattern.compile("[^A-Za-z0-9_-]");
    private static final Pattern VERSION_ALIAS = Pattern.compile("[vV][0-9]+");

    private MlflowNames() {}

    /** Returns the key of each name; a name below which another lies, as {@code a} beside {@code a/b}, is changed too. */
    static Map<String, String> keys(Collection<String> names) {
        Set<String> all = new TreeSet<>(names);
        Map<String, String> keys = new LinkedHashMap<>();
        for (String name : names) {
            boolean folder = all.stream().anyMatch(other -> other.startsWith(name + "/"));
            keys.put(name, isKey(name) && !folder ? name : changed(name));
        }
        return keys;
    }

    static String key(String name) {
        return isKey(name) ? name : changed(name);
    }

    private static boolean isKey(String name) {
        if (name.length() > MAX_KEY
                || FORBIDDEN.matcher(name).find()
                || !name.strip().equals(name)) {
            return false;
        }
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty()
                    || segment.equals(".")
                    || segment.equals("..")
                    || segment.getBytes(StandardCharsets.UTF_8).length > MAX_SEGMENT_BYTES) {
                return false;
            }
        }
        return true;
    }

    private static String changed(String name) {
        String plain = name.replaceAll("[^A-Za-z0-9_.\\-]", "_");
        return plain.substring(0, Math.min(KEPT, plain.length())).replaceFirst("^\\.+", "_") + "-"
                + Digests.of(name.getBytes(StandardCharsets.UTF_16BE)).substring(0, 12);
    }

    /** The name of a registered model becomes a part of addresses, so it has neither slashes nor colons. */
    static String model(String name) {
        return isKey(name) && name.indexOf('/') < 0 && name.indexOf(':') < 0 ? name : changed(name);
    }

    static String alias(String name) {
        boolean taken =
                name.equalsIgnoreCase("latest") || VERSION_ALIAS.matcher(name).matches();
        if (!taken && name.length() <= MAX_KEY && !FORBIDDEN_ALIAS.matcher(name).find()) {
            return name;
        }
        return changed("alias-" + name).replace('.', '_');
    }
}
