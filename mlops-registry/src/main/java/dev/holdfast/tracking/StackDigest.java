// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.tracking;

import dev.holdfast.internal.store.Digests;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The digest of where something was thrown from: class, method, file and line of every frame, of the causes too.
 * Messages stay out, since they hold what differs from run to run. So do the numbers of classes that a JVM makes up while
 * it runs, and the frames of reflection, which change with how often a method was called.
 */
final class StackDigest {
    private static final Pattern MADE_UP =
            Pattern.compile("/0x[0-9a-f]+|(?<=\\$\\$Lambda)\\$?[0-9]+|(?<=\\$Proxy)[0-9]+");

    private StackDigest() {}

    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (@Nullable Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
            text.append(each.getClass().getName()).append('\n');
            for (StackTraceElement frame : each.getStackTrace()) {
                String type = frame.getClassName();
                if (!type.startsWith("jdk.internal.reflect.")) {
                    text.append(MADE_UP.matcher(type).replaceAll(""))
                            .append('.')
                            .append(frame.getMethodName());
                    text.append('(').append(frame.getFileName()).append(':').append(frame.getLineNumber());
                    text.append(")\n");
                }
            }
        }
        return Digests.of(text.toString());
    }
}
