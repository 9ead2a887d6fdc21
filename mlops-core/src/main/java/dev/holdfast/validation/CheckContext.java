// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.validation;

import dev.holdfast.data.Column;
import dev.holdfast.data.Row;
import dev.holdfast.data.Table;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What all states of one check share; the only way by which a value becomes text that a person sees. */
final class CheckContext {
    private final DataContract contract;
    private final CheckOptions options;
    private final Map<String, Redaction> redactions;

    CheckContext(DataContract contract, CheckOptions options) {
        this.contract = contract;
        this.options = options;
        this.redactions = contract.redactions();
    }

    int sampleSize() {
        return options.sampleSize();
    }

    int capacity() {
        return options.capacity();
    }

    Optional<Instant> now() {
        return options.now();
    }

    Map<String, Table> references() {
        return options.references();
    }

    List<String> columnNames() {
        return contract.columnNames();
    }

    Optional<Predicate<Row>> custom(String id) {
        return contract.custom(id);
    }

    boolean hides(String column) {
        return redactions.containsKey(column);
    }

    boolean hidesSomething() {
        return !redactions.isEmpty();
    }

    String shown(Column column, int index) {
        return column.isMissing(index) ? Texts.MISSING : shown(column.name(), column.text(index));
    }

    String shown(String column, Object value) {
        Redaction redaction = redactions.get(column);
        String text = Texts.value(value);
        if (redaction == null) {
            return text;
        }
        return switch (redaction) {
            case MASK -> mask(text);
            case HASH -> options.hashKey().map(key -> hash(key, text)).orElse("(hidden)");
            case OMIT -> "(hidden)";
        };
    }

    private static String mask(String text) {
        StringBuilder masked = new StringBuilder();
        text.codePoints().forEach(c -> masked.appendCodePoint(Character.isLetterOrDigit(c) ? '*' : c));
        return masked.toString();
    }

    private static String hash(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] digest = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
            return "#" + HexFormat.of().formatHex(digest, 0, 6);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
